"""A file of a study and what it is to become: shown first, written whole, refused if it changed meanwhile."""

from __future__ import annotations

import difflib
import re
import stat
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.atomic_files import write_aside
from kgraph.errors import KgraphError
from kgraph.words.catalogue import catalogue
from kgraph.words.worded_error import WordedError

if TYPE_CHECKING:
    from pathlib import Path

_words = catalogue("reading")
# Not in XML 1.0, in which workbooks are written; the last of them are halves of characters.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
# One at a time, so that nobody writes between the look at a file and its replacement.
_WRITING = threading.Lock()


class EditConflictError(WordedError):
    """The file is no longer as it was when the edit was made."""


class NotWritableError(WordedError):
    """The file may not be written, or another program has it open."""


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What a file is now, and what it is to become.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name, relative to the study.
    before, after : bytes, optional
        Its content now and then; None where there is no file.
    lines : tuple of str
        What changes, for a person: a unified diff, or for a workbook a line per cell.
    """

    path: Path
    name: str
    before: bytes | None
    after: bytes | None
    lines: tuple[str, ...]

    def apply(self) -> Path:
        """Write the file and return its path.

        Raises
        ------
        EditConflictError
            The file is no longer as it was when this edit was made; nothing is written.
        NotWritableError
            It is read-only, or open in a spreadsheet program.
        KgraphError
            It cannot be written; it is as it was.
        """
        with _WRITING:
            if content_of(self.path) != self.before:
                raise EditConflictError(_words("edits.changed", file=self.name))
            refuse_unwritable(self.path, self.name)
            if self.after is None:
                return _removed(self.path)
            return write_aside(self.path, [self.after])

    def undone(self) -> FileEdit:
        """Return the edit that takes this one back."""
        turned = tuple(_turned(line) for line in self.lines)
        return FileEdit(self.path, self.name, self.after, self.before, turned)


def text_edit(path: Path, name: str, after: bytes, encoding: str = "utf-8") -> FileEdit:
    """Return the edit of a text file, with its unified diff."""
    before = content_of(path)
    old, new = (
        (content or b"").decode(encoding, "replace").lstrip("\ufeff").splitlines()
        for content in (before, after)
    )
    return FileEdit(path, name, before, after, tuple(difflib.unified_diff(old, new, name, name, lineterm="")))


def content_of(path: Path) -> bytes | None:
    """Return the content of a file; None if there is none."""
    return path.read_bytes() if path.is_file() else None


def refuse_unwritable(path: Path, name: str) -> None:
    """Refuse a file that is read-only, or that Excel or LibreOffice has open.

    Replacing a file needs no right to write to it, so that right is looked at.

    Raises
    ------
    NotWritableError
        It is one of these.
    """
    if any(path.with_name(mark).exists() for mark in (f"~${path.name}", f".~lock.{path.name}#")):
        raise NotWritableError(_words("edits.open", file=name))
    if path.exists() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise NotWritableError(_words("edits.read-only", file=name))


def refuse_text(*texts: str) -> None:
    """Refuse what no table can hold: control characters, halves of characters, more than a cell takes.

    Raises
    ------
    NotWritableError
        One of the texts has such.
    """
    refuse_controls(*texts)
    for text in texts:
        if len(text) > LONGEST:
            raise NotWritableError(_words("edits.long", n=LONGEST))


def refuse_controls(*texts: str) -> None:
    """Refuse control characters and halves of characters, which no file of a study should hold.

    Raises
    ------
    NotWritableError
        One of the texts has such.
    """
    for text in texts:
        if _UNWRITABLE.search(text):
            raise NotWritableError(_words("edits.control", text=repr(text[:40])))


def _removed(path: Path) -> Path:
    try:
        path.unlink()
    except OSError as error:
        raise KgraphError(f"cannot remove the file: {error.strerror}", where=path) from error
    return path


def _turned(line: str) -> str:
    """Return a line of a unified diff the other way round."""
    if line.startswith(("---", "+++", "@@")):
        return line
    return {"+": "-", "-": "+"}.get(line[:1], line[:1]) + line[1:]
