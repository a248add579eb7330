"""The catalogue of the pages and what scripts and templates name agree in both directions."""

from __future__ import annotations

import re
from pathlib import Path

from kgraph.statements import STATUSES
from kgraph.views.catalogue_words import REPORT, change_words, figure_words, page_words, status_words
from kgraph.words.text import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "kgraph" / "views" / "assets"
ANALYSIS = ROOT / "kgraph" / "analysis"
QUOTED = re.compile(r"[\"'`]([A-Za-z]+)[\"'`]")


def code(*patterns: str) -> str:
    paths = [path for pattern in patterns for path in sorted(ASSETS.glob(pattern))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_text_of_a_page_is_used() -> None:
    text = code("page*.js", "page*.j2")
    used = {*QUOTED.findall(text), *re.findall(r"\bwords\.(\w+)", text)}
    # The link to the report is named in Python; the form for one thing goes with the key that has a number.
    left = {key for key in page_words()["sv"].keys() - used if key.removesuffix("One") not in used}
    assert left <= {"report"}
    assert all(
        "{n}" in page_words()["sv"][key.removesuffix("One")]
        for key in page_words()["sv"].keys() - used - left
    )


def test_every_text_that_a_page_names_exists() -> None:
    named = set(re.findall(r"\btext\(\"(\w+)\"", code("page*.js")))
    named |= set(re.findall(r"data-(?:t|label|placeholder)=\"(\w+)\"", code("page*.j2")))
    named |= set(re.findall(r"\bwords\.(\w+)", code("page*.j2"))) - {"sv", "en"}
    assert len(named) > 80
    for language in LANGUAGES:
        assert named <= page_words()[language].keys()


def test_every_text_of_the_report_is_used_and_every_one_it_names_exists() -> None:
    template = code("report*.j2")
    named = set(re.findall(r"\bwords\.(\w+)", template))
    for names in re.findall(r"\bheadings\(\[([^\]]+)\]", template):
        named |= set(QUOTED.findall(names))
    assert named <= REPORT.keys()
    python = (ROOT / "kgraph" / "views" / "report.py").read_text(encoding="utf-8")
    python += (ROOT / "kgraph" / "views" / "report_findings.py").read_text(encoding="utf-8")
    # The severities of validation are looked up by their names.
    assert REPORT.keys() - named - set(QUOTED.findall(python)) <= {"violation", "warning", "info"}


def test_every_figure_of_the_analysis_has_words_in_both_languages() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ANALYSIS.rglob("*.py")))
    figures = set(re.findall(r"\bFigure\(\s*\"([^\"]+)\"", source))
    assert len(figures) > 10
    for name in {*figures, "ties added that tip", "ties removed that tip"}:
        words = figure_words(name)
        assert words["sv"] != name, name


def test_statuses_and_changes_begin_with_a_capital_letter() -> None:
    assert set(status_words()) == set(STATUSES)
    assert status_words()["disputed"] == {"sv": "Omtvistat", "en": "Disputed"}
    assert set(change_words()) == {"added", "removed", "changed", "same"}
    for words in (*status_words().values(), *change_words().values()):
        assert all(text[:1].isupper() for text in words.values())
