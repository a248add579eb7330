"""The ties of a network in blocks over Spark's workers, and passes over them.

The driver holds a few numbers for each thing, the workers hold the ties. A pass hands the workers a column
with a number for each thing, and gets back a number for each row.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.distributed import tie_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

Array = NDArray[Any]


class BlockRows:
    """Rows of entries, spread over the workers by ranges of rows with about as many entries each.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        Entries; the first column is the number of the row, and is called ``row``.
    n : int
        Number of rows.
    """

    def __init__(self, frame: DataFrame, n: int) -> None:
        from pyspark import StorageLevel, cloudpickle

        register: Any = cloudpickle.register_pickle_by_value
        # Workers need not have kgraph: they get the functions themselves, not their names.
        register(tie_blocks)
        self.n = n
        self._context: Any = frame.sparkSession.sparkContext
        parts = self._context.defaultParallelism
        rows = frame.repartitionByRange(parts, "row").sortWithinPartitions(*frame.columns)
        self._blocks = rows.rdd.mapPartitions(tie_blocks.packed).persist(StorageLevel.MEMORY_AND_DISK)

    def rows(self, step: Callable[..., Array], *shared: Array, empty: float = 0) -> Array:
        """Return what `step` makes of each row; `empty` for rows that no block holds.

        Parameters
        ----------
        step : callable
            A function of `tie_blocks`: takes a block and `shared`, returns its rows.
        *shared : ndarray
            What every worker needs of all things.
        empty : float
            The value of a row without entries.
        """
        parts = self.each(lambda block, *given: (block[0], step(block, *given)), *shared)
        like = parts[0][1] if parts else np.zeros(0)
        result = np.full((self.n, *like.shape[1:]), empty, dtype=like.dtype)
        for low, part in parts:
            result[low : low + len(part)] = part
        return result

    def each(self, step: Callable[..., Any], *shared: Any) -> list[Any]:
        """Return what `step` makes of each block."""
        handed = self._context.broadcast(shared)
        try:
            made: list[Any] = self._blocks.map(lambda block: step(block, *handed.value)).collect()
        finally:
            handed.destroy()
        return made

    def merged(self, step: Callable[..., Array], join: Callable[[Array, Array], Array]) -> Array | None:
        """Return what `join` makes of the results of all blocks, two by two; None without entries."""
        n = self.n
        made = self._blocks.map(lambda block: step(block, n))
        return None if made.isEmpty() else np.asarray(made.treeReduce(join))

    def forget(self) -> None:
        """Let the workers drop the blocks."""
        self._blocks.unpersist()


class SpreadTies:
    """The ties of a network by what they lead into, by what they come out of, and without direction.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        Columns ``start``, ``end`` and ``weight``; things are numbers from 0. An undirected tie stands once.
    n : int
        Number of things.
    directed : bool
        Whether direction counts.
    """

    def __init__(self, frame: DataFrame, n: int, *, directed: bool) -> None:
        self.n = n
        self.directed = directed
        self._frame = frame

    @cached_property
    def into(self) -> BlockRows:
        """A row for each thing: what leads into it."""
        return self._by("end", "start") if self.directed else self.both

    @cached_property
    def out(self) -> BlockRows:
        """A row for each thing: what it leads to."""
        return self._by("start", "end") if self.directed else self.both

    @cached_property
    def both(self) -> BlockRows:
        """A row for each thing: its neighbours, each once; the weights of opposite arcs are added."""
        from pyspark.sql import functions

        there = self._frame.selectExpr("start AS row", "end AS other", "weight")
        back = self._frame.selectExpr("end AS row", "start AS other", "weight")
        once = there.union(back).groupBy("row", "other").agg(functions.sum("weight").alias("weight"))
        return BlockRows(once, self.n)

    def _by(self, row: str, other: str) -> BlockRows:
        return BlockRows(self._frame.selectExpr(f"{row} AS row", f"{other} AS other", "weight"), self.n)

    def forget(self) -> None:
        """Let the workers drop the ties."""
        for name in ("into", "out", "both"):
            if name in self.__dict__:
                self.__dict__[name].forget()
