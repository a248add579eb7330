"""A study in any one language, or with no title, is built, and every page has its texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import InvalidDataError, PagesMissingError
from kgraph.pipeline import full_build
from kgraph.pipeline.rebuild import rebuild
from kgraph.pipeline.store_report import store_state
from kgraph.pipeline.summary import summary_lines
from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.store.servers.leases import Lease
    from kgraph.study import Study

DATA = """
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix : <https://example.org/s/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:a a org:Organization {a} .
:b a kg:MunicipalFederation {b} .
:m a org:Membership ; org:member :a ; org:organization :b .
"""
SETTINGS = 'id = "one"\nbase = "https://example.org/s/"\nsources = ["*.trig"]\n'

# Title and languages of the study, language tag of the names; heading of the report, its language.
CASES = {
    "only English": ('title = {en = "T"}', "@en", "T", "sv"),
    "only English, and said so": ('title = {en = "T"}\nlanguages = ["en"]', "@en", "T", "en"),
    "only Swedish": ('title = {sv = "T"}\nlanguages = ["sv"]', "@sv", "T", "sv"),
    "a third language": ('title = {nb = "T"}\nlanguages = ["nb"]', "@nb", "T", "en"),
    "a region": ('title = {"en-GB" = "T"}\nlanguages = ["en-GB"]', "@en-GB", "T", "en"),
    "another region": ('title = {"sv-FI" = "T"}\nlanguages = ["sv-FI"]', "@sv-FI", "T", "sv"),
    "a title without language": ('title = "T"', "@en", "T", "sv"),
    "no languages": ('title = "T"\nlanguages = []', "@en", "T", "sv"),
    "no title": ("", "@en", "one", "sv"),
    "an empty title": ('title = ""', "@en", "one", "sv"),
    "titles of no language": ("title = {}", "@en", "one", "sv"),
}


def make(root: Path, title: str, tag: str | None) -> Study:
    names = ["" if tag is None else f'; skos:prefLabel "{name}"{tag}' for name in ("Alpha", "Beta")]
    text = DATA.replace("{a}", names[0]).replace("{b}", names[1])
    (root / "data.trig").write_text(text, encoding="utf-8")
    settings = f"[study]\n{SETTINGS}{title}\n[analysis]\ndraws = 2\n"
    (root / "study.toml").write_text(settings, encoding="utf-8")
    return load_study(root)


@pytest.fixture
def address(embedded_server: Lease, embedded_store: object, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NEO4J_USERNAME", embedded_server.state.username)
    monkeypatch.setenv("NEO4J_PASSWORD", embedded_server.state.password)
    monkeypatch.setenv("NEO4J_DATABASE", embedded_server.state.database)
    return embedded_server.state.uri


@pytest.mark.parametrize("case", CASES)
def test_one_language_is_enough(case: str, address: str, tmp_path: Path) -> None:
    title, tag, heading, language = CASES[case]
    built = rebuild(make(tmp_path, title, tag), address)
    assert heading in summary_lines(built)
    report = built.report.read_text(encoding="utf-8")
    assert f"<title>{heading}</title>" in report
    assert f'<html lang="{language}"' in report
    assert "Alpha" in report
    assert all("Alpha" in view.read_text(encoding="utf-8") for view in built.views[:1])
    assert store_state(built.study, address)["pages"] == "of this build"


@pytest.mark.parametrize("tag", [None, ""])
def test_names_without_language_are_refused_before_the_store_is_changed(
    tag: str | None, address: str, tmp_path: Path
) -> None:
    study = make(tmp_path, "", tag)
    with pytest.raises(InvalidDataError, match="the store was left as it was"):
        rebuild(study, address)
    assert store_state(study, address)["state"] == "empty"


def test_a_build_whose_pages_fail_says_so_and_the_next_one_makes_them(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make(tmp_path, "", "@en")
    with monkeypatch.context() as patched:
        patched.setattr(full_build, "write_study_report", lambda *_: {}["sv"])
        with pytest.raises(PagesMissingError, match=r"^the store holds build \w+, but its pages are missing"):
            rebuild(study, address)
    state = store_state(study, address)
    assert (state["state"], state["pages"]) == ("complete", "missing; kgraph rebuild makes them")
    built = rebuild(study, address)
    assert json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))["build"]
    assert built.report.is_file()
    assert store_state(study, address)["pages"] == "of this build"
