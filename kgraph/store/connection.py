"""A connection to any Bolt server: Neo4j of any kind, or the embedded store."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError

from kgraph.errors import QueryError, StoreError
from kgraph.store import failures, readonly
from kgraph.store.bolt_values import to_python
from kgraph.store.column_names import columns_of
from kgraph.store.dialects import Dialect, dialect_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")

P = ParamSpec("P")
T = TypeVar("T")

# The driver reports on its logger what it then raises; a user should meet each error once.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query.

    Parameters
    ----------
    columns : tuple of str
        Column names, in the query's order.
    records : list of tuple
        One tuple per row, values as :func:`kgraph.store.bolt_values.to_python` makes them.
    truncated : bool
        Whether there were more rows than were asked for.
    counters : dict
        What a write changed, by the server's own count (``nodes_created``...); empty for a read.
    """

    columns: tuple[str, ...]
    records: list[tuple[Any, ...]]
    truncated: bool = False
    counters: dict[str, int] = field(default_factory=dict)


class Connection:
    """One database of one server, through the official driver.

    Made by :func:`connect`; closed by :meth:`close` or as a context manager. Safe in several threads.

    Attributes
    ----------
    dialect : Dialect
        What this server does differently.
    address : str
        The server's address, without credentials.
    database : str or None
        Name of the database; None is the account's home database.
    """

    def __init__(self, driver: neo4j.Driver, address: str, database: str | None, dialect: Dialect) -> None:
        self.driver = driver
        self.address = address
        self.database = database
        self.dialect = dialect
        # In a cluster another member may answer the next query: it waits until it has what we have written.
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    def __enter__(self) -> Connection:
        """Return the connection itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close every socket of the connection; closing twice does nothing."""
        self.driver.close()

    @contextmanager
    def session(self, *, write: bool = True) -> Iterator[neo4j.Session]:
        """Yield a driver session on this database; errors leave it as StoreError or QueryError."""
        with self._told(), self._session(write=write) as session:
            yield session

    def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a query of kgraph's own in a managed read transaction and return its rows.

        It may run more than once (the driver retries what is transient). The text is trusted; for a user's
        own query see :meth:`query`.

        Raises
        ------
        StoreError
            The store cannot be reached or refuses.
        QueryError
            The query is not Cypher that this store understands.
        """

        def rows(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            return _rows(tx.run(cypher, params))

        with self._told(cypher), self._session(write=False) as session:
            return session.execute_read(rows)

    def last_transaction(self) -> str:
        """Return what names the last change that anyone made to the database; empty if the store cannot tell.

        It is the bookmark that Neo4j gives with every answer: the database's id and the number of its last
        transaction (Bolt protocol, "Bookmarks"; opaque, and so only compared). A restart keeps it.

        Raises
        ------
        StoreError
            The store cannot be reached.
        """
        if not self.dialect.counts_transactions:
            return ""
        # Without the bookmarks that this connection has seen; in a cluster of the member that writes.
        with (
            self._told(),
            self.driver.session(database=self.database, default_access_mode=neo4j.WRITE_ACCESS) as session,
        ):
            session.run("RETURN 1").consume()
            held = session.last_bookmarks().raw_values
        return next(iter(held)) if len(held) == 1 else ""

    def execute_write(
        self, work: Callable[Concatenate[neo4j.ManagedTransaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(tx, ...)` in one managed write transaction and return what it returns.

        `work` may run more than once and must be idempotent; it consumes its results.

        Raises
        ------
        OutcomeUnknownError
            The connection was lost while the commit was awaited: read back to know.
        StoreError, QueryError
            As for :meth:`read`.
        """
        with self.session() as session:
            return session.execute_write(work, *args, **kwargs)

    def execute(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run one statement of kgraph's own in its own transaction, once (schema statements need this)."""
        with self._told(cypher), self._session(write=True) as session:
            return _rows(session.run(cypher, params))

    def query(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        max_rows: int | None = None,
        timeout: float | None = None,
    ) -> QueryResult:
        """Run a user's query; unless `write` is true nothing in the store can change.

        A read is refused by its words, by the query type that the server states, and in any case runs in a
        transaction that is rolled back (see :mod:`kgraph.store.readonly`).

        Parameters
        ----------
        cypher : str
            One Cypher statement.
        params : mapping, optional
            Values of its parameters.
        write : bool
            Run it as it is, in a transaction of its own that is committed.
        max_rows : int, optional
            Fetch no more than so many rows.
        timeout : float, optional
            Seconds after which the server ends the query.

        Raises
        ------
        QueryError
            Not Cypher, or a write that was not asked for.
        StoreError
            The store cannot be reached or refuses.
        """
        values = dict(params or {})
        if write:
            with self._told(cypher), self._session(write=True) as session:
                return _fetch(session.run(neo4j.Query(cypher, timeout=timeout), values), max_rows)
        readonly.refuse_words(cypher, self.dialect)
        if self.dialect.explains:
            self._refuse_plan(cypher, values)
        with (
            self._told(cypher),
            self._session(write=False) as session,
            session.begin_transaction(timeout=timeout) as tx,
        ):
            result = tx.run(cypher, values)
            answer = _fetch(result, max_rows)
            if not answer.records and not answer.columns:
                answer = replace(answer, columns=columns_of(cypher))
            readonly.refuse_type(result.consume().query_type, cypher)
            tx.rollback()
        return answer

    def explain(self, cypher: str, params: Mapping[str, Any] | None = None) -> str:
        """Return the server's plan of a user's query, as text, without running it.

        Raises
        ------
        QueryError
            Not Cypher; on the embedded store also any statement that writes, since it would run.
        """
        if not self.dialect.explains:
            readonly.refuse_words(cypher, self.dialect)
        plan = self._plan(cypher, dict(params or {})).plan or {}
        arguments = plan.get("args", {})
        return str(
            arguments.get("string-representation") or arguments.get("details") or _outline(plan)
        ).strip()

    def _refuse_plan(self, cypher: str, params: dict[str, Any]) -> None:
        readonly.refuse_type(self._plan(cypher, params).query_type, cypher)

    def _plan(self, cypher: str, params: dict[str, Any]) -> neo4j.ResultSummary:
        prefix = "EXPLAIN "
        with self._told(cypher, prefix), self._session(write=False) as session:
            return session.run(prefix + readonly.without_mode(cypher), params).consume()

    def _session(self, *, write: bool) -> neo4j.Session:
        mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        return self.driver.session(
            database=self.database, default_access_mode=mode, bookmark_manager=self._bookmarks
        )

    @contextmanager
    def _told(self, query: str | None = None, prefix: str = "") -> Iterator[None]:
        try:
            yield
        except (DriverError, Neo4jError, OSError) as error:
            if isinstance(error, ClientError) and (error.code or "").endswith("AccessMode"):
                readonly.refuse_type("w", query or "")
            raise failures.translate(error, self.address, self.database, query=query, prefix=prefix) from None


def connect(
    uri: str,
    *,
    username: str | None = None,
    password: str | None = None,
    database: str | None = None,
    timeout: float = 10.0,
    retry: float = 15.0,
) -> Connection:
    """Connect to a Bolt server and make sure that it answers for this account and database.

    Parameters
    ----------
    uri : str
        ``bolt://`` (one server) or ``neo4j://`` (routing: a cluster, Aura), each with ``+s`` for TLS and
        ``+ssc`` for TLS with a self-signed certificate.
    username, password : str, optional
        Neither for a server without authentication.
    database : str, optional
        The account's home database when absent.
    timeout : float
        Seconds to wait for the server to answer.
    retry : float
        Seconds for which a managed transaction is repeated when the store says that this may help.

    Raises
    ------
    StoreError
        With the cause: no server, no such host, not Bolt, TLS mismatch, wrong password, no such database.
    """
    address = _address(uri)
    auth = (username or "neo4j", password) if password is not None else None
    if username and password is None:
        raise StoreError(f"no password for user {username!r}", where=address, hint="Set NEO4J_PASSWORD.")
    driver = None
    try:
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=auth,
            user_agent="kgraph",
            connection_timeout=timeout,
            connection_acquisition_timeout=timeout,
            max_transaction_retry_time=retry,
            liveness_check_timeout=60.0,
        )
        with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
            agent = session.run("RETURN 1").consume().server.agent
    except BaseException as error:
        if driver is not None:
            driver.close()
        if isinstance(error, (DriverError, Neo4jError, OSError, ValueError)):
            raise failures.translate(error, address, database) from None
        raise
    return Connection(driver, address, database, dialect_of(agent))


