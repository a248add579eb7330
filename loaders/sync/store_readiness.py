"""What a load asks of a store before its rows, in threads beside the client, which still reads and maps.

Neo4j plans a statement before it first runs it, which takes ten times as long as most of a load's statements
take to run, and plans all of them anew when a constraint is made. So constraints come first, then plans.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from kgraph.errors import KgraphError
from kgraph.store.build_marker import LOCK_LABEL, MARKER_LABEL, MARKER_QUERY
from kgraph.vocabulary import RESOURCE_LABEL

from .label_order import CREATE_LABELS, create_labels, known_labels
from .load_lock import LoadLock
from .store_state import DIGEST_QUERIES
from .sync_plan import ANY_QUERY, own_marker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from kgraph.store.connection import Connection

    from ..property_graph import PropertyGraph

MARK = f"MERGE (m:{MARKER_LABEL} {{study: $study}}) SET m = $marker"

# As many as there are transactions of a load.
_PLANNERS = 2

# Labels and the property that is theirs alone, with the name of the constraint.
_UNIQUE = {
    RESOURCE_LABEL: ("uri", "kgraph_uri"),
    LOCK_LABEL: ("name", "kgraph_lock"),
    MARKER_LABEL: ("study", "kgraph_build"),
}


class StoreReadiness:
    """A store that is made ready for a load.

    Before :meth:`finish` it gets nothing but the constraints on kgraph's own two labels: neither a node, nor
    anything that concerns what others keep in the database.

    Parameters
    ----------
    connection : Connection
        The store.
    study : str
        Id of the study that is to be loaded.
    """

    def __init__(self, connection: Connection, study: str) -> None:
        self.connection = connection
        self._pool = ThreadPoolExecutor(_PLANNERS if connection.dialect.writes_in_parallel else 1)
        self._looked = self._pool.submit(own_marker, connection, study)
        self._begun: Future[bool] | None = None

    @property
    def marker(self) -> dict[str, Any]:
        """The content of the store's marker, as it was at first.

        Raises
        ------
        StoreError
            The database holds another study, or cannot be reached.
        """
        return self._looked.result()

    def begin(self) -> None:
        """Begin what needs not be known to be wanted."""
        self._begun = self._pool.submit(self._begin)

    def finish(self, graph: PropertyGraph) -> None:
        """Make the store ready for `graph`, which is going to be loaded.

        Raises
        ------
        StoreError
            The store cannot be reached, or refuses.
        """
        settled = self._begun.result() if self._begun else self._begin()
        if not self.marker:
            create_labels(self.connection, graph)
        if not settled:
            _constrain(self.connection, RESOURCE_LABEL)
            self._plan()

    def close(self) -> None:
        """Give up what has not begun, and wait for the rest."""
        self._pool.shutdown(cancel_futures=True)

    def _begin(self) -> bool:
        """Create the constraints on kgraph's own labels; return whether there is the one on things too."""
        missing = _missing(self.connection)
        for label in missing - {RESOURCE_LABEL}:
            _constrain(self.connection, label)
        if RESOURCE_LABEL in missing:
            # A database numbers labels as it meets them, so those of the graph come before this one.
            return False
        self._plan()
        return True

    def _plan(self) -> None:
        """Let the server plan the statements of a load, in the order in which they will run."""
        if not self.connection.dialect.explains:
            return
        take, renew, check, release = LoadLock(self.connection).statements()
        label = CREATE_LABELS, {"labels": list(known_labels())}
        mark = MARK, {"study": "", "marker": {"study": ""}}
        looks: list[tuple[str, dict[str, Any]]] = [(query, {}) for query in (MARKER_QUERY, ANY_QUERY)]
        digests: list[tuple[str, dict[str, Any]]] = [(query, {}) for query in DIGEST_QUERIES]
        for statement, values in (label, take, *looks, renew, mark, check, *digests, release):
            self._pool.submit(self._explain, statement, values)

    def _explain(self, statement: str, values: dict[str, Any]) -> None:
        # Whatever is wrong is said when the statement runs.
        with suppress(KgraphError):
            self.connection.execute(f"EXPLAIN {statement}", **values)


@contextmanager
def made_ready(connection: Connection, study: str) -> Iterator[StoreReadiness]:
    """Make a store ready for a load, as far as that goes, beside a block that finds out what is to be loaded.

    Parameters are those of :class:`StoreReadiness`.
    """
    ready = StoreReadiness(connection, study)
    ready.begin()
    try:
        yield ready
    finally:
        ready.close()


def ensure_constraints(connection: Connection) -> None:
    """Create the uniqueness constraints before anything is written: matching needs their indexes."""
    for label in _missing(connection):
        _constrain(connection, label)


def _missing(connection: Connection) -> set[str]:
    """Return the labels whose constraint a store lacks, whatever its name."""
    held = [
        (row["labelsOrTypes"], row["properties"])
        for row in connection.read("SHOW CONSTRAINTS")
        if "UNIQUENESS" in row["type"]
    ]
    return {label for label, (key, _) in _UNIQUE.items() if ([label], [key]) not in held}


def _constrain(connection: Connection, label: str) -> None:
    key, name = _UNIQUE[label]
    connection.execute(f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")
