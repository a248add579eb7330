"""The work of a sync grows with the number of changes, also where one node has most of the relationships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.altered_values import find_altered, mark_altered
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp, make_plan
from kgraph.loaders.sync.sync_steps import make_steps
from kgraph.loaders.sync.write_statements import BATCH, at_relationships

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.loaders.sync.sync_plan import SyncPlan
    from kgraph.store.connection import Connection

HEAD = """
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@base <https://example.org/> .
<hub> a kg:MunicipalFederation ; skos:prefLabel "Hub"@sv .
"""
STAMP = BuildStamp("s")


def star(spokes: int, edition: int) -> PropertyGraph:
    """Return one of two editions of a hub with four relationships to each spoke; they differ in all parts."""
    lines = [HEAD]
    for number in range(spokes):
        place = number if number % 4 != edition else number + spokes * (1 + edition)
        value = 100 + (edition if number % 3 == 0 else 7)
        lines.append(f'<{place}> a kg:Company ; skos:prefLabel "S {place}"@sv ; org:linkedTo <hub> .')
        lines.append(f"<hub> dct:relation <{place}> .")
        lines.append(f"<in{place}> a org:Membership ; org:member <{place}> ; org:organization <hub> ;")
        lines.append(f"  kg:ownershipShare 0.{value} .")
        lines.append(f"<out{place}> a org:Membership ; org:member <hub> ; org:organization <{place}> ;")
        lines.append(f"  kg:ownershipShare 0.{value} .")
    return map_dataset(ox.parse("\n".join(lines), format=ox.RdfFormat.TURTLE))


def hits(profile: dict[str, Any]) -> int:
    return int(profile.get("dbHits", 0)) + sum(hits(child) for child in profile.get("children", ()))


def work(store: Connection, plan: SyncPlan, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often a plan's statements look into the database; nothing stays written."""
    counted: list[int] = []

    def profiled(tx: Any, query: str, **parameters: Any) -> list[dict[str, Any]]:
        result = tx.run(f"PROFILE {query}", parameters)
        rows: list[dict[str, Any]] = result.data()
        counted.append(hits(result.consume().profile))
        return rows

    with store.session() as session, session.begin_transaction() as tx:
        with monkeypatch.context() as patch:
            patch.setattr(store, "read", lambda query, **parameters: profiled(tx, query, **parameters))
            steps = make_steps(store, plan)
        for batch in (batch for step in steps for group in step.groups for batch in group):
            profiled(tx, batch.statement, rows=list(batch.rows))
        tx.rollback()
    return sum(counted)


@pytest.mark.neo4j
def test_work_grows_with_the_changes(neo4j_store: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = {}
    for spokes in (100, 400):
        first, second = star(spokes, 0), star(spokes, 1)
        sync(neo4j_store, first, STAMP)
        plan = make_plan(neo4j_store, second, STAMP)
        assert min(plan.relationships.count, len(plan.relationships.updated)) > spokes / 4
        measured[spokes] = work(neo4j_store, plan, monkeypatch) / plan.changes
    # One look for each pair of relationships at the hub, or at all nodes for each changed one, would make
    # this four times as much.
    assert measured[400] < 1.1 * measured[100]


def test_each_node_is_looked_through_once(any_store: Connection) -> None:
    first, second = star(50, 0), star(50, 1)
    sync(any_store, first, STAMP)
    plan = make_plan(any_store, second, STAMP)
    steps = {step.name: step for step in make_steps(any_store, plan)}
    for name in ("delete relationships", "update relationships"):
        batches = [batch for group in steps[name].groups for batch in group]
        assert batches
        for batch in batches:
            assert [node for node, _ in batch.rows] == ["https://example.org/hub"]
        assert sum(batch.count for batch in batches) == steps[name].rows


def test_many_changes_at_one_node_are_split() -> None:
    batches = list(
        at_relationships((("T", "hub", f"{n}", f"k{n}", True) for n in range(BATCH + 7)), "DELETE r")
    )
    assert [batch.count for batch in batches] == [BATCH, 7]
    assert all(len(batch.rows) == 1 for batch in batches)


def test_ties_of_replaced_nodes_take_one_statement(embedded_store: Connection) -> None:
    sync(embedded_store, star(5, 0), STAMP)
    embedded_store.execute(
        "MATCH (n:Resource {uri: 'https://example.org/hub'}) UNWIND range(1, 40) AS i "
        "CREATE (:Note {i: i})-[:ABOUT {i: i}]->(n)"
    )
    changed = map_dataset(
        ox.parse(HEAD.replace("kg:MunicipalFederation", "kg:Municipality"), format=ox.RdfFormat.TURTLE)
    )
    report = sync(embedded_store, changed, STAMP)
    assert report.round_trips < 20
    assert embedded_store.read("MATCH (:Note)-[r:ABOUT]->(:Municipality) RETURN count(r) AS n") == [{"n": 40}]


def test_altered_relationships_at_a_hub_are_put_back(any_store: Connection) -> None:
    graph = star(8, 0)
    sync(any_store, graph, STAMP)
    any_store.execute("MATCH (:MunicipalFederation)-[r]->() SET r.mark = 1 SET r._rdf = 'altered'")
    altered = find_altered(any_store, graph)
    assert altered
    mark_altered(any_store, altered)
    assert sync(any_store, graph, STAMP).counts["relationships_updated"] == len(altered)
    assert find_altered(any_store, graph) == []