def _address(uri: str) -> str:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        raise StoreError("not an address", where="store", hint="Example: bolt://localhost:7687") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        shown = uri if "@" not in uri else uri.partition("@")[2]
        raise StoreError(
            f"not a store address: {shown!r}",
            hint=f"It starts with one of {', '.join(f'{scheme}://' for scheme in SCHEMES)}, or is: embedded",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    address = f"{parts.scheme}://{host}:{port or 7687}"
    if parts.username or parts.password:
        raise StoreError(
            "the address holds a username or password",
            where=address,
            hint="Leave them out of it and set NEO4J_USERNAME and NEO4J_PASSWORD.",
        )
    return address


def _rows(result: neo4j.Result) -> list[dict[str, Any]]:
    keys = result.keys()
    return [dict(zip(keys, map(to_python, record.values()), strict=True)) for record in result]


def _fetch(result: neo4j.Result, max_rows: int | None) -> QueryResult:
    columns = tuple(result.keys())
    records: list[tuple[Any, ...]] = []
    truncated = False
    for record in result:
        if max_rows is not None and len(records) == max_rows:
            truncated = True
            break
        records.append(tuple(map(to_python, record.values())))
    counters = result.consume().counters
    changes = {
        key: value
        for key, value in vars(counters).items()
        if isinstance(value, int) and value and key[0] != "_"
    }
    return QueryResult(
        columns, records, truncated, {key: int(value) for key, value in changes.items() if value is not True}
    )


def _outline(plan: Mapping[str, Any], depth: int = 0) -> str:
    children: Sequence[Mapping[str, Any]] = plan.get("children", [])
    line = "  " * depth + str(plan.get("operatorType", ""))
    return "\n".join([line, *(_outline(child, depth + 1) for child in children)])


__all__ = ["SCHEMES", "Connection", "QueryError", "QueryResult", "connect"]
