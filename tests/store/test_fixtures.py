"""The stores that the tests get are empty, but for the constraints that kgraph makes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.loaders.sync.store_sync import ensure_constraints

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

CONSTRAINT = "CREATE CONSTRAINT thing_name IF NOT EXISTS FOR (n:Thing) REQUIRE n.name IS UNIQUE"


def test_store_is_empty_at_first(any_store: Connection) -> None:
    ensure_constraints(any_store)
    any_store.execute(CONSTRAINT)
    any_store.execute("CREATE (:Resource {uri: 'a'})-[:R]->(:Resource {uri: 'b'})")
    assert any_store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


def test_store_is_emptied_between_tests(any_store: Connection) -> None:
    assert any_store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    names = {row["name"] for row in any_store.read("SHOW CONSTRAINTS")}
    assert names <= {"kgraph_uri", "kgraph_lock", "kgraph_build"}
    ensure_constraints(any_store)
    any_store.execute(CONSTRAINT)
    any_store.execute("CREATE (:Resource {uri: 'a'})-[:R]->(:Resource {uri: 'b'})")
