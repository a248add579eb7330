"""A large first load, in transactions side by side, leaves what one transaction would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync import store_sync as sync_module
from kgraph.loaders.sync.store_state import read_status, read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp

if TYPE_CHECKING:
    import pytest

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

EX = "https://example.org/"
ORG = "http://www.w3.org/ns/org#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
HUBS, THINGS = 3, 6000


def crowd() -> PropertyGraph:
    """Organisations that are all linked to the same few: the worst case for locks."""

    def quads():
        for number in range(THINGS):
            this = ox.NamedNode(f"{EX}{number}")
            yield ox.Quad(this, TYPE, ox.NamedNode(f"{ORG}Organization"))
            for hub in range(HUBS):
                yield ox.Quad(this, ox.NamedNode(f"{ORG}linkedTo"), ox.NamedNode(f"{EX}{hub}"))

    return map_dataset(quads())


def test_hubs_that_every_transaction_writes_to(
    any_store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgraph.loaders.sync.write_statements.BATCH", 400)
    monkeypatch.setattr(sync_module, "WRITERS", 4)
    graph = crowd()
    told: list[int] = []
    report = sync(
        any_store, graph, BuildStamp("s"), progress=lambda _, done, total: told.append(total - done)
    )
    assert report.staged
    assert told[-1] == 0
    assert told == sorted(told, reverse=True)
    assert report.changes == THINGS * (1 + HUBS)
    held = read_store(any_store)
    assert held.nodes.keys() == graph.nodes.keys()
    assert {key: (item.start, item.end, item.properties) for key, item in held.relationships.items()} == {
        key: (item.start, item.end, item.properties) for key, item in graph.relationships.items()
    }
    assert read_status(any_store).state == "complete"
    assert sync(any_store, graph, BuildStamp("s")).changes == 0
