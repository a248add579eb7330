"""What a view shows: a part of the graph that answers one question, and how that part is laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.errors import UsageError
from kgraph.node_names import find_node
from kgraph.views.item_values import is_person
from kgraph.views.page_texts import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kgraph.views.term_words import Words


ACTORS = frozenset(
    {
        "Organization",
        "PublicOrganisation",
        "FormalOrganization",
        "OrganizationalUnit",
        "OrganizationalCollaboration",
        "Company",
        "CollaborationNetwork",
        "Project",
    }
)
SERVICE_LABELS = frozenset({"Service", "SharedITService", "ITSystem"})
SERVICE_TYPES = frozenset({"PROVIDES", "CONSUMES", "OPERATES", "DEPENDS_ON", "REALISED_BY"})
DECISION_LABELS = frozenset({"Decision", "DecisionMaking", "ChangeEvent"})
# Who published a document says nothing about who works with whom.
NOT_COLLABORATION = frozenset({"PUBLISHED_BY"})
# What others already say in more detail: in the page, but switched off until the reader wants it.
ENTAILED = frozenset({"RELIES_ON", "INDIRECT_MEMBER_OF", "ATTRIBUTED_TO"})
# The networks of the analysis whose findings belong to a view; all of them where none are named.
NETWORKS = {
    "collaboration": ("formal-collaboration", "shared-collaboration"),
    "services": ("service-dependency",),
    "decisions": ("decision",),
}
NO_WAY_THROUGH = frozenset({"Concept", "Source"})
MARKER = "KGraphBuild"


@dataclass(frozen=True, slots=True)
class View:
    """A part of the graph and the way it is drawn.

    Parameters
    ----------
    name : str
        File name stem, for instance ``"collaboration"``.
    title, meaning : dict of str to str
        Heading and what the picture shows, by language.
    graph : networkx.MultiDiGraph
        The nodes and relationships shown.
    layout : {"force", "layers", "timeline", "rings"}
        How positions are found.
    removal : {"reach", "dependency"}
        What the removal of a node means here: who loses contact, or what stops.
    focus : str, optional
        IRI of the node in the middle.
    persons : int
        Natural persons that the view leaves out.
    notes : tuple of dict
        What the reader must know, by language.
    """

    name: str
    title: Words
    meaning: Words
    graph: nx.MultiDiGraph
    layout: str
    removal: str = "reach"
    focus: str | None = None
    persons: int = 0
    notes: tuple[Words, ...] = field(default=())


def select_view(
    graph: nx.MultiDiGraph,
    view: str,
    *,
    persons: str = "omit",
    radius: int = 2,
    before: nx.MultiDiGraph | None = None,
) -> View:
    """Return the part of `graph` that the view of that name shows.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` gives it.
    view : str
        ``"collaboration"``, ``"services"``, ``"decisions"``, ``"full"``, ``"comparison"`` or ``"ego:NAME"``.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy; with ``"omit"`` natural persons stay out of the page.
    radius : int
        Steps from the node in the middle (ego view only).
    before : networkx.MultiDiGraph, optional
        The earlier build (comparison only).

    Raises
    ------
    UsageError
        Unknown view, unknown name, or a comparison without an earlier build.
    """
    kind, _, name = view.partition(":")
    if kind not in VIEWS:
        known = ", ".join(key if key != "ego" else "ego:NAME" for key in VIEWS)
        raise UsageError(f"there is no view {view!r}", hint=f"Views: {known}.")
    everything = _without(graph, lambda labels: MARKER in labels)
    shown = everything if persons != "omit" else _without(everything, is_person)
    left_out = everything.number_of_nodes() - shown.number_of_nodes()
    title, meaning = VIEWS[kind]
    if kind == "ego":
        return _ego(shown, name, radius, left_out)
    if kind == "comparison":
        if before is None:
            raise UsageError(
                "a comparison needs two builds", hint="Name the earlier one: kgraph diff BEFORE AFTER."
            )
        old = _without(before, lambda labels: MARKER in labels or (persons == "omit" and is_person(labels)))
        return View(kind, title, meaning, compare(old, shown), "force", persons=left_out)
    part, layout = {
        "collaboration": (_collaboration, "force"),
        "services": (_services, "layers"),
        "decisions": (_decisions, "timeline"),
        "full": (_everything, "force"),
    }[kind]
    removal = "dependency" if kind == "services" else "reach"
    return View(kind, title, meaning, part(shown), layout, removal=removal, persons=left_out)


def compare(before: nx.MultiDiGraph, after: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return both builds in one graph; ``_change`` on every node and edge tells what happened to it.

    ``_change`` is ``"added"``, ``"removed"``, ``"changed"`` or ``"same"``; a changed one also has
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


def _collaboration(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    nodes = [uri for uri, labels in graph.nodes(data="labels") if not ACTORS.isdisjoint(labels or ())]
    return _part(graph, nodes, lambda kind: kind not in NOT_COLLABORATION)


def _services(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    nodes = {uri for uri, labels in graph.nodes(data="labels") if not SERVICE_LABELS.isdisjoint(labels or ())}
    for source, target, kind in graph.edges(data="type"):
        if kind in SERVICE_TYPES:
            nodes |= {source, target}
    return _part(graph, nodes, SERVICE_TYPES.__contains__)


def _decisions(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    decisions = {
        uri for uri, labels in graph.nodes(data="labels") if not DECISION_LABELS.isdisjoint(labels or ())
    }
    part: nx.MultiDiGraph = nx.MultiDiGraph(**graph.graph)
    nodes = set(decisions)
    for source, target, kind in graph.edges(data="type"):
        if (source in decisions or target in decisions) and kind not in NOT_COLLABORATION:
            nodes |= {source, target}
    part.add_nodes_from((uri, graph.nodes[uri]) for uri in sorted(nodes))
    part.add_edges_from(
        (source, target, key, data)
        for source, target, key, data in graph.edges(keys=True, data=True)
        if (source in decisions or target in decisions) and data.get("type") not in NOT_COLLABORATION
    )
    return part


def _everything(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    return graph


def _ego(graph: nx.MultiDiGraph, name: str, radius: int, left_out: int) -> View:
    centre = find_node(graph, name)
    near = _near(graph, centre, radius)
    labels = graph.nodes[centre]
    title, meaning = VIEWS["ego"]
    here = {code: str(labels.get(f"label_{code}") or labels.get("label") or centre) for code in title}
    return View(
        "ego",
        {code: f"{title[code]}: {here[code]}" for code in title},
        {code: meaning[code].format(radius=radius) for code in meaning},
        _part(graph, near, lambda _kind: True),
        "rings",
        focus=centre,
        persons=left_out,
    )


def _near(graph: nx.MultiDiGraph, centre: str, radius: int) -> set[str]:
    """Return what is at most `radius` steps away, without going through code lists and documents.

    Two municipalities that share a legal form or a source are not neighbours for that.
    """
    seen, front = {centre}, {centre}
    for _step in range(radius):
        through = {uri for uri in front if uri == centre or NO_WAY_THROUGH.isdisjoint(_labels(graph, uri))}
        front = {other for uri in through for other in nx.all_neighbors(graph, uri)} - seen
        seen |= front
    return seen


def _labels(graph: nx.MultiDiGraph, uri: str) -> tuple[str, ...]:
    return tuple(graph.nodes[uri].get("labels") or ("Concept",))


def _part(graph: nx.MultiDiGraph, nodes: Iterable[str], wanted: Callable[[str], bool]) -> nx.MultiDiGraph:
    kept = set(nodes)
    part: nx.MultiDiGraph = nx.MultiDiGraph(**graph.graph)
    part.add_nodes_from((uri, graph.nodes[uri]) for uri in sorted(kept))
    part.add_edges_from(
        (source, target, key, data)
        for source, target, key, data in graph.edges(keys=True, data=True)
        if source in kept and target in kept and wanted(str(data.get("type")))
    )
    return part


def _without(graph: nx.MultiDiGraph, unwanted: Callable[[tuple[str, ...]], bool]) -> nx.MultiDiGraph:
    out = [uri for uri, labels in graph.nodes(data="labels") if unwanted(tuple(labels or ()))]
    if not out:
        return graph
    kept = graph.copy()
    kept.remove_nodes_from(out)
    return kept
