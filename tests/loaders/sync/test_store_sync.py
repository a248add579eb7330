"""A sync leaves exactly the graph asked for, writes what differs, and leaves alone what people added."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.errors import StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.load_lock import LoadLock
from kgraph.loaders.sync.store_state import read_status, read_store
from kgraph.loaders.sync.store_sync import ensure_constraints, is_current, sync
from kgraph.loaders.sync.sync_plan import BuildStamp, Foreign, make_plan
from kgraph.store.build_marker import LOCK_LABEL
from kgraph.store.readback import read_graph

if TYPE_CHECKING:
    import neo4j

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

HEAD = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
BEFORE = (
    HEAD
    + """
ex:a a kg:Municipality ; skos:prefLabel "A"@sv ; skos:altLabel "x"@sv , "y"@sv ; kg:population 1 ;
  org:linkedTo ex:b , ex:c .
ex:b a org:Organization ; skos:prefLabel "B"@sv ; org:linkedTo ex:c .
ex:c a kg:Company ; skos:prefLabel "C"@sv .
ex:m a org:Membership ; org:member ex:a ; org:organization ex:b ; kg:ownershipShare 0.5 .
"""
)
AFTER = (
    HEAD
    + """
ex:a a kg:Municipality ; skos:prefLabel "A"@sv ; skos:altLabel "x"@sv ; org:linkedTo ex:b .
ex:b a kg:MunicipalFederation ; skos:prefLabel "B2"@sv ; org:linkedTo ex:d .
ex:d a kg:Company ; skos:prefLabel "D"@sv .
ex:m a org:Membership ; org:member ex:d ; org:organization ex:b .
"""
)
EX = "https://example.org/"


def graph_of(turtle: str) -> PropertyGraph:
    return map_dataset(ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def assert_holds(store: Connection, graph: PropertyGraph) -> None:
    """The store's nodes and relationships are those of `graph`, property by property."""
    held = read_store(store)
    assert {uri: (n.labels, n.properties) for uri, n in held.nodes.items()} == {
        uri: (n.labels, n.properties) for uri, n in graph.nodes.items()
    }
    assert {k: (r.type, r.start, r.end, r.properties) for k, r in held.relationships.items()} == {
        k: (r.type, r.start, r.end, r.properties) for k, r in graph.relationships.items()
    }
    assert read_status(store).state == "complete"


@pytest.mark.parametrize("single_limit", [1000, 0], ids=["one-transaction", "staged"])
def test_only_the_difference_is_written(every_store: Connection, single_limit: int) -> None:
    before, after = graph_of(BEFORE), graph_of(AFTER)
    first = sync(every_store, before, BuildStamp("s"), single_limit=single_limit)
    assert first.counts["nodes_created"] == 3
    assert first.counts["relationships_created"] == 4
    assert first.staged == (single_limit == 0)
    assert_holds(every_store, before)
    plan = make_plan(every_store, after, BuildStamp("s"))
    assert (plan.nodes.created, plan.nodes.deleted) == ([f"{EX}d"], [f"{EX}c"])
    assert plan.nodes.updated == [f"{EX}a", f"{EX}b"]
    assert plan.relationships.updated == [f"{EX}m"]
    second = sync(every_store, after, BuildStamp("s"), single_limit=single_limit)
    assert second.counts == plan.summary()
    assert_holds(every_store, after)
    assert sync(every_store, before, BuildStamp("s")).changes
    assert_holds(every_store, before)


def test_an_unchanged_sync_writes_nothing_and_takes_four_looks(every_store: Connection) -> None:
    graph = graph_of(BEFORE)
    sync(every_store, graph, BuildStamp("s", input_digest="abc"))
    again = sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    assert (again.changes, again.round_trips) == (0, 4)
    assert is_current(every_store, study="s", input_digest="abc")
    assert not is_current(every_store, study="s", input_digest="abd")
    every_store.execute("MATCH (n {uri: $uri}) DETACH DELETE n", uri=f"{EX}c")
    assert not is_current(every_store, study="s", input_digest="abc")
    assert read_status(every_store).state == "damaged"
    assert sync(every_store, graph, BuildStamp("s")).counts["nodes_created"] == 1
    assert_holds(every_store, graph)


def test_an_empty_graph_empties_the_store(every_store: Connection) -> None:
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    sync(every_store, map_dataset([]), BuildStamp("s"))
    assert_holds(every_store, map_dataset([]))


