"""Which library computes a networkx function: chosen by function and size, and named in every result.

All analysis calls ``compute("constraint", graph, ...)``: that is ``nx.constraint`` on the backend chosen
here. Plain networkx always gives the same answer.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import metadata, util
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis import igraph_backend
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORKX = "networkx"
IGRAPH = igraph_backend.BACKEND
AUTO = "auto"
SMALL = 8
"""Up to this many nodes a conversion does not pay for itself."""

_BY_IGRAPH = frozenset(igraph_backend.get_info()["functions"])
_PACKAGES = {NETWORKX: "networkx", IGRAPH: "igraph"}
_MODULES = {NETWORKX: "networkx", IGRAPH: "igraph"}
_choice: ContextVar[str] = ContextVar("engine", default=AUTO)
_used: ContextVar[set[str] | None] = ContextVar("used", default=None)


@contextmanager
def engine(name: str) -> Iterator[None]:
    """Choose the engine of all calls inside: ``"auto"`` or ``"networkx"``.

    Raises
    ------
    UsageError
        The name is neither of these.
    """
    if name not in (AUTO, NETWORKX):
        raise UsageError(f"engine {name!r}", hint=f"Choose {AUTO} or {NETWORKX}.")
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


@lru_cache(maxsize=8)
def _has(backend: str) -> bool:
    return util.find_spec(_MODULES[backend]) is not None and backend in nx.utils.backends.backends


def backend_for(function: str, size: int) -> str:
    """Return the backend for a networkx function on a graph of `size` nodes."""
    if _choice.get() == NETWORKX or size <= SMALL:
        return NETWORKX
    return engines_for(function)[-1]


def engines_for(function: str) -> tuple[str, ...]:
    """Return the installed engines that compute a networkx function, the preferred one last."""
    return (NETWORKX, IGRAPH) if function in _BY_IGRAPH and _has(IGRAPH) else (NETWORKX,)


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
    """
    backend = backend_for(function, graph.number_of_nodes())
    note_engine(backend)
    call = _function(function)
    if backend == NETWORKX:
        return call(graph, *args, **kwargs)
    # The networks are frozen, so the converted copy that networkx caches cannot go stale as it warns.
    with nx.config(warnings_to_ignore={"cache"}):
        return call(graph, *args, backend=backend, **kwargs)


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
    return ", ".join(f"{_PACKAGES[name]} {_version(name)}" for name in names)


@lru_cache(maxsize=8)
def _version(backend: str) -> str:
    return metadata.version(_PACKAGES[backend])
