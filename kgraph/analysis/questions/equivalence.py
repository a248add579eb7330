"""Equivalence: which things are tied to exactly the same others, by the same kinds of relationship."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_LAYERS
from kgraph.analysis.sentences import count_of, listed
from kgraph.analysis.uncertainty.class_draws import ClassDraws
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_network
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

FEWEST_TIES = 2
"""Things with one tie are equivalent too easily to be worth a row; a note counts their classes."""
_words = catalogue("analysis")

Profile = tuple[tuple[str, str, str, str], ...]
"""What a thing is tied to: the other end, the direction, the type of relationship and its role."""


def equivalence_classes(network: Network) -> dict[Profile, list[str]]:
    """Return the classes of two or more things with exactly the same ties, by what they are tied to.

    A tie counts by its other end, its direction, its type of relationship and its role.
    """
    out, into = ("out", "in") if network.definition.directed else ("", "")
    tied: dict[str, set[tuple[str, str, str, str]]] = {node: set() for node in sorted(network.graph)}
    for (start, end), behind in network.ties.items():
        for tie in behind:
            tied[start].add((end, out, tie.type, tie.role))
            tied[end].add((start, into, tie.type, tie.role))
    profiles: dict[Profile, list[str]] = {}
    for node, ties in tied.items():
        profiles.setdefault(tuple(sorted(ties)), []).append(node)
    return {profile: members for profile, members in profiles.items() if profile and len(members) > 1}


def equivalence(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say which things cannot be told apart by whom they are tied to, most ties first."""
    classes = equivalence_classes(network)
    kept = {key: members for key, members in classes.items() if _reach(key) >= FEWEST_TIES}
    order = sorted(kept, key=lambda key: (-_reach(key) * (len(kept[key]) - 1), kept[key]))
    drawn = _drawn(network, settings) if order else None
    stated = {tuple(members) for members in equivalence_classes(stated_network(network, settings)).values()}
    rows = [
        replace(
            _row(network, key, kept[key]),
            probability=None if drawn is None else drawn.share(kept[key]),
            stated_only=float(_reach(key)) if tuple(kept[key]) in stated else 0.0,
        )
        for key in order[: settings.rows]
    ]
    notes = []
    if len(order) > len(rows):
        notes.append(_words("equivalence.shown", shown=len(rows), total=len(order)))
    if len(classes) > len(kept):
        notes.append(_words("equivalence.one-tie", n=count_of(len(classes) - len(kept), "equivalence-class")))
    return AnalysisAnswer(rows, "", notes)


def _reach(key: Profile) -> int:
    """Return how many things a class is tied to."""
    return len({tie[0] for tie in key})


def _drawn(network: Network, settings: Settings) -> ClassDraws | None:
    draws = draws_of(network, settings)
    if draws is None:
        return None
    return ClassDraws(draws, {tie.key: (tie.type, tie.role) for tie in draws.ties})


def _row(network: Network, key: Profile, members: list[str]) -> ResultRow:
    others = sorted({tie[0] for tie in key})
    way = "claim" if not network.bodies else "bodies" if members[0] in network.bodies else "members"
    claim = _words(
        f"equivalence.{way}",
        names=listed([network.name(node) for node in members]),
        what=network.counted(others),
        others=listed([network.name(other) for other in others]),
    )
    arcs = [arc for node in members for arc in network.incident(node)]
    return ResultRow(
        node=None,
        label=listed([network.name(node) for node in members]),
        claim=claim,
        figure=Figure("ties in common", float(len(others)), "things"),
        evidence=network.evidence(arcs),
        detail={"members": members, "tiedTo": others, "types": sorted({tie[2] for tie in key})},
    )


QUESTION = AnalysisQuestion(
    name="equivalence",
    answer=equivalence,
    method="Structural equivalence, Lorrain and White 1971, doi:10.1080/0022250X.1971.9989788, exact and by "
    "type of relationship",
    scope=OF_LAYERS,
)
