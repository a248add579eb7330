"""Where most relationships of a network lead: what is said of data from which nothing else follows.

A record of who is a part of what, or of posts, has no goals to lose and no rank beyond chance. To whom most
of it leads is still the first thing to know of it, so it is said where no other claim is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kgraph.analysis.definitions import DEPENDENCY
from kgraph.analysis.findings.brief import Brief, brief_text
from kgraph.analysis.findings.finding import RankedClaim, consequence, share_of_peers_below
from kgraph.analysis.sentences import count_of, listed, one_or_many
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgraph.analysis.networks import Network
    from kgraph.words.text import Text

KIND = "most-ties"
FEWEST = 2
"""Relationships that must lead to one thing before that is worth saying."""
_words = catalogue("findings")


def most_ties(networks: Collection[Network]) -> list[RankedClaim]:
    """Return for each network where most of its relationships lead, those to one thing first."""
    found = [claim for network in networks if (claim := _claim(network)) is not None]
    return sorted(found, key=lambda claim: (-claim.score, claim.network or ""))


def _claim(network: Network) -> RankedClaim | None:
    graph = network.graph
    if network.reading == DEPENDENCY or not network.m:
        return None
    counts = dict(graph.in_degree() if graph.is_directed() else graph.degree())
    most = max(counts.values())
    if most < FEWEST:
        return None
    first = sorted(node for node, count in counts.items() if count == most)
    alone = first[0] if len(first) == 1 else None
    claim, sources = _shared(network, first, most) if alone is None else _alone(network, alone)
    peers = [float(count) for count in counts.values()]
    return RankedClaim(
        kind=KIND,
        network=network.definition.name,
        node=alone,
        claim=claim,
        sure=_words("sure.record"),
        change=_change(network, sources),
        sources=sources,
        consequence=consequence(0.0, float(most), network.n),
        surprise=0.0 if alone is None else share_of_peers_below(float(most), peers),
        brief=_brief(network, alone),
    )


def _brief(network: Network, alone: str | None) -> Brief:
    title = network.definition.title
    return Brief(
        what=brief_text("most-ties.shared", title=title)
        if alone is None
        else brief_text("most-ties.what", title=title, name=network.name(alone)),
        so_what=brief_text("most-ties.so"),
        sure=brief_text("sure.record"),
        ask=brief_text("most-ties.ask"),
        direct=() if alone is None else tuple(_others(network, alone)),
    )


def _others(network: Network, node: str) -> list[str]:
    """Return those whose ties lead to `node`."""
    graph = network.graph
    return sorted(graph.predecessors(node) if graph.is_directed() else graph[node])


def _alone(network: Network, node: str) -> tuple[Text, tuple[str, ...]]:
    """Return the claim that more ties lead to one thing than to any other, and its sources."""
    others = _others(network, node)
    claim = _words(
        "most-ties.claim",
        name=network.name(node),
        title=network.definition.title,
        what=network.counted(others),
        all=count_of(network.m, "tie"),
        names=listed(list(dict.fromkeys(network.name(other) for other in others))),
    )
    evidence = network.evidence((other, node) for other in others)
    return claim, tuple(source for source, _ in Counter(item.source for item in evidence).most_common())


def _shared(network: Network, first: list[str], most: int) -> tuple[Text, tuple[str, ...]]:
    """Return the claim that nothing stands out, since several things have as many ties, and its sources."""
    claim = _words(
        "most-ties.shared",
        title=network.definition.title,
        what=network.counted(first),
        most=count_of(most, "tie"),
        all=count_of(network.m, "tie"),
        names=listed([network.name(each) for each in first]),
    )
    ties = network.relationships.values()
    return claim, tuple(sorted({item.source for tie in ties for item in tie.evidence}))


def _change(network: Network, sources: tuple[str, ...]) -> Text:
    if not sources:
        return _words("change.claim.unsourced")
    case, number = one_or_many(len(sources)), number_text(len(sources))
    return _words(f"change.claim.{case}", source=network.name(sources[0]), n=number)
