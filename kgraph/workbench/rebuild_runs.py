"""A rebuild that a page started: one at a time, its progress sent line by line."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import TYPE_CHECKING, Any

from kgraph.errors import KgraphError, internal_fault
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text, text_from
from kgraph.words.worded_error import WordedError
from kgraph.workbench.query_runs import in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kgraph.workbench.compared_builds import ComparedBuilds
    from kgraph.workbench.held_study import HeldStudy

_WORDS = catalogue("workbench")


class EditRefusedError(WordedError):
    """The workbench was not started so that it may write, or the edit would break a rule."""


class RebuildRunningError(WordedError):
    """A rebuild runs already."""


class RebuildRuns:
    """The rebuild of a study that pages start, as ``kgraph rebuild`` does it.

    Parameters
    ----------
    held : HeldStudy
        The study; it goes on answering meanwhile.
    compared : ComparedBuilds
        Reads the build before, with which the new one can be compared.
    """

    def __init__(self, held: HeldStudy, compared: ComparedBuilds) -> None:
        self._held = held
        self._compared = compared
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
            tell({"step": step_words(step).to_json(), "done": done, "total": total})

        def work() -> None:
            """Rebuild, and tell what came of it."""
            from kgraph.workbench.bench_faults import fault_json

            try:
                with self._held.study.apart() as study:
                    built = study.rebuild(progress)
                # The next answer is of the new build.
                self._held.now()
                tell({"built": built.manifest["build"]})
            except KgraphError as error:
                tell({"error": fault_json(error)})
            except Exception as error:
                tell({"error": {"message": internal_fault(error), "hint": ""}})
                raise
            finally:
                self._running.release()
                tell(None)

        # What a rebuild is compared with next is the build before it.
        before = self._held.last
        if before is not None:
            in_thread(lambda: self._compared.read(self._held.study.study, before.build))
        in_thread(work)
        return _written(lines)


def step_words(step: str) -> Text:
    """Return what a page calls a step of a rebuild, which tells of it in English; less what it is about."""
    head = step.partition(": ")[0]
    known = {text.en: text for text in _WORDS.below("steps").values()}
    return known.get(head) or text_from(head)


async def _written(lines: asyncio.Queue[dict[str, Any] | None]) -> AsyncIterator[bytes]:
    while (line := await lines.get()) is not None:
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
