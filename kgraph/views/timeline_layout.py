"""Decisions along an axis of time, each in the lane of the body that took it."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.views.graph_parts import nodes_of
from kgraph.views.item_values import period_of, words_of
from kgraph.views.presentation import layout_classes, layout_types
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from kgraph.views.drawing_space import Positions
    from kgraph.views.page_payload import PayloadAxis, PayloadTick

YEAR = 250.0
ORIGIN = 2000
"""The year at x = 0: the same in every build, so that an earlier decision moves none of the others."""
LANE = 92.0
UNDATED = 1.2
"""Where the undated stand, in years after the last date."""
WORDS = catalogue("pages")


def timeline_layout(graph: nx.MultiDiGraph) -> Positions:
    """Return decisions by date, each in the lane of the body that took it; below, what they concern."""
    events = _events(graph)
    when = {uri: _years(graph, uri) for uri in events}
    dated = {uri: moment for uri, moment in when.items() if moment is not None}
    first, last = (min(dated.values()), max(dated.values())) if dated else (0.0, 0.0)
    bodies = _lanes(graph, events)
    lane = {uri: index for index, uri in enumerate(bodies)}
    placed: Positions = {body: ((first - 1.0) * YEAR, lane[body] * LANE) for body in bodies}
    decided = layout_types("timeline", "decided")
    rows: dict[int, _Pile] = {}
    for uri in sorted(events, key=lambda uri: (dated.get(uri, last + 1), uri)):
        ties = sorted(graph.out_edges(uri, data="type"))
        body = next((target for _s, target, kind in ties if kind in decided), None)
        row = lane.get(body, len(bodies)) if body is not None else len(bodies)
        x = dated.get(uri, last + UNDATED) * YEAR
        placed[uri] = (x, rows.setdefault(row, _Pile(row * LANE)).put(x))
    below = max((y for _x, y in placed.values()), default=0.0) + 1.5 * LANE
    beneath = _Pile(below)
    # What no event touches, but another thing beneath, has no date: it stands in the middle.
    middle = (first + last) / 2 * YEAR
    rest = sorted(set(graph) - set(placed), key=lambda uri: (_mean_x(graph, uri, placed, middle), uri))
    for uri in rest:
        x = _mean_x(graph, uri, placed, middle)
        placed[uri] = (x, beneath.put(x))
    return {uri: (x - ORIGIN * YEAR, y) for uri, (x, y) in placed.items()}


def timeline_axis(graph: nx.MultiDiGraph) -> PayloadAxis | None:
    """Return the years of the axis with their places, or None where nothing is dated."""
    moments = [_years(graph, uri) for uri in _events(graph)]
    dated = [moment for moment in moments if moment is not None]
    if not dated:
        return None
    first, last = min(dated), max(dated)
    years = range(int(first), int(last) + 1 + (last > int(last)))
    ticks: list[PayloadTick] = [
        {"at": (year - ORIGIN) * YEAR, "text": str(year)} for year in years if year >= first - 0.5
    ]
    if len(dated) < len(moments):
        place = round((last + UNDATED - ORIGIN) * YEAR, 1)
        ticks.append({"at": place, "words": WORDS("timeline.undated").to_json()})
    return {"ticks": ticks}


def _events(graph: nx.MultiDiGraph) -> set[str]:
    return nodes_of(graph, layout_classes("timeline", "events"))


def _lanes(graph: nx.MultiDiGraph, events: set[str]) -> list[str]:
    decided = layout_types("timeline", "decided")
    bodies = {
        target for source, target, kind in graph.edges(data="type") if kind in decided and source in events
    }
    return sorted(bodies - events, key=lambda uri: words_of(uri, graph.nodes[uri])[LANGUAGES[0]])


class _Pile:
    """What stands below one line, each thing so far down that it is near no other.

    Parameters
    ----------
    top : float
        Height of the line.
    """

    WIDTH, STEP = 118.0, 31.0

    def __init__(self, top: float) -> None:
        self._top = top
        self._columns: dict[int, list[tuple[float, int]]] = {}

    def put(self, x: float) -> float:
        """Return the first height where nothing stands too near, and take it."""
        column = math.floor(x / self.WIDTH)
        taken = {
            steps
            for near in (column - 1, column, column + 1)
            for other, steps in self._columns.get(near, ())
            if abs(x - other) < self.WIDTH
        }
        here = 0
        # A mark with its label is two steps tall.
        while not taken.isdisjoint((here - 1, here, here + 1)):
            here += 1
        self._columns.setdefault(column, []).append((x, here))
        return self._top + here * self.STEP


def _years(graph: nx.MultiDiGraph, uri: str) -> float | None:
    start = period_of(graph.nodes[uri])[0]
    if start is None:
        return None
    try:
        day = dt.date.fromisoformat({4: f"{start}-01-01", 7: f"{start}-01"}.get(len(start), start))
    except ValueError:
        return None
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _mean_x(graph: nx.MultiDiGraph, uri: str, placed: Positions, otherwise: float) -> float:
    near = [placed[other][0] for other in nx.all_neighbors(graph, uri) if other in placed]
    return sum(near) / len(near) if near else otherwise
