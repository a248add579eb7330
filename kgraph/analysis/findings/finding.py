"""One thing that may be said first: a claim, how sure it is, what would change it, and how strong it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kgraph.analysis.results import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.findings.brief import Brief
    from kgraph.words.text import Text

TOUCHED = 0.25
"""Weight of a thing that a claim says is touched but goes on, against one that stops."""


@dataclass(frozen=True, slots=True, repr=False)
class RankedClaim:
    """A claim with what decides whether it is said first.

    Parameters
    ----------
    kind : str
        What sort of claim it is: the name of a question, or of a gap in the record.
    network : str or None
        The network that it is about; None when it is about the record itself.
    node : str or None
        The thing it is about.
    claim : Text
        The claim, first with what sources state.
    sure : Text
        How sure it is, in words.
    change : Text
        What would change it.
    sources : tuple of str
        IRIs of the sources it rests on, those that carry most first.
    probability : float or None
        Share of draws in which it holds as worded; None for a claim about the record, which is not drawn.
    stated_only : float or None
        Its figure on stated relationships alone.
    consequence, certainty, surprise : float
        What makes its strength, each between 0 and 1; see :mod:`kgraph.analysis.findings.strength`.
    held : Text or None
        Why it is held back; None for what may be said first.
    brief : Brief or None
        The claim for those who decide.
    """

    kind: str
    network: str | None
    node: str | None
    claim: Text
    sure: Text
    change: Text
    sources: tuple[str, ...] = ()
    probability: float | None = None
    stated_only: float | None = None
    consequence: float = 0.0
    certainty: float = 1.0
    surprise: float = 1.0
    held: Text | None = None
    brief: Brief | None = None

    def __repr__(self) -> str:
        """Return kind, strength and claim, and whether it is held back."""
        held = ", held back" if self.held else ""
        return f"<RankedClaim {self.kind}, strength {self.score:.2f}{held}: {self.claim.en}>"

    @property
    def score(self) -> float:
        """Strength: consequence x certainty x surprise."""
        return self.consequence * self.certainty * self.surprise

    def held_back(self, reason: Text) -> RankedClaim:
        """Return the finding with the reason why it is not said first; the first reason stands."""
        return self if self.held is not None else replace(self, held=reason)

    def to_json(self) -> dict[str, Any]:
        """Return the finding in the form of ``analysis.json``."""
        return {
            "kind": self.kind,
            "network": self.network,
            "node": self.node,
            "claim": self.claim.to_json(),
            "sure": self.sure.to_json(),
            "change": self.change.to_json(),
            "sources": list(self.sources),
            "probability": number(self.probability),
            "statedOnly": number(self.stated_only),
            "score": number(self.score),
            "consequence": number(self.consequence),
            "certainty": number(self.certainty),
            "surprise": number(self.surprise),
            "whyNot": None if self.held is None else self.held.to_json(),
            "brief": None if self.brief is None else self.brief.to_json(),
        }


def consequence(stopped: float, touched: float, all_things: int) -> float:
    """Return how much a claim is about, between 0 and 1, on a scale that all findings of a study share.

    Parameters
    ----------
    stopped, touched : float
        Things that it says stop or are missing, and things that it says are otherwise touched.
    all_things : int
        Things whose loss counts in any network of the study.
    """
    # The tenth service is less news than the first, so the scale is logarithmic.
    return min(1.0, math.log1p(stopped + TOUCHED * touched) / math.log1p(max(all_things, 1)))


def share_of_peers_below(value: float, peers: Sequence[float]) -> float:
    """Return the share of things of which the same cannot be said: the surprise where no null model is."""
    return 1.0 - sum(other >= value for other in peers) / len(peers) if peers else 0.0
