"""Neo4j: the community and enterprise servers, and Aura."""

from __future__ import annotations

from kgraph.store.dialects.dialect import Dialect

NEO4J = Dialect(
    name="Neo4j",
    title="Neo4j",
    # "Neo4j/5.26.30", "Neo4j/2026.08.1", and Aura as "Neo4j/5.27-aura". A product that imitates Neo4j adds
    # its own name: "Neo4j/v5.11.0 compatible graph database server - Memgraph".
    announces=r"Neo4j/(?P<version>\d[\w.+-]*)",
    explains=True,
    adds_labels=True,
    writes_in_parallel=True,
    seeks_ids=True,
    counts_transactions=True,
    departs_from_cypher=False,
    numbers_labels=True,
    reading_procedures=None,
)
