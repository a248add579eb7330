"""A query whose answer may differ between stores is told so, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.ask.cypher import ask
from kgraph.ask.store_notes import refusal_hint, signs
from kgraph.errors import QueryError

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

TOLD = [
    ("MATCH (n) RETURN head(labels(n))", "labels-order"),
    ("MATCH (n) RETURN labels(n) AS l", "labels-order"),
    ("MATCH (n) OPTIONAL MATCH (n)-->(m) RETURN size([(m)-[:A]->(x) | x.a])", "absent-pattern"),
    ("optional match (m:X) return [ (m)<--(x:Y) WHERE x.a | x ]", "absent-pattern"),
    ("MATCH (n) OPTIONAL MATCH (n)-->(m) WITH n, m WHERE NOT (m)-->() RETURN n", "absent-not"),
    ("MATCH (n) RETURN n {.uri, .label} AS m ORDER BY m", "map-order"),
    ("MATCH (n) RETURN keys(n)", "keys-order"),
    ("MATCH (n) RETURN head(collect(n.uri))", "list-order"),
    ("MATCH (n) RETURN collect(DISTINCT n.uri)[0]", "list-order"),
    ("MATCH (n) RETURN [(n)-->(x) | x.label][0]", "list-order"),
]
NOT_TOLD = [
    "MATCH (n) RETURN size(labels(n)), 'A' IN labels(n)",
    "MATCH (n) RETURN size(keys(n)), 'a' IN keys(n)",
    "MATCH (n) RETURN [(n)-->(x) | x.label]",
    "MATCH (n) RETURN collect(n.uri), n.list[0]",
    "MATCH (n) OPTIONAL MATCH (n)-->(m) WHERE NOT EXISTS { (m)-->() } RETURN COLLECT { MATCH (m) RETURN m }",
    "MATCH (n) RETURN 'OPTIONAL MATCH keys(n) [(m)-->(x) | x]' // labels(n)",
    "MATCH (n {uri: 'a'}) RETURN n.label ORDER BY n.label",
]


@pytest.mark.parametrize(("query", "name"), TOLD)
def test_what_stores_answer_differently_is_told(query: str, name: str) -> None:
    assert signs(query, departs=True, unsorted_labels=lambda: True) == [name]


@pytest.mark.parametrize("query", NOT_TOLD)
def test_what_they_answer_alike_is_not(query: str) -> None:
    assert signs(query, departs=True, unsorted_labels=lambda: True) == []


def test_a_store_that_does_not_depart_is_not_accused() -> None:
    query = "OPTIONAL MATCH (m:X) RETURN [(m)-->(x) | x.a], head(labels(m))"
    assert signs(query, departs=False, unsorted_labels=lambda: False) == []


ABSENT = "CREATE (:Resource {uri: 'a'})-[:T]->(:Resource {uri: 'b'})"


def test_the_embedded_store_counts_what_is_not_there(embedded_store: Connection) -> None:
    """When this fails, the engine has been mended: take the notes away."""
    embedded_store.execute(ABSENT)
    wrong = ask(embedded_store, "OPTIONAL MATCH (m:Nothing) RETURN size([(m)-->(x) | x.uri]) AS n")
    assert wrong.records == [(1,)]
    assert any("COLLECT {" in note for note in wrong.notes)
    lost = ask(
        embedded_store,
        "MATCH (n) OPTIONAL MATCH (n)-[:NO]->(m) WITH n, m WHERE NOT (m)-->() RETURN count(*) AS n",
    )
    assert lost.records == [(0,)]
    assert any("NOT EXISTS {" in note for note in lost.notes)


def test_what_the_notes_advise_is_right_on_both(any_store: Connection) -> None:
    any_store.execute(ABSENT)
    query = "OPTIONAL MATCH (m:Nothing) RETURN size(COLLECT { MATCH (m)-->(x) RETURN x.uri }) AS n"
    assert ask(any_store, query).records == [(0,)]
    query = (
        "MATCH (n) OPTIONAL MATCH (n)-[:NO]->(m) WITH n, m WHERE NOT EXISTS { (m)-->() } RETURN count(*) AS n"
    )
    assert ask(any_store, query).records == [(2,)]
    assert ask(any_store, "MATCH (n) RETURN EXISTS { (n)-->() } AS e ORDER BY e").records == [
        (False,),
        (True,),
    ]


def test_a_pattern_as_a_value_is_refused_with_what_to_write(any_store: Connection) -> None:
    with pytest.raises(QueryError) as caught:
        ask(any_store, "MATCH (n) RETURN (n)-->() AS e")
    assert refusal_hint(caught.value.message) == caught.value.hint
    assert "EXISTS { (n)-->() }" in str(caught.value.hint)
