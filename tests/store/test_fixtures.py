"""The stores that the tests get are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

CONSTRAINT = "CREATE CONSTRAINT resource_uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE"


def test_store_is_empty_at_first(any_store: Connection) -> None:
    any_store.execute(CONSTRAINT)
    any_store.execute("CREATE (:Resource {uri: 'a'})-[:R]->(:Resource {uri: 'b'})")
    assert any_store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


def test_store_is_emptied_between_tests(any_store: Connection) -> None:
    assert any_store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    assert any_store.read("SHOW CONSTRAINTS") == []
    any_store.execute(CONSTRAINT)
    any_store.execute("CREATE (:Resource {uri: 'a'})-[:R]->(:Resource {uri: 'b'})")
