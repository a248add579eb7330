"""Merge two edited copies of a workbook, and take the decisions on what both of them changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import UsageError
from kgraph.words.catalogue import catalogue

from ..common.problems import Problems
from .conflict_sheet import column_text, conflict_sheet, read_decisions, shown, write_conflicts
from .merged_books import MergedBook
from .row_alignment import align_rows
from .three_way import Conflict, Merging, check_ancestor

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.words.text import Text

    from .merged_books import MergedRow

_words = catalogue("merging")


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge wrote.

    Parameters
    ----------
    paths : list of Path
        The files.
    conflicts : list of str
        What is undecided, one line each.
    remarks : list of Text
        What was taken over, and what to do next.
    """

    paths: list[Path]
    conflicts: list[str]
    remarks: list[Text]


def merge_books(
    base: Path, mine: Path, yours: Path, out: Path | None = None, *, language: str = "en"
) -> MergeResult:
    """Merge two copies of a workbook, or of a directory of CSV files, cell by cell.

    Parameters
    ----------
    base : Path
        The file as it was before it was copied.
    mine, yours : Path
        The two copies; layout, formats and what nobody changed are those of `mine`.
    out : Path, optional
        The merged file; ``NAME-merged.xlsx`` beside `mine` when absent. If it has a sheet of conflicts from
        an earlier run, the decisions there are taken, and other edits in it are kept.
    language : {"sv", "en"}
        Language of the sheet of conflicts.

    Raises
    ------
    UsageError
        Files of different kinds, an existing file without conflicts, or a base that is no ancestor.
    SourceError
        A file that is no workbook, or that cannot be changed without loss; nothing is written.
    """
    out = out or mine.with_name(f"{mine.stem}-merged{mine.suffix}")
    paths = (base, mine, yours)
    if len({path.is_dir() for path in paths}) > 1:
        raise UsageError("one is a directory of CSV files and another is not", where=mine)
    if out.resolve() in {path.resolve() for path in paths}:
        raise UsageError("is one of the files to be merged", where=out, hint="Name another file with -o.")
    problems = Problems(str(mine))
    first = Merging(
        MergedBook(base, problems), MergedBook(mine, problems, change=True), MergedBook(yours, problems)
    )
    check_ancestor(first.base, first.mine, first.yours)
    digests = "".join(book.digest for book in (first.base, first.mine, first.yours))
    inputs = hashlib.sha256(digests.encode()).hexdigest()[:16]
    problems.refuse()
    first.run()
    problems.refuse()
    if not out.exists():
        return _finish(first, first.mine, first.conflicts, (out, inputs), language)
    edited = MergedBook(out, problems, change=True)
    sheet = conflict_sheet(edited.book)
    if sheet is None:
        raise UsageError(
            "exists already and has no conflicts to decide", where=out, hint="Name another file with -o."
        )
    digest, decisions = read_decisions(sheet, str(out), problems)
    problems.refuse()
    if digest != inputs:
        raise UsageError(
            "was merged from other files, or from these before they were changed",
            where=out,
            hint="Merge into a new file with -o, or name the same files.",
        )
    edited.book.remove(sheet)
    edited.read_again()
    first.mine.read_again()
    decided = Merging(first.base, MergedBook(mine, problems, change=True), first.yours, decisions)
    decided.run()
    decided.mine.read_again()
    # What was typed into the merged file since then is an edit of its own, and is kept beside the decisions.
    last = Merging(first.mine, edited, decided.mine)
    last.run()
    problems.refuse()
    open_still = _not_retyped(decided.conflicts, first.mine, edited)
    return _finish(decided, edited, open_still, (out, inputs), language)


def _not_retyped(conflicts: list[Conflict], before: MergedBook, edited: MergedBook) -> list[Conflict]:
    """Return the conflicts that nobody decided by typing into the cell."""
    named = {conflict.sheet for conflict in conflicts}
    rows: dict[tuple[str, int], tuple[MergedRow, MergedRow]] = {}
    for key, sheet in before.sheets.items():
        if sheet.name in named and key in edited.sheets:
            others = edited.sheets[key].rows
            for index, other in align_rows(sheet.rows, others).items():
                rows[sheet.name, sheet.rows[index].number] = sheet.rows[index], others[other]

    def text(row: MergedRow, conflict: Conflict) -> str:
        """Return what a row has in the column of a conflict."""
        return row.cells.get(conflict.column, "")

    return [
        each
        for each in conflicts
        if (pair := rows.get((each.sheet, each.row))) is None or text(pair[0], each) == text(pair[1], each)
    ]


def _finish(
    merging: Merging, book: MergedBook, conflicts: list[Conflict], target: tuple[Path, str], language: str
) -> MergeResult:
    out, inputs = target
    book.read_again()
    lines = [_line(book, conflict, language) for conflict in conflicts]
    counts = {"taken": merging.taken, "added": merging.added, "removed": merging.removed}
    remarks = [_words("merge.done", **counts)]
    formulas = sum(
        cell.data_type == "f" for sheet in book.book.worksheets for row in sheet.iter_rows() for cell in row
    )
    if formulas and not book.path.is_dir():
        remarks.append(_words("merge.formulas", count=formulas))
    if merging.mine.hidden:
        remarks.append(_words("merge.hidden", count=merging.mine.hidden))
    if conflicts:
        name = write_conflicts(book, conflicts, inputs, language)
        column = _words("column.decision").in_language(language)
        remarks.append(_words("merge.undecided", count=len(conflicts), sheet=name, column=column))
    return MergeResult(book.write(out), lines, remarks)


def _line(book: MergedBook, conflict: Conflict, language: str) -> str:
    place = f"{conflict.sheet}:{conflict.row}" if conflict.row else conflict.sheet
    column = column_text(book, conflict, language)
    values = {side: shown(conflict, getattr(conflict, side), language) for side in ("mine", "yours")}
    return _words("merge.conflict", place=place, what=conflict.what, column=column, **values).in_language(
        language
    )
