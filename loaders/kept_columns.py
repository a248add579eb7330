"""Columns that are kept in a file and read when they are asked for, for graphs larger than memory."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING, Any, cast, overload

from .alike_things import Alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROWS = 20_000
"""The most values of one column that are read at once."""
REMEMBERED = 200_000


class ColumnFile:
    """A file of columns; it has no name, and goes when nothing refers to it any more.

    Parameters
    ----------
    directory : Path
        Where it is made.
    """

    def __init__(self, directory: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - open as long as its columns are
        self._lock = Lock()
        # The columns read last, by place: rows are made of the same few columns a batch at a time.
        self._read: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._held = 0

    def keep(self, values: Sequence[Any]) -> KeptColumn:
        """Write a column and return it."""
        content = pickle.dumps(values, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            place = self._file.seek(0, os.SEEK_END)
            self._file.write(content)
        return KeptColumn(self, place, len(content), len(values))

    def keep_alike(self, blocks: Iterable[Alike]) -> Iterator[Alike]:
        """Write blocks, those of one kind put together, and yield blocks of at most `ROWS` rows of it."""
        kinds: dict[tuple[Any, tuple[str, ...]], list[Alike]] = {}
        for block in blocks:
            kinds.setdefault((block.what, block.keys), []).append(block)
        for (what, keys), alike in kinds.items():
            columns = [list(chain(*parts)) for parts in zip(*(block.columns for block in alike), strict=True)]
            for start in range(0, len(columns[0]), ROWS):
                yield Alike(what, keys, [self.keep(column[start : start + ROWS]) for column in columns])

    def read(self, column: KeptColumn) -> Sequence[Any]:
        """Return the values of a column."""
        # A load makes rows in several threads.
        with self._lock:
            values = self._read.pop(column.place, None)
            if values is None:
                self._file.seek(column.place)
                values = cast("Sequence[Any]", pickle.loads(self._file.read(column.size)))  # noqa: S301 - ours
                self._held += len(values)
                while self._held > REMEMBERED and self._read:
                    self._held -= len(self._read.popitem(last=False)[1])
            self._read[column.place] = values
            return values


class KeptColumn(Sequence[Any]):
    """A column in a file.

    Parameters
    ----------
    file : ColumnFile
        The file.
    place, size : int
        Where its values begin, and how many bytes they take.
    length : int
        Number of values.
    """

    __slots__ = ("file", "length", "place", "size")

    def __init__(self, file: ColumnFile, place: int, size: int, length: int) -> None:
        self.file = file
        self.place = place
        self.size = size
        self.length = length

    def __len__(self) -> int:
        """Return the number of values."""
        return self.length

    @overload
    def __getitem__(self, where: int) -> Any: ...
    @overload
    def __getitem__(self, where: slice) -> Sequence[Any]: ...
    def __getitem__(self, where: int | slice) -> Any:
        """Return a value, or several."""
        return self.file.read(self)[where]

    def __iter__(self) -> Iterator[Any]:
        """Yield the values; they are read for the first of them, and let go of before the last."""
        values = iter(self.file.read(self))
        yield from islice(values, max(self.length - 1, 0))
        for last in values:
            del values
            yield last
            return
