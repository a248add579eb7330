"""The lines of an RDF file that a finding is about, as a form shows them, and the edit that mends them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location
from kgraph.words.catalogue import catalogue

from ..common.file_edits import EditConflictError, content_of, refuse_controls, text_edit
from .statement_lines import statements_at
from .table_cells import NoFormError

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from ..common.file_edits import FileEdit

SUFFIXES = (".trig", ".ttl", ".nq", ".nt")
"""Of the files that are written as statements, line by line."""
AROUND = 3
"""Lines that are shown before and after those that are meant."""
# A quotation mark that is not closed makes a statement of all that follows.
_MOST = 200
_BOM = "\ufeff"
_words = catalogue("reading")


@dataclass(frozen=True, slots=True)
class LinesForm:
    """Lines of a file of the study, to be mended.

    Parameters
    ----------
    file : str
        The file, relative to the study.
    first : int
        Number of the first line that can be changed.
    line : int
        Number of the line that is meant.
    text : str
        The lines that can be changed: whole statements.
    before, after : tuple of str
        Lines around them.
    """

    file: str
    first: int
    line: int
    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the form as plain JSON values."""
        return asdict(self)


def has_lines(place: Location) -> bool:
    """Return whether a form can show the lines at a place, going by the name of its file."""
    return place.line is not None and place.file.lower().endswith(SUFFIXES)


def lines_form(study: Study, place: Location) -> LinesForm:
    """Return the statements on a line, with the lines around them.

    Parameters
    ----------
    study : Study
        The study.
    place : Location
        File and line.

    Raises
    ------
    NoFormError
        The study has no such file of statements, or the file no such line.
    """
    lines = [_bare(each) for each in _lines_of(study, place)[1]]
    line = place.line or 0
    if not 0 < line <= len(lines):
        raise NoFormError(_words("edits.no-row", place=place))
    first, last = statements_at("\n".join(lines), line)
    if last - first >= _MOST:
        first, last = max(first, line - AROUND), min(last, line + AROUND)
    before, after = lines[max(0, first - 1 - AROUND) : first - 1], lines[last : last + AROUND]
    return LinesForm(place.file, first, line, "\n".join(lines[first - 1 : last]), tuple(before), tuple(after))


def plan_lines(study: Study, place: Location, old: str, new: str) -> tuple[FileEdit, Location]:
    """Return the edit that puts other lines in the place of some, and where the new ones end.

    Parameters
    ----------
    study : Study
        The study.
    place : Location
        File, and the line on which the old lines began.
    old, new : str
        The lines as they were shown, and as they are to be; none if empty.

    Raises
    ------
    NoFormError
        The study has no such file of statements, or nothing would change.
    EditConflictError
        The file no longer has the old lines, or has them twice and not where they were.
    """
    refuse_controls(new)
    path, lines = _lines_of(study, place)
    # A browser ends lines as it likes.
    was, put = (text.replace("\r\n", "\n").rstrip("\n").split("\n") for text in (old, new))
    if put == was:
        raise NoFormError(_words("edits.same-lines"))
    put = [] if put == [""] else put
    first = _found([_bare(line) for line in lines], was, (place.line or 1) - 1)
    if first is None:
        raise EditConflictError(_words("edits.lines-changed", file=place.file))
    end = "\r" if lines[first].endswith("\r") else ""
    lines[first : first + len(was)] = [line + end for line in put]
    edit = text_edit(path, place.file, "\n".join(lines).encode())
    return edit, Location(place.file, line=first + len(put))


def _found(lines: list[str], wanted: list[str], first: int) -> int | None:
    """Return where lines stand: where they did, or else in the only place that has them."""
    size = len(wanted)
    if lines[first : first + size] == wanted:
        return first
    places = [index for index in range(len(lines) - size + 1) if lines[index : index + size] == wanted]
    return places[0] if len(places) == 1 else None


def _lines_of(study: Study, place: Location) -> tuple[Path, list[str]]:
    """Return a file of statements and its lines, found among those of the study and never by its path."""
    files = {study.relative(path): path for path in study.source_files()}
    path = files.get(place.file)
    if path is None or not has_lines(place):
        raise NoFormError(_words("edits.no-lines", file=place.file))
    try:
        return path, (content_of(path) or b"").decode().split("\n")
    except UnicodeDecodeError:
        raise NoFormError(_words("edits.no-lines", file=place.file)) from None


def _bare(line: str) -> str:
    """Return a line as a person sees it."""
    return line.removesuffix("\r").removeprefix(_BOM)
