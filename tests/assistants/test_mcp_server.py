"""On every kind of store: nothing is written, and a question that runs for ever is ended in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from example_graph import example_graph

import kgraph
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.workbench.held_study import HeldStudy
from kgraph.workbench.query_runs import QueryRuns

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.store.connection import Connection

FOREVER = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
)
EVERYTHING = (
    "MATCH (n) RETURN n.uri AS uri, labels(n) AS labels, properties(n) AS properties ORDER BY uri, labels"
)
WRITES = [
    "CREATE (n:Municipality {uri: 'x'})",
    "MATCH (n) SET n.label = 'x'",
    "MATCH (n) DETACH DELETE n",
    "MERGE (n:Municipality {uri: 'x'}) RETURN n",
    "MATCH (n) CALL { WITH n DELETE n } RETURN 1",
    "DROP CONSTRAINT x",
]


@pytest.mark.process
def test_writes_are_refused_and_what_never_ends_is_ended(
    any_store: Connection, filled: Path, assistant_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgraph.assistants.mcp_server import mcp_server

    sync(any_store, example_graph(), BuildStamp("s"))
    before = any_store.read(EVERYTHING)
    study = kgraph.open(filled)
    study.__dict__["connection"] = any_store
    # What was kept of the study's own store is not what this store holds.
    monkeypatch.setattr("kgraph.pipeline.closed_reading.embedded_home", lambda study, store: None)
    server = mcp_server(HeldStudy(study), QueryRuns(2.0), "sv")
    with assistant_of(server) as assistant:
        for cypher in WRITES:
            assert "No tool changes the store" in assistant.refused("query", cypher=cypher), cypher
        with monkeypatch.context() as patch:
            patch.setattr("kgraph.assistants.mcp_server.LARGEST", 100)
            assert "Ask for less at a time" in assistant.refused("schema")
        assert "stopped after 2 seconds" in assistant.refused("query", cypher=FOREVER)
        answer = assistant.ask("query", cypher="MATCH (n:Municipality) RETURN n.uri AS uri")
    assert answer["things"] == [["https://example.org/a"]]
    assert answer["evidence"]["https://example.org/a"]["name"] == "Töreboda"
    assert any_store.read(EVERYTHING) == before
    assert not any("100000" in str(row["currentQuery"]) for row in any_store.read("SHOW TRANSACTIONS"))
