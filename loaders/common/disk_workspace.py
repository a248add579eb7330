"""Statements of a large study on disk: a directory that holds them during one build, and no longer.

Each process has a directory of its own under ``.kgraph/statements``, with a lock beside it that ends with the
process. Whoever begins removes the directories whose process is gone: one that is killed removes nothing.
"""

from __future__ import annotations

import heapq
import secrets
import shutil
import tempfile
import weakref
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import KgraphError
from kgraph.rdf.workspace import Workspace, fill
from kgraph.store.servers.file_lock import FileLock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import IO

DIRECTORY = ".kgraph/statements"
SMALL_FILE = 8 * 1024**2
"""Bytes up to which the statements of one file are held in memory until they are with the others."""
SORTED_AT_ONCE = 100_000
"""Lines that are sorted in memory; more are merged from files."""
_BLOCK = 128 * 1024
_LENT = "statements"


class DiskWorkspace(Workspace):
    """Makes stores in a directory that goes with this object, or with the process.

    Parameters
    ----------
    parent : Path
        Where the directory is made; what processes that are gone have left there is removed.

    Raises
    ------
    KgraphError
        The directory cannot be made.
    """

    def __init__(self, parent: Path) -> None:
        with space_watched(parent):
            parent.mkdir(parents=True, exist_ok=True)
            clear_left(parent)
            lock = None
            while lock is None or not lock.acquire():
                lock = FileLock(parent / f"{secrets.token_hex(6)}.lock")
            self.directory = lock.path.with_suffix("")
            self.directory.mkdir()
        self._stores = 0
        self.close = weakref.finalize(self, _remove, lock)

    def new_store(self) -> ox.Store:
        """Return an empty store on disk."""
        self._stores += 1
        with space_watched(self.directory):
            return ox.Store(str(self.directory / str(self._stores)))

    def new_directory(self) -> Path:
        """Return an empty directory."""
        self._stores += 1
        path = self.directory / str(self._stores)
        path.mkdir()
        return path

    @property
    def lent(self) -> Path:
        """Where `lend` puts what another process may open."""
        return self.directory / "lent"

    def lend(self, store: ox.Store) -> None:
        """Make a directory for :class:`LentWorkspace`, with a store as it is now: links to the same files."""
        with space_watched(self.directory):
            self.lent.mkdir()
            store.backup(str(self.lent / _LENT))

    def reads_apart(self, size: int) -> bool:
        """Return whether a file is so small that its statements are read in memory."""
        return size < SMALL_FILE

    def load(
        self, store: ox.Store, content: IO[bytes], form: ox.RdfFormat, base: str, graph: ox.NamedNode
    ) -> None:
        """Add what a file states, part by part, in `graph` where the file names none.

        Raises
        ------
        SyntaxError
            The file is not in this format.
        """
        fill(store, _in_graph(ox.parse(content, form, base_iri=base), graph))

    def sorted_lines(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines in order, merged from files of sorted lines where there are many."""
        with ExitStack() as files:
            source = iter(lines)
            parts: list[Iterator[bytes]] = []
            while part := sorted(islice(source, SORTED_AT_ONCE)):
                if parts or len(part) == SORTED_AT_ONCE:
                    with space_watched(self.directory):
                        file = files.enter_context(
                            tempfile.TemporaryFile(dir=self.directory, buffering=_BLOCK)
                        )
                        file.writelines(line + b"\n" for line in part)
                        file.seek(0)
                    parts.append(line.removesuffix(b"\n") for line in file)
                    # The next ones are sorted in the room of these.
                    part.clear()
                else:
                    parts.append(iter(part))
            yield from heapq.merge(*parts)


class LentWorkspace(DiskWorkspace):
    """Makes stores in a directory that another process made, and removes.

    Parameters
    ----------
    directory : Path
        As `DiskWorkspace.lend` makes it; its store is `store`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._stores = 0
        self.store = ox.Store(str(directory / _LENT))


def _in_graph(quads: Iterable[ox.Quad], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    make, nowhere = ox.Quad, ox.DefaultGraph
    for quad in quads:
        if isinstance(quad.graph_name, nowhere):
            yield make(quad.subject, quad.predicate, quad.object, graph)
        else:
            yield quad


def clear_left(parent: Path) -> None:
    """Remove the directories of processes that are gone."""
    for path in parent.glob("*.lock"):
        lock = FileLock(path)
        if lock.acquire():
            _remove(lock)


def _remove(lock: FileLock) -> None:
    shutil.rmtree(lock.path.with_suffix(""), ignore_errors=True)
    lock.release()
    # The name is never used again, so nobody waits for this lock.
    with suppress(OSError):
        lock.path.unlink()


@contextmanager
def space_watched(directory: Path) -> Iterator[None]:
    """Tell of a full disk, and of other faults that the system finds with a directory, in a sentence.

    Oxigraph's errors have neither number nor file, but a text that ends with what the system says.
    """
    try:
        yield
    except OSError as error:
        text = error.strerror or str(error)
        elsewhere = error.filename is not None and not str(error.filename).startswith(str(directory))
        if elsewhere or (error.errno is None and not text.startswith("IO error")):
            raise
        raise KgraphError(
            f"the statements cannot be held on disk: {text.rpartition(': ')[2]}",
            where=directory,
            hint="Free some space or make the directory writable, or choose --statements memory.",
        ) from error
