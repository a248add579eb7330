"""Relationships that no source tells of: how many, and between whom, draw by draw.

Ties that were missed are taken to be like those that were recorded: of the same type, between the same
classes, of things with many or few such ties in the same proportion, and as often between things that have
a third in common. How much more often that is, is counted in the network itself (`closure`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PAIRS = 250_000
"""Pairs of two classes beyond which ends are drawn one by one, without regard to what they have in common."""
NEAR = 3
"""Things with this many others in common, or more, are counted together."""
SMALLEST_PRIOR, LARGEST_PRIOR = 0.05, 5.0
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MissedTies:
    """Relationships added to the record, as columns sorted by draw.

    Parameters
    ----------
    draw : ndarray
        Number of the draw.
    like : ndarray
        Number of a recorded relationship of the same kind, whose type and meaning it has.
    start, end : ndarray
        Numbers of its two ends.
    """

    draw: Ints
    like: Ints
    start: Ints
    end: Ints

    @classmethod
    def joined(cls, parts: Sequence[MissedTies]) -> MissedTies:
        """Return several together, in order of their draws."""
        empty = np.zeros(0, int)
        columns = [
            np.concatenate([getattr(part, name) for part in parts]) if parts else empty
            for name in ("draw", "like", "start", "end")
        ]
        order = np.argsort(columns[0], kind="stable")
        return cls(*(column[order] for column in columns))


@dataclass(frozen=True, slots=True)
class RecordedBlock:
    """Recorded relationships of one type between two classes.

    Parameters
    ----------
    numbers, starts, ends : ndarray
        The relationships and their two ends.
    start_pool, end_pool : ndarray
        All things that could be at either end.
    """

    numbers: Ints
    starts: Ints
    ends: Ints
    start_pool: Ints
    end_pool: Ints


def missed(block: RecordedBlock, share: float, draws: int, rng: np.random.Generator) -> MissedTies:
    """Draw the relationships of one kind that were missed.

    If each there is was missed with the probability `share`, independently, the number missed beside those
    recorded is negative binomial.
    """
    if not len(block.numbers) or not len(block.start_pool) or not len(block.end_pool) or not share:
        return MissedTies.joined([])
    counts = rng.negative_binomial(len(block.numbers), 1 - share, size=draws)
    draw = np.repeat(np.arange(draws), counts)
    if len(block.start_pool) * len(block.end_pool) <= MOST_PAIRS:
        start, end = _from_pairs(block, len(draw), rng)
    else:
        start, end = _from_ends(block, len(draw), rng)
    draw = draw[: len(start)]
    apart = start != end
    like = block.numbers[rng.integers(len(block.numbers), size=len(draw))]
    return MissedTies(draw[apart], like[apart], start[apart], end[apart])


def drawn_orders(weights: Floats, draws: int, rng: np.random.Generator) -> Ints:
    """Return for each draw the places of all `weights`, in the order of a draw in their proportion.

    The first so many of a row are a sample without replacement: the largest of weights disturbed by Gumbel
    noise.
    """
    keys = np.log(weights) + rng.gumbel(size=(draws, len(weights)))
    return np.argsort(-keys, axis=1)


def _from_pairs(block: RecordedBlock, count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    weights = pair_weights(block)
    total = weights.sum()
    if not total:
        return np.zeros(0, int), np.zeros(0, int)
    picks = np.searchsorted(np.cumsum(weights.ravel()), rng.random(count) * total, side="right")
    picks = np.minimum(picks, weights.size - 1)
    return block.start_pool[picks // weights.shape[1]], block.end_pool[picks % weights.shape[1]]


def _from_ends(block: RecordedBlock, count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw both ends apart: the pairs are so many that a recorded one seldom comes up again."""
    columns = []
    for pool, ends in ((block.start_pool, block.starts), (block.end_pool, block.ends)):
        weights = _with_prior(_counts(pool, ends))
        columns.append(pool[rng.choice(len(pool), size=count, p=weights / weights.sum())])
    return columns[0], columns[1]


def pair_weights(block: RecordedBlock) -> Floats:
    """Return how likely each pair is to be a tie that was missed, in proportion; 0 for a recorded one."""
    recorded = np.zeros((len(block.start_pool), len(block.end_pool)), dtype=bool)
    rows, columns = _places(block.start_pool, block.starts), _places(block.end_pool, block.ends)
    inside = (rows >= 0) & (columns >= 0)
    recorded[rows[inside], columns[inside]] = True
    out, into = _with_prior(recorded.sum(axis=1)), _with_prior(recorded.sum(axis=0))
    weights: Floats = np.outer(out, into)
    alike = block.start_pool[:, None] == block.end_pool[None, :]
    weights[alike] = 0
    weights *= closure(recorded, alike, weights)
    if alike.any():
        # Among things of one class a tie recorded one way is not missed the other way.
        rows, columns = _places(block.start_pool, block.ends), _places(block.end_pool, block.starts)
        back = (rows >= 0) & (columns >= 0)
        weights[rows[back], columns[back]] = 0
    weights[recorded] = 0
    return weights


def closure(recorded: NDArray[np.bool_], alike: NDArray[np.bool_], expected: Floats) -> Floats:
    """Return for each pair how much more often pairs as near as it are tied than their degrees alone say.

    Among things of one class two are near that have a third in common; between two classes, that are tied
    through two others. Half a tie is added on both sides, so that a rare kind is not ruled out.
    """
    ties = recorded.astype(np.float64)
    if alike.any() and recorded.shape[0] == recorded.shape[1]:
        both = ties + ties.T
        near = both @ both
    else:
        near = ties @ ties.T @ ties
        # Paths that use the tie itself say nothing of how the pair is tied otherwise.
        near -= ties * (ties.sum(axis=1)[:, None] + ties.sum(axis=0)[None, :] - 1)
    kinds = np.minimum(near, NEAR).astype(int)
    scale = ties.sum() / max(expected.sum(), 1e-300)
    seen = np.bincount(kinds.ravel(), weights=ties.ravel(), minlength=NEAR + 1)
    usual = np.bincount(kinds.ravel(), weights=expected.ravel() * scale, minlength=NEAR + 1)
    ratio: Floats = (seen + 0.5) / (usual + 0.5)
    return np.asarray(ratio[kinds])


def _with_prior(counts: NDArray[np.int64]) -> Floats:
    """Return how many ties each thing would have on the average, given that it has `counts`.

    Degrees are taken as Poisson around levels of a gamma distribution, whose shape follows from mean and
    variance; a thing with none recorded may so have some.
    """
    mean, variance = counts.mean(), counts.var()
    prior = mean * mean / (variance - mean) if variance > mean else LARGEST_PRIOR
    return np.asarray(counts + float(np.clip(prior, SMALLEST_PRIOR, LARGEST_PRIOR)), dtype=np.float64)


def _counts(pool: Ints, ends: Ints) -> Ints:
    places = _places(pool, ends)
    return np.bincount(places[places >= 0], minlength=len(pool))


def _places(pool: Ints, nodes: Ints) -> Ints:
    """Return the place of each node in `pool`, which is sorted; -1 where it is not there."""
    places = np.minimum(np.searchsorted(pool, nodes), len(pool) - 1)
    return np.where(pool[places] == nodes, places, -1)
