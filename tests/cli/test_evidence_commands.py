"""Anchors on the command line: made, listed, filled in, checked and counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kgraph.cli import main

if TYPE_CHECKING:
    from pathlib import Path

DATA = """@prefix src: <https://e.org/source/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
src:minutes { <https://e.org/m> a org:Membership ; kg:locator "page" ; kg:anchor "?adopts the agreement" . }
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(
        '[study]\nid = "t"\nbase = "https://e.org/"\nsources = ["*.trig"]\n[study.title]\nen = "T"\n'
    )
    (tmp_path / "a.trig").write_text(DATA)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "minutes.txt").write_text(
        "The council adopts the agreement.\nIt adopts the rest."
    )
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["evidence", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_an_anchor_is_printed_as_data_and_its_passage_beside_it(study: Path) -> None:
    code, out, err = run("anchor", study / "documents" / "minutes.txt", "adopts the agreement")
    assert code == 0
    assert out.startswith('kg:anchor "12-32:')
    assert "[adopts the agreement]" in err
    code, out, err = run("anchor", study / "documents" / "minutes.txt", "rejects", "--format", "json")
    assert (code, json.loads(out)) == (1, [])
    assert "does not have the phrase" in err


def test_phrases_are_filled_in_and_checked_until_the_document_says_something_else(study: Path) -> None:
    code, out, err = run("check", "--study", study)
    assert (code, "malformed" in out) == (1, True)
    code, out, err = run("fill", "--study", study)
    assert (code, "1 of 1 phrases have an anchor" in err) == (0, True)
    code, out, err = run("check", "--study", study, "--format", "json")
    assert (code, json.loads(out)["counts"]["found"]) == (0, 1)
    (study / "documents" / "minutes.txt").write_text("The council rejects the agreement.")
    code, out, err = run("check", "--study", study, "--quiet")
    assert code == 1
    assert "not found" in out
    assert "a.trig:4" in out


def test_a_list_of_phrases_becomes_a_table_and_says_what_is_missing(study: Path) -> None:
    (study / "list.tsv").write_text("source\tphrase\nminutes\tadopts the agreement\nother\tx\n")
    code, out, err = run("anchors", study / "list.tsv", "--study", study, "--format", "csv")
    assert code == 1
    assert out.splitlines()[1].split(",")[3].startswith("12-32:")
    assert "1 of 2 phrases have an anchor" in err


def test_what_can_be_walked_back_is_counted(study: Path) -> None:
    code, out, _ = run("summary", "--study", study, "--format", "csv")
    assert code == 0
    assert "locators that say where,0,1" in out
    assert "statements with an anchor,1,1" in out
