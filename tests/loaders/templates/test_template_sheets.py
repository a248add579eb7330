"""Templates: what a researcher gets, and that it can be read, built and told apart from a fault as it is."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import SH, Literal
from reference_engine import reference_report

from kgraph.errors import UsageError
from kgraph.loaders.formats.tables.heading_terms import load_terms
from kgraph.loaders.reading import read_study
from kgraph.loaders.templates.template_sheets import template_sheets, write_workbook
from kgraph.rdf.dataset import add_quads
from kgraph.scaffold import StudyDraft, new_study, packaged_studies
from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

FORMS = [("sv", "xlsx"), ("en", "xlsx"), ("sv", "csv"), ("en", "csv")]


def packaged_graph(*packages: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for package in packages:
        for entry in resources.files(package).iterdir():
            if entry.name.endswith(".ttl"):
                add_quads(graph, ox.parse(entry.read_bytes(), ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    return graph


def test_a_new_study_says_the_same_in_every_form(tmp_path: Path) -> None:
    contents = set()
    for language, tables in FORMS:
        directory = tmp_path / f"{language}-{tables}"
        new_study(directory, StudyDraft(name="prov", language=language, tables=tables))
        dataset = read_study(load_study(directory))
        contents.add(frozenset(quad.triple for quad in dataset.quads() if "period" not in str(quad)))
    assert len(contents) == 1
    assert len(contents.pop()) > 250


def test_the_worked_example_breaks_no_rule(tmp_path: Path) -> None:
    new_study(tmp_path / "s", StudyDraft(language="sv"))
    ontology = packaged_graph("kgraph.ontology", "kgraph.ontology.schemes")
    data = read_study(load_study(tmp_path / "s")).union() + ontology
    shapes = packaged_graph("kgraph.ontology.shapes")
    report = reference_report(data, shapes, inference="rdfs")
    assert (None, SH.conforms, Literal(True)) in report, report.serialize()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_heading_is_explained_and_every_sheet_has_an_example(language: str) -> None:
    for sheet in template_sheets(language):
        assert sheet.rows, sheet.title
        assert len(sheet.title) <= 31
        for heading in sheet.headings:
            assert heading.help, (sheet.title, heading.text)
            assert any(heading.key in row for row in sheet.rows) or not heading.required, heading.text


def test_every_qualified_relation_has_a_sheet() -> None:
    covered = {sheet.cls.iri for sheet in template_sheets()}
    assert {term.iri for term in load_terms().classes.values() if term.qualified} - covered <= {
        # CPOV's participation in a service is the superclass of kgraph's.
        "http://data.europa.eu/m8g/Participation"
    }


def test_drop_down_lists_hold_the_concepts_in_the_language(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "t.xlsx", "sv"))
    sheet = book["Beroende"]
    validations = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    column = next(cell for cell in sheet[1] if cell.value == "kritikalitet").column_letter
    name, _, area = validations[f"{column}2:{column}2000"].partition("!")
    lists = book[name.strip("'")]
    assert lists.sheet_state == "hidden"
    listed = {row[0].value for row in lists[area.replace("$", "")]}
    terms = load_terms()
    scheme = [c for c in terms.concepts.values() if c.scheme.endswith("/criticality")]
    assert listed == {concept.labels["sv"] for concept in scheme}
    assert sheet["A1"].comment.text
    (rule,) = [v for v in sheet.data_validations.dataValidation if str(v.sqref) == f"{column}2:{column}2000"]
    assert (rule.showErrorMessage, rule.errorStyle, rule.errorTitle) == (True, "warning", "Inte i listan")


def test_a_swedish_template_is_swedish_and_references_have_lists_to_choose_from() -> None:
    sheets = {sheet.title: sheet for sheet in template_sheets("sv")}
    status = next(each for each in sheets["Medlemskap"].headings if each.key == "status")
    assert status.text == "påståendets status"
    types = {row["type"] for name in ("Organisation", "Källa") for row in sheets[name].rows if "type" in row}
    assert types == {"lärosäte", "forskaranteckning"}
    (kinds,) = [each.choices for each in sheets["Organisation"].headings if each.key == "type"]
    assert "lärosäte" in kinds
    source = next(each for each in sheets["Kommun"].headings if each.key == "source")
    assert len(source.accepts) == 1


def test_a_template_without_example_is_an_empty_study_that_reads(tmp_path: Path) -> None:
    new_study(tmp_path / "s", StudyDraft(example=False))
    assert len(read_study(load_study(tmp_path / "s"))) == 0


def test_a_copy_of_a_packaged_study_is_the_study(tmp_path: Path) -> None:
    assert "skaraborg" in packaged_studies()
    files = new_study(tmp_path / "s", from_study="skaraborg")
    assert files[0].name == "study.toml"
    assert load_study(tmp_path / "s").id == "skaraborg"
    assert not list((tmp_path / "s").rglob("__pycache__"))


@pytest.mark.parametrize(
    "settings",
    [
        {"draft": StudyDraft(name="två ord")},
        {"draft": StudyDraft(base="example.org")},
        {"from_study": "atlantis"},
        {"draft": StudyDraft(name="x--y")},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        new_study(tmp_path / "s", **settings)
    assert not (tmp_path / "s").exists()


def test_a_directory_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        new_study(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_awkward_title_is_kept_exactly(tmp_path: Path) -> None:
    title = 'Kommuner "i samverkan" \\ ö\tx'
    new_study(tmp_path / "min studie", StudyDraft(title=title))
    study = load_study(tmp_path / "min studie")
    assert study.title["sv"] == title
    assert study.id == "min-studie"
