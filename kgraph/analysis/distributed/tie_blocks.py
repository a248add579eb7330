"""What Spark's workers compute: figures of the rows of one block of ties.

A block is a contiguous range of rows: the number of its first row, where each row's entries begin, and the
columns of the entries, such as the other end and the weight. Workers get this module with each task, so they
need NumPy and SciPy but not kgraph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Array = np.ndarray[Any, Any]
    Block = tuple[int, Array, tuple[Array, ...]]


def packed(entries: Iterable[Any]) -> Iterator[Block]:
    """Yield the block of a partition's entries, which are sorted by their row, the first column."""
    columns = [np.array(column) for column in zip(*entries, strict=True)]
    if not columns:
        return
    rows = columns[0]
    low = int(rows[0])
    pointers = np.searchsorted(rows, np.arange(low, int(rows[-1]) + 2))
    yield low, pointers, tuple(columns[1:])


def reduced(ufunc: np.ufunc, values: Array, pointers: Array, empty: float) -> Array:
    """Return what `ufunc` makes of the values of each row; `empty` for a row without entries."""
    filled = np.diff(pointers) > 0
    result = np.full((len(filled), *values.shape[1:]), empty, dtype=values.dtype)
    if filled.any():
        result[filled] = ufunc.reduceat(values, pointers[:-1][filled], axis=0)
    return result


def sizes(block: Block) -> Array:
    """Return how many entries each row has."""
    return np.diff(block[1])


def weighted(block: Block, values: Array) -> Array:
    """Return the sum of the others' values, each times the weight of the tie."""
    _, pointers, (others, weights) = block
    return reduced(np.add, weights * values[others], pointers, 0)


def added(block: Block, values: Array) -> Array:
    """Return the sum of the others' values, which may be rows of a matrix."""
    _, pointers, (others, _) = block
    return reduced(np.add, values[others], pointers, 0)


def largest(block: Block, values: Array) -> Array:
    """Return the largest of the others' values; -1 for a row without entries."""
    _, pointers, (others, _) = block
    return reduced(np.maximum, values[others], pointers, -1)


def equal(block: Block, own: Array, values: Array) -> Array:
    """Return whether any of the others has the value that the row has itself."""
    low, pointers, (others, _) = block
    mine = np.repeat(own[low : low + len(pointers) - 1], np.diff(pointers))
    return reduced(np.logical_or, values[others] == mine, pointers, False)


def shells(block: Block, values: Array) -> Array:
    """Return the largest h so that h of the others have at least the value h."""
    _, pointers, (others, _) = block
    counts = np.diff(pointers)
    rows = np.repeat(np.arange(len(counts)), counts)
    theirs = values[others]
    falling = theirs[np.lexsort((-theirs, rows))]
    places = np.arange(len(falling)) - np.repeat(pointers[:-1], counts) + 1
    return np.bincount(rows, weights=falling >= places, minlength=len(counts)).astype(np.int64)


def forest(block: Block, n: int) -> Array:
    """Return for each of all `n` things the first thing that the block's ties connect it to."""
    low, pointers, (others, _) = block
    rows = np.repeat(np.arange(low, low + len(pointers) - 1), np.diff(pointers))
    return _first_of_each(rows, others, n)


def joined(first: Array, second: Array) -> Array:
    """Return the same for the ties of two blocks together."""
    everything = np.arange(len(first))
    both = np.concatenate([everything, everything])
    return _first_of_each(both, np.concatenate([first, second]), len(first))


def _first_of_each(starts: Array, ends: Array, n: int) -> Array:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ties = coo_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(n, n))
    _, labels = connected_components(ties, directed=False)
    _, first = np.unique(labels, return_index=True)
    return np.asarray(first[labels])


def reached(block: Block, roots: Array, nodes: Array) -> tuple[Array, ...]:
    """Return the entries of `nodes` that lie in the block, each with the root that its node was lost with."""
    low, pointers, columns = block
    inside = (nodes >= low) & (nodes < low + len(pointers) - 1)
    rows = nodes[inside] - low
    counts = np.diff(pointers)[rows]
    # Of each row the places from its first entry on: places of all entries, less where the row's own begin.
    places = np.arange(counts.sum()) + np.repeat(pointers[rows] - (np.cumsum(counts) - counts), counts)
    return np.repeat(roots[inside], counts), *(column[places] for column in columns)
