"""The observed network with errors of data collection: ties or nodes missed, nodes wrongly merged.

Each replicate draws from its own seed, spawned from the study's (``numpy.random.SeedSequence``), so the
answer does not depend on how many processes share the work, or on which of them is first.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kgraph.analysis.engines import chosen_engine, engine
from kgraph.analysis.settings import IN_PROCESS_WORK, SECONDS_PER_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import networkx as nx

    from kgraph.analysis.settings import Settings

Value = TypeVar("Value")

TIE_DROP, NODE_DROP, WRONG_MERGE = "tie-drop", "node-drop", "wrong-merge"
KINDS = (TIE_DROP, NODE_DROP, WRONG_MERGE)
"""Errors of data collection, after Wang et al. 2012, doi:10.1016/j.socnet.2012.01.003."""

_shared: dict[str, Any] = {}


def perturbed(
    graph: nx.Graph, kind: str, share: float, rng: np.random.Generator, kinds: Mapping[str, str]
) -> nx.Graph:
    """Return a copy of `graph` with one kind of error.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        The network as observed.
    kind : {"tie-drop", "node-drop", "wrong-merge"}
        Drop a share of ties, or of nodes; or take a share of nodes for another node of the same class.
    share : float
        Share of ties or nodes, from 0 to 1; rounded up to at least one.
    rng : numpy.random.Generator
        Source of draws.
    kinds : mapping
        Class of each node, for wrong merges.
    """
    if kind == TIE_DROP:
        edges = list(graph.edges)
        return _without_edges(graph, [edges[i] for i in _drawn(len(edges), share, rng)])
    nodes = list(graph)
    chosen = [nodes[i] for i in _drawn(len(nodes), share, rng)]
    if kind == NODE_DROP:
        copy = graph.copy()
        copy.remove_nodes_from(chosen)
        return copy
    return _merged(graph, chosen, kinds, rng)


def _drawn(total: int, share: float, rng: np.random.Generator) -> list[int]:
    if total < 2 or share <= 0:
        return []
    count = min(total - 1, max(1, round(share * total)))
    return sorted(int(i) for i in rng.choice(total, size=count, replace=False))


def _without_edges(graph: nx.Graph, edges: Sequence[tuple[str, str]]) -> nx.Graph:
    copy = graph.copy()
    copy.remove_edges_from(edges)
    return copy


def _merged(
    graph: nx.Graph, chosen: Sequence[str], kinds: Mapping[str, str], rng: np.random.Generator
) -> nx.Graph:
    """Take each chosen node for another of its class, which then has the ties of both."""
    by_kind: dict[str, list[str]] = {}
    place: dict[str, int] = {}
    for node in graph:
        pool = by_kind.setdefault(kinds.get(node, ""), [])
        place[node] = len(pool)
        pool.append(node)
    taken: dict[str, str] = {}
    targets: set[str] = set()
    for node in chosen:
        pool = by_kind[kinds.get(node, "")]
        if len(pool) < 2:
            continue
        drawn = int(rng.integers(len(pool) - 1))
        other = pool[drawn + (drawn >= place[node])]
        if other not in taken and node not in targets:
            taken[node] = other
            targets.add(other)
    copy = graph.__class__()
    copy.add_nodes_from(node for node in graph if node not in taken)
    for start, end, weight in graph.edges(data="weight", default=1.0):
        a, b = taken.get(start, start), taken.get(end, end)
        if a != b and not copy.has_edge(a, b):
            copy.add_edge(a, b, weight=weight)
    return copy


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
    shared = workers if work >= IN_PROCESS_WORK else 1
    seconds = work * SECONDS_PER_WORK / max(shared, 1)
    return f"{step} (about {seconds:.0f} s)" if seconds > 1 else step


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
        for value in pool.map(_call, [(function, task) for task in tasks], chunksize=chunk):
            values.append(value)
            settings.tell(step, len(values), len(tasks))
    finally:
        # After an interrupt the replicates that have not begun are dropped instead of waited for.
        pool.shutdown(cancel_futures=True)
    return values


def _begin(shared: Any, engine_name: str) -> None:
    _shared["value"], _shared["engine"] = shared, engine_name


def _call(job: tuple[Callable[[Any, Any], Any], Any]) -> Any:
    function, task = job
    with engine(_shared["engine"]):
        return function(_shared["value"], task)


def generator(seed: np.random.SeedSequence) -> np.random.Generator:
    """Return a generator of draws for one replicate."""
    return np.random.default_rng(seed)


def shares_of_replicates(settings: Settings, purpose: str) -> list[tuple[str, np.random.SeedSequence]]:
    """Return the kind and the seed of each replicate, the kinds in turn."""
    seeds = settings.seeds(purpose, settings.draws)
    return [(KINDS[number % len(KINDS)], seed) for number, seed in enumerate(seeds)]
