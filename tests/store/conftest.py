"""A store with a small graph and a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.loaders.sync.store_sync import ensure_constraints
from kgraph.store.build_marker import MARKER_LABEL

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


@pytest.fixture
def study_store(any_store: Connection) -> Connection:
    """Either store in turn with the build of a small study, and with things that were added by hand."""
    ensure_constraints(any_store)
    any_store.execute(
        """
        CREATE (b:Resource:Organization:Municipality {uri: 'http://e/b', label: 'Göliska', _hash: 'x'})
        CREATE (a:Resource:Organization {uri: 'http://e/a', alias: ['A', 'B'], _hash: 'z'})
        SET a.population = 9007199254740993
        WITH a, b
        CREATE (b)-[:MEMBER_OF {key: 'k2', from: date('2020-01-31'), sources: ['s2', 's1'], _hash: 'y'}]->(a)
        CREATE (b)-[:MEMBER_OF {key: 'k1', type: 'hidden by the type'}]->(a)
        CREATE (a)-[:DEPENDS_ON {key: 'k3'}]->(a)
        CREATE (a)-[:NOTE]->(:Note {text: 'added by hand'})
        CREATE (a)-[:LIKES]->(b)
        CREATE (a)-[:MEMBER_OF {key: 'copied'}]->(:Resource {uri: 'http://e/by-hand'})
        """
    )
    any_store.execute(
        f"CREATE (:{MARKER_LABEL} {{study: 's', build: 'b1', contentHash: 'h', state: 'complete'}})"
    )
    return any_store
