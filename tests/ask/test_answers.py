"""Answers in plain values: what they hold, and that a change makes an open study read its store again."""

from types import SimpleNamespace

import pytest

from kgraph.ask.answer import Answer
from kgraph.ask.plain_answers import PlainAnswers, question_list
from kgraph.errors import UsageError
from kgraph.store.dialects.neo4j_dialect import NEO4J


class Store:
    """Answers every query with one row."""

    dialect = NEO4J

    def query(self, cypher, parameters, *, write, max_rows):
        counters = {"nodes_created": 1, "labels_added": 0} if write else {}
        return SimpleNamespace(
            columns=("x",), records=[(parameters["x"],)], truncated=max_rows == 1, counters=counters
        )


@pytest.fixture
def opened():
    refreshed = []
    return SimpleNamespace(
        study=None, connection=Store(), refresh=lambda: refreshed.append(True), refreshed=refreshed
    )


def test_a_read_keeps_what_was_read(opened):
    answer = PlainAnswers(opened).query("RETURN $x AS x", {"x": 5}, limit=1)
    assert answer == Answer(("x",), [(5,)], truncated=True)
    assert not opened.refreshed


def test_a_write_says_what_changed_and_the_study_reads_again(opened):
    answer = PlainAnswers(opened).query("CREATE (n {x: $x}) RETURN n.x AS x", {"x": 5}, write=True)
    assert answer.changes == {"nodes_created": 1}
    assert opened.refreshed


def test_columns_are_picked_in_any_order():
    answer = Answer(("a", "b", "c"), [(1, 2, 3), (4, 5, 6)])
    assert answer.select("c", "a") == [(3, 1), (6, 4)]


def test_an_answer_becomes_a_table_of_pandas():
    frame = Answer(("a", "b"), [(1, None)]).to_pandas()
    assert list(frame.columns) == ["a", "b"]
    assert len(frame) == 1


def test_prepared_questions_are_found_by_name_and_number():
    plain = PlainAnswers(SimpleNamespace(study=None))
    names = [name for (name,) in question_list().select("name")]
    assert len(names) == 30
    assert [plain.question(name).name for name in names] == names
    assert plain.question("6") is plain.question("cq06")
    with pytest.raises(UsageError, match="no prepared question"):
        plain.question("cq99")
