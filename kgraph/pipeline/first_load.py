"""A first load of a large study into its own Neo4j goes through Neo4j's importer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.loaders.sync.bulk_import import IMPORT_FROM, can_import, import_graph
from kgraph.store.servers.leases import default_heap
from kgraph.store.servers.store_choice import neo4j_home

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.pipeline.progress import Progress
    from kgraph.study import Study


def import_first_load(study: Study, store: str | None, graph: PropertyGraph, progress: Progress) -> bool:
    """Fill the study's own Neo4j by its importer where that is faster; return whether it was done.

    It is for a Neo4j that has never been started and :data:`IMPORT_FROM` nodes and relationships. The sync
    that follows finds nothing to create, and writes the constraints and the marker.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    graph : PropertyGraph
        Nodes and relationships.
    progress : callable
        Told that it begins.

    Raises
    ------
    StoreError
        Another command holds the store, or the importer fails; the store then has no data, as before.
    """
    home = neo4j_home(study, store)
    if home is None or len(graph.nodes) + len(graph.relationships) < IMPORT_FROM or not can_import(home):
        return False
    progress("Importing into Neo4j's files", 0, None)
    import_graph(home, graph, heap=default_heap())
    return True
