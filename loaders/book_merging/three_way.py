"""Two edited copies of a workbook merged cell by cell, by what each changed since their common ancestor."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.errors import UsageError

from .book_changes import CopyChanges, copy_sheet
from .merged_books import MergedRow, MergedSheet, cell_key, is_comment
from .row_alignment import align_rows

if TYPE_CHECKING:
    from .merged_books import ColumnKey, MergedBook

CHOICES = ("base", "mine", "yours")
WHOLE = ("", 0)
"""The column of a conflict about a whole row or sheet."""
FEW = 3
"""So many rows that two copies share must be missing from the base before it is said to be no ancestor."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell, row or sheet that both copies changed in different ways.

    Parameters
    ----------
    sheet : str
        Name of the sheet.
    row : int
        Row in the merged workbook; 0 for a whole sheet, or for a row that is not in it.
    what : str
        The id, the name or the ends of the row.
    column : tuple
        The column; `WHOLE` for a whole row or sheet.
    base, mine, yours : str
        What each has; empty for an empty cell, and for what was removed.
    """

    sheet: str
    row: int
    what: str
    column: ColumnKey
    base: str
    mine: str
    yours: str

    @property
    def key(self) -> str:
        """Identifies the conflict in a second run."""
        parts = (self.sheet, self.what, *map(str, self.column), self.base, self.mine, self.yours)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Merging:
    """A merge of `base`, `mine` and `yours` into the workbook of `mine`, with decisions by key of conflict.

    Parameters
    ----------
    base, mine, yours : MergedBook
        The ancestor and the two copies.
    decisions : dict of str to str
        ``"base"``, ``"mine"`` or ``"yours"``, by key of conflict; what is undecided stays as in `mine`.
    """

    base: MergedBook
    mine: MergedBook
    yours: MergedBook
    decisions: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    taken: int = 0
    added: int = 0
    removed: int = 0

    def run(self) -> None:
        """Merge all sheets; `conflicts` has what is undecided, and the workbook of `mine` is changed."""
        for key in dict.fromkeys((*self.mine.sheets, *self.yours.sheets)):
            base, mine, yours = (book.sheets.get(key) for book in (self.base, self.mine, self.yours))
            if mine is not None and yours is not None:
                _SheetMerge(self, _like(base, mine, yours), _like(mine, yours), _like(yours, mine)).run()
            else:
                self._whole_sheet(base, mine, yours)

    def decide(self, conflict: Conflict) -> str:
        """Return the decision on a conflict; one without a decision is kept in the list, and mine stays."""
        decision = self.decisions.get(conflict.key)
        if decision is None:
            self.conflicts.append(conflict)
        return decision or "mine"

    def _whole_sheet(
        self, base: MergedSheet | None, mine: MergedSheet | None, yours: MergedSheet | None
    ) -> None:
        """Merge a sheet that only one of the copies has."""
        kept = mine or yours
        if kept is None or (base is None and mine is not None):
            return
        removed = True
        if base is not None and _contents(base) != _contents(kept):
            has = "mine" if mine is not None else "yours"
            texts = {has: _summary(kept), "base": _summary(base)}
            conflict = Conflict(
                kept.name, 0, "", WHOLE, texts["base"], texts.get("mine", ""), texts.get("yours", "")
            )
            decision = self.decide(conflict)
            removed = decision not in (has, "base")
        elif base is None:
            removed = False
        if mine is not None and removed:
            self.mine.book.remove(self.mine.worksheet(mine.name))
            self.removed += len(mine.rows)
        elif mine is None and yours is not None and not removed:
            copy_sheet(self.yours.worksheet(yours.name), self.mine)
            self.added += len(yours.rows)


def check_ancestor(base: MergedBook, mine: MergedBook, yours: MergedBook) -> None:
    """Refuse a base from which the two copies cannot have come.

    Raises
    ------
    UsageError
        Most rows that both copies have in the same words are missing from the base, or most rows of the base
        from both copies.
    """
    known: list[set[tuple[str, ...]]] = []
    for book in (base, mine, yours):
        rows = ((key, *row.identity) for key, s in book.sheets.items() if not s.placed for row in s.rows)
        known.append({row for row in rows if len(row) > 1})
    shared = known[1] & known[2]
    strange, gone = shared - known[0], known[0] - known[1] - known[2]
    about = ""
    if len(strange) >= FEW and 2 * len(strange) > len(shared):
        about = f"{len(strange)} of {len(shared)} rows that both copies have are missing from it"
    elif len(gone) >= FEW and 2 * len(gone) > len(known[0]):
        about = f"{len(gone)} of its {len(known[0])} rows are in neither copy"
    if about:
        raise UsageError(
            f"does not look like the file that both copies were made from: {about}",
            where=base.path,
            hint="Name the file as it was before the two copies were edited: kgraph merge BASE MINE YOURS.",
        )


class _SheetMerge:
    """The merge of one sheet that both copies have."""

    def __init__(self, merging: Merging, base: MergedSheet, mine: MergedSheet, yours: MergedSheet) -> None:
        self.merging = merging
        self.base, self.mine, self.yours = base, mine, yours
        self.changes = CopyChanges(merging.mine, mine)

    def run(self) -> None:
        """Merge headings, then the rows of the base, then what was added."""
        base, mine, yours = self.base.rows, self.mine.rows, self.yours.rows
        to_mine, to_yours = align_rows(base, mine), align_rows(base, yours)
        if not self.mine.placed:
            self._headings()
        for index, row in enumerate(base):
            in_mine = mine[to_mine[index]] if index in to_mine else None
            in_yours = yours[to_yours[index]] if index in to_yours else None
            if self.mine.placed:  # where rows are known by their places, an emptied row is not a removed one
                in_mine = in_mine or MergedRow(row.number)
                in_yours = in_yours or MergedRow(row.number)
            if in_mine is not None and in_yours is not None:
                self._cells(row, in_mine, in_yours)
            elif in_mine is not None:
                self._removed_by_yours(row, in_mine)
            elif in_yours is not None:
                self._removed_by_mine(row, in_yours)
        in_base, in_base_too = set(to_mine.values()), set(to_yours.values())
        self._added(
            [row for index, row in enumerate(mine) if index not in in_base],
            [row for index, row in enumerate(yours) if index not in in_base_too],
        )
        for key in self.base.columns if not self.mine.placed else ():
            if key in self.mine.columns and key not in self.yours.columns:
                self.changes.drop_column(key)
        self.merging.taken += self.changes.taken

    def _headings(self) -> None:
        for key in self.yours.columns:
            if key not in self.mine.columns and key not in self.base.columns:
                self.changes.column(key, self.merging.yours, self.yours)
        both = {key for key in self.yours.columns if key in self.mine.columns}
        rows = [
            MergedRow(row.number, _only(row.cells, both), _only(row.shown, both))
            for row in (self.base.headings, self.mine.headings, self.yours.headings)
        ]
        self._cells(*rows)

    def _cells(self, base: MergedRow, mine: MergedRow, yours: MergedRow) -> None:
        """Merge the cells of one row."""
        for key in dict.fromkeys((*mine.cells, *yours.cells, *base.cells)):
            before, one, other = (row.cells.get(key, "") for row in (base, mine, yours))
            if one == other or other == before:
                continue
            decision = "yours"
            if one != before:
                texts = [row.shown.get(key, "") for row in (base, mine, yours)]
                decision = self.merging.decide(
                    Conflict(self.mine.name, mine.number, _what(mine), key, *texts)
                )
            if decision == "yours":
                self.changes.take(mine.number, key, (self.merging.yours, self.yours, yours))
            elif decision == "base":
                self.changes.take(mine.number, key, (self.merging.base, self.base, base))

    def _removed_by_yours(self, base: MergedRow, mine: MergedRow) -> None:
        decision = "yours"
        if mine.cells != base.cells:
            conflict = Conflict(self.mine.name, mine.number, _what(mine), WHOLE, _text(base), _text(mine), "")
            decision = self.merging.decide(conflict)
        if decision == "yours":
            self.changes.clear(mine)
            self.merging.removed += 1
        elif decision == "base":
            for key in dict.fromkeys((*mine.cells, *base.cells)):
                self.changes.take(mine.number, key, (self.merging.base, self.base, base))

    def _removed_by_mine(self, base: MergedRow, yours: MergedRow) -> None:
        if yours.cells == base.cells:
            return
        conflict = Conflict(self.mine.name, 0, _what(yours), WHOLE, _text(base), "", _text(yours))
        decision = self.merging.decide(conflict)
        if decision == "yours":
            self.changes.append((self.merging.yours, self.yours, yours))
        elif decision == "base":
            self.changes.append((self.merging.base, self.base, base))

    def _added(self, mine: list[MergedRow], yours: list[MergedRow]) -> None:
        """Add rows that only yours has; what both added with one identity and source is one row."""
        waiting: dict[tuple[str, ...], list[MergedRow]] = defaultdict(list)
        for row in mine:
            waiting[_alike_key(row)].append(row)
        for row in yours:
            same = waiting.get(_alike_key(row))
            if same:
                exact = next((each for each in same if each.cells == row.cells), same[0])
                same.remove(exact)
                self._cells(MergedRow(0), exact, row)
            elif row.cells:
                self.changes.append((self.merging.yours, self.yours, row))
                self.merging.added += 1


def _only(cells: dict[ColumnKey, str], columns: set[ColumnKey]) -> dict[ColumnKey, str]:
    return {key: text for key, text in cells.items() if cell_key(key) in columns}


def _alike_key(row: MergedRow) -> tuple[str, ...]:
    if row.identity:
        return (*row.identity, row.source)
    return ("", *(f"{key}={text}" for key, text in sorted(row.cells.items())))


def _what(row: MergedRow) -> str:
    return " – ".join(row.identity[1:])


def _text(row: MergedRow) -> str:
    return "; ".join(text for key, text in row.shown.items() if not is_comment(key))


def _summary(sheet: MergedSheet) -> str:
    digest = hashlib.sha256(repr(_contents(sheet)).encode()).hexdigest()[:8]
    return f"{sheet.name} ({len(sheet.rows)}, {digest})"


def _contents(sheet: MergedSheet) -> list[dict[ColumnKey, str]]:
    return [row.cells for row in (sheet.headings, *sheet.rows) if row.cells]


def _like(sheet: MergedSheet | None, *others: MergedSheet) -> MergedSheet:
    """Return a sheet; one that is missing or empty takes the form of the others."""
    if sheet is not None and _contents(sheet):
        return sheet
    form = next((other for other in others if _contents(other)), others[0])
    name = sheet.name if sheet is not None else form.name
    return MergedSheet(name, {}, MergedRow(form.headings.number and 1), [], placed=form.placed)
