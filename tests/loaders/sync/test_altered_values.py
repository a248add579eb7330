"""What people alter in the store is found, told and put back; what they add is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import random_datasets as datasets
from hypothesis import HealthCheck, given, settings
from quick_examples import examples

from kgraph.errors import StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.altered_values import altered_text, find_altered, mark_altered, with_altered
from kgraph.loaders.sync.load_lock import LoadLock
from kgraph.loaders.sync.store_state import read_status, read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp, Foreign, make_plan

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

EX = "https://example.org/"
TURTLE = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a a kg:Municipality ; skos:prefLabel "A"@sv ; skos:altLabel "x"@sv , "y"@sv ; kg:population 1 ;
  dct:issued "2024-01-02T03:04:05.678+01:00"^^xsd:dateTime , "2024-01-02"^^xsd:date ;
  org:linkedTo ex:b , ex:c ;
  kg:ownershipShare 1.0 , 0.1 , 12345678901.5 , 1e-7 , 1e300 ; ex:flag true .
ex:b a org:Organization ; skos:prefLabel "B"@sv ; org:linkedTo ex:c .
ex:c a kg:Company ; skos:prefLabel "C"@sv ; dct:valid "2024-01-02T03:04:05"^^xsd:dateTime .
ex:m a org:Membership ; org:member ex:a ; org:organization ex:b ; kg:ownershipShare 0.5 .
"""


