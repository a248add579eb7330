"""A query with a mark is ended in the store that runs it, and no other one is."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.errors import KgraphError
from kgraph.workbench.query_runs import end_query

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kgraph.store.connection import Connection

FOREVER = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
)


def running(connection: Connection, mark: str) -> bool:
    return any(mark in str(row["currentQuery"]) for row in connection.read("SHOW TRANSACTIONS"))


def end(connection: Connection, mark: str, query: Future[Any]) -> None:
    while not query.done():
        end_query(connection, mark)
        time.sleep(0.1)


def test_a_marked_query_is_ended_and_no_other(any_store: Connection) -> None:
    marks = "kgraph run a1", "kgraph run b2"
    with ThreadPoolExecutor(2) as threads:
        one, other = (threads.submit(any_store.query, f"{FOREVER}\n// {mark}") for mark in marks)
        try:
            while not all(running(any_store, mark) for mark in marks):
                assert not one.done()
                assert not other.done()
                time.sleep(0.1)
            end(any_store, marks[0], one)
            with pytest.raises(KgraphError):
                one.result()
            assert running(any_store, marks[1])
        finally:
            end(any_store, marks[0], one)
            end(any_store, marks[1], other)
        with pytest.raises(KgraphError):
            other.result()
