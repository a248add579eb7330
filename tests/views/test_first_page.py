"""The first page of the report is one page, says no term of network science, and shows one picture."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from kgraph.analysis.analyse import analyse
from kgraph.analysis.settings import Settings
from kgraph.views.claim_picture import claim_picture
from kgraph.views.report import render_report, write_report
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from conftest import Visit

    from kgraph.views.page_content import PageSetting

BASE = "https://w3id.org/kgraph/study/test/"
SHEET = 267 / 25.4 * 96
"""Height of an A4 sheet inside its margins, in CSS pixels."""
TERMS = re.compile(
    r"between(ness)?\b.*\d|centralit|robust|komponent|component|grad\b|degree|mellanligg|graf\b|graph\b|nod\b|node",
    re.IGNORECASE,
)
QUESTIONS = ["dependency-loss", "central-actors", "cut-points", "joint-losses", "mitigation"]


@pytest.fixture(scope="module")
def told(graph: nx.MultiDiGraph, setting: PageSetting) -> PageSetting:
    settings = Settings(seed=1, draws=20, workers=1)
    found = analyse(graph, questions=QUESTIONS, settings=settings, day=dt.date(2026, 11, 26)).to_json()
    return replace(setting, analysis=found)


def test_the_page_tells_what_so_what_how_sure_and_what_to_ask(
    graph: nx.MultiDiGraph, told: PageSetting
) -> None:
    html = render_report(graph, told)
    page = html[html.index('id="first"') : html.index('id="short"')]
    for text in (
        "If System 1 stops, it takes 2 services with it.",
        "Om System 1 upphör, upphör också 2 tjänster.",
        "Service 3 can do without either Service 4 or System 2, but not without both.",
        "of 20 draws.",
        "Fråga härnäst",
        "Bygger på 3 dokument.",
        'class="plot"',
    ):
        assert text in page, text
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert TERMS.search(words) is None


def test_no_sentence_for_those_who_decide_has_a_term() -> None:
    texts = catalogue("briefs")
    for key in texts:
        assert TERMS.search(f"{texts(key).sv} {texts(key).en}") is None, key


def test_the_picture_counts_what_it_has_no_room_for(graph: nx.MultiDiGraph) -> None:
    members = [f"{BASE}{name}" for name in ("Essunga", "Grästorp", "Götene", "Lidköping", "Skara", "Vara")]
    direct = [*members, *(f"{BASE}service-{n}" for n in range(1, 5)), BASE + "v6"]
    words = {"sv": "elva saker", "en": "eleven things"}
    picture = claim_picture(graph, [[BASE + "it"], direct], [words], "sv")
    assert picture is not None
    assert "och 2 till" in picture
    assert "elva saker" in picture
    assert claim_picture(graph, [[BASE + "it"], []], [], "sv") is None


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_one_sheet_and_three_screens_of_a_phone(
    graph: nx.MultiDiGraph, told: PageSetting, tmp_path: Path, visit: Visit, scheme: Any
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    path = write_report(graph, tmp_path / "report.html", told)
    page = visit.open(path).page
    height = "document.querySelector('#first').offsetHeight"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(height) < 3 * 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    # What is too wide for the screen scrolls in a frame of its own.
    assert not page.evaluate(
        "[...document.querySelectorAll('main table')].filter((table) => table.offsetParent "
        "&& table.getBoundingClientRect().right > 391 && !table.closest('.scroll')).length"
    )
    found = Axe().run(page).response
    assert [item["id"] for item in found["violations"] if item["impact"] in ("serious", "critical")] == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1009})
    assert page.evaluate(height) < SHEET
    assert visit.complaints == []
