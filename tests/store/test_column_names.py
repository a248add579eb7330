"""The columns of an empty answer are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("MATCH (n:Nothing) RETURN n.label AS label, n.uri", ("label", "n.uri")),
        (
            "MATCH (n:Nothing) RETURN DISTINCT n.a + [1, 2][0] AS `a, b`, size(n.l) ORDER BY 1 LIMIT 3",
            ("a, b", "size(n.l)"),
        ),
        ("MATCH (n:Nothing) CALL (n) { RETURN 1 AS one } RETURN `n`, one;", ("n", "one")),
        ("MATCH (n:Nothing) RETURN n UNION MATCH (n:None) RETURN n // AS m", ("n",)),
        ("MATCH (n:Nothing) FINISH", ()),
    ],
)
def test_columns_of_an_empty_answer(any_store: Connection, query: str, columns: tuple[str, ...]) -> None:
    result = any_store.query(query)
    assert (result.columns, result.records) == (columns, [])
