"""ArcadeDB, the embedded store."""

from __future__ import annotations

from kgraph.store.dialects.dialect import Dialect

ARCADEDB = Dialect(
    name="ArcadeDB",
    title="embedded store (ArcadeDB)",
    # "Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)"
    announces=r".*ArcadeDB\s+(?P<version>[\w.+-]+).*",
    # It calls every explained query a write, and runs the schema or administration commands it is to explain.
    explains=False,
    adds_labels=False,
    writes_in_parallel=False,
    seeks_ids=False,
    counts_transactions=False,
    departs_from_cypher=True,
    numbers_labels=False,
    reading_procedures=frozenset(
        {"db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization", "dbms.components"}
    ),
)
