"""How far scores lie from chance, and what is left of that when all that one report tests is counted in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Array = NDArray[np.float64]

CONSTANT = 1e-9
"""Distance, beside a mean or 1, below which two values by chance are the same."""
MOSTLY_ONE = 0.95
"""Share of draws with one and the same value from which on a deviation from it has no scale."""


@dataclass(frozen=True, slots=True)
class Tested:
    """The things of one network by one measure, against chance.

    Parameters
    ----------
    mean, sd : ndarray
        Mean and standard deviation by chance.
    z : ndarray
        Distance from the mean in standard deviations; NaN where chance gives one value, or almost only one.
    p : ndarray
        Two-sided probability that chance takes any thing of the family so far; NaN where z is.
    """

    mean: Array
    sd: Array
    z: Array
    p: Array


def against_chance(observed: Array, nulls: Array) -> Tested:
    """Compare a family of scores with chance.

    p counts the draws in which the thing that is farthest from its mean is at least as far as this one, the
    observed network among the draws (Westfall and Young 1993, Resampling-Based Multiple Testing): the chance
    of one false alarm in the family, whatever the scores have to do with each other. Distances are divided by
    the thing's own deviation plus the family's median deviation, so that a thing that chance hardly ever
    moves does not set the limit for all (Tusher, Tibshirani and Chu 2001, doi:10.1073/pnas.091062498).

    Parameters
    ----------
    observed : ndarray
        One score for each thing; NaN where undefined.
    nulls : ndarray
        draws x things; a score undefined in a draw counts as 0.
    """
    drawn = np.nan_to_num(nulls)
    defined = ~np.isnan(observed)
    mean, sd = drawn.mean(axis=0), drawn.std(axis=0, ddof=1) if len(drawn) > 1 else np.zeros(len(observed))
    same = np.abs(drawn - np.median(drawn, axis=0)) <= CONSTANT * np.maximum(1.0, np.abs(mean))
    varies = defined & (same.mean(axis=0) < MOSTLY_ONE)
    z, p = np.full(len(observed), np.nan), np.full(len(observed), np.nan)
    if not varies.any():
        return Tested(mean, sd, z, p)
    z[varies] = (observed[varies] - mean[varies]) / sd[varies]
    every = np.vstack([observed[None, varies], drawn[:, varies]])
    spread = every.std(axis=0)
    far = np.abs(every - every.mean(axis=0)) / (spread + np.median(spread))
    farthest = far.max(axis=1)
    p[varies] = (farthest[:, None] >= far[0] * (1 - 1e-9)).mean(axis=0)
    return Tested(mean, sd, z, p)


def over_families(families: Mapping[Hashable, Array]) -> dict[Hashable, Array]:
    """Return p values corrected over all families that are tested together; NaN stays NaN.

    A family counts by its smallest p. Families are corrected by the false discovery rate (Benjamini and
    Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x), and things within the families that remain at the
    level that is left for these (Benjamini and Bogomolov 2014, doi:10.1111/rssb.12028): a thing is found at
    level q if its own p is at most q R / G, where R of the G families are found at q.
    """
    smallest = {name: float(np.nanmin(p)) for name, p in families.items() if not np.isnan(p).all()}
    if not smallest:
        return dict(families)
    values = np.sort(np.array(list(smallest.values())))
    count = len(values)
    ranks = np.arange(1, count + 1)
    # The level from which on at least r families are found.
    levels = np.minimum.accumulate((values * count / ranks)[::-1])[::-1]
    corrected = {}
    for name, p in families.items():
        least = np.maximum(levels[:, None], p[None, :] * count / ranks[:, None])
        corrected[name] = np.minimum(1.0, least.min(axis=0))
    return corrected