def graph_of(turtle: str) -> PropertyGraph:
    return map_dataset(ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def content(graph: PropertyGraph, without: str = "") -> tuple[object, object]:
    # As text, because 1, 1.0 and true are equal to Python.
    def shown(properties: dict[str, object]) -> list[tuple[str, object]]:
        return sorted(item for item in properties.items() if item[0] != without)

    return (
        {uri: repr((node.labels, shown(node.properties))) for uri, node in graph.nodes.items()},
        {
            key: repr((item.type, item.start, item.end, shown(item.properties)))
            for key, item in graph.relationships.items()
        },
    )


def test_an_untouched_store_raises_no_alarm(any_store: Connection) -> None:
    assert find_altered(any_store) == []  # empty
    graph = graph_of(TURTLE)
    sync(any_store, graph, BuildStamp("s"))
    assert find_altered(any_store) == []
    assert find_altered(any_store, graph) == []
    assert content(read_store(any_store)) == content(graph)


CHANGES = {
    "a changed value": ("MATCH (n {uri: $a}) SET n.population = 7", "node", ("population",)),
    "another type of the same number": (
        "MATCH (n {uri: $a}) SET n.population = 1.0",
        "node",
        ("population",),
    ),
    "a removed property": ("MATCH (n {uri: $a}) REMOVE n.alias_sv", "node", ("alias_sv",)),
    "a value added where the sources say nothing": (
        "MATCH (n {uri: $a}) SET n.rule = 'mine'",
        "node",
        ("rule",),
    ),
    "a changed relationship property": (
        "MATCH ()-[r {key: $m}]->() SET r.ownershipShare = 0.9",
        "relationship",
        ("ownershipShare",),
    ),
    "a removed relationship property": (
        "MATCH ()-[r {key: $m}]->() REMOVE r.ownershipShare",
        "relationship",
        ("ownershipShare",),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_altered_is_named_and_comes_back(any_store: Connection, change: str) -> None:
    statement, kind, keys = CHANGES[change]
    graph = graph_of(TURTLE)
    sync(any_store, graph, BuildStamp("s"))
    any_store.execute(
        "MATCH (a {uri: $a}) SET a.remark = 'mine' CREATE (a)-[:NOTED]->(:Note {text: 'look'})", a=f"{EX}a"
    )
    any_store.execute(statement, a=f"{EX}a", m=f"{EX}m")
    assert not sync(any_store, graph, BuildStamp("s")).changes  # hashes alone do not show it
    (found,) = find_altered(any_store, graph)
    assert (found.kind, found.keys) == (kind, keys)
    assert found.title == {"node": "A", "relationship": "A MEMBER_OF B"}[kind]
    assert altered_text([found]) == f"1 {kind}: {found.title} ({keys[0]})"
    assert [item.keys for item in find_altered(any_store)] == [()]
    planned = with_altered(make_plan(any_store, graph, BuildStamp("s")), [found])
    assert planned.changes == 1
    mark_altered(any_store, [found])
    assert read_status(any_store).state == "damaged"  # until the sync that follows
    report = sync(any_store, graph, BuildStamp("s"))
    assert report.counts == planned.summary()
    assert Foreign("property", "remark", 1) in report.foreign
    assert Foreign("node", "Note", 1) in report.foreign
    assert find_altered(any_store) == []
    assert read_status(any_store).state == "complete"
    held = read_store(any_store)
    assert held.nodes[f"{EX}a"].properties["remark"] == "mine"
    assert content(held, without="remark") == content(graph)
    assert any_store.read("MATCH ({uri: $a})-[:NOTED]->(n) RETURN n.text AS text", a=f"{EX}a") == [
        {"text": "look"}
    ]


def test_labels_taken_away_and_given_come_back_and_peoples_own_stay(neo4j_store: Connection) -> None:
    # The embedded store changes no labels, not even by hand.
    graph = graph_of(TURTLE)
    sync(neo4j_store, graph, BuildStamp("s"))
    neo4j_store.execute("MATCH (n {uri: $a}) REMOVE n:Municipality SET n:Favourite", a=f"{EX}a")
    neo4j_store.execute("MATCH (n {uri: $c}) SET n:Municipality", c=f"{EX}c")
    found = find_altered(neo4j_store, graph)
    assert [(item.title, item.keys) for item in found] == [
        ("A", (":Municipality",)),
        ("C", (":Municipality",)),
    ]
    mark_altered(neo4j_store, found)
    report = sync(neo4j_store, graph, BuildStamp("s"))
    assert report.foreign == [Foreign("label", "Favourite", 1)]
    held = read_store(neo4j_store)
    assert set(held.nodes[f"{EX}a"].labels) == {*graph.nodes[f"{EX}a"].labels, "Favourite"}
    assert held.nodes[f"{EX}c"].labels == graph.nodes[f"{EX}c"].labels
    assert find_altered(neo4j_store) == []


def test_what_no_source_names_any_more_goes_though_it_was_altered(any_store: Connection) -> None:
    sync(any_store, graph_of(TURTLE), BuildStamp("s"))
    any_store.execute("MATCH (n {uri: $c}) SET n.label = 'mine'", c=f"{EX}c")
    after = graph_of(
        TURTLE.replace(" , ex:c ;", " ;").replace("; org:linkedTo ex:c .", ".").partition("ex:c a")[0]
    )
    found = find_altered(any_store, after)
    assert [(item.title, item.keys) for item in found] == [("mine", ())]
    mark_altered(any_store, found)
    sync(any_store, after, BuildStamp("s"))
    assert content(read_store(any_store)) == content(after)


def test_things_that_lost_their_name_are_made_again(any_store: Connection) -> None:
    graph = graph_of(TURTLE)
    sync(any_store, graph, BuildStamp("s"))
    any_store.execute("MATCH ()-[r {key: $m}]->() REMOVE r.key", m=f"{EX}m")
    any_store.execute("MATCH (n {uri: $c}) SET n.uri = 'https://example.org/other'", c=f"{EX}c")
    found = find_altered(any_store, graph)
    # The node, the relationship without a key, and the two that pointed at the node.
    assert sorted(item.kind for item in found) == ["node", *["relationship"] * 3]
    mark_altered(any_store, found)
    sync(any_store, graph, BuildStamp("s"))
    assert content(read_store(any_store)) == content(graph)
    assert read_status(any_store).state == "complete"


@pytest.mark.parametrize(
    "copy",
    [
        "CREATE (a)-[x:MEMBER_OF]->(b) SET x = properties(r)",
        "CREATE (b)-[x:MEMBER_OF]->(a) SET x = properties(r)",
        "CREATE (a)-[x:FRIEND_OF]->(b) SET x = properties(r)",
    ],
    ids=["beside it", "the other way", "another type"],
)
def test_a_copied_relationship_is_one_again(any_store: Connection, copy: str) -> None:
    graph = graph_of(TURTLE)
    sync(any_store, graph, BuildStamp("s"))
    any_store.execute(f"MATCH (a)-[r {{key: $m}}]->(b) {copy}", m=f"{EX}m")
    assert read_status(any_store).state == "damaged"
    assert {(item.kind, item.name) for item in find_altered(any_store, graph)} == {("relationship", f"{EX}m")}
    sync(any_store, graph, BuildStamp("s"))
    assert content(read_store(any_store)) == content(graph)
    assert any_store.read("MATCH ()-[r {key: $m}]->() RETURN count(r) AS n", m=f"{EX}m") == [{"n": 1}]
    assert read_status(any_store).state == "complete"


def test_a_hash_that_is_text_is_a_fault_like_others(any_store: Connection) -> None:
    graph = graph_of(TURTLE)
    sync(any_store, graph, BuildStamp("s"))
    any_store.execute("MATCH (n {uri: $a}) SET n._hash = 'mine'", a=f"{EX}a")
    assert read_status(any_store).state == "damaged"
    assert [item.name for item in find_altered(any_store, graph)] == [f"{EX}a"]
    sync(any_store, graph, BuildStamp("s"))
    assert content(read_store(any_store)) == content(graph)
    assert read_status(any_store).state == "complete"


def test_nothing_is_marked_while_another_loader_writes(any_store: Connection) -> None:
    graph = graph_of(TURTLE)
    sync(any_store, graph, BuildStamp("s"))
    any_store.execute("MATCH (n {uri: $a}) SET n.population = 7", a=f"{EX}a")
    with LoadLock(any_store).held(), pytest.raises(StoreError, match="another loader"):
        mark_altered(any_store, find_altered(any_store))
    assert read_status(any_store).state == "complete"


@pytest.mark.parametrize("kind", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_no_dataset_raises_an_alarm(kind: str, request: pytest.FixtureRequest) -> None:
    store: Connection = request.getfixturevalue(f"{kind}_store")

    @settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
    @given(datasets.datasets())
    def run(quads: list[ox.Quad]) -> None:
        sync(store, map_dataset(quads), BuildStamp("example"))
        assert find_altered(store) == []

    run()
