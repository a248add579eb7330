"""A full disk is named when it made a local server fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from neo4j.exceptions import Neo4jError

from kgraph.store import failures
from kgraph.store.servers.disk import naming_full_disk


def test_full_disk_is_named() -> None:
    # The embedded store's answer when it could not write a constraint.
    answer = Neo4jError._hydrate_neo4j(
        code="Neo.DatabaseError.General.UnknownError", message="Error executing Cypher command: CREATE"
    )
    failure = failures.translate(answer, "bolt://h:7687", "neo4j")
    full_disk = Path("/proc")
    assert shutil.disk_usage(full_disk).free == 0
    with (
        pytest.raises(failures.WriteFailedError, match=r"the disk is full \(0\.0 MB left\)"),
        naming_full_disk(full_disk),
    ):
        raise failure
    with (
        pytest.raises(failures.ServerFailedError, match="the store failed"),
        naming_full_disk(Path(__file__).parent),
    ):
        raise failure
