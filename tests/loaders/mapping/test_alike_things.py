"""Things in columns are those that an object for each would be: by name, in order, hashed and as rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import random_datasets as datasets
from hypothesis import given, settings
from quick_examples import examples

from kgraph.errors import KgraphError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.property_graph import Node, Nodes, PropertyGraph, Relationships
from kgraph.loaders.sync import write_statements
from kgraph.loaders.sync.write_statements import create_nodes, create_relationships

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.loaders.property_graph import Relationship
    from kgraph.loaders.sync.write_statements import Batch

PREFIXES = "@prefix ex: <https://example.org/> . @prefix org: <http://www.w3.org/ns/org#> .\n"


def in_turn(count: int) -> PropertyGraph:
    """Return a graph of things of two patterns in turn, some of which link to a thing that says nothing."""
    lines = [PREFIXES]
    for number in range(count):
        lines.append(f'ex:{number} a org:Organization ; ex:name "N {number}" ; ex:knows ex:{number // 2} ')
        lines.append(f"; ex:born {1900 + number} ; ex:owns ex:unknown{number // 3} ." if number % 2 else ".")
    return map_dataset(ox.parse("\n".join(lines), format=ox.RdfFormat.TURTLE))


def one_by_one(graph: PropertyGraph) -> PropertyGraph:
    """Return the same graph, made from an object for each thing."""
    return PropertyGraph(
        Nodes(graph.nodes.values()),
        Relationships(graph.relationships.values()),
        names=graph.names,
        prefixes=graph.prefixes,
    )


def rows_of_objects(things: Iterable[Node | Relationship]) -> list[list[Any]]:
    """Return the rows that create things, one list for those with the same keys and kinds of values."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for thing in things:
        what, ends, properties = Nodes.parts(thing) if isinstance(thing, Node) else Relationships.parts(thing)
        kinds = tuple(
            value.__class__ if isinstance(value, dt.date) else None for value in properties.values()
        )
        values = (value.isoformat() if isinstance(value, dt.date) else value for value in properties.values())
        groups[what, tuple(properties), kinds].append((*ends, *values))
    return sorted(groups.values(), key=repr)


def rows_of_batches(batches: Iterable[Batch]) -> list[list[Any]]:
    """Return the rows of batches, one list for each statement."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for batch in batches:
        assert len(batch.rows) == batch.count <= write_statements.BATCH
        rows[batch.statement] += batch.rows
        assert list(batch.rows) == list(batch.rows), "a repeated transaction has the same rows"
    return sorted(rows.values(), key=repr)


def assert_same(graph: PropertyGraph) -> None:
    """Compare a graph with what an object for each thing would be."""
    other = one_by_one(graph)
    assert other.content_hash == graph.content_hash
    assert other.digest == graph.digest
    for things in (graph.nodes, graph.relationships):
        held = dict(things.items())
        assert len(things) == len(held)
        assert list(things) == list(held) == [item.properties[things.name_key] for item in things.values()]
        assert all(things[name] == item and name in things for name, item in held.items())
        assert things == held
        assert things.hashes() == {name: item.properties["_hash"] for name, item in held.items()}
        some = list(held)[1::2]
        assert list(things.chosen(some).items()) == [(name, held[name]) for name in some]
        assert "of nothing" not in things
        with pytest.raises(KeyError):
            things["of nothing"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write_statements, "COMMON", 1)
        patch.setattr(write_statements, "BATCH", 3)
        assert rows_of_batches(create_nodes(graph.nodes)) == rows_of_objects(graph.nodes.values())
        made = rows_of_batches(create_relationships(graph.relationships))
        assert made == rows_of_objects(graph.relationships.values())


@settings(max_examples=examples(150))
@given(datasets.datasets())
def test_things_in_columns_are_those_of_objects(quads: list[ox.Quad]) -> None:
    assert_same(map_dataset(quads))


def test_things_of_several_patterns_keep_their_order() -> None:
    graph = in_turn(12)
    assert_same(graph)
    bare = [f"unknown{number}" for number in range(4)]
    assert [uri.rpartition("/")[2] for uri in graph.nodes] == [*map(str, range(12)), *bare]
    assert [tie.start.rpartition("/")[2] for tie in graph.relationships.values()][:5] == list("01123")


def test_what_is_rare_goes_as_maps() -> None:
    graph = in_turn(5)
    rows = [row for batch in create_nodes(graph.nodes) for row in batch.rows]
    assert sorted((row[0] for row in rows), key=repr) == sorted(
        (node.properties for node in graph.nodes.values()), key=repr
    )
    ties = [row for batch in create_relationships(graph.relationships) for row in batch.rows]
    assert {row[2]["key"]: row[:2] for row in ties} == {
        key: (tie.start, tie.end) for key, tie in graph.relationships.items()
    }


def test_an_object_is_a_copy() -> None:
    graph = in_turn(3)
    (first, *_) = graph.nodes
    graph.nodes[first].properties.clear()
    assert graph.nodes[first].properties["uri"] == first


def test_a_thing_with_the_name_of_a_blank_node_is_refused() -> None:
    text = PREFIXES + '[] ex:name "A" .'
    (uri,) = map_dataset(ox.parse(text, format=ox.RdfFormat.TURTLE)).nodes
    text += f'<{uri}> ex:name "B" .'
    with pytest.raises(KgraphError, match="would share the uri"):
        map_dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))
