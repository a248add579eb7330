"""A study's own prepared questions: read from its files, refused where they are at fault, and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.ask.own_questions import own_question, questions_of, save_question
from kgraph.ask.prepared import find_question, questions
from kgraph.errors import KgraphError, UsageError
from kgraph.store.dialects.neo4j_dialect import NEO4J
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path

QUERY = """// en: Who is in it?
// param body (iri, default it): the body
// param day (date?, default none): the day
MATCH (m)-[:MEMBER_OF]->({uri: $body}) WHERE $day IS NULL RETURN m AS `a $name`, '$text' AS t
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path, "own", {"en": "Own"}, "https://example.org/")


def test_a_saved_query_is_asked_by_name_with_its_parameters(study: Study) -> None:
    assert questions_of(study) == questions_of(None) == questions()
    path = save_question(study, "in-it", QUERY, NEO4J)
    assert path == study.root / "queries" / "in-it.cypher"
    first, *rest = questions_of(study)
    assert tuple(rest) == questions()
    assert find_question("in-it", questions_of(study)) == first
    assert first.title == {"sv": "Who is in it?", "en": "Who is in it?"}
    assert first.values({}, study.base) == {"body": "https://example.org/it", "day": None}
    with pytest.raises(UsageError, match="in Cypher only"):
        first.sparql_with({})
    with pytest.raises(UsageError, match="there already"):
        save_question(study, "in-it", "RETURN 1", NEO4J)
    # Without a header, its name is its title.
    save_question(study, "one", "RETURN 1 AS n", NEO4J)
    assert find_question("one", questions_of(study)).title["sv"] == "one"


@pytest.mark.parametrize(
    ("name", "cypher", "complaint"),
    [
        ("../away", "RETURN 1", "cannot be the name"),
        ("Två ord", "RETURN 1", "cannot be the name"),
        ("cq04", "RETURN 1", "of the ontology is called"),
        ("empty", "// en: Nothing\n", "no query"),
        ("loose", "RETURN $n AS n", r"parameter \$n is not declared"),
        ("write", "MATCH (n) DETACH DELETE n", "would change the store"),
    ],
)
def test_what_is_no_question_is_not_saved(study: Study, name: str, cypher: str, complaint: str) -> None:
    with pytest.raises(KgraphError, match=complaint):
        save_question(study, name, cypher, NEO4J)
    assert not list(study.root.iterdir())


def test_a_file_at_fault_is_named(study: Study) -> None:
    path = study.root / "queries" / "bad.cypher"
    path.parent.mkdir()
    path.write_bytes(b"RETURN '\xff'")
    with pytest.raises(UsageError, match="UTF-8") as refused:
        questions_of(study)
    assert refused.value.where == path
    assert own_question("fine", "RETURN 1", path).columns == ()