def test_what_people_added_stays_and_is_listed(every_store: Connection) -> None:
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    every_store.execute(
        "MATCH (a {uri: $a}), (c {uri: $c}), (b {uri: $b}) "
        "SET a.remark = 'mine', a.score_degree = 3, b.remark = 'too' "
        "CREATE (a)-[:NOTED {by: 'me'}]->(:Note {text: 'look'}), (c)-[:SEEN]->(b)",
        a=f"{EX}a",
        b=f"{EX}b",
        c=f"{EX}c",
    )
    report = sync(every_store, graph_of(AFTER), BuildStamp("s"))
    assert Foreign("property", "remark", 2) in report.foreign
    assert Foreign("node", "Note", 1) in report.foreign
    assert {item.name for item in report.foreign if item.kind == "relationship"} == {"NOTED", "SEEN"}
    rows = every_store.read(
        "MATCH (n:Resource) WHERE n.remark IS NOT NULL "
        "RETURN n.uri AS uri, n.remark AS remark, labels(n) AS labels"
    )
    assert {row["uri"]: row["remark"] for row in rows} == {f"{EX}a": "mine", f"{EX}b": "too"}
    assert "MunicipalFederation" in {row["uri"]: row["labels"] for row in rows}[f"{EX}b"]
    assert every_store.read("MATCH (:Resource)-[r:NOTED]->(n:Note) RETURN r.by AS by, n.text AS text") == [
        {"by": "me", "text": "look"}
    ]
    # A node that the sources no longer speak of, but to which someone tied something, is emptied and kept.
    kept = every_store.read(
        "MATCH (c {uri: $c})-[:SEEN]->(b) RETURN properties(c) AS c, b.uri AS b", c=f"{EX}c"
    )
    assert kept == [{"c": {"uri": f"{EX}c"}, "b": f"{EX}b"}]
    assert set(read_graph(every_store)) == set(graph_of(AFTER).nodes)
    # It is filled again when they do.
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    assert every_store.read(
        "MATCH (c:Company {uri: $c})-[:SEEN]->(b) RETURN c.label AS label", c=f"{EX}c"
    ) == [{"label": "C"}]


def test_another_study_is_refused(every_store: Connection) -> None:
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    with pytest.raises(StoreError, match="holds the study 's'"):
        sync(every_store, graph_of(AFTER), BuildStamp("t"))
    assert_holds(every_store, graph_of(BEFORE))


def test_a_second_loader_is_told_who_writes(every_store: Connection) -> None:
    graph = graph_of(BEFORE)
    ensure_constraints(every_store)
    with LoadLock(every_store).held(), pytest.raises(StoreError, match="another loader"):
        sync(every_store, graph, BuildStamp("s"))
    sync(every_store, graph, BuildStamp("s"))
    assert_holds(every_store, graph)


def test_the_lock_of_a_process_that_ended_is_free(every_store: Connection) -> None:
    ensure_constraints(every_store)
    lock = LoadLock(every_store)
    host, _, token = lock.owner.split(":")
    lock.owner = f"{host}:{2**22 + 1}:{token}"
    lock.acquire()
    assert read_status(every_store).loader is None
    assert owner_in(every_store) == [lock.owner]
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    with pytest.raises(StoreError, match="taken over"):
        every_store.execute_write(lock.renew)


@pytest.mark.parametrize("way", ["sync", "is_current"])
def test_a_kill_between_commit_and_release_leaves_no_lock(every_store: Connection, way: str) -> None:
    sync(every_store, graph_of(BEFORE), BuildStamp("s", input_digest="abc"))
    lock = LoadLock(every_store)
    host, _, token = lock.owner.split(":")
    lock.owner = f"{host}:{2**22 + 1}:{token}"
    lock.acquire()
    if way == "sync":
        assert not sync(every_store, graph_of(BEFORE), BuildStamp("s")).changes
    else:
        assert is_current(every_store, study="s", input_digest="abc")
    assert owner_in(every_store) == []


def test_a_load_with_nothing_to_write_leaves_the_lock_of_a_running_one(every_store: Connection) -> None:
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    with LoadLock(every_store).held() as lock:
        assert not sync(every_store, graph_of(BEFORE), BuildStamp("s")).changes
        assert read_status(every_store).loader == lock.owner
    assert owner_in(every_store) == []


def owner_in(store: Connection) -> list[str]:
    return [row["owner"] for row in store.read(f"MATCH (l:{LOCK_LABEL}) RETURN l.owner AS owner")]


