"""The check of a large study in a process of its own, while this one infers and maps.

Statements in memory are shared by a fork. Those on disk are opened from links to the same files by a process
that begins anew, since neither threads nor lock of such a store survive a fork. Whatever becomes of the
process, the check can be done in line instead: what went wrong there goes wrong again here, and is told.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

from kgraph.loaders.common.disk_workspace import DiskWorkspace, LentWorkspace
from kgraph.pipeline.progress import still
from kgraph.rdf.concepts import packaged_schemes
from kgraph.rdf.dataset import StudyDataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from kgraph.pipeline.progress import Progress
    from kgraph.rdf.dataset import ReadingNote, SourceFile
    from kgraph.rdf.validation_report import ValidationReport

LEAST = 50_000
"""Statements from which on a second process saves more time than it costs."""
STEP = "Checking against the shapes"
_TAKEN_FIRST = Path("/proc/self/oom_score_adj")


class CheckBeside:
    """A check in another process.

    Parameters
    ----------
    way : {"fork", "spawn"}
        How the process begins.
    given : callable
        Returns the dataset, in the other process.
    check : callable
        Checks a dataset, and may change it. What is given to a spawned process is pickled.
    """

    def __init__(
        self, way: str, given: Callable[[], StudyDataset], check: Callable[[StudyDataset], ValidationReport]
    ) -> None:
        context = multiprocessing.get_context(way)
        self._answer, self._sent = context.Pipe(duplex=False)
        self._asked, self._question = context.Pipe(duplex=False)
        self._given = None if way == "fork" else (given, check)
        work, args = (
            (_work, (self._sent, given, check)) if way == "fork" else (_read, (self._sent, self._asked))
        )
        make = cast("type[BaseProcess]", context.Process)  # type: ignore[attr-defined]
        self._process = make(target=work, args=args, daemon=True)

    def start(self) -> bool:
        """Begin; return whether the system gives a process, and all that it is given can be pickled."""
        with suppress(OSError, TypeError, AttributeError, pickle.PicklingError), _no_script():
            given = pickle.dumps(self._given)
            self._process.start()
            self._sent.close()
            self._asked.close()
            if self._given is not None:
                # Sent after the start: what is sent by it waits for ever for a process that ends at once.
                self._question.send_bytes(given)
        return self._process.pid is not None

    def told(self, progress: Progress) -> Progress:
        """Return a way to tell of other steps that adds that the check goes on, as long as it does."""

        def tell(step: str, done: int = 0, total: int | None = None) -> None:
            """Tell of a step."""
            progress(f"{step}: the check goes on meanwhile" if self.running() else step, done, total)

        return tell

    def running(self) -> bool:
        """Return whether the check has not come to an end yet."""
        return not self._answer.poll()

    def report(self) -> ValidationReport | None:
        """Return what the check found, once it has ended; None if it came to nothing."""
        try:
            return cast("ValidationReport", self._answer.recv())
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()
        for end in (self._sent, self._answer, self._asked, self._question):
            end.close()


@contextmanager
def checked_beside(
    check: Callable[[StudyDataset], ValidationReport], dataset: StudyDataset, progress: Progress
) -> Iterator[CheckBeside | None]:
    """Check a dataset as it is now in a process that ends with this context; None if it has to be in line.

    Parameters
    ----------
    check : callable
        Checks a dataset, and may change it; pickled where statements are on disk.
    dataset : StudyDataset
        What is done to it in the context has no bearing on the check.
    progress : callable
        Told of the step.

    Raises
    ------
    KgraphError
        The disk is full.
    """
    if not _pays(dataset):
        yield None
        return
    directory: Path | None = None
    beside: CheckBeside | None = None
    begun = False
    try:
        with still(progress), _uninterrupted():
            if isinstance(dataset.workspace, DiskWorkspace):
                directory = dataset.workspace.lent
                dataset.workspace.lend(dataset.store)
                beside = CheckBeside("spawn", _Lent.of(dataset), check)
            # A thread may hold what a forked process would wait for. Those of libraries wait for work.
            elif threading.active_count() == 1:
                beside = CheckBeside("fork", lambda: dataset, check)
            begun = beside is not None and beside.start()
        if begun:
            progress(STEP, 0, None)
        yield beside if begun else None
    finally:
        if beside is not None:
            beside.end()
        if directory is not None:
            shutil.rmtree(directory, ignore_errors=True)


def _pays(dataset: StudyDataset) -> bool:
    """Return whether a second process saves time, and what this one infers can be taken back."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    if sum(file.statements for file in dataset.files) < LEAST or multiprocessing.current_process().daemon:
        return False
    added = packaged_schemes()
    return not any(graph.startswith(dataset.inferred_prefix) or graph in added for graph in dataset.graphs())


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait, until it is known which process there is to end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _no_script() -> Iterator[None]:
    """Hide the script that runs: a process that begins anew would run all of it that is behind no guard."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@dataclass(frozen=True, slots=True)
class _Lent:
    """A dataset on disk, for another process: all but its statements, and where these are."""

    directory: Path
    base: str
    files: tuple[SourceFile, ...]
    prefixes: dict[str, str]
    notes: list[ReadingNote]

    @classmethod
    def of(cls, dataset: StudyDataset) -> _Lent:
        directory = cast("DiskWorkspace", dataset.workspace).lent
        return cls(directory, dataset.base, dataset.files, dataset.prefixes, dataset.notes)

    def __call__(self) -> StudyDataset:
        workspace = LentWorkspace(self.directory)
        return StudyDataset(
            workspace.store,
            base=self.base,
            files=self.files,
            prefixes=self.prefixes,
            notes=self.notes,
            workspace=workspace,
        )


def _read(answer: Connection, asked: Connection) -> None:
    """Check what is sent; the work of a process that begins anew."""
    _work(answer, *pickle.loads(asked.recv_bytes()))  # noqa: S301 - it comes from the process that began this one


def _work(
    answer: Connection, given: Callable[[], StudyDataset], check: Callable[[StudyDataset], ValidationReport]
) -> None:
    """Check, and answer with the report or not at all; the work of the other process."""
    # The process that waits ends this one, also on Ctrl-C, which both are told of.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What goes wrong here goes wrong again there, where it is told.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # Where memory runs out, this process goes and the other checks in line.
    with suppress(OSError):
        _TAKEN_FIRST.write_text("1000", encoding="ascii")
    # To look for cycles among objects of the other process would copy all of them.
    gc.freeze()
    try:
        answer.send(check(given()))
    finally:
        # Nothing that the other process has open is written to or removed here.
        os._exit(0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
