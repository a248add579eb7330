"""Which library computes a networkx function: chosen by function and size, and named in every result.

All analysis calls ``compute("constraint", graph, ...)``: that is ``nx.constraint`` on the backend chosen
here. Plain networkx always gives the same answer.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import metadata, util
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kgraph.analysis import igraph_backend
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORKX = "networkx"
IGRAPH = igraph_backend.BACKEND
AUTO = "auto"
ARRAYS = "arrays"
SMALL = 8
"""Up to this many nodes a conversion does not pay for itself."""
SINGLE_DIGITS = 5
"""Significant digits kept of scores in single precision: sums of such are good to about as many."""

_BY_IGRAPH = frozenset(igraph_backend.get_info()["functions"])
_PACKAGES = {NETWORKX: "networkx", IGRAPH: "igraph"}
_BACKENDS = "networkx.backends"
_CLUSTERS = re.compile(r"local(\[(\d+|\*)\])?|spark://\S+")
_choice: ContextVar[str] = ContextVar("engine", default=AUTO)
_used: ContextVar[set[str] | None] = ContextVar("used", default=None)


@contextmanager
def engine(name: str) -> Iterator[None]:
    """Choose the engine of all calls inside: ``"auto"``, ``"networkx"`` or an installed backend of networkx.

    A backend such as ``"cugraph"`` computes what it offers; the rest is computed as by ``"auto"``, and so is
    what does not converge there.

    Raises
    ------
    UsageError
        There is no such engine.
    """
    names = [AUTO, NETWORKX, *sorted(set(nx.utils.backends.backends) - {NETWORKX, IGRAPH})]
    if name not in names:
        raise UsageError(
            f"no engine called {name!r}",
            hint=f"Choose {', '.join(names)}, {ARRAYS}, or Spark: local[2], spark://HOST:PORT.",
        )
    token = _choice.set(name)
    try:
        yield
    finally:
        _choice.reset(token)


@contextmanager
def engines_used() -> Iterator[set[str]]:
    """Collect the names of the engines that the calls inside use."""
    used: set[str] = set()
    token = _used.set(used)
    try:
        yield used
    finally:
        _used.reset(token)


def chosen_engine() -> str:
    """Return the choice in force, for a worker process to take over."""
    return _choice.get()


def is_spark(name: str) -> bool:
    """Return whether an engine is Apache Spark, whose figures come from `kgraph.analysis.distributed`."""
    return _CLUSTERS.fullmatch(name) is not None


def gives_figures(name: str) -> bool:
    """Return whether an engine gives figures of things and answers no questions: arrays, or Spark."""
    return name == ARRAYS or is_spark(name)


@lru_cache(maxsize=1)
def has_igraph() -> bool:
    """Return whether igraph is installed, and known to networkx."""
    return util.find_spec("igraph") is not None and IGRAPH in nx.utils.backends.backends


def backend_for(function: str, size: int) -> str:
    """Return the backend for a networkx function on a graph of `size` nodes."""
    choice = _choice.get()
    if choice == NETWORKX or size <= SMALL:
        return NETWORKX
    if choice != AUTO and choice in _function(function).backends:
        return choice
    return engines_for(function)[-1]


def by_arrays(function: str | None, size: int) -> bool:
    """Return whether igraph and arrays may compute a measure of `size` nodes without a NetworkX graph."""
    if not has_igraph() or size <= SMALL or _choice.get() == NETWORKX:
        return False
    return function is None or backend_for(function, size) in (NETWORKX, IGRAPH)


def engines_for(function: str) -> tuple[str, ...]:
    """Return the installed engines that compute a networkx function, the preferred one last."""
    return (NETWORKX, IGRAPH) if function in _BY_IGRAPH and has_igraph() else (NETWORKX,)


def compute(function: str, graph: Any, *args: Any, **kwargs: Any) -> Any:
    """Call ``nx.<function>(graph, ...)`` on the chosen backend and note which one it was.

    Parameters
    ----------
    function : str
        Name of a networkx function.
    graph : networkx.Graph or networkx.DiGraph
        Frozen, or not changed between calls: backends keep their converted copy of it.

    Raises
    ------
    networkx.NetworkXException
        What the function raises.
    UsageError
        A backend that others install fails, for want of its hardware, say.
    """
    backend = backend_for(function, graph.number_of_nodes())
    if backend not in (NETWORKX, IGRAPH):
        try:
            return _like_networkx(graph, _computed(backend, function, graph, *args, **kwargs))
        except (NotImplementedError, nx.PowerIterationFailedConvergence):
            # It offers the function, but not with these arguments, or its iteration is another.
            backend = engines_for(function)[-1]
        except nx.NetworkXException:
            raise
        except Exception as error:
            raise UsageError(
                f"the engine {backend} cannot compute {function}: {error or type(error).__name__}",
                hint="Is what it needs there, such as its graphics card? Leave --engine out to do without.",
            ) from error
    return _computed(backend, function, graph, *args, **kwargs)


def _like_networkx(graph: Any, found: Any) -> Any:
    """Return scores in the order of the nodes, and those in single precision with digits that last.

    What is equal in double precision has different last digits in single precision, other ones each time, and
    would be ranked by them.
    """
    if not isinstance(found, dict) or len(found) != len(graph) or not all(node in found for node in graph):
        return found
    values: list[Any] = [found[node] for node in graph]
    rough = (
        np.asarray(values, dtype=np.float32) if all(isinstance(value, float) for value in values) else None
    )
    if rough is not None and np.array_equal(values, rough):
        values = [float(f"{value:.{SINGLE_DIGITS}g}") for value in values]
    return dict(zip(graph, values, strict=True))


def _computed(backend: str, function: str, graph: Any, *args: Any, **kwargs: Any) -> Any:
    asked = {} if backend == NETWORKX else {"backend": backend}
    # The networks are frozen, so the converted copy that networkx caches cannot go stale as it warns.
    with nx.config(warnings_to_ignore={"cache"}):
        found = _function(function)(graph, *args, **asked, **kwargs)
    note_engine(backend)
    return found


def note_engine(backend: str) -> None:
    """Add a backend to those used, where they are collected."""
    used = _used.get()
    if used is not None:
        used.add(backend)


def _function(name: str) -> Any:
    if name == "local_node_connectivity":
        return nx.algorithms.connectivity.local_node_connectivity
    return getattr(nx, name)


def engine_text(used: set[str] | frozenset[str] = frozenset()) -> str:
    """Return names and versions, such as ``"networkx 3.6.1, igraph 1.0.0"``; networkx always comes first."""
    names = [NETWORKX, *sorted(used - {NETWORKX})]
    return ", ".join(map(_named, names))


@lru_cache(maxsize=8)
def _named(backend: str) -> str:
    package = _PACKAGES.get(backend)
    if package is None:
        (entry,) = metadata.entry_points(group=_BACKENDS, name=backend)
        package = entry.dist.name if entry.dist is not None else backend
    return f"{package} {metadata.version(package)}"
