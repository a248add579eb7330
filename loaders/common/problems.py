"""The faults of one source, gathered so that a reader can report them all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import Location, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 50
"""Number of faults of one file that are listed; the rest are counted."""


class Problems:
    """The faults met while a file is read; nothing of a file with faults is loaded.

    Parameters
    ----------
    file : str
        The file's name, as the user would type it.
    limit : int
        Number of faults kept with their text.
    """

    def __init__(self, file: str, limit: int = LIMIT) -> None:
        self.file = file
        self.limit = limit
        self.listed: list[tuple[Location, str]] = []
        self.count = 0

    def __bool__(self) -> bool:
        """Return whether there is any fault."""
        return self.count > 0

    def add(self, where: Location, message: str) -> None:
        """Keep the fault `message` at `where`; past the limit, only count it."""
        self.count += 1
        if len(self.listed) < self.limit:
            self.listed.append((where, message))

    def take(self, others: Problems) -> None:
        """Put the faults from another reading of the same file before these."""
        self.count += others.count
        self.listed = [*others.listed, *self.listed][: self.limit]

    def refuse(self) -> None:
        """Raise an error if there is any fault.

        Raises
        ------
        SourceError
            The first fault; ``problems`` lists all up to the limit, and the hint counts them.
        """
        if not self:
            return
        # Sheets in the order in which they were met, and the lines of each from the top.
        sheets = list(dict.fromkeys((place.file, place.sheet) for place, _ in self.listed))
        self.listed.sort(
            key=lambda each: (sheets.index((each[0].file, each[0].sheet)), each[0].line or each[0].row or 0)
        )
        where, message = self.listed[0]
        hint = "Nothing of this file was loaded."
        if self.count > 1:
            cut = f", the first {self.limit} of them listed" if self.count > self.limit else ""
            hint = f"{self.count} faults in this file{cut}. {hint}"
        raise SourceError(message, where=where, hint=hint, problems=tuple(self.listed))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``'; did you mean X or Y?'`` for the names nearest to `word`, or an empty string.

    Nearness is the normalised Indel similarity of RapidFuzz on case-folded text, at least 60 of 100.
    """
    from rapidfuzz import fuzz, process

    matches = process.extract(
        word, sorted(set(known)), scorer=fuzz.ratio, processor=str.casefold, limit=2, score_cutoff=60
    )
    return f"; did you mean {' or '.join(repr(name) for name, _, _ in matches)}?" if matches else ""
