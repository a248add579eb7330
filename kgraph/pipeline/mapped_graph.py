"""A study's graph straight from its mapped statements, without a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.store.readback import assemble

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.loaders.property_graph import PropertyGraph


def mapped_graph(study: str, build: str, content: PropertyGraph) -> nx.MultiDiGraph[str]:
    """Return mapped statements in the form of :func:`kgraph.store.readback.read_graph`.

    Parameters
    ----------
    study, build : str
        Ids of the study and of the build.
    content : PropertyGraph
        Nodes and relationships.
    """
    return assemble(
        study,
        build,
        content.content_hash,
        [(uri, node.labels, node.properties) for uri, node in content.nodes.items()],
        [(each.start, each.end, each.type, each.properties) for each in content.relationships.values()],
    )
