"""Things wrongly taken for one, or for two, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

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
        Source of draws. Each relationship of a thing that is two belongs to either with the same probability.

    Notes
    -----
    What is two has the relationships of both, so things with many are two more often.
    """
    pools = [np.array([node for node in own if incident.get(node)], dtype=np.int64) for own in classes]
    pools = [pool for pool in pools if len(pool) > 1]
    moved: list[tuple[int, int, int]] = []
    same: list[tuple[int, int, int]] = []
    for pool in pools:
        two = shares_that_are_two([len(incident[int(node)]) for node in pool], shares[0])
        events = np.nonzero(rng.random((draws, len(pool)), dtype=np.float32) < two)
        for draw, place in zip(*(column.tolist() for column in events), strict=True):
            own = incident[int(pool[place])]
            flips = rng.random(len(own)) < 0.5
            moved += [(draw, *tie) for tie, flip in zip(own, flips.tolist(), strict=True) if flip]
        events = np.nonzero(rng.random((draws, len(pool)), dtype=np.float32) < shares[1] / 2)
        others = rng.integers(len(pool) - 1, size=len(events[0])).tolist()
        for draw, place, other in zip(*(column.tolist() for column in events), others, strict=True):
            same.append((draw, int(pool[place]), int(pool[other + (other >= place)])))
    return IdentityErrors(_table(moved), _table(same))


def shares_that_are_two(counts: Sequence[int], share: float) -> Floats:
    """Return how likely each thing of a class is in truth two, by Bayes, from its number of relationships.

    The numbers of single things are taken for negative binomial, or Poisson where they vary less; of two
    things together the number is so too, with twice the mean.

    Parameters
    ----------
    counts : sequence of int
        Relationships of each thing.
    share : float
        Share of all things that are two.
    """
    k = np.asarray(counts, dtype=np.float64)
    if len(k) < FEWEST or not share:
        return np.full(len(k), share)
    # Mean and variance of single things, from those of single and double ones together.
    mean = k.mean() / (1 + share)
    excess = (k.var(ddof=1) - share * (1 - share) * mean**2) / (1 + share) - mean
    if excess > ALMOST_NONE:
        size = mean * mean / excess
        log_odds = gammaln(k + 2 * size) - gammaln(k + size) - gammaln(2 * size) + gammaln(size)
        log_odds += size * np.log(size / (size + mean))
    else:
        log_odds = k * np.log(2) - mean
    odds = share / (1 - share) * np.exp(np.minimum(log_odds, 700.0))
    result: Floats = odds / (1 + odds)
    return result


def _table(rows: list[tuple[int, int, int]]) -> Ints:
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
