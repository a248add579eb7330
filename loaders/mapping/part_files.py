"""Lines in several files, by a hash of what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Lines that wait until they are written, so that each file gets many at once.
_WAITING = 50_000
_PIECE = 1 << 18


def part_of_term(term: str, number: int) -> int:
    """Return in which of so many files the lines about a term are."""
    return crc32(term.encode()) % number


class PartFiles:
    """Files of lines without line breaks.

    Parameters
    ----------
    directory : Path
        Where they are made.
    name : str
        How their names begin.
    number : int
        How many there are.
    """

    def __init__(self, directory: Path, name: str, number: int) -> None:
        self.number = number
        self._paths = [directory / f"{name}-{place}" for place in range(number)]
        self._waiting: list[list[str]] = [[] for _ in range(number)]
        self._left = _WAITING

    def add(self, part: int, line: str) -> None:
        """Add a line to a file."""
        self._waiting[part].append(line)
        self._left -= 1
        if not self._left:
            self._write()

    def waiting(self) -> list[list[str]]:
        """Return for each file the lines that are still to be written; a few may be added to them."""
        if sum(map(len, self._waiting)) > _WAITING:
            self._write()
        return self._waiting

    def _write(self) -> None:
        for path, lines in zip(self._paths, self._waiting, strict=True):
            if lines:
                with path.open("ab") as file:
                    file.write("\n".join([*lines, ""]).encode())
                lines.clear()
        self._left = _WAITING

    def read(self, part: int) -> Iterator[list[str]]:
        """Yield the lines of a file, some at a time."""
        self._write()
        path = self._paths[part]
        if not path.exists():
            return
        with path.open("rb") as file:
            left = b""
            while piece := file.read(_PIECE):
                whole, _, left = (left + piece).rpartition(b"\n")
                if whole:
                    yield whole.decode().split("\n")
