"""Sole providers: services that documents give one provider only, and what more would stop with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.allowed_ties import tie_rules
from kgraph.analysis.dependency_model import STOPS, DependencyModel
from kgraph.analysis.findings.finding import (
    RankedClaim,
    consequence,
    share_of_peers_below,
    sure_text,
)
from kgraph.analysis.loss_rows import in_order
from kgraph.analysis.sentences import capital, counted, counted_word, listed, one_or_many, percent, series
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_model, stated_network
from kgraph.statements import STATED
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.draws import Draws
    from kgraph.words.text import Text

KIND = "sole-provider"
SAFE = 0.95
"""Share of draws in which "at least so many" is said to hold."""
_words = catalogue("findings")


@dataclass(frozen=True, slots=True)
class SoleProvision:
    """What a provider alone provides, as documents say and as the record as a whole would have it.

    Parameters
    ----------
    provider : str
        The provider.
    stated : tuple of str
        Goals that stated relationships give no other provider.
    touched : tuple of str
        Goals that then lose something they use, by stated relationships.
    more : tuple of str
        Goals that stop besides, if relationships that no source states hold.
    """

    provider: str
    stated: tuple[str, ...]
    touched: tuple[str, ...]
    more: tuple[str, ...]


def sole_provisions(network: Network, settings: Settings) -> list[SoleProvision]:
    """Return who alone provides goals of a dependency network by stated relationships, most goals first."""
    if not network.definition.is_dependency:
        return []
    stated = stated_network(network, settings)
    model, firm = DependencyModel.of(network), stated_model(network, settings)
    alone: dict[str, list[str]] = {}
    for (goal, _), members in firm.alternatives().items():
        if stated.goal_kind(goal) and len(members) == 1 and _provides(stated, goal, members[0]):
            alone.setdefault(members[0], []).append(goal)
    found = []
    for provider, goals in alone.items():
        lost, now = firm.loss([provider]), model.loss([provider])
        touched = frozenset(goal for goal in lost.affected if stated.goal_kind(goal))
        more = frozenset(goal for goal in now.stopped if network.goal_kind(goal)) - set(lost.stopped)
        found.append(
            SoleProvision(
                provider,
                tuple(in_order(network, frozenset(goals))),
                tuple(in_order(network, touched)),
                tuple(in_order(network, more - set(goals))),
            )
        )
    return sorted(found, key=lambda each: (-len(each.stated), -len(each.touched), each.provider))


def _provides(network: Network, goal: str, provider: str) -> bool:
    """Return whether a goal stops with what provides it: with one that a second could stand in for."""
    rules = tie_rules()
    return any(
        tie.loss == STOPS and tie.type in rules and rules[tie.type].serves
        for tie in network.ties_of(goal, provider)
    )


def sole_providers(network: Network, settings: Settings, all_things: int) -> list[RankedClaim]:
    """Return a finding for each provider that documents name as the only one of something."""
    provisions = sole_provisions(network, settings)
    weights = [len(each.stated) for each in provisions]
    draws = draws_of(network, settings) if provisions else None
    return [_finding(network, draws, each, weights, all_things) for each in provisions]


def _finding(
    network: Network, draws: Draws | None, each: SoleProvision, weights: list[int], all_things: int
) -> RankedClaim:
    number = len(each.stated)
    evidence = network.evidence((goal, each.provider) for goal in each.stated)
    sources = Counter(
        source
        for goal in each.stated
        for source in {item.source for item in network.evidence([(goal, each.provider)])}
    )
    order = sorted(sources, key=lambda source: (-sources[source], source))
    probability, certainty, sure = _sureness(draws, each)
    return RankedClaim(
        kind=KIND,
        network=network.definition.name,
        node=each.provider,
        claim=_claim(network, each),
        sure=_with_age(network, sure, order),
        change=_change(network, order, sources, number),
        sources=tuple(order) if evidence else (),
        probability=probability,
        stated_only=float(number),
        consequence=consequence(number, len(each.touched), all_things),
        certainty=certainty,
        surprise=share_of_peers_below(number, weights),
    )


def _sureness(draws: Draws | None, each: SoleProvision) -> tuple[float | None, float, Text]:
    """Return the share of draws in which all of it holds, the mean share that holds, and both in words."""
    if draws is None:
        return None, 1.0, sure_text(None)
    held = _held(draws, each.provider, each.stated)
    number = len(each.stated)
    probability, certainty = float(np.mean(held == number)), float(np.mean(held) / number)
    at_least = int(np.quantile(held, 1 - SAFE, method="lower"))
    if number == 1 or at_least in (0, number):
        return probability, certainty, sure_text(probability)
    words = _words(
        "sure.both" if number == 2 else "sure.at-least",
        all=counted_word(number),
        share=percent(probability),
        least=counted_word(at_least),
        safe=percent(SAFE),
    )
    return probability, certainty, words


def _with_age(network: Network, sure: Text, sources: list[str]) -> Text:
    """Say of when the oldest source is: what it says is counted as current."""
    issued = [network.origin.nodes[source].get("issued") for source in sources if source in network.origin]
    years = sorted(int(str(each)[:4]) for each in issued if str(each or "")[:4].isdigit())
    return series([sure, _words("sure.oldest", year=years[0])], " ") if years else sure


def _held(draws: Draws, provider: str, goals: Collection[str]) -> np.ndarray:
    """Return for each draw how many of `goals` stop with the provider."""
    stops, _ = draws.losses.lost_with([draws.place(provider)])
    return draws.losses.count(stops, [draws.place(goal) for goal in goals])


def _claim(network: Network, each: SoleProvision) -> Text:
    number = len(each.stated)
    what = counted_word(number, network.goal_kind(each.stated[0]) or "")
    parts = [
        _words(
            f"sole-provider.{one_or_many(number)}",
            what=what,
            name=network.name(each.provider),
            names=listed([network.name(goal) for goal in each.stated]),
        )
    ]
    if each.touched:
        kinds = [network.goal_kind(goal) or "" for goal in each.touched]
        alike = len(set(kinds)) == 1
        users = counted_word(len(kinds), kinds[0]) if alike else counted(kinds)
        parts.append(_words("sole-provider.users", users=users))
    if each.more:
        values = {
            "more": counted_word(len(each.more)),
            "names": listed([network.name(goal) for goal in each.more]),
            "why": _unstated(network, each),
        }
        parts.append(_words(f"sole-provider.more.{one_or_many(len(each.more))}", **values))
    return series([capital(part) for part in parts], " ")


def _unstated(network: Network, each: SoleProvision) -> Text:
    """Return the relationships without a stating source through which the others would stop."""
    arcs = DependencyModel.of(network).loss([each.provider]).arcs(each.more)
    open_arcs = sorted(
        (start, end)
        for start, end in arcs
        if not any(tie.status == STATED for tie in network.ties_of(start, end))
    )
    return listed([network.tie_name(start, end) for start, end in open_arcs])


def _change(network: Network, order: list[str], sources: Counter[str], number: int) -> Text:
    if not order:
        return _words("change.sole-provider.unsourced")
    most = sources[order[0]]
    case = "same" if most == number > 1 else one_or_many(number)
    return _words(
        f"change.sole-provider.{case}",
        source=network.name(order[0]),
        most=counted_word(most),
        all=counted_word(number),
    )
