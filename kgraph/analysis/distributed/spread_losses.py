"""How much is lost with each thing, by propagation over needs that are spread over workers.

The rules are those of :class:`kgraph.analysis.dependency_model.DependencyModel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.distributed import tie_blocks
from kgraph.analysis.distributed.spread_ties import BlockRows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Counts = NDArray[np.int64]
Marks = NDArray[np.bool_]

PAIRS = 20_000_000
"""Most pairs of a thing that stops and another that may be lost with it, looked at together."""


@dataclass(frozen=True, eq=False)
class _Groups:
    """Of each group of alternatives: who depends on it, how many there are, and whether it stops without."""

    dependent: Counts
    size: Counts
    stops: Marks


def losses(frame: DataFrame, n: int, goals: Marks) -> tuple[Counts, Counts]:
    """Return how many things, and how many goals, are lost with each thing.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        Columns ``end``, ``start``, ``group`` and ``stops``: `start` needs `end`, alone (group -1) or as one
        of a group of alternatives, and stops without, or is only affected.
    n : int
        Number of things.
    goals : ndarray of bool
        Which things are goals.
    """
    needs = BlockRows(frame.selectExpr("end AS row", "start", "`group`", "stops"), n)
    groups = _groups(frame)
    lost = np.zeros((2, n), dtype=np.int64)
    roots = np.flatnonzero(needs.rows(tie_blocks.sizes))
    at_a_time = max(64, PAIRS // n)
    for first in range(0, len(roots), at_a_time):
        some = roots[first : first + at_a_time]
        root, node = np.divmod(_lost_with(needs, groups, some), n)
        lost[0, some] = np.bincount(root, minlength=len(some))
        lost[1, some] = np.bincount(root[goals[node]], minlength=len(some))
    needs.forget()
    return lost[0], lost[1]


def _groups(frame: DataFrame) -> _Groups:
    rows: list[Any] = (
        frame.where("`group` >= 0")
        .groupBy("group")
        .agg({"start": "first", "*": "count", "stops": "max"})
        .orderBy("group")
        .select("first(start)", "count(1)", "max(stops)")
        .collect()
    )
    table = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 3)
    return _Groups(table[:, 0], table[:, 1], table[:, 2].astype(bool))


def _lost_with(needs: BlockRows, groups: _Groups, roots: Counts) -> Counts:
    """Return what stops or is affected: the place of the root x n + the thing, each once."""
    n = needs.n
    front = np.arange(len(roots)) * n + roots
    stopped, affected, held = front[:0], front[:0], front[:0]
    while len(front):
        found = needs.each(tie_blocks.reached, *np.divmod(front, n))
        if not found:
            break
        root, dependent, group, stops = (np.concatenate(column) for column in zip(*found, strict=True))
        alone = group < 0
        held = np.concatenate([held, root[~alone] * len(groups.size) + group[~alone]])
        key, hits = np.unique(held, return_counts=True)
        whole_root, whole = np.divmod(key, max(len(groups.size), 1))
        gone = hits == groups.size[whole]
        root = np.concatenate([root[alone], whole_root[gone]])
        dependent = np.concatenate([dependent[alone], groups.dependent[whole[gone]]])
        stops = np.concatenate([stops[alone].astype(bool), groups.stops[whole[gone]]])
        other = dependent != roots[root]
        keys = root * n + dependent
        affected = np.union1d(affected, keys[other & ~stops])
        front = np.setdiff1d(keys[other & stops], stopped)
        stopped = np.union1d(stopped, front)
    return np.union1d(stopped, affected)
