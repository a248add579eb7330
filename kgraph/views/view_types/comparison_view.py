"""Two builds in one picture: what was added, removed and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.errors import UsageError
from kgraph.views.layouts import FORCE
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.views.view_definition import ViewRequest

WORDS = catalogue("pages")


def select(graph: nx.MultiDiGraph, request: ViewRequest) -> Selection:
    """Return both builds in one graph.

    Raises
    ------
    UsageError
        The request names no earlier build.
    """
    if request.before is None:
        raise UsageError(
            "a comparison needs two builds", hint="Name the earlier one: kgraph diff BEFORE AFTER."
        )
    union = compare(request.before, graph)
    changed = {uri for uri, change in union.nodes(data="_change") if change != "same"}
    for source, target, change in union.edges(data="_change"):
        if change != "same":
            changed |= {source, target}
    return Selection(union, rank={uri: int(uri not in changed) for uri in union})


def compare(before: nx.MultiDiGraph, after: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return both builds in one graph, in which ``_change`` says what became of each node and edge.

    ``_change`` is ``"added"``, ``"removed"``, ``"changed"`` or ``"same"``. What has changed also has
    ``_before``, the former values of the properties that differ.
    """
    union: nx.MultiDiGraph = nx.MultiDiGraph(**after.graph)
    for uri in sorted({*before, *after}):
        old, new = (graph.nodes[uri] if uri in graph else None for graph in (before, after))
        union.add_node(uri)
        union.nodes[uri].update(new if new is not None else old or {}, **_change(old, new))
    former, current = (
        {(s, t, k): data for s, t, k, data in graph.edges(keys=True, data=True)} for graph in (before, after)
    )
    for triple in sorted({*former, *current}, key=str):
        old, new = former.get(triple), current.get(triple)
        union.add_edge(*triple)
        union.edges[triple].update(new if new is not None else old or {}, **_change(old, new))
    return union


def _change(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    if old is None:
        return {"_change": "added"}
    if new is None:
        return {"_change": "removed"}
    names = {key for key in {*old, *new} if not key.startswith("_")}
    former = {key: old.get(key) for key in names if old.get(key) != new.get(key)}
    return {"_change": "changed", "_before": former} if former else {"_change": "same"}


COMPARISON = ViewDefinition(
    name="comparison",
    title=WORDS("views.comparison.title"),
    meaning=WORDS("views.comparison.meaning"),
    select=select,
    layout=FORCE,
    shows_changes=True,
)