def test_a_lock_ends_with_the_last_transaction_or_stays_when_that_fails(every_store: Connection) -> None:
    ensure_constraints(every_store)
    lock = LoadLock(every_store)

    def fail(tx: neo4j.ManagedTransaction) -> None:
        lock.end_with(tx)
        raise OSError("cut off")

    with lock.held():
        with pytest.raises(StoreError):
            every_store.execute_write(fail)
        assert read_status(every_store).loader == lock.owner
        every_store.execute_write(lock.end_with)
        lock.ended = True
        assert read_status(every_store).loader is None
        other = LoadLock(every_store)
        other.acquire()
    assert owner_in(every_store) == [other.owner]
    other.release()


def test_a_lock_left_behind_by_this_very_process_is_free(every_store: Connection) -> None:
    ensure_constraints(every_store)
    LoadLock(every_store).acquire()  # as after a connection that broke before the release
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    assert read_status(every_store).loader is None


def test_of_many_loaders_at_once_one_wins_and_the_graph_is_whole(every_store: Connection) -> None:
    graph = graph_of(BEFORE)
    ensure_constraints(every_store)
    outcomes: list[str] = []

    def load() -> None:
        try:
            sync(every_store, graph, BuildStamp("s"))
            outcomes.append("done")
        except StoreError as error:
            outcomes.append(error.message)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "done" in outcomes
    assert all(outcome == "done" or "another loader" in outcome for outcome in outcomes), outcomes
    assert_holds(every_store, graph)
    assert not every_store.read(f"MATCH (l:{LOCK_LABEL}) WHERE l.owner IS NOT NULL RETURN l")


def test_the_lock_outlasts_a_single_transaction(
    every_store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A server may show the end of the lock before all that was written with it.
    sync(every_store, graph_of(BEFORE), BuildStamp("s"))
    seen: list[tuple[str, bool]] = []
    write = every_store.execute_write

    def and_look(*work: Any) -> Any:
        result = write(*work)
        status = read_status(every_store)
        seen.append((status.content_hash, status.loader is not None))
        return result

    monkeypatch.setattr(every_store, "execute_write", and_look)
    before, after = graph_of(BEFORE).content_hash, graph_of(AFTER).content_hash
    sync(every_store, graph_of(AFTER), BuildStamp("s"))
    assert seen == [(before, True), (after, True), (after, False)]


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_readers_see_one_build_or_the_other(every_store: Connection) -> None:
    graphs = [graph_of(BEFORE), graph_of(AFTER)]
    sync(every_store, graphs[0], BuildStamp("s"))
    known = {graph.content_hash: (set(graph.nodes), set(graph.relationships)) for graph in graphs}
    wrong: list[str] = []
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                found = read_graph(every_store)
            except StoreError as error:
                if "keeps changing" not in error.message:
                    wrong.append(error.message)
                continue
            content = (set(found), {key for _, _, key in found.edges(keys=True)})
            seen.add(found.graph["contentHash"])
            if content != known[found.graph["contentHash"]]:
                wrong.append(found.graph["contentHash"])

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(1, 13):
        sync(every_store, graphs[turn % 2], BuildStamp("s"))
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert seen == set(known)


def test_progress_counts_up_to_all(every_store: Connection) -> None:
    calls: list[tuple[str, int, int]] = []
    sync(every_store, graph_of(BEFORE), BuildStamp("s"), progress=lambda *call: calls.append(call))
    assert [call[0] for call in calls][-1] == "create relationships"
    assert calls[-1][1] == calls[-1][2] == 7
    assert [call[1] for call in calls] == sorted(call[1] for call in calls)


@pytest.mark.parametrize(
    "name", ["x`) DETACH DELETE n //", "Robby' WITH true as ignored MATCH (s) DETACH DELETE s; //"]
)
def test_hostile_names_are_stored_letter_for_letter(every_store: Connection, name: str) -> None:
    text = name.replace("\\", "\\\\").replace('"', '\\"')
    turtle = (
        HEAD
        + f'ex:a a ex:{"".join(filter(str.isalnum, name))} ; ex:p "{text}" ; skos:prefLabel "{text}"@sv .'
    )
    graph = graph_of(turtle)
    sync(every_store, graph, BuildStamp("s"))
    assert_holds(every_store, graph)
    assert read_store(every_store).nodes[f"{EX}a"].properties["label_sv"] == name
