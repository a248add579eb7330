"""A connection to a Bolt server: Neo4j wherever it runs, or the embedded store."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError

from kgraph.errors import StoreError
from kgraph.store import failures, readonly
from kgraph.store.bolt_values import to_python
from kgraph.store.column_names import columns_of
from kgraph.store.dialects.known_dialects import dialect_of
from kgraph.store.store_address import checked_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kgraph.store.dialects.dialect import Dialect

P = ParamSpec("P")
T = TypeVar("T")

# The driver logs what it then raises, and a user should see each error once.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query.

    Parameters
    ----------
    columns : tuple of str
        Column names, in the query's order.
    records : list of tuple
        One tuple per row, with the values that :func:`kgraph.store.bolt_values.to_python` returns.
    truncated : bool
        Whether the store had more rows than the limit allowed.
    counters : dict
        What a write changed, as the server counts it (``nodes_created``, ...); empty for a read.
    """

    columns: tuple[str, ...]
    records: list[tuple[Any, ...]]
    truncated: bool = False
    counters: dict[str, int] = field(default_factory=dict)


class Connection:
    """One database of one server, through the official driver.

    :func:`connect` opens it; :meth:`close` or the end of a ``with`` block closes it. Several threads may use
    it at once.

    Attributes
    ----------
    driver : neo4j.Driver
        The driver, with its pool of sockets.
    address : str
        The server's address, without credentials.
    database : str or None
        Name of the database; None is the account's home database.
    dialect : Dialect
        The server's product and version, and where it departs from others.
    """

    def __init__(self, driver: neo4j.Driver, address: str, database: str | None, dialect: Dialect) -> None:
        self.driver = driver
        self.address = address
        self.database = database
        self.dialect = dialect
        # In a cluster, another member may answer the next query; bookmarks make it wait for our last write.
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
        """Yield a driver session on this database; what the driver raises becomes a StoreError or QueryError.

        Parameters
        ----------
        write : bool
            Whether the session may write. In a cluster, only the leader takes writes.
        """
        with self._translated(), self._session(write=write) as session:
            yield session

    def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run one of kgraph's own queries in a managed read transaction and return its rows.

        The driver runs it again after a transient error. The text is trusted; a user's query goes to
        :meth:`query`.

        Parameters
        ----------
        cypher : str
            The query.
        **params
            Values of its parameters.

        Returns
        -------
        list of dict
            The rows, by column name.

        Raises
        ------
        StoreError
            The store cannot be reached, or refuses.
        QueryError
            The query is not Cypher that this store understands.
        """
        with self._translated(cypher), self._session(write=False) as session:
            return session.execute_read(lambda tx: _rows(tx.run(cypher, params)))

    def last_transaction(self) -> str:
        """Return a name for the last change that anyone made to the database.

        It is the bookmark that Neo4j sends with every answer: the id of the database and the number of its
        last transaction. It is opaque (Bolt protocol, "Bookmarks"), so it can only be compared. It survives a
        restart of the server.

        Returns
        -------
        str
            The bookmark; empty where the store keeps no count of its transactions.

        Raises
        ------
        StoreError
            The store cannot be reached.
        """
        if not self.dialect.counts_transactions:
            return ""
        # A session that knows no earlier bookmark, on the member of a cluster that takes writes.
        with (
            self._translated(),
            self.driver.session(database=self.database, default_access_mode=neo4j.WRITE_ACCESS) as session,
        ):
            session.run("RETURN 1").consume()
            bookmarks = session.last_bookmarks().raw_values
        return next(iter(bookmarks)) if len(bookmarks) == 1 else ""

    def execute_write(
        self, work: Callable[Concatenate[neo4j.ManagedTransaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call `work(tx, ...)` in one managed write transaction and return its value.

        Parameters
        ----------
        work : callable
            The work. The driver calls it again after a transient error, so it must be idempotent, and it must
            consume the results of its queries.
        *args, **kwargs
            Further arguments of `work`.

        Raises
        ------
        OutcomeUnknownError
            The connection was lost during the commit: only the store can tell whether it was done.
        StoreError, QueryError
            As for :meth:`read`.
        """
        with self.session() as session:
            return session.execute_write(work, *args, **kwargs)

    def execute(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run one of kgraph's own statements once, in a transaction of its own, and return its rows.

        Schema statements need this: they may not share a transaction with others.

        Parameters
        ----------
        cypher : str
            The statement.
        **params
            Values of its parameters.

        Raises
        ------
        StoreError, QueryError
            As for :meth:`read`.
        """
        with self._translated(cypher), self._session(write=True) as session:
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
        """Run a user's query, which can change nothing in the store unless `write` is true.

        A query that writes is refused for its words or for the type that the server states, and whatever runs
        is rolled back (see :mod:`kgraph.store.readonly`).

        Parameters
        ----------
        cypher : str
            One Cypher statement.
        params : mapping, optional
            Values of its parameters.
        write : bool
            Run the statement unchecked, in a transaction of its own, and commit it.
        max_rows : int, optional
            The most rows to fetch.
        timeout : float, optional
            Seconds after which the server ends the query.

        Raises
        ------
        QueryError
            The text is not Cypher, or would write although `write` is false.
        StoreError
            The store cannot be reached, or refuses.
        """
        values = dict(params or {})
        if write:
            with self._translated(cypher), self._session(write=True) as session:
                return _fetch(session.run(neo4j.Query(cypher, timeout=timeout), values), max_rows)
        readonly.refuse_words(cypher, self.dialect)
        if self.dialect.explains:
            self._refuse_plan(cypher, values)
        with (
            self._translated(cypher),
            self._session(write=False) as session,
            session.begin_transaction(timeout=timeout) as tx,
        ):
            result = tx.run(cypher, values)
            answer = _fetch(result, max_rows)
            # The embedded store does not name the columns of an empty answer.
            if not answer.records and not answer.columns:
                answer = replace(answer, columns=columns_of(cypher))
            readonly.refuse_type(result.consume().query_type, cypher)
            tx.rollback()
        return answer

    def explain(self, cypher: str, params: Mapping[str, Any] | None = None) -> str:
        """Return the server's plan for a user's query, as text, without running the query.

        Parameters
        ----------
        cypher : str
            One Cypher statement.
        params : mapping, optional
            Values of its parameters.

        Raises
        ------
        QueryError
            The text is not Cypher; or it writes, and this store would run it.
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
        with self._translated(cypher, prefix), self._session(write=False) as session:
            return session.run(prefix + readonly.without_mode(cypher), params).consume()

    def _session(self, *, write: bool) -> neo4j.Session:
        mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        return self.driver.session(
            database=self.database, default_access_mode=mode, bookmark_manager=self._bookmarks
        )

    @contextmanager
    def _translated(self, query: str | None = None, prefix: str = "") -> Iterator[None]:
        """Turn what the driver raises in a block into kgraph's own errors."""
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
    """Connect to a Bolt server, and check that it serves this account and this database.

    Parameters
    ----------
    uri : str
        ``bolt://`` (one server) or ``neo4j://`` (routing: a cluster, Aura), each with ``+s`` for TLS and
        ``+ssc`` for TLS with a self-signed certificate.
    username, password : str, optional
        Leave out both for a server without authentication.
    database : str, optional
        Name of the database; by default the account's home database.
    timeout : float
        Seconds to wait for the server's answer.
    retry : float
        Seconds during which a managed transaction is tried again after transient errors.

    Raises
    ------
    StoreError
        There is no such host or no server, it does not speak Bolt, TLS is not as the address says, the
        password is wrong, there is no such database, or kgraph does not know the product.
    """
    address = checked_address(uri)
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
        dialect = dialect_of(agent, where=address)
    except BaseException as error:
        if driver is not None:
            driver.close()
        if isinstance(error, (DriverError, Neo4jError, OSError, ValueError)):
            raise failures.translate(error, address, database) from None
        raise
    return Connection(driver, address, database, dialect)


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
    counters = {
        name: count
        for name, count in vars(result.consume().counters).items()
        if isinstance(count, int) and not isinstance(count, bool) and count and not name.startswith("_")
    }
    return QueryResult(columns, records, truncated, counters)


def _outline(plan: Mapping[str, Any], depth: int = 0) -> str:
    children: Sequence[Mapping[str, Any]] = plan.get("children", [])
    line = "  " * depth + str(plan.get("operatorType", ""))
    return "\n".join([line, *(_outline(child, depth + 1) for child in children)])
