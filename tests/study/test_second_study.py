"""A study of another domain, a made-up consortium of libraries, goes through the same code and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.ask.prepared import find_question
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.rdf.validation import validate

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.store.connection import Connection
    from kgraph.study import Study

ANSWERS: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    (
        "cq02",
        {"federation": "consortium", "date": "2023-06-01"},
        [
            ("maritime-archive", "Sjöfartsarkivet", "2023", "", "stated"),
            ("solvik-library", "Solviks bibliotek", "2019-09-01", "", "stated"),
            ("university-library", "Universitetsbiblioteket", "2019-09-01", "", "stated"),
            ("aby-library", "Åbyns bibliotek", "2019-09-01", "", "stated"),
        ],
    ),
    (
        "cq05",
        {"thing": "vendor"},
        [
            (
                "stops",
                "interlending",
                "Fjärrlån kring viken",
                "DEPENDS_ON",
                "catalogue",
                "Gemensam katalog",
                "stated",
            ),
            (
                "stops",
                "library-system",
                "Bibliotekssystemet Fyren",
                "OPERATES",
                "vendor",
                "Fyrsystem AB",
                "stated",
            ),
            (
                "stops",
                "catalogue",
                "Gemensam katalog",
                "REALISED_BY",
                "library-system",
                "Bibliotekssystemet Fyren",
                "",
            ),
            (
                "loses a service",
                "maritime-archive",
                "Sjöfartsarkivet",
                "CONSUMES",
                "interlending",
                "Fjärrlån kring viken",
                "stated",
            ),
            (
                "loses a service",
                "aby-library",
                "Åbyns bibliotek",
                "CONSUMES",
                "interlending",
                "Fjärrlån kring viken",
                "stated",
            ),
            (
                "loses a service",
                "solvik-library",
                "Solviks bibliotek",
                "CONSUMES",
                "catalogue",
                "Gemensam katalog",
                "stated",
            ),
            (
                "loses a service",
                "aby-library",
                "Åbyns bibliotek",
                "CONSUMES",
                "catalogue",
                "Gemensam katalog",
                "stated",
            ),
        ],
    ),
    (
        "cq12",
        {},
        [
            (
                "post-head-university",
                "Chef för universitetsbiblioteket",
                "consortium",
                "Bibliotekskonsortiet Norrvik",
                "post-coordinator",
                "Konsortiets samordnare",
            ),
            (
                "post-head-university",
                "Chef för universitetsbiblioteket",
                "university-library",
                "Universitetsbiblioteket",
                "post-head-university",
                "Chef för universitetsbiblioteket",
            ),
        ],
    ),
    (
        "cq20",
        {"after": "2021-12-31", "before": "2023-12-31"},
        [
            (
                "2022",
                "ends",
                "MEMBER_OF",
                "museum-library",
                "Museibiblioteket",
                "consortium",
                "Bibliotekskonsortiet Norrvik",
            ),
            (
                "2023",
                "starts",
                "MEMBER_OF",
                "maritime-archive",
                "Sjöfartsarkivet",
                "consortium",
                "Bibliotekskonsortiet Norrvik",
            ),
        ],
    ),
]


def test_it_conforms_and_loses_nothing(second: StudyDataset, second_study: Study) -> None:
    assert validate(second, study=second_study).findings == ()
    graph = map_dataset(second, languages=second_study.languages)
    assert [loss for loss in graph.losses if loss.refusing] == []


def test_it_needs_no_term_of_its_own(second: StudyDataset, second_study: Study) -> None:
    kinds = second.store.quads_for_pattern(
        None, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), None
    )
    assert not [quad for quad in kinds if quad.object.value.startswith(second_study.base)]
    assert not [quad for quad in second.store if quad.predicate.value.startswith(second_study.base)]


@pytest.mark.parametrize(("name", "given", "rows"), ANSWERS)
def test_sparql(
    second: StudyDataset, second_study: Study, name: str, given: dict[str, Any], rows: list[tuple[Any, ...]]
) -> None:
    question = find_question(name)
    answer = second.store.query(
        question.sparql_with(question.values(given, second_study.base)), use_default_graph_as_union=True
    )
    assert isinstance(answer, ox.QuerySolutions)
    assert [tuple(value.value.removeprefix(second_study.base) for value in row) for row in answer] == rows


def test_cypher(any_store: Connection, second: StudyDataset, second_study: Study) -> None:
    # A node's label is in its study's first language; the questions in SPARQL name things in Swedish first.
    assert second_study.languages == ("en", "sv")
    sync(any_store, map_dataset(second, languages=("sv", "en")), BuildStamp(second_study.id))
    for name, given, rows in ANSWERS:
        question = find_question(name)
        result = any_store.query(question.cypher, question.values(given, second_study.base))
        found = [
            tuple("" if value is None else str(value).removeprefix(second_study.base) for value in row)
            for row in result.records
        ]
        assert found == rows, name
