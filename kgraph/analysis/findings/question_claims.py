"""Claims of the analysis's questions that compete to be said first, and what holds some of them back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.cut_rows import CUT
from kgraph.analysis.definitions import ANY_TIME, PROJECTION, TWO_MODE
from kgraph.analysis.dependency_model import STOPS
from kgraph.analysis.findings.claim_briefs import claim_brief
from kgraph.analysis.findings.finding import (
    RankedClaim,
    consequence,
    share_of_peers_below,
)
from kgraph.analysis.findings.incomplete_bodies import incomplete_near
from kgraph.analysis.measures.measure_registry import MEASURES, is_shown_alone
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.analysis.results import LOST
from kgraph.analysis.sentences import listed, one_or_many, percent
from kgraph.analysis.sureness import figure_sure
from kgraph.analysis.uncertainty.chance import SIGNIFICANT
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.results import Result, ResultRow
    from kgraph.words.text import Text

PER_QUESTION = 5
"""Claims of one question about one network that compete; those below say the same of less."""
WIDEST_RANK = 2
"""Places that a rank may span in 95 % of the draws; a wider one says that the rank is not known."""
_words = catalogue("findings")


def question_claims(
    results: Collection[Result], networks: Mapping[str, Network], all_things: int, draws: int
) -> list[RankedClaim]:
    """Return the claims that compete, each with the reason why it is held back, if there is one."""
    found = []
    for result in results:
        question = QUESTIONS[result.question]
        if not question.competes or result.network not in networks:
            continue
        network = networks[result.network]
        rows = [row for row in result.rows if is_shown_alone(row.figure.name) and row.node in network.graph]
        head = [row for row in rows if row.detail.get("rank", 1) == 1]
        found += [
            replace(
                _finding(network, question.name, row, rows, all_things),
                brief=claim_brief(network, question.name, row, draws),
            )
            for row in head[:PER_QUESTION]
        ]
    return found


def _finding(
    network: Network, kind: str, row: ResultRow, rows: Sequence[ResultRow], all_things: int
) -> RankedClaim:
    value = row.stated_only if row.stated_only is not None else (row.figure.value or 0.0)
    finding = RankedClaim(
        kind=kind,
        network=network.definition.name,
        node=row.node,
        claim=row.claim,
        sure=figure_sure(row.probability, row.figure.value, row.stated_only),
        change=_change(network, row),
        sources=row.sources(),
        probability=row.probability,
        stated_only=row.stated_only,
        consequence=consequence(*_weight(network, row, value), all_things),
        certainty=1.0 if row.probability is None else row.probability,
        surprise=_surprise(row, rows, network),
    )
    for reason in _reasons(network, row):
        finding = finding.held_back(reason)
    return finding


def _is_rank(row: ResultRow) -> bool:
    """Return whether a claim is about a place in a ranking by a measure."""
    return row.figure.name in MEASURES


def _weight(network: Network, row: ResultRow, value: float) -> tuple[float, float]:
    """Return how many things the claim says stop, and how many it otherwise touches."""
    if _is_rank(row):
        return 0.0, float(network.graph.degree(row.node))
    if row.figure.name == CUT:
        return 0.0, float(len(row.cut_off))
    stopped = float(len(row.detail.get("stopped", row.cut_off)))
    share = value / row.figure.value if row.figure.value else 1.0
    return stopped * share, (len(row.cut_off) - stopped) * share


def _surprise(row: ResultRow, rows: Sequence[ResultRow], network: Network) -> float:
    if row.p is not None:
        return 1.0 - row.p
    # The rows are the highest ones, so those that are not among them lie below.
    same = [other.figure.value or 0.0 for other in rows if other.figure.name == row.figure.name]
    below = [0.0] * max(0, network.n - len(same))
    return share_of_peers_below(row.figure.value or 0.0, [*same, *below])


def _reasons(network: Network, row: ResultRow) -> list[Text]:
    """Return why a claim is no news, or not sure enough to be said first, the weightiest first."""
    assert row.node is not None  # noqa: S101 - only rows about a thing of the network compete
    reasons = []
    name = network.name(row.node)
    own = [other for other in row.cut_off if network.is_part_of(other, row.node)]
    if row.cut_off and len(own) == len(row.cut_off):
        reasons.append(_words("why-not.trivial", name=name))
    if row.figure.name == CUT and own and len(own) * 2 >= len(row.cut_off):
        reasons.append(_words("why-not.mostly-own", name=name))
    if row.figure.name == CUT:
        if network.definition.reading not in (TWO_MODE, PROJECTION):
            reasons.append(_words("why-not.record"))
        if all(set(nx.all_neighbors(network.graph, other)) == {row.node} for other in row.cut_off):
            reasons.append(_words("why-not.leaves", name=name))
    elif network.definition.is_dependency:
        reasons += _about_losses(network, row)
    if row.stated_only is not None and row.stated_only == 0:
        reasons.append(_words("why-not.unstated"))
    if (row.figure.name == CUT or _is_rank(row)) and not network.definition.is_dependency:
        near = incomplete_near(network, row.node)
        if near:
            names = listed([network.name(body) for body in near], 3)
            reasons.append(_words(f"why-not.incomplete.{one_or_many(len(near))}", names=names))
    if _is_rank(row):
        if network.definition.reading not in (TWO_MODE, PROJECTION) and not network.of_one_kind:
            reasons.append(_words("why-not.record"))
        reasons += _about_rank(row)
    if row.probability is not None and row.probability < 0.5:
        reasons.append(_words("why-not.unlikely", share=percent(row.probability)))
    return reasons


def _about_losses(network: Network, row: ResultRow) -> list[Text]:
    assert row.node is not None  # noqa: S101 - as above
    if network.definition.at == ANY_TIME:
        return [_words("why-not.all-times")]
    if row.figure.name == LOST and network.goal_kind(row.node) and not row.detail.get("stopped"):
        return [_words("why-not.users", name=network.name(row.node))]
    pair = row.detail.get("pair", ())
    if pair and _needs_either(network, pair, row.cut_off):
        return [_words("why-not.both", names=listed([network.name(each) for each in pair]))]
    return []


def _needs_either(network: Network, pair: Sequence[str], lost: Collection[str]) -> bool:
    """Return whether all that is lost with two things has just these two, or uses what has."""
    direct = {thing for thing in lost if all(network.ties_of(thing, each) for each in pair)}
    used = (
        {tie.loss for thing in direct for tie in network.ties_of(user, thing)} for user in set(lost) - direct
    )
    return all(kinds and STOPS not in kinds for kinds in used)


def _about_rank(row: ResultRow) -> list[Text]:
    reasons = []
    if row.interval is not None and row.interval[1] - row.interval[0] > WIDEST_RANK:
        low, high = (number_text(bound, 0) for bound in row.interval)
        reasons.append(_words("why-not.rank", low=low, high=high))
    if len(row.detail.get("tierWith", ())) > WIDEST_RANK:
        reasons.append(_words("why-not.tied", n=number_text(len(row.detail["tierWith"]))))
    if row.p is None:
        reasons.append(_words("why-not.untested"))
    elif row.p > SIGNIFICANT:
        reasons.append(_words("why-not.chance", p=number_text(row.p, 2)))
    return reasons


def _change(network: Network, row: ResultRow) -> Text:
    sources = row.sources()
    if not sources:
        return _words("change.claim.unsourced")
    return _words(
        f"change.claim.{one_or_many(len(sources))}",
        source=network.name(sources[0]),
        n=number_text(len(sources)),
    )
