"""The graph of a study and the state of its store, read without starting a store that is unchanged."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kgraph.store.servers.closed_store import keep, log_state, recall
from kgraph.store.servers.store_choice import embedded_home

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from kgraph.loaders.sync.altered_values import Altered
    from kgraph.loaders.sync.sync_plan import Foreign
    from kgraph.store.connection import Connection
    from kgraph.study import Study

GRAPH_FILE = "read-graph.json"
STATE_FILE = "read-state.json"

# Beyond that, writing the text takes longer than most commands save.
_LARGEST = 500_000


def study_graph(
    study: Study, store: str | None, connection: Callable[[], Connection]
) -> nx.MultiDiGraph[str]:
    """Return the whole graph as the store holds it.

    Parameters
    ----------
    study : Study
        The study.
    store : str or None
        Store address; the study's own choice when absent.
    connection : callable
        Opens the store; called only if what was read of it last no longer holds.
    """
    text = _recalled(study, store, GRAPH_FILE)
    if text is not None:
        from kgraph.store.graph_text import graph_from_text

        with suppress(ValueError):
            return graph_from_text(text)
    return read_and_keep(study, store, connection())


def read_and_keep(study: Study, store: str | None, connection: Connection) -> nx.MultiDiGraph[str]:
    """Read the whole graph from an open store, and keep it for when the store is closed."""
    from kgraph.store.graph_text import graph_to_text
    from kgraph.store.readback import read_graph

    home = embedded_home(study, store)
    log = log_state(home) if home else ()
    graph = read_graph(connection)
    if home and len(graph) + graph.size() <= _LARGEST:
        with suppress(TypeError):
            keep(home, GRAPH_FILE, graph_to_text(graph), log)
    return graph


def digest_of_store(study: Study, store: str | None, graph: Callable[[], nx.MultiDiGraph[str]]) -> str:
    """Return a SHA-256 of the graph in the store; empty if its values have no text.

    Parameters
    ----------
    study : Study
        The study.
    store : str or None
        Store address; the study's own choice when absent.
    graph : callable
        Reads the graph; called only if what was read of it last no longer holds.
    """
    text = _recalled(study, store, GRAPH_FILE)
    return _digest(text) if text is not None else graph_digest(graph())


def graph_digest(graph: nx.MultiDiGraph[str]) -> str:
    """Return a SHA-256 of a graph that was read from a store; empty if its values have no text."""
    from kgraph.store.graph_text import text_parts

    digest = sha256()
    try:
        for part in text_parts(graph):
            digest.update(part.encode())
    except TypeError:
        return ""
    return digest.hexdigest()


def _recalled(study: Study, store: str | None, name: str) -> str | None:
    """Return what was kept of an embedded store; None if it no longer holds, or for another store."""
    home = embedded_home(study, store)
    return recall(home, name) if home else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def kept_state(study: Study, store: str | None) -> dict[str, Any] | None:
    """Return what :func:`read_state_and_keep` read of a store that is closed; None if it no longer holds."""
    text = _recalled(study, store, STATE_FILE)
    if text is None:
        return None
    try:
        return dict(json.loads(text))
    except ValueError:
        return None


def read_state_and_keep(
    study: Study,
    store: str | None,
    connection: Connection,
    known: tuple[list[Altered], list[Foreign]] | None = None,
) -> dict[str, Any]:
    """Return what an open store holds and what people have changed in it, and keep it.

    Parameters
    ----------
    study : Study
        The study.
    store : str or None
        Store address; the study's own choice when absent.
    connection : Connection
        The store.
    known : tuple, optional
        What was altered and what was added, if that is known; otherwise all of the store is read.
    """
    from kgraph.loaders.sync.altered_values import altered_text, find_altered
    from kgraph.loaders.sync.store_state import read_state, read_status
    from kgraph.loaders.sync.sync_plan import find_foreign

    home = embedded_home(study, store)
    log = log_state(home) if home else ()
    content = read_status(connection)
    if known is None:
        foreign = find_foreign(connection, read_state(connection)) if content.build else []
        known = find_altered(connection), foreign
    altered, foreign = known
    state = {
        "product": connection.dialect.product,
        "state": content.state,
        "study": content.study,
        "build": content.build,
        "former": content.former,
        "nodes": content.nodes,
        "relationships": content.relationships,
        "altered": altered_text(altered),
        "added": ", ".join(f"{item.kind} {item.name} ({item.count})" for item in foreign),
        "loader": content.loader,
    }
    if home and not content.loader:
        keep(home, STATE_FILE, json.dumps(state), log)
    return state
