"""RDF to property graph to RDF: nothing is lost, whatever went in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import random_datasets as datasets
from hypothesis import HealthCheck, example, given, settings
from quick_examples import examples

from kgraph.loaders.mapping.decoder import unmap
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.mapping.plain_nodes import PlainNodes
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
    assert {uri: node.labels for uri, node in graph.nodes.items()} == {
        uri: node.labels for uri, node in general.nodes.items()
    }


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
