"""RDF to property graph to RDF: nothing is lost, whatever went in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import random_datasets as datasets
from hypothesis import HealthCheck, example, given, settings
from quick_examples import examples

from kgraph.loaders.alike_things import Alike
from kgraph.loaders.mapping.decoder import unmap
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.mapping.plain_nodes import PlainNodes
from kgraph.loaders.property_graph import hashes_of_alike, item_hash
from kgraph.loaders.sync import write_statements as sync_write
from kgraph.loaders.sync.store_state import read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

PREFERRED = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def quads_of(graph: PropertyGraph) -> list[ox.Quad]:
    text = "\n".join(unmap(graph))
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False))


@settings(max_examples=examples(400))
@given(datasets.datasets())
def test_every_dataset_comes_back(quads: list[ox.Quad]) -> None:
    graph = map_dataset(quads)
    assert graph.account.balanced
    assert graph.account.statements == len(quads)
    back = quads_of(graph)
    assert len(back) == len(set(back)), "a statement is said twice"
    assert datasets.canonical(back) == datasets.canonical(quads)


@settings(max_examples=examples(150))
@given(datasets.datasets())
def test_order_and_labels_of_blank_nodes_do_not_matter(quads: list[ox.Quad]) -> None:
    graph = map_dataset(quads)
    text = ox.serialize(reversed(quads), format=ox.RdfFormat.N_QUADS)
    again = map_dataset(ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True))
    assert again.content_hash == graph.content_hash
    repeated = map_dataset([*quads, *reversed(quads)])
    assert repeated.content_hash == graph.content_hash
    assert repeated.account == graph.account


@settings(max_examples=examples(300))
@given(datasets.datasets())
@example([ox.Quad(ox.NamedNode("https://example.org/a"), PREFERRED, ox.Literal(""))])
def test_plain_nodes_are_those_that_the_general_way_makes(quads: list[ox.Quad]) -> None:
    graph = map_dataset(quads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainNodes, "read", lambda *_: None)
        general = map_dataset(quads)
    assert general.content_hash == graph.content_hash
    assert general.account == graph.account
    assert general.losses == graph.losses
    # As text, in which a confidence that is no number is like another.
    assert list(map(repr, general.nodes.items())) == list(map(repr, graph.nodes.items()))
    assert list(map(repr, general.relationships.items())) == list(map(repr, graph.relationships.items()))
    for node in graph.nodes.values():
        content = {key: value for key, value in node.properties.items() if key != "_hash"}
        assert node.properties["_hash"] == item_hash(node.labels, content)
    for item in graph.relationships.values():
        content = {key: value for key, value in item.properties.items() if key != "_hash"}
        assert item.properties["_hash"] == item_hash(item.type, item.start, item.end, content)


def test_things_that_are_alike_are_hashed_as_they_are_one_by_one() -> None:
    labels, keys = ("100%", "It's"), ("a%s", "created", 'say "so"')
    rows = [(1, dt.date(2020, 1, 2), "50 % 'off'"), (2.5, dt.date(1, 1, 1), 'a\\"%d')]
    properties = [dict(zip(keys, row, strict=True)) for row in rows]
    nodes = Alike(labels, keys, list(zip(*rows, strict=True)))
    assert list(hashes_of_alike(nodes)) == [item_hash(labels, held) for held in properties]
    ends = ["urn:%s", "urn:b"], ["urn:'c'", "urn:d"]
    ties = Alike("A%B", keys, [*ends, *zip(*rows, strict=True)])
    assert list(hashes_of_alike(ties)) == [
        item_hash("A%B", start, end, held) for start, end, held in zip(*ends, properties, strict=True)
    ]


@pytest.mark.parametrize("common", [1, sync_write.COMMON])
def test_every_dataset_comes_back_from_a_store(
    every_store: Connection, common: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With and without a statement that names the columns, which small data has no use for.
    monkeypatch.setattr(sync_write, "COMMON", common)

    @settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
    @given(datasets.datasets())
    def run(quads: list[ox.Quad]) -> None:
        # Each example is a sync over what the one before left: it also tests that all of that goes.
        graph = map_dataset(quads)
        sync(every_store, graph, BuildStamp("example"))
        held = read_store(every_store)
        assert held.content_hash == graph.content_hash
        assert datasets.canonical(quads_of(held)) == datasets.canonical(quads)
        assert not sync(every_store, graph, BuildStamp("example")).changes

    run()
