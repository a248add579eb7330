"""The prepared questions: SPARQL and Cypher on both stores agree, and agree with the written answers.

The answers in ``answers/`` were put together by hand from the documents; ``:name`` stands for an IRI of the
study.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.ask.prepared import find_question, questions
from kgraph.errors import UsageError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp

if TYPE_CHECKING:
    from kgraph.ask.prepared import PreparedQuestion
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.store.connection import Connection
    from kgraph.study import Study

ANSWERS = Path(__file__).parent / "answers"
# Questions of several parts, or about paths, need more lines than the others.
LONGEST = {
    "cq04": 11,
    "cq05": 16,
    "cq06": 14,
    "cq08": 9,
    "cq11": 15,
    "cq16": 10,
    "cq17": 12,
    "cq18": 10,
    "cq19": 19,
    "cq20": 14,
    "cq22": 9,
    "cq30": 12,
}
NAMES = [question.name for question in questions()]
ANSWERED = [name for name in NAMES if (ANSWERS / f"{name[:4]}.json").is_file()]
NUMBERS = ("integer", "decimal", "double")

# Other values than the defaults, to compare the languages where no answer is written down.
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("cq01", {"project": "project-v6-step1"}),
    ("cq01", {"project": "procurement-collaboration"}),
    ("cq02", {"federation": "rescue-board-west", "date": "2022-12-31"}),
    ("cq02", {"federation": "rescue-board-west", "date": "2023-01-01"}),
    ("cq02", {"federation": "waste-federation", "date": "2013-12-31"}),
    ("cq02", {"federation": "pay-board-skara-gotene"}),
    ("cq03", {"group": "skaraborg-federation", "date": "2017-06-01"}),
    ("cq04", {"k": 2, "date": "2017-06-01"}),
    ("cq05", {"thing": "lidkoping"}),
    ("cq05", {"thing": "system-cases"}),
    ("cq05", {"thing": "falkoping"}),
    ("cq06", {"municipality": "lidkoping"}),
    ("cq06", {"municipality": "falkoping"}),
    ("cq07", {"collaboration": "waste-federation"}),
    ("cq07", {"collaboration": "project-vdt22"}),
    ("cq09", {"decision": "decision-gotene-guidelines"}),
    ("cq10", {"municipality": "lidkoping"}),
    ("cq11", {"role": "coordinator", "organisation": "project-vdt22", "date": "2021-01-01"}),
    ("cq11", {"role": "managing-director", "organisation": "goliska-it"}),
    ("cq11", {"role": "head-of-unit", "organisation": "lidkoping"}),
    ("cq16", {"least": 1}),
    ("cq17", {"date": "2021-06-01", "outside": 5}),
    ("cq18", {"thing": "goliska-it"}),
    ("cq18", {"thing": "project-vdt22", "before": "2030-01-01"}),
    ("cq19", {"document": "source/inferred"}),
    ("cq19", {"document": "none", "thing": "relation/member-skara-waste"}),
    ("cq19", {"document": "none", "thing": "skara"}),
    ("cq20", {"after": "2000-01-01", "before": "2019-12-31"}),
]


def cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, ox.Literal) and value.datatype.value.rpartition("#")[2] in NUMBERS:
        return float(value.value)
    if isinstance(value, ox.Literal | ox.NamedNode):
        return value.value
    return float(value) if isinstance(value, int | float) else str(value)


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows in one order: where ties and empty cells stand is a matter of each language."""
    return sorted(rows, key=lambda row: [str(value) for value in row])


