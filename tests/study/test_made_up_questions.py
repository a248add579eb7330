"""The questions on the path of matters, mandates, stops, flows, views and ties, over small made-up data."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.ask.prepared import find_question
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.rdf.concepts import describe_concepts
from kgraph.rdf.dataset import StudyDataset

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

HERE = Path(__file__).parent
BASE = "https://example.org/"

ANSWERS: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    (
        "cq21",
        {"thing": "cases"},
        [
            (":north", "Norra", "2017", 0.6, "", "", "users", "stated"),
            (":south", "Södra", "", "", 40000.0, "SEK", "", "stated"),
        ],
    ),
    (
        "cq22",
        {"matter": "matter"},
        [
            ("2016-12", "Proposal", ":proposal", "Förslag om anslutning", ":south", "Södra", "", "stated"),
            (
                "2017-02-01",
                "Decision",
                ":refused",
                "Avslag",
                ":board",
                "Norra styrelsen",
                "rejected",
                "stated",
            ),
            ("2017-03-01", "AgendaItem", ":item", "Ärendet", ":council", "Norra fullmäktige", "", "stated"),
        ],
    ),
    (
        "cq23",
        {},
        [
            (
                ":director",
                "Direktör i Norra",
                "delegation",
                ":board",
                "Norra styrelsen",
                "it-operation",
                "",
                "2018",
                "",
                "stated",
            ),
            (":forum", "IT-forum", "mandate", ":north", "Norra", "", "Bereda frågor.", "", "", "stated"),
        ],
    ),
    (
        "cq23",
        {"giver": "north"},
        [(":forum", "IT-forum", "mandate", ":north", "Norra", "", "Bereda frågor.", "", "", "stated")],
    ),
    (
        "cq24",
        {"forum": "forum"},
        [(":forum", "IT-forum", ":seat", "Norras plats", "chair", ":north", "Norra", "stated")],
    ),
    (
        "cq25",
        {"before": "2022-12-31"},
        [
            (":agreement", "Avtalet", "2022", 6.0, 12.0, ":north", "Norra", "stated"),
            (":agreement", "Avtalet", "2022", 6.0, 12.0, ":south", "Södra", "stated"),
        ],
    ),
    ("cq25", {"before": "2022-12-30"}, []),
    (
        "cq26",
        {"hours": 24},
        [
            ("", ":cases", "Ärenden", "PROVIDES", ":it", "IT-förbundet", 4.5, "", "stated"),
            ("building-permits", ":north", "Norra", "CONSUMES", ":cases", "Ärenden", 24.0, "high", "stated"),
        ],
    ),
    (
        "cq27",
        {"thing": "cases"},
        [
            (
                ":cases",
                "Ärenden",
                ":north",
                "Norra",
                "ansökningar",
                "integration",
                ":it",
                "IT-förbundet",
                "yes",
                "stated",
            )
        ],
    ),
    (
        "cq28",
        {"thing": "challenge"},
        [
            (":director", "Direktör i Norra", "opposes", "", "yes", "stated"),
            (":managers", "IT-chefer", "names", 4.0, "yes", "stated"),
        ],
    ),
    (
        "cq29",
        {},
        [
            (
                ":effort",
                "Insatsen",
                ":result",
                "Utfallet",
                "inferred",
                ":challenge",
                "Olika takt",
                "eases",
                "inferred",
            )
        ],
    ),
    ("cq29", {"project": "forum"}, []),
    (
        "cq30",
        {},
        [
            (
                "failed proposal",
                ":proposal",
                "Förslag om anslutning",
                ":board",
                "Norra styrelsen",
                "2017-02-01",
                "rejected",
                "stated",
            ),
            ("informal tie", ":tie", "Norra - Södra", ":it", "IT-förbundet", "2001", "advice", "stated"),
        ],
    ),
]


def _test_questions() -> Any:
    """Return the module that compares the answers of both languages."""
    name = "kgraph_test_questions"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "test_questions.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="module")
def made_up() -> StudyDataset:
    store = ox.Store()
    store.load(path=str(HERE / "made_up.trig"), format=ox.RdfFormat.TRIG)
    dataset = StudyDataset(store, base=BASE)
    describe_concepts(dataset)
    return dataset


def answers() -> list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]]:
    def whole(value: Any) -> Any:
        return BASE + value[1:] if isinstance(value, str) and value.startswith(":") else value

    return [(name, given, [tuple(map(whole, row)) for row in rows]) for name, given, rows in ANSWERS]


def test_every_new_question_is_asked() -> None:
    assert {name for name, _, _ in ANSWERS} == {f"cq{number}" for number in range(21, 31)}


@pytest.mark.parametrize(("name", "given", "rows"), answers(), ids=lambda value: str(value)[:40])
def test_sparql_answers(
    made_up: StudyDataset, name: str, given: dict[str, Any], rows: list[tuple[Any, ...]]
) -> None:
    tools = _test_questions()
    question = find_question(name)
    assert tools.in_sparql(made_up, question, question.values(given, BASE)) == tools.in_order(rows)


def test_cypher_answers(any_store: Connection, made_up: StudyDataset) -> None:
    tools = _test_questions()
    sync(any_store, map_dataset(made_up), BuildStamp("made-up"))
    differing = []
    for name, given, rows in answers():
        question = find_question(name)
        found = tools.in_cypher(any_store, question, question.values(given, BASE))
        if found != tools.in_order(rows):
            differing.append((name, given, found))
    assert differing == []
