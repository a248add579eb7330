"""Which row of one sheet is which row of another: by id or name, and where there is none by content."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .merged_books import MergedRow

ALIKE = 0.5
"""Share of their cells in which two rows without an id agree if they are one row that was changed."""
MAX_PAIRS = 2_000_000
"""Pairs of unmatched rows that are compared; in larger sheets such rows count as removed and added."""


def align_rows(base: list[MergedRow], other: list[MergedRow]) -> dict[int, int]:
    """Return, for the rows of `base` by index, the index of the same row in `other`.

    Rows with an id are only paired with rows of that id; of several, first those that are equal, then those
    from the same source, the most similar first. Rows without an id may also be paired by similarity alone.
    """
    pairs: dict[int, int] = {}
    groups: dict[tuple[str, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((base, other)):
        for index, row in enumerate(rows):
            groups[row.identity][side].append(index)
    for identity, (ours, theirs) in groups.items():
        if identity:
            _pair(base, other, ours, theirs, pairs)
    taken = set(pairs.values())
    loose = [i for i, row in enumerate(base) if i not in pairs and not _has_id(row)]
    free = [i for i, row in enumerate(other) if i not in taken and not _has_id(row)]
    if len(loose) * len(free) <= MAX_PAIRS:
        _pair_alike(base, other, loose, free, pairs, least=ALIKE)
    return pairs


def _has_id(row: MergedRow) -> bool:
    return row.identity[:1] == ("id",)


def _pair(
    base: list[MergedRow], other: list[MergedRow], ours: list[int], theirs: list[int], pairs: dict[int, int]
) -> None:
    """Pair rows of one identity: equal ones, those of one source, then the rest."""
    if len(ours) == len(theirs) == 1:
        pairs[ours[0]] = theirs[0]
        return
    equal: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index in theirs:
        equal[tuple(sorted(other[index].cells.items()))].append(index)
    left = []
    for index in ours:
        same = equal.get(tuple(sorted(base[index].cells.items())))
        if same:
            pairs[index] = same.pop(0)
        else:
            left.append(index)
    free = sorted(index for indices in equal.values() for index in indices)
    for source in dict.fromkeys(base[index].source for index in left):
        _pair_alike(
            base,
            other,
            [index for index in left if base[index].source == source],
            [index for index in free if other[index].source == source],
            pairs,
        )
    taken = set(pairs.values())
    _pair_alike(
        base,
        other,
        [i for i in left if i not in pairs],
        [i for i in free if i not in taken],
        pairs,
        least=ALIKE,
    )


def _pair_alike(
    base: list[MergedRow],
    other: list[MergedRow],
    ours: Iterable[int],
    theirs: list[int],
    pairs: dict[int, int],
    least: float = 0.0,
) -> None:
    """Pair the most similar rows first; equally similar ones in their order."""
    scored = [
        (-score, abs(mine - yours), mine, yours)
        for mine in ours
        for yours in theirs
        if (score := _likeness(base[mine], other[yours])) >= least
    ]
    taken = set(pairs.values())
    for _, _, mine, yours in sorted(scored):
        if mine not in pairs and yours not in taken:
            pairs[mine] = yours
            taken.add(yours)


def _likeness(one: MergedRow, other: MergedRow) -> float:
    """Return the share of the filled cells in which two rows agree."""
    same = sum(other.cells.get(key) == text for key, text in one.cells.items())
    return same / max(len(one.cells), len(other.cells), 1)
