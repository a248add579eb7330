"""Values survive the way into a store and back."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.store.graph_values import BoltNode, BoltPath, BoltRelationship, to_json

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


VALUES: list[Any] = [
    dt.date(2024, 2, 29),
    dt.datetime(2024, 5, 1, 12, 30, 15, 123456),
    dt.time(12, 30),
    dt.timedelta(days=3, seconds=5),
    2**63 - 1,
    -(2**63),
    0.1,
    1e308,
    5e-324,
    True,
    "",
    "a\nb\tc\\d'e\"f`g",
    "🙂",
    "x" * 100_000,
    ["a", "b", "a"],
    [],
    [1, -2],
    [1.5],
    [True, False],
    [dt.date(2020, 1, 1)],
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_value_survives(any_store: Connection, value: Any) -> None:
    any_store.execute("CREATE (:Held {v: $v})", v=value)
    back = any_store.read("MATCH (n:Held) RETURN n.v AS v")[0]["v"]
    assert (back, type(back)) == (value, type(value))


def test_date_and_time_with_offset(any_store: Connection) -> None:
    """The embedded store keeps the moment but loses the offset, so kgraph keeps such values as text too."""
    moment = dt.datetime(2024, 5, 1, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    any_store.execute("CREATE (:Held {v: $v})", v=moment)
    back = any_store.read("MATCH (n:Held) RETURN n.v AS v")[0]["v"]
    if any_store.dialect.name == "Neo4j":
        assert (back, back.utcoffset()) == (moment, moment.utcoffset())
    else:
        assert back == moment.astimezone(dt.UTC).replace(tzinfo=None)


def test_composed_and_decomposed_letters_stay_apart(any_store: Connection) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Göliska") for form in ("NFC", "NFD"))
    any_store.execute("CREATE (:Held {v: $a}), (:Held {v: $b})", a=composed, b=decomposed)
    assert any_store.read("MATCH (n:Held {v: $v}) RETURN n.v AS v", v=composed) == [{"v": composed}]
    assert any_store.read("MATCH (n:Held {v: $v}) RETURN n.v AS v", v=decomposed) == [{"v": decomposed}]


def test_nodes_relationships_and_paths(any_store: Connection) -> None:
    any_store.execute("CREATE (:B:A {uri: 'a', from: date('2020-01-01')})-[:R {key: 'k'}]->(:A {uri: 'b'})")
    result = any_store.query("MATCH p = (a {uri: 'a'})-[r]->(b) RETURN a, r, p")
    node, relationship, path = result.records[0]
    assert node == BoltNode(("A", "B"), {"uri": "a", "from": dt.date(2020, 1, 1)})
    assert (relationship.type, relationship.properties) == ("R", {"key": "k"})
    assert isinstance(path, BoltPath)
    assert [each.properties["uri"] for each in path.nodes] == ["a", "b"]
    assert isinstance(path.relationships[0], BoltRelationship)
    assert to_json(node) == {"labels": ["A", "B"], "properties": {"uri": "a", "from": "2020-01-01"}}
    assert to_json(path)["relationships"][0]["type"] == "R"
    assert to_json([dt.timedelta(days=1), dt.time(1, 2), None]) == ["PT24H", "01:02:00", None]
