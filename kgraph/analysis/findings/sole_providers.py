"""Sole providers: services that documents give one provider only, and what more would stop with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kgraph.analysis.allowed_ties import tie_rules
from kgraph.analysis.dependency_model import STOPS, DependencyModel
from kgraph.analysis.findings.brief import SHOWN, Brief, brief_sure, brief_text, likely, part_text
from kgraph.analysis.findings.finding import RankedClaim, consequence, share_of_peers_below
from kgraph.analysis.loss_rows import in_order
from kgraph.analysis.sentences import capital, counted, counted_word, listed, one_or_many, percent, series
from kgraph.analysis.sureness import sure_text
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_model, stated_network
from kgraph.statements import STATED
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.draws import Draws

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


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure it is that a provider alone provides so many goals.

    Parameters
    ----------
    number : int
        Goals.
    draws : int
        How often everything was drawn; 0 where nothing was.
    probability : float or None
        Share of draws in which all of it holds.
    certainty : float
        Mean share of the goals that hold.
    at_least : int
        Goals that hold in nearly all draws.
    share_at_least : float
        Share of draws in which so many hold.
    """

    number: int
    draws: int = 0
    probability: float | None = None
    certainty: float = 1.0
    at_least: int = 0
    share_at_least: float = 1.0

    @property
    def in_part(self) -> bool:
        """Whether fewer than all hold in nearly all draws, and more than none."""
        return 0 < self.at_least < self.number

    def text(self) -> Text:
        """Return it in the words of the report."""
        if self.probability is None or not self.in_part:
            return sure_text(self.probability)
        return _words(
            "sure.both" if self.number == 2 else "sure.at-least",
            all=counted_word(self.number),
            share=percent(self.probability),
            least=counted_word(self.at_least),
            safe=percent(SAFE),
        )

    def plain(self) -> Text:
        """Return it for those who decide."""
        if self.probability is None or not self.in_part:
            return brief_sure(self.probability, self.draws)
        return brief_text(
            "sure.least",
            likely=likely(self.share_at_least),
            least=counted_word(self.at_least),
            all=counted_word(self.number),
            safe=percent(self.share_at_least),
            draws=self.draws,
            share=percent(self.probability),
        )


def sole_provisions(network: Network, settings: Settings) -> list[SoleProvision]:
    """Return who alone provides goals of a dependency network by stated relationships, most goals first."""
    if not network.definition.is_dependency:
        return []
    stated = stated_network(network, settings)
    model, firm = DependencyModel.kept(network, settings), stated_model(network, settings)
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
    sureness = _sureness(draws, each)
    return RankedClaim(
        kind=KIND,
        network=network.definition.name,
        node=each.provider,
        claim=_claim(network, each),
        sure=_with_age(network, sureness.text(), order),
        change=_change(network, order, sources, number),
        sources=tuple(order) if evidence else (),
        probability=sureness.probability,
        stated_only=float(number),
        consequence=consequence(number, len(each.touched), all_things),
        certainty=sureness.certainty,
        surprise=share_of_peers_below(number, weights),
        brief=_brief(network, each, _with_age(network, sureness.plain(), order)),
    )


def _sureness(draws: Draws | None, each: SoleProvision) -> Sureness:
    """Return the share of draws in which all of it holds, the mean share that holds, and how many do."""
    number = len(each.stated)
    if draws is None:
        return Sureness(number)
    held = _held(draws, each.provider, each.stated)
    at_least = int(np.quantile(held, 1 - SAFE, method="lower"))
    return Sureness(
        number,
        draws=len(held),
        probability=float(np.mean(held == number)),
        certainty=float(np.mean(held) / number),
        at_least=at_least,
        share_at_least=float(np.mean(held >= at_least)),
    )


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
        parts.append(_words("sole-provider.users", users=_users(network, each)))
    if each.more:
        values = {
            "more": counted_word(len(each.more)),
            "names": listed([network.name(goal) for goal in each.more]),
            "why": _unstated(network, each),
        }
        parts.append(_words(f"sole-provider.more.{one_or_many(len(each.more))}", **values))
    return series([capital(part) for part in parts], " ")


def _users(network: Network, each: SoleProvision) -> Text:
    """Return "six municipalities": those who use what the provider provides."""
    kinds = [network.goal_kind(goal) or "" for goal in each.touched]
    return counted_word(len(kinds), kinds[0]) if len(set(kinds)) == 1 else counted(kinds)


def _brief(network: Network, each: SoleProvision, sure: Text) -> Brief:
    number, name = len(each.stated), network.name(each.provider)
    case, names = one_or_many(number), listed([network.name(goal) for goal in each.stated], SHOWN)
    what = counted_word(number, network.goal_kind(each.stated[0]) or "")
    if each.touched:
        users = _users(network, each)
        so_what = brief_text(f"sole-provider.users.{case}", name=name, users=users)
    else:
        users, so_what = Text("", ""), brief_text("sole-provider.alone", name=name)
    return Brief(
        what=brief_text(f"sole-provider.what.{case}", what=what, names=names, name=name),
        so_what=so_what,
        sure=sure,
        ask=brief_text("sole-provider.ask", name=name),
        direct=each.stated,
        touched=each.touched,
        headings=(what, users),
    )


def stand_in_text(network: Network, claim: RankedClaim, measures: list[dict[str, Any]]) -> Text | None:
    """Return who could stand in for a sole provider by a plan of mitigation; None where the plan has nobody.

    Parameters
    ----------
    network : Network
        The network of the claim.
    claim : RankedClaim
        What a provider alone provides.
    measures : list of dict
        Measures of the plan, as in the detail of its row.
    """
    brief = claim.brief
    own = [
        each for each in measures if brief and each["for"] in brief.direct and each["beside"] == claim.node
    ]
    if brief is None or not own:
        return None
    stand_ins = [node for node, _ in Counter(each["standIn"] for each in own).most_common()]
    number, everything = len({each["for"] for each in own}), len(brief.direct)
    case = "some" if number < everything else "all" if number > 1 else "one"
    return brief_text(
        f"sole-provider.remedy.{one_or_many(len(stand_ins))}",
        names=listed([network.name(node) for node in stand_ins], SHOWN),
        part=part_text(case, n=counted_word(number), all=counted_word(everything)),
    )


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
