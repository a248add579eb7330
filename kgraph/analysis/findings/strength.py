"""Which claims are said first: those whose consequence, certainty and surprise are largest together.

* Consequence: how many things the claim says stop, with a quarter for those otherwise touched, against all
  whose loss counts in the study, on a logarithmic scale.
* Certainty: the share of draws in which the claim holds; of a claim about several things, the mean share of
  them that hold. A claim about the record itself is certain as far as what it reads is stated.
* Surprise: 1 - p against chance where there is a null model that means something; else the share of the
  thing's peers of which the same cannot be said.

The three are multiplied, since a claim that lacks any of them is no news: what touches nothing, what nobody
knows, and what holds of everybody. Claims of all kinds compete on this one scale. What is trivial, not known,
no more than chance, or rests on lists known to be incomplete is held back, with its reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.analysis.findings.most_ties import most_ties
from kgraph.analysis.findings.question_claims import question_claims
from kgraph.analysis.findings.record_gaps import record_gaps
from kgraph.analysis.findings.sole_providers import KIND as SOLE_PROVIDER
from kgraph.analysis.findings.sole_providers import sole_providers, stand_in_text
from kgraph.analysis.questions.mitigation import QUESTION as MITIGATION
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from kgraph.analysis.findings.finding import RankedClaim
    from kgraph.analysis.graph_index import GraphIndex
    from kgraph.analysis.networks import Network
    from kgraph.analysis.results import Result
    from kgraph.analysis.settings import Settings

SAID_FIRST = 5
OF_ONE_KIND = 2
"""Findings of one kind among those said first: a third of the same kind is read in its table."""
_words = catalogue("findings")


def ranked_findings(
    index: GraphIndex,
    networks: Mapping[str, Network],
    results: Collection[Result],
    settings: Settings,
    day: date,
) -> list[RankedClaim]:
    """Return all claims that compete, those said first at the head, the others with the reason why not.

    Parameters
    ----------
    index : GraphIndex
        The graph of a study.
    networks : mapping
        Its networks by name.
    results : collection of Result
        What the questions found in them.
    settings : Settings
        How they were asked.
    day : date
        The day that the study is analysed for.
    """
    all_things = len({node for network in networks.values() for node in network.goals})
    found: list[RankedClaim] = []
    for network in networks.values():
        found += sole_providers(network, settings, all_things)
    provided = {(each.network, each.node) for each in found}
    claims = question_claims(results, networks, all_things, settings.draws)
    # What a sole provider stops is said by its own sentence.
    found += [
        each for each in claims if each.kind != "dependency-loss" or (each.network, each.node) not in provided
    ]
    found += record_gaps(index, day, settings.rates, all_things)
    found.sort(key=lambda each: (-each.score, each.kind, each.node or "", each.network or ""))
    # Of data without a service, a collaboration or a gap, where most of it leads is said, and only of that.
    if all(each.held is not None for each in found):
        found = [*most_ties(networks.values()), *found]
    return [_with_remedy(each, results, networks) for each in _chosen(found)]


def _with_remedy(
    claim: RankedClaim, results: Collection[Result], networks: Mapping[str, Network]
) -> RankedClaim:
    """Return a claim about a sole provider with who could stand in, by the plan against every single loss."""
    if claim.kind != SOLE_PROVIDER or claim.brief is None or claim.network is None:
        return claim
    plans = [
        result.rows[0].detail["measures"]
        for result in results
        if result.question == MITIGATION.name and result.network == claim.network and result.rows
    ]
    if not plans:
        return claim
    remedy = stand_in_text(networks[claim.network], claim, plans[0])
    return replace(claim, brief=replace(claim.brief, remedy=remedy))


def _chosen(found: list[RankedClaim]) -> list[RankedClaim]:
    """Put what is said first at the head, and give the others a reason."""
    first: list[RankedClaim] = []
    rest: list[RankedClaim] = []
    for each in found:
        if each.held is not None:
            rest.append(each)
        elif any(each.node == other.node and each.node for other in first):
            rest.append(each.held_back(_words("why-not.said")))
        elif sum(each.kind == other.kind for other in first) == OF_ONE_KIND:
            rest.append(each.held_back(_words("why-not.kind")))
        elif len(first) == SAID_FIRST:
            rest.append(each.held_back(_words("why-not.weaker")))
        else:
            first.append(each)
    return first + rest
