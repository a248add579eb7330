"""Through time: whether the same things are central before and after a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST
from kgraph.analysis.measures.degree import DEGREE
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.sentences import count_of
from kgraph.analysis.uncertainty.replicates import generator, perturbed, run, shares_of_replicates
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

SLICES = 6
DIFFERENT = 0.05
_words = catalogue("analysis")


def through_time(network: Network, settings: Settings) -> AnalysisAnswer | None:
    """Compare time slices, before and after the dates on which relationships begin or end."""
    if network.n > LARGEST:
        return None
    slices = {day: network.redeclared(at=day) for day in _dates(network)}
    rows: list[ResultRow] = []
    for (before, old), (after, new) in zip(list(slices.items()), list(slices.items())[1:], strict=False):
        rows += _slice_rows(settings, before, old, after, new)
    return AnalysisAnswer(rows, engine_text(), () if rows else (_words("through-time.undated"),))


def _dates(network: Network) -> list[date]:
    """Return the days on which the network changes, and the day before the first: at most `SLICES`."""
    wanted = {relation.type for relation in network.definition.relations}
    days: set[date] = set()
    for _, _, data in network.origin.edges(data=True):
        if data.get("type") in wanted:
            start, end = data.get("from"), data.get("until")
            days |= {start} if isinstance(start, date) else set()
            if isinstance(end, date) and end < date.max:
                days.add(date.fromordinal(end.toordinal() + 1))
    if not days:
        return []
    ordered = [date.fromordinal(min(days).toordinal() - 1), *sorted(days)]
    picks = np.unique(np.linspace(0, len(ordered) - 1, SLICES).round().astype(int))
    return [ordered[i] for i in picks]


def _degrees(shared: Mapping[str, Any], task: tuple[str, np.random.SeedSequence]) -> dict[str, float | None]:
    """Return degrees in a replicate; None for a thing that the replicate dropped or merged away."""
    kind, seed = task
    graph = perturbed(shared["graph"], kind, shared["share"], generator(seed), shared["kinds"])
    return {**dict.fromkeys(shared["graph"]), **DEGREE.scores(graph)}


def _drawn(network: Network, settings: Settings, purpose: str) -> list[dict[str, float | None]]:
    plain = network.graph.__class__(network.graph)
    shared = {"graph": plain, "share": settings.share, "kinds": dict(network.kinds)}
    tasks = shares_of_replicates(settings, purpose)
    return run(
        settings, f"{network.definition.name}: {purpose}", _degrees, shared, tasks, len(tasks) * network.m
    )


def _slice_rows(settings: Settings, before: date, old: Network, after: date, new: Network) -> list[ResultRow]:
    was, now = (DEGREE.scores(n.graph) for n in (old, new))
    changes = {node: (now.get(node) or 0.0) - (was.get(node) or 0.0) for node in {*was, *now}}
    changed = sorted(
        (node for node in changes if changes[node]), key=lambda node: (-abs(changes[node]), node)
    )
    if not changed:
        return []
    drawn_old = _drawn(old, settings, f"slice {before}") if old.m > 1 else []
    drawn_new = _drawn(new, settings, f"slice {after}") if new.m > 1 else []
    gone = sorted(set(old.ties) - set(new.ties))
    come = sorted(set(new.ties) - set(old.ties))
    rows = []
    for node in changed[:3]:
        p = _p_of_change(node, changes[node], drawn_old, drawn_new)
        name = new.name(node) if node in new.graph else old.name(node)
        evidence = {*old.evidence(a for a in gone if node in a), *new.evidence(a for a in come if node in a)}
        rows.append(
            ResultRow(
                node=node,
                label=name,
                claim=_words(
                    f"through-time.{_sureness(p)}",
                    before=before.isoformat(),
                    after=after.isoformat(),
                    name=name,
                    was=number_text(was.get(node) or 0.0, 0),
                    now=count_of(now.get(node) or 0.0, "tie"),
                ),
                figure=Figure("change in degree", changes[node], "things"),
                p=p,
                evidence=tuple(sorted(evidence)),
                detail={
                    "before": before.isoformat(),
                    "after": after.isoformat(),
                    "tiesEnded": len(gone),
                    "tiesBegun": len(come),
                },
            )
        )
    return rows


def _p_of_change(
    node: str, change: float, before: list[dict[str, float | None]], after: list[dict[str, float | None]]
) -> float | None:
    """Return how often the slices' replicates do not differ as the slices do, where both have the thing."""
    pairs = [(a.get(node, 0.0), b.get(node, 0.0)) for a, b in zip(before, after, strict=False)]
    differences = [b - a for a, b in pairs if a is not None and b is not None]
    if not differences:
        return None
    against = sum(difference * change <= 0 for difference in differences)
    return (1 + against) / (1 + len(differences))


def _sureness(p: float | None) -> str:
    """Return the key of the claim that says how sure a change is."""
    if p is None:
        return "claim"
    return "sure" if p <= DIFFERENT else "unsure"


QUESTION = AnalysisQuestion(
    name="through-time",
    answer=through_time,
    method="Valid-time slices; replicates after Frantz et al. 2009, doi:10.1007/s10588-009-9063-5",
)
