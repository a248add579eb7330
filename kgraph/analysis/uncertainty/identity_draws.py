"""Things wrongly taken for one, or for two, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ints = NDArray[np.int64]


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
    """
    pools = [np.array([node for node in own if incident.get(node)], dtype=np.int64) for own in classes]
    pools = [pool for pool in pools if len(pool) > 1]
    moved: list[tuple[int, int, int]] = []
    same: list[tuple[int, int, int]] = []
    for pool in pools:
        events = np.nonzero(rng.random((draws, len(pool)), dtype=np.float32) < shares[0])
        for draw, place in zip(*(column.tolist() for column in events), strict=True):
            own = incident[int(pool[place])]
            flips = rng.random(len(own)) < 0.5
            moved += [(draw, *tie) for tie, flip in zip(own, flips.tolist(), strict=True) if flip]
        events = np.nonzero(rng.random((draws, len(pool)), dtype=np.float32) < shares[1] / 2)
        others = rng.integers(len(pool) - 1, size=len(events[0])).tolist()
        for draw, place, other in zip(*(column.tolist() for column in events), others, strict=True):
            same.append((draw, int(pool[place]), int(pool[other + (other >= place)])))
    return IdentityErrors(_table(moved), _table(same))


def _table(rows: list[tuple[int, int, int]]) -> Ints:
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
