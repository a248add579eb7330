"""Names and values of any form are safe, even those that look like Cypher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.store.cypher_names import quote

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


# Text that would do harm if a name or a value were ever read as Cypher.
HOSTILE = [
    "x`) DETACH DELETE n //",
    "Robby' WITH true as ignored MATCH (s) DETACH DELETE s; //",
    "`",
    "``",
    "a b",
    "a.b",
    "a:b",
    "1a",
    "SET",
    "å",
    "a\nb",
    "}) CREATE (:Evil) //",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_value(any_store: Connection, text: str) -> None:
    any_store.execute("CREATE (:Resource {uri: 'kept'}), (:Resource {uri: 'named', label: $text})", text=text)
    answer = any_store.query("MATCH (n {label: $text}) RETURN n.label", {"text": text})
    assert answer.records == [(text,)]
    assert any_store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_a_name(any_store: Connection, name: str) -> None:
    any_store.execute("CREATE (:Resource {uri: 'kept'})")
    label, kind, key = quote(f"L{name}"), quote(f"T{name}"), quote(name)
    any_store.execute(f"CREATE (n:{label} {{{key}: 1}})-[:{kind} {{{key}: 2}}]->(n)")
    pattern = f"(n:{label})-[r:{kind}]->(n)"
    values = "labels(n) AS l, properties(n) AS p, type(r) AS t, properties(r) AS q"
    rows = any_store.read(f"MATCH {pattern} RETURN {values}")
    assert rows == [{"l": [f"L{name}"], "p": {name: 1}, "t": f"T{name}", "q": {name: 2}}]
    assert any_store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


@pytest.mark.parametrize("name", ["", "a\0b", "a\\u0060b"])
def test_name_that_cannot_be_quoted(name: str) -> None:
    with pytest.raises(ValueError, match="not usable"):
        quote(name)
