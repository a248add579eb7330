"""Through time: which ties are recorded as begun and ended between two days, and whose they are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST
from kgraph.analysis.lifetimes import Lifetime, lifetime_of
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import count_of, one_or_many
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.analysis.networks import Network, Tie
    from kgraph.analysis.settings import Settings

SLICES = 6
SHOWN = 3
"""Most things told of between two days."""
_words = catalogue("analysis")


def through_time(network: Network, settings: Settings) -> AnalysisAnswer:
    """Tell which relationships are recorded as begun and ended, between the days that the record names.

    A relationship without a date has no part in this, nor has one whose date is that of its document: what a
    document first mentions has not begun with it.
    """
    recorded = list(_recorded(network))
    dated = {key: lifetime for key, lifetime, document in recorded if lifetime.dated and not document}
    of_documents = sum(document for _, _, document in recorded)
    undated = sum(not lifetime.dated for _, lifetime, _ in recorded)
    days = _days(list(dated.values()))
    slices = {day: network.redeclared(lambda tie: tie.key in dated, at=day, undated=False) for day in days}
    rows: list[ResultRow] = []
    for (before, old), (after, new) in zip(list(slices.items()), list(slices.items())[1:], strict=False):
        rows += _rows(before, old, after, new)
    notes = [] if rows else [_words("through-time.undated")]
    for name, number in (("without-date", undated), ("of-documents", of_documents)):
        if number:
            text = _words(f"through-time.{name}.{one_or_many(number)}", n=count_of(number, "relationship"))
            notes.append(text)
    return AnalysisAnswer(rows, engine_text(), notes)


def _recorded(network: Network) -> Iterator[tuple[str, Lifetime, bool]]:
    """Yield the relationships of a network's types: key, lifetime, and whether a document gave the date."""
    wanted = {relation.type for relation in network.definition.relations}
    for _, _, key, data in network.origin.edges(keys=True, data=True):
        if data.get("type") in wanted:
            lifetime = lifetime_of(data)
            issued = {
                str(network.origin.nodes[source].get("issued", ""))
                for source in data.get("sources") or ()
                if source in network.origin
            }
            of_document = lifetime.first is not None and (
                lifetime.first == lifetime.last or lifetime.first.isoformat() in issued
            )
            yield str(key), lifetime, of_document


def _days(lifetimes: list[Lifetime]) -> list[date]:
    """Return the days on which something begins or has ended, and the day before, at most `SLICES`."""
    days = {lifetime.first for lifetime in lifetimes if lifetime.first is not None}
    days |= {
        date.fromordinal(lifetime.last.toordinal() + 1)
        for lifetime in lifetimes
        if lifetime.last is not None and lifetime.last < date.max
    }
    if not days:
        return []
    first = min(days)
    ordered = [*([date.fromordinal(first.toordinal() - 1)] if first > date.min else []), *sorted(days)]
    picks = np.unique(np.linspace(0, len(ordered) - 1, SLICES).round().astype(int))
    return [ordered[i] for i in picks]


def _rows(before: date, old: Network, after: date, new: Network) -> list[ResultRow]:
    was, now = old.relationships, new.relationships
    begun, ended = (
        {key: was_or_now[key] for key in keys}
        for was_or_now, keys in ((now, now.keys() - was.keys()), (was, was.keys() - now.keys()))
    )
    changes: dict[str, list[int]] = {}
    for place, ties in enumerate((begun, ended)):
        for tie in ties.values():
            for node in (tie.start, tie.end):
                changes.setdefault(node, [0, 0])[place] += 1
    order = sorted(changes, key=lambda node: (-sum(changes[node]), node))
    return [
        _row(
            (before, after),
            new if node in new.graph else old,
            node,
            (*changes[node],),
            [*begun.values(), *ended.values()],
        )
        for node in order[:SHOWN]
    ]


def _row(
    days: tuple[date, date], network: Network, node: str, change: tuple[int, ...], ties: list[Tie]
) -> ResultRow:
    before, after = (day.isoformat() for day in days)
    begun, ended = change
    name = network.name(node)
    detail: dict[str, Any] = {"before": before, "after": after, "begun": begun, "ended": ended}
    key = "both" if begun and ended else "begun" if begun else "ended"
    return ResultRow(
        node=node,
        label=name,
        claim=_words(
            f"through-time.{key}",
            before=before,
            after=after,
            name=name,
            begun=count_of(begun, "tie"),
            ended=count_of(ended, "tie"),
        ),
        figure=Figure("recorded changes", float(begun + ended), "ties"),
        evidence=tuple(
            sorted({item for tie in ties if node in (tie.start, tie.end) for item in tie.evidence})
        ),
        detail=detail,
    )


QUESTION = AnalysisQuestion(
    name="through-time",
    answer=through_time,
    method="Valid-time slices of what is recorded",
    most=LARGEST,
)
