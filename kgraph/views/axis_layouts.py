"""Layouts with a meaning along an axis: services from provider to consumer, decisions along time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.views.item_values import period_of, words_of
from kgraph.views.page_texts import LAYERS

if TYPE_CHECKING:
    from kgraph.views.term_words import Words

    Positions = dict[str, tuple[float, float]]

COLUMN = 330.0
ROW = 40.0
YEAR = 250.0
LANE = 92.0
SWEEPS = 8
# Where the undated stand, in years after the last date.
UNDATED = 1.2
DECISIONS = frozenset({"Decision", "DecisionMaking", "ChangeEvent"})


def layers_layout(graph: nx.MultiDiGraph) -> Positions:
    """Return columns from provider through system and service to consumer, ordered to cross few lines.

    Rows are ordered by the barycentre heuristic of Sugiyama, Tagawa and Toda (1981),
    doi:10.1109/TSMC.1981.4308636.
    """
    columns: dict[int, list[str]] = {}
    for uri, column in service_layers(graph).items():
        columns.setdefault(column, []).append(uri)
    order = {
        column: sorted(uris, key=lambda uri: words_of(uri, graph.nodes[uri])["sv"])
        for column, uris in columns.items()
    }
    for sweep in range(SWEEPS):
        rank = {uri: index - len(uris) / 2 for uris in order.values() for index, uri in enumerate(uris)}
        for column in sorted(order, reverse=bool(sweep % 2)):
            order[column].sort(key=lambda uri: (_middle(graph, uri, rank), uri))
            rank.update({uri: index - len(order[column]) / 2 for index, uri in enumerate(order[column])})
    return {
        uri: (column * COLUMN, (index - (len(uris) - 1) / 2) * ROW)
        for column, uris in order.items()
        for index, uri in enumerate(uris)
    }


def service_layers(graph: nx.MultiDiGraph) -> dict[str, int]:
    """Return the column of every node: 0 providers, 1 systems, 2 and on services, last the consumers.

    A service that depends on another stands one column to its right, so that a chain reads from left to
    right.
    """
    services = sorted(
        uri
        for uri, labels in graph.nodes(data="labels")
        if "Service" in (labels or ()) or "SharedITService" in (labels or ())
    )
    systems = {uri for uri, labels in graph.nodes(data="labels") if "ITSystem" in (labels or ())}
    upon: nx.DiGraph = nx.DiGraph()
    upon.add_nodes_from(services)
    upon.add_edges_from(
        (target, source)
        for source, target, kind in graph.edges(data="type")
        if kind == "DEPENDS_ON" and source in upon and target in upon and source != target
    )
    depth: dict[str, int] = {}
    condensed = nx.condensation(upon)
    for knot in nx.topological_sort(condensed):
        level = (
            max(
                (depth[m] for p in condensed.predecessors(knot) for m in condensed.nodes[p]["members"]),
                default=1,
            )
            + 1
        )
        depth.update(dict.fromkeys(condensed.nodes[knot]["members"], level))
    last = max(depth.values(), default=2) + 1
    giving = {
        source for source, _target, kind in graph.edges(data="type") if kind in ("PROVIDES", "OPERATES")
    }
    return {
        uri: depth.get(uri, 1 if uri in systems else 0 if uri in giving else last) for uri in sorted(graph)
    }


def layer_headings(graph: nx.MultiDiGraph) -> list[dict[str, object]]:
    """Return the heading of each column with its place along x."""
    columns = service_layers(graph)
    last = max(columns.values(), default=0)
    used = set(columns.values())
    services = [column for column in used if 2 <= column <= last - (0 if last < 3 else 1)]
    heads: list[tuple[float, Words]] = []
    if 0 in used:
        heads.append((0.0, LAYERS["providers"]))
    if 1 in used:
        heads.append((COLUMN, LAYERS["systems"]))
    if services:
        heads.append((COLUMN * sum(services) / len(services), LAYERS["services"]))
    if last >= 3 and last in used:
        heads.append((last * COLUMN, LAYERS["consumers"]))
    return [{"at": x, "words": words} for x, words in heads]


def timeline_layout(graph: nx.MultiDiGraph) -> Positions:
    """Return decisions by date along x in the lane of the body that took them, what they touch below them."""
    decisions = _decisions(graph)
    when = {uri: _years(graph, uri) for uri in decisions}
    dated = {uri: moment for uri, moment in when.items() if moment is not None}
    first, last = (min(dated.values()), max(dated.values())) if dated else (0.0, 0.0)
    bodies = _lanes(graph, decisions)
    lane = {uri: index for index, uri in enumerate(bodies)}
    placed: Positions = {body: ((first - 1.0) * YEAR, lane[body] * LANE) for body in bodies}
    rows: dict[int, list[tuple[float, float]]] = {}
    for uri in sorted(decisions, key=lambda uri: (dated.get(uri, last + 1), uri)):
        body = next(
            (t for _s, t, kind in sorted(graph.out_edges(uri, data="type")) if kind == "DECIDED_BY"), None
        )
        row = lane.get(body, len(bodies)) if body is not None else len(bodies)
        x = dated.get(uri, last + UNDATED) * YEAR
        placed[uri] = (x, _stacked(rows.setdefault(row, []), x, row * LANE))
    below = max((y for _x, y in placed.values()), default=0.0) + 1.5 * LANE
    beneath: list[tuple[float, float]] = []
    rest = sorted(set(graph) - set(placed), key=lambda uri: (_mean_x(graph, uri, placed), uri))
    for uri in rest:
        x = _mean_x(graph, uri, placed)
        placed[uri] = (x, _stacked(beneath, x, below))
    return {uri: (x - first * YEAR, y) for uri, (x, y) in placed.items()}


def timeline_axis(graph: nx.MultiDiGraph) -> dict[str, object] | None:
    """Return the years of the axis with their places, or None where nothing is dated."""
    moments = [moment for uri in _decisions(graph) if (moment := _years(graph, uri)) is not None]
    if not moments:
        return None
    first = min(moments)
    last = max(moments)
    years = range(int(first), int(last) + 1 + (last > int(last)))
    ticks: list[dict[str, object]] = [
        {"at": round((year - first) * YEAR, 1), "text": str(year)} for year in years if year >= first - 0.5
    ]
    decisions = _decisions(graph)
    if any(_years(graph, uri) is None for uri in decisions):
        ticks.append({"at": round((last + UNDATED - first) * YEAR, 1), "words": LAYERS["undated"]})
    return {"ticks": ticks}


def _decisions(graph: nx.MultiDiGraph) -> set[str]:
    return {uri for uri, labels in graph.nodes(data="labels") if not DECISIONS.isdisjoint(labels or ())}


def _lanes(graph: nx.MultiDiGraph, decisions: set[str]) -> list[str]:
    bodies = {
        target
        for source, target, kind in graph.edges(data="type")
        if kind == "DECIDED_BY" and source in decisions
    }
    return sorted(bodies - decisions, key=lambda uri: words_of(uri, graph.nodes[uri])["sv"])


def _stacked(taken: list[tuple[float, float]], x: float, y: float) -> float:
    """Return the first height at or below `y` where nothing stands too near, and take it."""
    while any(abs(x - other_x) < 118 and abs(y - other_y) < 62 for other_x, other_y in taken):
        y += 31
    taken.append((x, y))
    return y


def _years(graph: nx.MultiDiGraph, uri: str) -> float | None:
    start = period_of(graph.nodes[uri])[0]
    if start is None:
        return None
    try:
        day = dt.date.fromisoformat({4: f"{start}-01-01", 7: f"{start}-01"}.get(len(start), start))
    except ValueError:
        return None
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _mean_x(graph: nx.MultiDiGraph, uri: str, placed: Positions) -> float:
    near = [placed[other][0] for other in nx.all_neighbors(graph, uri) if other in placed]
    return sum(near) / len(near) if near else 0.0


def _middle(graph: nx.MultiDiGraph, uri: str, rank: dict[str, float]) -> float:
    near = sorted({other for other in nx.all_neighbors(graph, uri) if other != uri and other in rank})
    return sum(rank[other] for other in near) / len(near) if near else rank[uri]