def in_sparql(
    dataset: StudyDataset, question: PreparedQuestion, values: dict[str, Any]
) -> list[tuple[Any, ...]]:
    answer = dataset.store.query(question.sparql_with(values), use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert tuple(variable.value for variable in answer.variables) == question.columns
    return in_order([tuple(cell(value) for value in row) for row in answer])


def in_cypher(store: Connection, question: PreparedQuestion, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    result = store.query(question.cypher, values)
    assert tuple(result.columns) == question.columns
    return in_order([tuple(cell(value) for value in row) for row in result.records])


def expected(question: PreparedQuestion, base: str) -> list[tuple[Any, ...]]:
    answer = json.loads((ANSWERS / f"{question.name[:4]}.json").read_text(encoding="utf-8"))
    assert answer["question"] == question.name
    assert tuple(answer["columns"]) == question.columns
    return in_order(
        [
            tuple(
                base + value[1:] if isinstance(value, str) and value.startswith(":") else cell(value)
                for value in row
            )
            for row in answer["rows"]
        ]
    )


def test_there_are_thirty_questions() -> None:
    assert [name[:4] for name in NAMES] == [f"cq{number:02d}" for number in range(1, 31)]
    assert {path.stem for path in ANSWERS.iterdir()} <= {name[:4] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_in_cypher_is_short_and_uses_what_the_graph_has(name: str) -> None:
    query = find_question(name).cypher
    lines = [line for line in query.splitlines() if line and not line.startswith("//")]
    assert len(lines) <= LONGEST.get(name[:4], 8), "\n".join(lines)
    assert "ORDER BY" in query
    for internal in ("label_sv", "title_sv", "Precision", "_rdf", "_graphs", "_hash"):
        assert internal not in query, internal


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_have_one_header(name: str) -> None:
    question = find_question(name)
    sparql = [line[2:] for line in question.sparql.splitlines() if line.startswith("# ")]
    cypher = [line[3:] for line in question.cypher.splitlines() if line.startswith("// ")]
    assert sparql == cypher
    assert {"name", "sv", "en", "columns", "meaning"} <= {line.partition(":")[0] for line in sparql}


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_used_in_both_forms(name: str) -> None:
    question = find_question(name)
    for parameter in question.parameters:
        assert f"VALUES ?{parameter.name} {{" in question.sparql
        assert f"${parameter.name}" in question.cypher


@pytest.mark.parametrize("name", NAMES)
def test_sparql_file_as_it_stands_asks_with_the_defaults(
    dataset: StudyDataset, skaraborg: Study, name: str
) -> None:
    question = find_question(name)
    assert question.sparql_with(question.values({}, skaraborg.base)) == question.sparql


@pytest.mark.parametrize("name", ANSWERED)
def test_sparql_gives_the_answer(dataset: StudyDataset, skaraborg: Study, name: str) -> None:
    question = find_question(name)
    rows = in_sparql(dataset, question, question.values({}, skaraborg.base))
    assert rows == expected(question, skaraborg.base)


@pytest.mark.parametrize("name", NAMES)
def test_answer_does_not_depend_on_entailments(
    stated: StudyDataset, dataset: StudyDataset, skaraborg: Study, name: str
) -> None:
    question = find_question(name)
    values = question.values({}, skaraborg.base)
    assert in_sparql(stated, question, values) == in_sparql(dataset, question, values)


def test_cypher_gives_the_same_answers(
    any_store: Connection, dataset: StudyDataset, skaraborg: Study
) -> None:
    sync(any_store, map_dataset(dataset, languages=skaraborg.languages), BuildStamp(skaraborg.id))
    differing = []
    for question in questions():
        rows = in_cypher(any_store, question, question.values({}, skaraborg.base))
        if rows != in_sparql(dataset, question, question.values({}, skaraborg.base)):
            differing.append((question.name, rows))
    for name, given in OTHERS:
        question = find_question(name)
        values = question.values(given, skaraborg.base)
        rows = in_cypher(any_store, question, values)
        if rows != in_sparql(dataset, question, values):
            differing.append((f"{question.name} {given}", rows))
    assert differing == []


def test_a_value_cannot_leave_its_place_in_the_query(dataset: StudyDataset, skaraborg: Study) -> None:
    question = find_question("cq11")
    values = question.values({"role": 'host" } ?a ?b ?c . VALUES ?x { "\\'}, skaraborg.base)
    assert in_sparql(dataset, question, values) == []
    with pytest.raises(UsageError):
        question.sparql_with({**values, "organisation": "http://example.org/> } #"})
