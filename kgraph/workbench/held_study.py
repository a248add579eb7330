"""The study that a workbench holds open, as its store has it now, and the answers that it gave."""

from __future__ import annotations

import gc
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.ask.query_names import KnownNames
from kgraph.errors import StoreError
from kgraph.node_names import fold, names_of
from kgraph.store.build_marker import INTERNAL_LABELS, MARKER_QUERY, build_of
from kgraph.store.store_schema import read_schema
from kgraph.words.catalogue import catalogue
from kgraph.workbench.shelf import Shelf

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.api import OpenStudy
    from kgraph.ask.answer import Answer
    from kgraph.store.build_marker import Build
    from kgraph.store.connection import Connection
    from kgraph.store.store_schema import StoreSchema
    from kgraph.views.view_definition import View

_WORDS = catalogue("workbench")
_HITS = 20
# Seconds that closing leaves a thread for what it does with the store.
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class HeldGraph:
    """One state of the store: what was read from it once, for all questions until the next rebuild.

    Parameters
    ----------
    build : str
        Id of the build; empty if the store is empty.
    connection : Connection
        The store.
    graph : networkx.MultiDiGraph
        The whole graph.
    schema : StoreSchema
        Labels, relationship types and properties of the store, with their counts.
    names : KnownNames
        Their names, and those of the ontology.
    ends : dict of str to tuple of str
        The nodes at the ends of each relationship, by its key.
    things : list of tuple
        Each node with its folded labels, and with its other names.
    """

    build: str
    connection: Connection
    graph: nx.MultiDiGraph[str]
    schema: StoreSchema
    names: KnownNames
    ends: dict[str, tuple[str, str]]
    things: list[tuple[str, list[str], list[str]]]

    def find(self, text: str) -> list[str]:
        """Return the nodes that a reader may mean, the best match first."""
        wanted = fold(text)
        if not wanted:
            return []
        scored = [
            (-best, labels[0], uri)
            for uri, labels, others in self.things
            if (best := max(2 * _best(labels, wanted), 2 * _best(others, wanted) - 1)) > 0
        ]
        return [uri for *_, uri in sorted(scored)[:_HITS]]


class HeldStudy:
    """A study whose store is opened once and held, by whatever number of threads.

    Parameters
    ----------
    study : OpenStudy
        The study.

    Attributes
    ----------
    answers, views : Shelf
        Answers that can still be saved, and what can still be drawn.
    """

    def __init__(self, study: OpenStudy) -> None:
        self.study = study
        self._lock = threading.RLock()
        self._held: HeldGraph | None = None
        self.answers: Shelf[Answer] = Shelf()
        self.views: Shelf[View] = Shelf()

    @property
    def last(self) -> HeldGraph | None:
        """The state that was read last, which the store may have left."""
        return self._held

    def now(self) -> HeldGraph:
        """Return the store's present state: read again after a rebuild, opened again if it was lost.

        Raises
        ------
        StoreError
            The store cannot be reached, or a rebuild is writing to it.
        """
        with self._lock:
            try:
                build = _build_in(self.study.connection)
            except StoreError:
                self.study.close()
                build = _build_in(self.study.connection)
            name = build.build if build is not None else ""
            if build is not None and not build.complete:
                raise StoreError(_WORDS("refused.rebuilding").en)
            held = self._held
            if held is None or held.build != name or held.connection is not self.study.connection:
                self.study.refresh()
                held = self._held = _read(self.study, name)
            return held

    def close(self) -> None:
        """Close the store; also from a signal handler, while other threads use it."""
        # A driver that is closed while a thread opens or reads the store fails in both threads.
        waited = self._lock.acquire(timeout=_PATIENCE)
        try:
            # A query that still runs may fail the driver's own closing; all else is closed nevertheless.
            with suppress(Exception):
                self.study.close()
        finally:
            if waited:
                self._lock.release()


def _build_in(connection: Connection) -> Build | None:
    # Without the driver's own retries: a store that has gone is opened again at once.
    result = connection.query(MARKER_QUERY)
    return build_of([dict(zip(result.columns, record, strict=True)) for record in result.records])


def _read(study: OpenStudy, build: str) -> HeldGraph:
    gc.unfreeze()
    graph = study.graph
    ends = {str(key): (start, end) for start, end, key in graph.edges(keys=True)}
    things = [
        (uri, [fold(text) for text in _labels(uri, data)], [fold(name) for name in names_of(uri, data)])
        for uri, data in graph.nodes(data=True)
        if not set(INTERNAL_LABELS) & set(data.get("labels", ()))
    ]
    schema = read_schema(study.connection)
    names = KnownNames.of_ontology().with_schema(schema)
    # All this stays: a garbage collection that goes through it makes somebody wait for a third of a second.
    gc.freeze()
    return HeldGraph(build, study.connection, graph, schema, names, ends, things)


def _labels(uri: str, data: dict[str, Any]) -> list[str]:
    return [str(data[key]) for key in ("label", "label_sv", "label_en", "title") if data.get(key)] or [uri]


def _best(names: list[str], wanted: str) -> int:
    return max((_score(name, wanted) for name in names), default=0)


def _score(name: str, wanted: str) -> int:
    """Return how well a name matches: whole, at its start, at the start of a word, inside one; 0 for none."""
    if name == wanted:
        return 4
    if name.startswith(wanted):
        return 3
    if f" {wanted}" in name:
        return 2
    return 1 if wanted in name else 0
