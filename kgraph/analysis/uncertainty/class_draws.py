"""How often the things of a class of equivalence are tied to exactly the same others in the drawn worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kgraph.analysis.uncertainty.draws import Draws

Marks = NDArray[np.uint64]


class ClassDraws:
    """What each thing of a network is tied to in each draw, as one number.

    Two things have the same number where they are tied to the same others, in the same direction, by the same
    types of relationship and in the same roles; numbers of 64 bits hardly ever agree by accident.

    Parameters
    ----------
    draws : Draws
        The network in all draws.
    sorts : dict of str to (str, str)
        Type and role of each relationship, by its key.
    """

    def __init__(self, draws: Draws, sorts: Mapping[str, tuple[str, str]]) -> None:
        self.draws = draws
        order = {sort: number for number, sort in enumerate(sorted(set(sorts.values())))}
        self._sorts = np.array([order[sorts[key]] for key in draws.relationships], dtype=np.int64)
        self._marks = [self._of_draw(number) for number in range(draws.draws)]

    def _of_draw(self, draw: int) -> Marks:
        """Return the number of each thing that occurs in a draw: 0 for one without ties."""
        drawn = self.draws.drawn
        starts, ends, _, like = drawn.relationships(draw)
        own = np.concatenate([starts, ends])
        other = np.concatenate([ends, starts])
        way = np.repeat([0, 1 if drawn.form[0] else 0], len(starts))
        sort = np.tile(2 * self._sorts[like], 2) + way
        rows = np.unique(np.column_stack([own, other, sort]), axis=0)
        size = max(drawn.n, int(own.max(initial=-1)) + 1)
        marks = np.zeros(size, dtype=np.uint64)
        sorts = 2 * (int(self._sorts.max(initial=0)) + 1)
        np.add.at(marks, rows[:, 0], _scattered(rows[:, 1] * sorts + rows[:, 2]))
        return marks

    def share(self, members: Collection[str]) -> float:
        """Return the share of draws in which `members` are alike, and nothing else is like them.

        Things that a draw takes for one are not alike there: they are no two things.
        """
        places = [self.draws.place(node) for node in members]
        return sum(_is_class(marks, places) for marks in self._marks) / len(self._marks)


def _is_class(marks: Marks, places: list[int]) -> bool:
    first = marks[places[0]]
    same = marks == first
    return bool(first) and bool(same[places].all()) and int(same.sum()) == len(places)


def _scattered(numbers: NDArray[np.int64]) -> Marks:
    """Return 64 bits for each number that look random: the finaliser of SplitMix64 (Steele et al. 2014)."""
    mixed = numbers.astype(np.uint64) + np.uint64(1)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
