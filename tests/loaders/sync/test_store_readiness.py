"""What is done to a store before it is known what to load: no node, and nothing that misleads the load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import SourceError, StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.load_lock import LoadLock
from kgraph.loaders.sync.store_readiness import ensure_constraints, made_ready
from kgraph.loaders.sync.store_state import read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

ALL = {"Resource", "KGraphLock", "KGraphBuild"}
NODES = "MATCH (n) RETURN properties(n) AS held ORDER BY n.uri"
TIES = "MATCH ()-[r]->() RETURN properties(r) AS held ORDER BY r.key"


def graph_of(*names: str) -> PropertyGraph:
    """Organisations, each linked to the first."""
    lines = [
        f"ex:{name} a <http://www.w3.org/ns/org#Organization> ; "
        f"<http://www.w3.org/ns/org#linkedTo> ex:{names[0]} ."
        for name in names
    ]
    text = "\n".join(["@prefix ex: <https://example.org/> .", *lines])
    return map_dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))


def constrained(store: Connection) -> set[str]:
    """The labels with a constraint."""
    return {label for row in store.read("SHOW CONSTRAINTS") for label in row["labelsOrTypes"]}


def without_constraints(store: Connection) -> Connection:
    """A store as it was before kgraph met it."""
    for row in store.read("SHOW CONSTRAINTS"):
        store.execute(f"DROP CONSTRAINT {row['name']} IF EXISTS")
    return store


def refused(store: Connection, study: str) -> None:
    """Refuse a study beside a store that is made ready for it."""
    with made_ready(store, study) as ready:
        assert ready.marker is not None
        raise SourceError("no")


@pytest.mark.neo4j
def test_a_refused_study_leaves_an_empty_store_empty(neo4j_store: Connection) -> None:
    store = without_constraints(neo4j_store)
    with pytest.raises(SourceError):
        refused(store, "s")
    assert store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    assert constrained(store) <= ALL - {"Resource"}
    sync(store, graph_of("a", "b"), BuildStamp("s"))
    assert constrained(store) == ALL


def test_a_refused_study_leaves_a_build_as_it_was(every_store: Connection) -> None:
    sync(every_store, graph_of("a", "b"), BuildStamp("s"))
    before = every_store.read(NODES), every_store.read(TIES), every_store.last_transaction()
    with pytest.raises(SourceError):
        refused(every_store, "s")
    assert (every_store.read(NODES), every_store.read(TIES), every_store.last_transaction()) == before


def test_a_load_that_was_begun_early_leaves_the_same_as_another(every_store: Connection) -> None:
    for graph in (graph_of("a", "b"), graph_of("b", "c", "d"), graph_of("b", "c", "d")):
        with made_ready(every_store, "s") as ready:
            changes = sync(every_store, graph, BuildStamp("s"), ready=ready).changes
        held = read_store(every_store)
        assert (held.content_hash, held.nodes.keys()) == (graph.content_hash, graph.nodes.keys())
    assert not changes


def test_what_another_load_wrote_meanwhile_is_seen(every_store: Connection) -> None:
    first, second = graph_of("a", "b"), graph_of("b", "c", "d")
    for store_holds in (None, second):
        with made_ready(every_store, "s") as ready:
            assert bool(ready.marker) == bool(store_holds)
            sync(every_store, first, BuildStamp("s"))
            sync(every_store, second, BuildStamp("s"), ready=ready)
        assert read_store(every_store).content_hash == second.content_hash
    with made_ready(every_store, "s") as ready:
        assert ready.marker
        sync(every_store, first, BuildStamp("s"))
        assert sync(every_store, second, BuildStamp("s"), ready=ready).changes


def test_refusals_come_with_the_load(every_store: Connection) -> None:
    graph = graph_of("a")
    ensure_constraints(every_store)
    with made_ready(every_store, "s") as ready:
        assert not ready.marker
        with LoadLock(every_store).held(), pytest.raises(StoreError, match="another loader"):
            sync(every_store, graph, BuildStamp("s"), ready=ready)
    sync(every_store, graph, BuildStamp("s"))
    with made_ready(every_store, "t") as ready, pytest.raises(StoreError, match="holds the study 's'"):
        sync(every_store, graph, BuildStamp("t"), ready=ready)
