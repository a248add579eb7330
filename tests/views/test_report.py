"""The report says what was read, how good it is, what was found, and how to repeat it; in two languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe

from kgraph.errors import UsageError
from kgraph.views.report import ROWS_SHOWN, render_report, write_report
from kgraph.views.report_findings import fragility_curves

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Visit

    from kgraph.views.page_content import PageSetting

HOSTILE = "</script><img src=x onerror=alert(1)>"
BUILD = {
    "title": {"sv": "Västra Skaraborg", "en": "Western Skaraborg"},
    "build": "b1",
    "contentHash": "abc",
    "command": "kgraph rebuild --study .",
    "inputs": {"data/a.trig": "0123"},
    "versions": {"kgraph": "0.1.0"},
    "losses": [],
}
VALIDATION = {
    "conforms": False,
    "counts": {"violation": 1, "warning": 0, "info": 0},
    "statements": 42,
    "engine": "pyshacl",
    "shapes": {"checked": 7, "withoutTargets": ["urn:x"]},
    "findings": [
        {
            "severity": "violation",
            "rule": "urn:rule",
            "name": "rule",
            "message": {"sv": "saknar namn", "en": "lacks a name"},
            "focus": "urn:a",
            "label": {"sv": HOSTILE},
            "path": None,
            "value": None,
            "locations": [{"file": "data/a.trig", "line": 12}],
            "sources": [],
        }
    ],
}


def test_the_report_holds_findings_evidence_quality_and_how_to_repeat_it(
    graph: nx.MultiDiGraph, setting: PageSetting, analysis: dict[str, Any]
) -> None:
    html = render_report(graph, replace(setting, analysis=analysis, build=BUILD), validation=VALIDATION)
    for text in (
        "Alla sex kommuner hänger på IT-förbundet.",
        "All six depend on it.",
        "doi:10.1145/362248.362272",
        "https://example.org/avtal",
        "data/a.trig<wbr>:12",
        "saknar namn",
        "kgraph rebuild --study .",
        "0123",
        "5–6",
        "Det som skär av andra.",
    ):
        assert text in html
    assert HOSTILE not in html


def test_findings_stand_by_rule_and_the_first_of_each_are_told(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    warning = {**VALIDATION["findings"][0], "severity": "warning", "name": "named"}
    many = [{**warning, "focus": f"urn:{n}", "label": {"en": f"Thing {n}."}} for n in range(10)]
    validation = {
        **VALIDATION,
        "counts": {"violation": 1, "warning": 10, "info": 0},
        "findings": [*VALIDATION["findings"], *many],
    }
    html = render_report(graph, setting, validation=validation)
    assert [f"Thing {n}." in html for n in range(10)] == [n < ROWS_SHOWN for n in range(10)]
    assert 'scope="rowgroup">named (10)' in html
    assert "2 more of the same kind stand in validation.json." in html
    assert 'scope="rowgroup">rule (1)' in html


def test_numbers_are_written_as_each_language_writes_them(
    graph: nx.MultiDiGraph, setting: PageSetting, analysis: dict[str, Any]
) -> None:
    html = render_report(graph, replace(setting, analysis=analysis))
    assert '<span lang="sv" data-l="sv">2,5</span><span lang="en" data-l="en">2.5</span>' in html


@pytest.mark.slow
def test_the_same_data_give_the_same_report(
    graph: nx.MultiDiGraph, setting: PageSetting, analysis: dict[str, Any]
) -> None:
    first = render_report(graph, replace(setting, analysis=analysis, build=BUILD))
    assert first == render_report(graph.copy(), replace(setting, analysis=analysis, build=BUILD))


def test_a_report_without_analysis_or_data_says_so(setting: PageSetting) -> None:
    html = render_report(nx.MultiDiGraph(), setting)
    assert "Ingen analys är bifogad." in html
    assert "No validation is attached." in html


def test_persons_stay_out_of_the_report(graph: nx.MultiDiGraph, setting: PageSetting) -> None:
    peopled = graph.copy()
    peopled.add_node("https://example.org/p", labels=("Person",), label="Namn Namnsson")
    html = render_report(peopled, setting)
    assert "Namnsson" not in html
    assert "1 fysisk person är utelämnad" in html


def test_fragility_is_drawn_in_shares_of_all_nodes() -> None:
    row = {"label": {"sv": "efter grad", "en": "by degree"}}
    rows = [row | {"detail": {"removed": [0, 1, 2, 3, 4], "largest": [3, 2, 1, 1, 0]}}]
    curves = fragility_curves({"rows": rows}, "en")
    assert curves == {"by degree": ([0, 0.25, 0.5, 0.75, 1], [0.75, 0.5, 0.25, 0.25, 0])}


def test_an_unknown_language_is_refused(graph: nx.MultiDiGraph, setting: PageSetting) -> None:
    with pytest.raises(UsageError, match="'de'"):
        render_report(graph, replace(setting, language="de"))


@pytest.mark.browser
def test_the_report_opens_from_disk_alone_and_switches_language(
    graph: nx.MultiDiGraph, setting: PageSetting, analysis: dict[str, Any], tmp_path: Path, visit: Visit
) -> None:
    path = write_report(
        graph,
        tmp_path / "report.html",
        replace(setting, analysis=analysis, build=BUILD),
        validation=VALIDATION,
    )
    visit.open(path)
    page = visit.page
    assert page.locator("h1").inner_text() == "Västra Skaraborg"
    page.select_option("#language", "en")
    assert page.locator("h1").inner_text() == "Western Skaraborg"
    assert page.locator("svg.plot:visible").count() >= 3
    assert re.search(r"<img[^>]*onerror", page.content()) is None
    assert visit.external == []
    assert visit.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_report(
    graph: nx.MultiDiGraph,
    setting: PageSetting,
    analysis: dict[str, Any],
    tmp_path: Path,
    visit: Visit,
    scheme: Any,
) -> None:
    path = write_report(
        graph,
        tmp_path / "report.html",
        replace(setting, analysis=analysis, build=BUILD),
        validation=VALIDATION,
    )
    visit.page.emulate_media(color_scheme=scheme)
    visit.open(path)
    visit.page.click("#unfold")
    found = Axe().run(visit.page).response
    assert len(found["passes"]) > 10
    assert [item["id"] for item in found["violations"] if item["impact"] in ("serious", "critical")] == []
