"""A rebuild that a page started: one at a time, its progress sent line by line."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import TYPE_CHECKING, Any

from kgraph.errors import KgraphError, internal_fault
from kgraph.words.catalogue import catalogue
from kgraph.words.worded_error import WordedError
from kgraph.workbench.query_runs import in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kgraph.api import OpenStudy

_WORDS = catalogue("workbench")


class EditRefusedError(WordedError):
    """The workbench was not started so that it may write, or the edit would break a rule."""


class RebuildRunningError(WordedError):
    """A rebuild runs already."""


class RebuildRuns:
    """The rebuild of a study that pages start, as ``kgraph rebuild`` does it.

    Parameters
    ----------
    study : OpenStudy
        The study; it goes on answering meanwhile.
    """

    def __init__(self, study: OpenStudy) -> None:
        self._study = study
        self._running = threading.Lock()

    def start(self) -> AsyncIterator[bytes]:
        """Start a rebuild and return its lines: JSON objects with ``step``, ``built`` or ``error``.

        It goes on to its end if nobody reads the lines.

        Raises
        ------
        RebuildRunningError
            One runs already.
        """
        if not self._running.acquire(blocking=False):
            raise RebuildRunningError(_WORDS("refused.rebuild"))
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

        def tell(line: dict[str, Any] | None) -> None:
            """Hand a line to whoever reads."""
            loop.call_soon_threadsafe(lines.put_nowait, line)

        def progress(step: str, done: int = 0, total: int | None = None) -> None:
            """Tell how far it is."""
            tell({"step": step, "done": done, "total": total})

        def work() -> None:
            """Rebuild, and tell what came of it."""
            from kgraph.workbench.bench_faults import fault_json

            try:
                with self._study.apart() as study:
                    built = study.rebuild(progress)
                tell({"built": built.manifest["build"]})
            except KgraphError as error:
                tell({"error": fault_json(error)})
            except Exception as error:
                tell({"error": {"message": internal_fault(error), "hint": ""}})
                raise
            finally:
                self._running.release()
                tell(None)

        in_thread(work)
        return _written(lines)


async def _written(lines: asyncio.Queue[dict[str, Any] | None]) -> AsyncIterator[bytes]:
    while (line := await lines.get()) is not None:
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
