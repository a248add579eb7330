"""When things and relationships hold: by their own dates, by changes, and by the memberships of a body."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kgraph.declarations import declarations

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kgraph.graph_columns import Relationship, StudyGraph

ENDED, NOT_BEGUN, UNDATED = "ended", "not-begun", "undated"
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """First and last day of a thing or a relationship; None where nothing says.

    Parameters
    ----------
    first, last : date, optional
        Both are days on which it holds.
    """

    first: date | None = None
    last: date | None = None

    @property
    def dated(self) -> bool:
        """Whether anything says when it begins or ends."""
        return self.first is not None or self.last is not None

    def why_not(self, day: date) -> str | None:
        """Return ``"ended"`` or ``"not-begun"`` where it is known not to hold on `day`, else None."""
        if self.last is not None and self.last < day:
            return ENDED
        return NOT_BEGUN if self.first is not None and day < self.first else None


ALWAYS = Lifetime()


def lifetime_of(properties: Mapping[str, Any]) -> Lifetime:
    """Return what the ``from`` and ``until`` of a node or relationship say."""
    first, last = properties.get("from"), properties.get("until")
    if first is None and last is None:
        return ALWAYS
    return Lifetime(_day(first), _day(last, last=True))


def _day(value: Any, *, last: bool = False) -> date | None:
    """Return a date; of a year or a month its first day, or its last."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    partial = _PARTIAL.fullmatch(str(value))
    try:
        if partial is None:
            return date.fromisoformat(str(value))
        year, month = int(partial[1]), int(partial[2] or (12 if last else 1))
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except ValueError:
        return None


def lifetimes(
    graph: StudyGraph, of_types: Callable[[Collection[str]], Iterable[Relationship]]
) -> dict[str, Lifetime]:
    """Return the lifetime of each thing in a study's graph that has one.

    Its own dates come first. Without an end of its own, a thing that a change replaced ended with the change,
    and a body whose memberships have all ended ended with the last of them. Without a beginning of its own,
    what a change resulted in began with it. What a change begins with and ends in, as a change of name does,
    goes on.

    Parameters
    ----------
    graph : networkx.MultiDiGraph or GraphColumns
        The graph of a study.
    of_types : callable
        Gives its relationships of some types.
    """
    settings = declarations("networks")["lifetimes"]
    changes = settings["replaced"], settings["result"]
    begun: dict[str, date] = {}
    ended: dict[str, date] = {}
    members, left = Counter[str](), dict[str, list[date]]()
    for start, end, _, data in of_types({*settings["memberships"], *changes}):
        kind = data["type"]
        if kind in settings["memberships"]:
            members[end] += 1
            last = lifetime_of(data).last
            if last is not None:
                left.setdefault(end, []).append(last)
        elif not _goes_on(graph, start, end):
            changed = graph.nodes[start].get("date")
            if kind == settings["result"]:
                _keep(begun, end, _day(changed))
            else:
                first, last = _day(changed), _day(changed, last=True)
                exact = first == last and first is not None and first > date.min
                _keep(ended, end, date.fromordinal(first.toordinal() - 1) if exact and first else last)
    for body, days in left.items():
        if len(days) == members[body]:
            _keep(ended, body, max(days))
    found = {}
    for node, data in graph.nodes(data=True):
        own = lifetime_of(data)
        lifetime = Lifetime(own.first or begun.get(node), own.last or ended.get(node))
        if lifetime.dated:
            found[node] = lifetime
    return found


def _goes_on(graph: StudyGraph, change: str, thing: str) -> bool:
    """Return whether `thing` is both what a change begins with and what it ends in."""
    settings = declarations("networks")["lifetimes"]
    kinds = {data.get("type") for data in graph.get_edge_data(change, thing).values()}
    return {settings["replaced"], settings["result"]} <= kinds


def _keep(days: dict[str, date], node: str, day: date | None) -> None:
    """Keep the earliest day that is known of a thing."""
    if day is not None:
        days[node] = min(day, days.get(node, day))
