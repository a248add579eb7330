"""Things wrongly taken for one, or for two, draw by draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, logit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST = 5
"""Things of a class below which their relationships do not say what is unusual."""
ALMOST_NONE = 1e-9


@dataclass(frozen=True, slots=True)
class IdentityErrors:
    """Which things are in truth two, and which two are in truth one.

    Parameters
    ----------
    moved : ndarray
        Rows of draw, relationship, and the end of it (0 or 1) that belongs to the twin of the thing there.
    same : ndarray
        Rows of draw and the two things that are one.
    """

    moved: Ints
    same: Ints


def identity_errors(
    classes: Sequence[Sequence[int]],
    incident: Mapping[int, Sequence[tuple[int, int]]],
    shares: tuple[float, float],
    draws: int,
    rng: np.random.Generator,
) -> IdentityErrors:
    """Draw identity errors among things with relationships.

    Parameters
    ----------
    classes : sequence of sequence of int
        Things that could be taken for one another.
    incident : mapping
        For each thing, its relationships and the end at which it stands.
    shares : tuple of float
        Share of the things recorded that are two, and share that are the same as another.
    draws : int
        How many draws.
    rng : numpy.random.Generator
        Source of draws.

    Notes
    -----
    What is two has the relationships of both, so things with many are two more often, and each of the two has
    as many as single things of its class have: seldom half, where a few of these have most.
    """
    pools = [np.array([node for node in own if incident.get(node)], dtype=np.int64) for own in classes]
    pools = [pool for pool in pools if len(pool) > 1]
    moved: list[tuple[int, int, int]] = []
    same: list[tuple[int, int, int]] = []
    for pool in pools:
        counts = [len(incident[int(node)]) for node in pool]
        usual = TieNumbers.of(counts, shares[0])
        two = shares[0] if usual is None else usual.that_are_two(counts, shares[0])
        events = np.nonzero(rng.random((draws, len(pool)), dtype=np.float32) < two)
        for draw, place in zip(*(column.tolist() for column in events), strict=True):
            own = incident[int(pool[place])]
            second = usual.of_the_second(len(own), rng) if usual else int(rng.binomial(len(own), 0.5))
            moved += [(draw, *own[tie]) for tie in rng.permutation(len(own))[:second].tolist()]
        events = np.nonzero(rng.random((draws, len(pool)), dtype=np.float32) < shares[1] / 2)
        others = rng.integers(len(pool) - 1, size=len(events[0])).tolist()
        for draw, place, other in zip(*(column.tolist() for column in events), others, strict=True):
            same.append((draw, int(pool[place]), int(pool[other + (other >= place)])))
    return IdentityErrors(_table(moved), _table(same))


@dataclass(frozen=True, slots=True)
class TieNumbers:
    """How many relationships the single things of a class have: negative binomial above the least number.

    Of two things together the number is so too, with twice the least and twice the mean.

    Parameters
    ----------
    least : int
        Nobody of the class has fewer.
    above : float
        Mean number above the least.
    size : float
        Dispersion, infinite where they vary no more than Poisson: the smaller, the heavier the tail.
    """

    least: int
    above: float
    size: float

    @classmethod
    def of(cls, counts: Sequence[int], share: float) -> TieNumbers | None:
        """Return what the things of a class tell, of which `share` are two; None where they are too few."""
        k = np.asarray(counts, dtype=np.float64)
        if len(k) < FEWEST:
            return None
        # Mean and variance of single things, from those of single and double ones together.
        mean = k.mean() / (1 + share)
        variance = (k.var(ddof=1) - share * (1 - share) * mean**2) / (1 + share)
        # The least of few things lies above the least there may be; corrected as for exponential numbers.
        least = max(round((len(k) * k.min() - k.mean()) / (len(k) - 1)), min(int(k.min()), 1))
        above = max(mean - least, ALMOST_NONE)
        excess = variance - above
        return cls(least, above, above * above / excess if excess > ALMOST_NONE else math.inf)

    def that_are_two(self, counts: Sequence[int], share: float) -> Floats:
        """Return how likely each thing is two by Bayes, from its number of relationships and their share."""
        k = np.asarray(counts, dtype=np.float64)
        log_odds = self._log_probability(k, 2) - self._log_probability(k, 1)
        return np.asarray(expit(logit(share) + log_odds), dtype=np.float64)

    def _log_probability(self, counts: Floats, things: int) -> Floats:
        """Return the logarithm of the probability that so many things have so many relationships together."""
        above, mean, size = counts - things * self.least, things * self.above, things * self.size
        possible = above >= 0
        log = np.full(len(counts), -np.inf)
        k = above[possible]
        if math.isinf(size):
            log[possible] = k * math.log(mean) - mean - gammaln(k + 1)
        else:
            log[possible] = gammaln(k + size) - gammaln(size) - gammaln(k + 1)
            log[possible] += size * math.log(size / (size + mean)) + k * math.log(mean / (size + mean))
        return log

    def of_the_second(self, count: int, rng: np.random.Generator) -> int:
        """Draw how many of the relationships of a thing that is two belong to the second of them.

        Of two negative binomial numbers with a known sum, one is beta-binomial; of two Poisson, binomial.
        """
        part = 0.5 if math.isinf(self.size) else rng.beta(self.size, self.size)
        return self.least + int(rng.binomial(count - 2 * self.least, part))


def _table(rows: list[tuple[int, int, int]]) -> Ints:
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
