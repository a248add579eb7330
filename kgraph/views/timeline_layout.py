"""Decisions along an axis of time, each in the lane of the body that took it."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from operator import itemgetter
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.views.graph_parts import nodes_of
from kgraph.views.item_values import period_of, words_of
from kgraph.views.presentation import layout_classes, layout_types
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Container

    from kgraph.views.drawing_space import Positions
    from kgraph.views.page_payload import PayloadAxis, PayloadTick

YEAR = 100.0
ORIGIN = 2000
"""The year at x = 0: the same in every build, so that an earlier decision moves none of the others."""
LANE = 34.0
"""Least height of a lane."""
UNDATED = 1.0
"""Where the undated stand, in years after the last date."""
WORDS = catalogue("pages")


def timeline_layout(graph: nx.MultiDiGraph, opening: nx.MultiDiGraph) -> Positions:
    """Return decisions by date, each in the lane of the body that took it; below, what they concern.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        All that is placed.
    opening : networkx.MultiDiGraph
        The part that is shown first. It stands as if it were alone; lanes and things of the rest are below.
    """
    when = {uri: _years(graph, uri) for uri in _events(graph)}
    dated = [moment for moment in when.values() if moment is not None]
    begin, end = (min(dated), max(dated)) if dated else (0.0, 0.0)
    first = (begin - 1.0) * YEAR
    placed: Positions = {}
    piles: dict[str | None, _Pile] = {}
    lowest = 0.0
    for part in (opening, graph):
        for body, events in _lanes(part, when):
            pile = piles.setdefault(body, _Pile(lowest))
            if body is not None:
                placed.setdefault(body, (first, pile.top))
            for uri in sorted(set(events) - set(placed), key=lambda uri: (when[uri] or end + 1, uri)):
                moment = when[uri]
                if moment is None:
                    placed[uri] = pile.put_near((end + UNDATED) * YEAR, (end + UNDATED) * YEAR)
                else:
                    placed[uri] = (moment * YEAR, pile.put(moment * YEAR))
            lowest = max(lowest, pile.top + max(LANE, pile.height + 0.7 * LANE))
        beneath = _Pile(lowest + LANE)
        # What no event touches, but another thing beneath, has no date: it stands in the middle.
        middle = (begin + end) / 2 * YEAR
        rest = {uri: _mean_x(part, uri, placed, middle) for uri in sorted(set(part) - set(placed))}
        for uri, x in sorted(rest.items(), key=itemgetter(1, 0)):
            placed[uri] = beneath.put_near(x, first + _Pile.WIDTH)
        lowest = beneath.top + beneath.height + 2 * LANE
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


def _lanes(graph: nx.MultiDiGraph, events: Container[str]) -> list[tuple[str | None, list[str]]]:
    """Return bodies and what each took, by name; last, None with what nobody is said to have taken."""
    decided = layout_types("timeline", "decided")
    lanes: dict[str | None, list[str]] = {}
    for uri in sorted(uri for uri in graph if uri in events):
        ties = sorted((target, kind) for _source, target, kind in graph.out_edges(uri, data="type"))
        bodies = [target for target, kind in ties if kind in decided and target not in events]
        lanes.setdefault(bodies[0] if bodies else None, []).append(uri)

    def order(lane: tuple[str | None, list[str]]) -> tuple[bool, str, str]:
        body = lane[0]
        name = "" if body is None else words_of(body, graph.nodes[body])[LANGUAGES[0]]
        return body is None, name, body or ""

    return sorted(lanes.items(), key=order)


class _Pile:
    """What stands below one line, each thing near no other.

    Parameters
    ----------
    top : float
        Height of the line.

    Attributes
    ----------
    height : float
        How far below the line the lowest thing stands.
    """

    WIDTH, STEP = 30.0, 25.0

    def __init__(self, top: float) -> None:
        self.top = top
        self.height = 0.0
        self._columns: dict[int, list[tuple[float, int]]] = {}

    def put(self, x: float) -> float:
        """Return the first height where nothing stands too near, and take it."""
        here = self._free(x)
        self._columns.setdefault(math.floor(x / self.WIDTH), []).append((x, here))
        self.height = max(self.height, here * self.STEP)
        return self.top + here * self.STEP

    def put_near(self, x: float, left: float) -> tuple[float, float]:
        """Return the free place nearest to one at the line, but no further left than `left`, and take it."""
        # One step down counts as two aside: lanes are wider than they are tall.
        x = max(x, left)
        best, least = x, 2 * self._free(x)
        aside = 1
        while aside < least:
            for place in (x + aside * self.WIDTH, x - aside * self.WIDTH):
                cost = aside + 2 * self._free(place)
                if place >= left and cost < least:
                    best, least = place, cost
            aside += 1
        return best, self.put(best)

    def _free(self, x: float) -> int:
        column = math.floor(x / self.WIDTH)
        taken = {
            steps
            for near in (column - 1, column, column + 1)
            for other, steps in self._columns.get(near, ())
            if abs(x - other) < self.WIDTH
        }
        return next(steps for steps in itertools.count() if steps not in taken)


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
