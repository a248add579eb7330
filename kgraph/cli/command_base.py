"""What all commands share: options, errors with exit codes, and progress."""

from __future__ import annotations

import functools
import os
import sys
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.output import FORMATS
from kgraph.errors import (
    EXIT_FINDINGS,
    EXIT_INTERRUPTED,
    REPORT_IT,
    KgraphError,
    PagesMissingError,
    SourceError,
    file_error,
    internal_fault,
)
from kgraph.study import find_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from rich.progress import Progress, TaskID

    from kgraph.api import OpenStudy

#: How many problems are listed, as many as a reader lists for one file; the rest are only counted.
PROBLEMS_SHOWN = 50
#: Seconds for a thread that draws to end; it takes a hundredth of one.
_DRAWN_WITHIN = 1.0


@dataclass(slots=True)
class Context:
    """The options that all commands take.

    Parameters
    ----------
    study_directory : Path, optional
        ``--study``; the directory of the nearest ``study.toml`` upwards when absent.
    store : str, optional
        ``--store`` or ``NEO4J_URI``; the study's own choice when absent.
    form : str
        ``--format``.
    quiet : bool
        ``--quiet``: results and errors only.
    """

    study_directory: Path | None
    store: str | None
    form: str
    quiet: bool

    def open(self) -> OpenStudy:
        """Return the study that the command works on; its store is opened when first needed."""
        from kgraph.api import open_study

        return open_study(self.study_directory or find_study(), self.store)

    def say(self, text: str) -> None:
        """Write a remark to standard error, unless ``--quiet``."""
        if not self.quiet:
            click.echo(text, err=True)


def language_option(
    what: str, default: str | None = "en"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--language``, that of `what` a command says or writes; without a default, the study's first."""
    return click.option(
        "--language",
        type=click.Choice(("sv", "en")),
        default=default,
        show_default=True,
        help=f"Language {what}." if default else f"Language {what}; default: the study's first.",
    )


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--study``, ``--store``, ``--format`` and ``--quiet``; the command gets one `Context`."""

    @click.option(
        "--study",
        "study_directory",
        type=click.Path(file_okay=False, path_type=Path),
        help="Directory with a study.toml; default: the nearest one upwards.",
    )
    @click.option(
        "--store",
        metavar="URI",
        envvar="NEO4J_URI",
        show_envvar=True,
        help="'embedded' or a Bolt address such as neo4j://host:7687; default: what the study says.",
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="Format of the output.",
    )
    @click.option("--quiet", is_flag=True, help="Print results and errors only.")
    @functools.wraps(command)
    def wrapper(
        *args: Any, study_directory: Path | None, store: str | None, form: str, quiet: bool, **kwargs: Any
    ) -> Any:
        """Call the command with its options gathered in one `Context`."""
        return command(Context(study_directory, store, form, quiet), *args, **kwargs)

    return wrapper


class Steps:
    """Progress of a long command: bars on a terminal, and elsewhere one plain line per step.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bars: Progress | None = None
        self._task: TaskID | None = None
        self._step = ""

    def __enter__(self) -> Self:
        """Start showing progress."""
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._bars = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[count]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Remove the bars."""
        if self._bars is not None:
            self._bars.stop()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Take the bars away for as long, and the thread that draws them."""
        if self._bars is None:
            yield
            return
        drawing = [thread for thread in threading.enumerate() if thread.daemon]
        self._bars.stop()
        for thread in drawing:
            thread.join(_DRAWN_WITHIN)
        try:
            yield
        finally:
            self._bars.start()

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Show that `done` of `total` is done of a step; a new step starts a new bar or line."""
        if self._quiet:
            return
        if self._bars is None:
            # A log gets one line per step; what follows the colon names a part of the step.
            step = step.partition(":")[0]
            if step != self._step:
                click.echo(f"{step} ...", err=True)
        else:
            count = f"{done:,}/{total:,}" if total else ""
            if step != self._step or self._task is None:
                if self._task is not None:
                    self._bars.update(self._task, total=1, completed=1)
                self._task = self._bars.add_task(step, total=total, completed=done, count=count)
            else:
                self._bars.update(self._task, total=total, completed=done, count=count)
        self._step = step


class Commands(click.Group):
    """A command group that turns every error into one or two lines and the documented exit code."""

    def main(self, *args: Any, standalone_mode: bool = True, **kwargs: Any) -> Any:
        """Run the command line; see :meth:`click.Command.main`."""
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **kwargs)  # type: ignore[call-overload]
        # What a notebook shows with the line of code that asked is a line of its own here.
        warnings.showwarning = _show_warning
        try:
            code = super().main(*args, standalone_mode=False, **kwargs)  # type: ignore[call-overload]
        except click.exceptions.Exit as stop:
            code = stop.exit_code
        except click.Abort:
            click.echo("interrupted", err=True)
            code = EXIT_INTERRUPTED
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except KeyboardInterrupt:
            click.echo(
                "interrupted; the store holds the former graph, or `kgraph status` says otherwise", err=True
            )
            code = EXIT_INTERRUPTED
        except BrokenPipeError:
            # The reader (head, less) has closed the pipe: there is nobody left to write to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = EXIT_FINDINGS
        except KgraphError as error:
            if isinstance(error, PagesMissingError) and os.environ.get("KGRAPH_TRACEBACK"):
                raise
            _show(error)
            code = error.exit_code
        except Exception as error:
            known = file_error(error) if isinstance(error, OSError) else None
            if os.environ.get("KGRAPH_TRACEBACK"):
                raise
            if known:
                _show(known)
                sys.exit(known.exit_code)
            click.echo(internal_fault(error), err=True)
            click.echo(REPORT_IT, err=True)
            code = EXIT_FINDINGS
        sys.exit(code if isinstance(code, int) else 0)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"warning: {message}", err=True)


def _show(error: KgraphError) -> None:
    if isinstance(error, SourceError) and error.problems:
        for where, message in error.problems[:PROBLEMS_SHOWN]:
            click.echo(f"{where}: {message}", err=True)
        hidden = len(error.problems) - PROBLEMS_SHOWN
        if hidden > 0:
            click.echo(f"... and {hidden} more", err=True)
        if error.message not in [message for _, message in error.problems]:
            click.echo(f"error: {error.message}", err=True)
        if error.hint:
            click.echo(error.hint, err=True)
        return
    click.echo(f"error: {error}", err=True)
