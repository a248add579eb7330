"""From the name of a view to the part of the graph that it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.errors import UsageError
from kgraph.store.build_marker import MARKER_LABEL
from kgraph.views.graph_parts import most_tied, part_of, without_nodes
from kgraph.views.item_values import is_person
from kgraph.views.view_definition import View, ViewRequest
from kgraph.views.view_registry import VIEWS

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.view_definition import Selection

NODE_LIMIT = 10_000
"""So many nodes a page draws at most: beyond, browsers stall, and nobody sees a single thing."""


def select_view(graph: nx.MultiDiGraph, view: str | ViewRequest, *, persons: str = "omit") -> View:
    """Return the part of `graph` that a view shows.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` gives it.
    view : str or ViewRequest
        Name of a view of :data:`kgraph.views.view_registry.VIEWS`, such as ``"services"`` or ``"ego:NAME"``.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy; with ``"omit"`` natural persons stay out of the page.

    Raises
    ------
    UsageError
        Unknown view, unknown name, or a comparison without an earlier build.
    """
    request = ViewRequest(view) if isinstance(view, str) else view
    definition = VIEWS.get(request.name)
    if definition is None:
        names = ", ".join(each.usage for each in VIEWS.values())
        raise UsageError(f"there is no view {request.view!r}", hint=f"Views: {names}.")
    shown, left_out = shown_graph(graph, persons)
    if request.before is not None:
        request = replace(request, before=shown_graph(request.before, persons)[0])
    selection = definition.select(shown, request)
    drawn = _most_tied(selection)
    return View(
        definition,
        (selection.title or definition.title).to_json(),
        (selection.meaning or definition.meaning).to_json(),
        drawn,
        focus=selection.focus,
        persons=left_out,
        undrawn=selection.graph.number_of_nodes() - drawn.number_of_nodes(),
        later=selection.later,
    )


def shown_graph(graph: nx.MultiDiGraph, persons: str) -> tuple[nx.MultiDiGraph, int]:
    """Return a graph without bookkeeping and, by the study's policy, without persons; and their number."""
    kinds = {uri: tuple(labels or ()) for uri, labels in graph.nodes(data="labels")}
    every = set(kinds.values())
    markers = {labels for labels in every if MARKER_LABEL in labels}
    of_persons = {labels for labels in every - markers if persons == "omit" and is_person(labels)}
    if not markers and not of_persons:
        return graph, 0
    people = {uri for uri, labels in kinds.items() if labels in of_persons}
    unwanted = people | {uri for uri, labels in kinds.items() if labels in markers}
    return without_nodes(graph, unwanted), len(people)


def _most_tied(selection: Selection) -> nx.MultiDiGraph:
    """Return what is drawn of a selection: all of it, or the nodes that come first and their ties."""
    graph, rank = selection.graph, selection.rank
    if graph.number_of_nodes() <= NODE_LIMIT:
        return graph
    return part_of(graph, most_tied(graph, NODE_LIMIT, rank))
