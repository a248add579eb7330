"""A dataset as the analysis gets it, without a store between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.loaders.mapping.mapper import map_dataset

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset


def graph_from(dataset: StudyDataset) -> nx.MultiDiGraph:
    """Return the graph that `kgraph.store.readback.read_graph` would give back for a dataset."""
    mapped = map_dataset(dataset)
    graph = nx.MultiDiGraph(study="s", build="b", contentHash="c")
    for uri, node in sorted(mapped.nodes.items()):
        graph.add_node(uri, labels=tuple(sorted(node.labels)), **shown(node.properties))
    for key, tie in sorted(mapped.relationships.items()):
        graph.add_edge(tie.start, tie.end, key=key, type=tie.type, **shown(tie.properties))
    return graph


def shown(properties: dict[str, object]) -> dict[str, object]:
    """Return properties without those that kgraph keeps for itself, and without the key."""
    return {
        name: value for name, value in properties.items() if name[0] != "_" and name not in ("uri", "key")
    }
