"""Every error that a user can meet: what went wrong, where, what to do next, and the exit code."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXIT_DONE = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_STORE = 3
EXIT_INTERRUPTED = 4

#: What a user is asked to do about a fault of kgraph itself.
REPORT_IT = "Please report it with what KGRAPH_TRACEBACK=1 shows."


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file, as exact as the format allows.

    Parameters
    ----------
    file : str
        Path, relative to the study if it lies inside it.
    line : int, optional
        Line number, from 1 (text formats).
    sheet : str, optional
        Sheet name (spreadsheets).
    row, column : int or str, optional
        Row number from 1, and the column's letter or heading (tables).
    """

    file: str
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Return ``file:line`` or ``file, sheet:row column``."""
        text = self.file
        if self.line is not None:
            text += f":{self.line}"
        if self.sheet is not None:
            text += f", {self.sheet}"
        if self.row is not None:
            text += f":{self.row}"
        if self.column is not None:
            text += f" {self.column}"
        return text

    def order(self) -> tuple[str, int, str, int, str]:
        """Return the sort key of the place: by file, line, sheet, row and column."""
        return (self.file, self.line or 0, self.sheet or "", self.row or 0, str(self.column or ""))


class KgraphError(Exception):
    """An error with its place, the next step, and the exit code of the command.

    Parameters
    ----------
    message : str
        What happened, in one sentence without a full stop.
    where : Location or Path or str, optional
        File and line, sheet and row, node, or server address.
    hint : str, optional
        What to do next.
    """

    exit_code = EXIT_FINDINGS

    def __init__(
        self, message: str, *, where: Location | Path | str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Return at most two lines: place and message, then the next step."""
        head = f"{self.where}: {self.message}" if self.where is not None else self.message
        return f"{head}\n{self.hint}" if self.hint else head

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython and notebooks show instead of a traceback."""
        return [f"error: {self}"]


class UsageError(KgraphError):
    """The command line, the study file or a query is malformed, or names something that does not exist."""

    exit_code = EXIT_USAGE


class SourceError(KgraphError):
    """A source file is not valid in its format; nothing of it was loaded.

    Parameters
    ----------
    problems : sequence of (Location, str)
        All faults found, in file order, up to the reader's limit.
    """

    def __init__(
        self,
        message: str,
        *,
        where: Location | Path | str | None = None,
        hint: str | None = None,
        problems: tuple[tuple[Location, str], ...] = (),
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.problems = problems


class InvalidDataError(KgraphError):
    """The data breaks a rule; the store was left as it was."""


class LossError(KgraphError):
    """The property graph cannot show a value as it is, and the study does not allow that kind of loss."""


class StoreError(KgraphError):
    """The store cannot be reached, refuses the credentials or the statement, or is busy."""

    exit_code = EXIT_STORE


class PagesMissingError(KgraphError):
    """The store holds a build whose analysis, views or report could not be made.

    Parameters
    ----------
    build : str
        Id of the build.
    cause : Exception
        Why not.
    """

    def __init__(self, build: str, cause: Exception) -> None:
        known = cause if isinstance(cause, KgraphError) else None
        reason = known.message if known else internal_fault(cause)
        super().__init__(
            f"the store holds build {build}, but its pages are missing: {' '.join(reason.split())}",
            where=known.where if known else None,
            hint=(known.hint or "Run kgraph rebuild again.") if known else REPORT_IT,
        )
        self.exit_code = known.exit_code if known else EXIT_FINDINGS


class InterruptedBuildError(KgraphError):
    """A rebuild was interrupted after the store had taken the build.

    Parameters
    ----------
    build : str
        Id of the build.
    first : bool
        Whether its views and a first report, without intervals, were written before.
    """

    exit_code = EXIT_INTERRUPTED

    def __init__(self, build: str, *, first: bool) -> None:
        there = (
            "its views and a first report without intervals are written"
            if first
            else "its views and report are not written"
        )
        super().__init__(
            f"interrupted; the store holds build {build}, and {there}",
            hint="The rest is made by: kgraph rebuild",
        )


class QueryError(UsageError):
    """A Cypher or SPARQL query that the engine refuses, with the place of the fault in the query.

    Parameters
    ----------
    instead : str
        The word of Cypher that was probably meant by the one at fault; empty if none is near.
    """

    def __init__(
        self,
        message: str,
        *,
        where: Location | Path | str | None = None,
        hint: str | None = None,
        instead: str = "",
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.instead = instead


_SPACE = "Free some space, then run the same again."
_IN_THE_WAY = "A file stands where kgraph needs a directory, or the other way round: move it away."
_RIGHTS = (
    "kgraph writes to build/ and .kgraph/ in the study: make them writable, or copy the study elsewhere."
)
# What the system says of a file or directory that cannot be used, and what to do about it.
_NEXT_STEPS = {
    errno.EROFS: _RIGHTS,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EIO: "The disk fails: copy the study to another one.",
    errno.EMFILE: "Too many files are open: close other programs, or raise the limit (ulimit -n).",
    errno.ENAMETOOLONG: "Give it a shorter name.",
}


def internal_fault(error: BaseException) -> str:
    """Return the one line that tells of a fault of kgraph itself: no error that a user can mend."""
    first = next(iter(str(error).splitlines()), "")
    return f"internal error: {type(error).__name__}: {first}"


def file_error(error: OSError) -> KgraphError | None:
    """Return what to tell of a file or directory that cannot be used; `None` for any other error."""
    step = _NEXT_STEPS.get(error.errno or 0)
    if step is None or error.filename is None:
        return None
    names = [name for name in (error.filename, error.filename2) if name is not None]
    return KgraphError(
        f"cannot be used: {error.strerror}", where=", ".join(map(os.fsdecode, names)), hint=step
    )
