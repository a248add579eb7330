"""Many tasks of one kind, in worker processes when that pays.

Each task brings its own seed, so the answer does not depend on how many processes share the work, or on
which of them is first.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from kgraph.analysis.engines import chosen_engine, engine
from kgraph.analysis.settings import IN_PROCESS_WORK, SECONDS_PER_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np

    from kgraph.analysis.settings import Settings

Value = TypeVar("Value")

THREADS = "OMP_NUM_THREADS"
"""Read by all libraries that NumPy may multiply with."""

_shared: dict[str, Any] = {}


def run(
    settings: Settings,
    step: str,
    function: Callable[[Any, Any], Value],
    shared: Any,
    tasks: Sequence[Any],
    work: int,
) -> list[Value]:
    """Return ``function(shared, task)`` for each task, in order, in worker processes when that pays.

    Parameters
    ----------
    settings : Settings
        Number of workers, and where progress is reported.
    step : str
        Name of the step in progress reports.
    function : callable
        A function at module level: workers import it.
    shared : object
        Sent once to each worker.
    tasks : sequence
        Sent one by one.
    work : int
        Estimate of all tasks' nodes x arcs, which decides between one process and several.
    """
    workers = min(settings.processes(), len(tasks))
    step = with_estimate(step, work, workers)
    if workers < 2 or work < IN_PROCESS_WORK:
        return _in_process(settings, step, function, shared, tasks)
    try:
        return _in_pool(settings, step, function, shared, tasks, workers)
    except BrokenProcessPool:
        # Workers cannot import a script that calls us at module level, without the guard on __name__.
        return _in_process(settings, step, function, shared, tasks)


def with_estimate(step: str, work: int, workers: int = 1) -> str:
    """Return the name of a step, with the seconds that it will take if these are more than one."""
    seconds = seconds_of(work, workers)
    return f"{step} (about {seconds:.0f} s)" if seconds > 1 else step


def seconds_of(work: int, workers: int) -> float:
    """Return about how many seconds some work takes, shared among so many workers if that pays."""
    return work * SECONDS_PER_WORK / max(workers if work >= IN_PROCESS_WORK else 1, 1)


def _in_process(
    settings: Settings, step: str, function: Callable[[Any, Any], Value], shared: Any, tasks: Sequence[Any]
) -> list[Value]:
    values: list[Value] = []
    for task in tasks:
        values.append(function(shared, task))
        settings.tell(step, len(values), len(tasks))
    return values


def _in_pool(
    settings: Settings,
    step: str,
    function: Callable[[Any, Any], Value],
    shared: Any,
    tasks: Sequence[Any],
    workers: int,
) -> list[Value]:
    values: list[Value] = []
    context = multiprocessing.get_context("spawn")
    chunk = max(1, len(tasks) // (workers * 8))
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(shared, chosen_engine())
    )
    try:
        with _one_thread_each():
            found = pool.map(_call, [(function, task) for task in tasks], chunksize=chunk)
        for value in found:
            values.append(value)
            settings.tell(step, len(values), len(tasks))
    finally:
        # After an interrupt the tasks that have not begun are dropped instead of waited for.
        pool.shutdown(cancel_futures=True)
    return values


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let workers that start here compute products of matrices in one thread: they share the processors."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[THREADS]
        else:
            os.environ[THREADS] = before


def _begin(shared: Any, engine_name: str) -> None:
    _shared["value"], _shared["engine"] = shared, engine_name


def _call(job: tuple[Callable[[Any, Any], Any], Any]) -> Any:
    function, task = job
    with engine(_shared["engine"]):
        return function(_shared["value"], task)


def portions(
    settings: Settings, purpose: str, count: int, at_once: int
) -> list[tuple[int, np.random.SeedSequence]]:
    """Return `count` draws as tasks of at most `at_once`: how many each draws, and its seed."""
    sizes = [min(at_once, count - begun) for begun in range(0, count, at_once)]
    return list(zip(sizes, settings.seeds(purpose, len(sizes)), strict=True))
