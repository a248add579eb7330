# ruff: noqa: E501 - a statement is easiest to read on one line
"""A graph comes out as a workbook in the form of the template, and in again as the same graph."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick_examples import examples

from kgraph.errors import UsageError
from kgraph.loaders.export.workbook_export import WorkbookPlan, plan_workbook
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.reading import read_study
from kgraph.pipeline.prepare import read_dataset
from kgraph.scaffold import StudyDraft, new_study
from kgraph.study import Study, load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.loaders.property_graph import PropertyGraph

HEAD = """@prefix : <https://w3id.org/kgraph/study/t/> . @prefix src: <https://w3id.org/kgraph/study/t/source/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix ex: <https://example.org/> .
src:a a kg:Source ; dct:title "Avtal"@sv ; dct:publisher "Kommunen" .
"""
BODY = """
src:a {
  :skara a kg:Municipality ; skos:prefLabel "Skara kommun"@sv , "Skara"@sv , "Skara"@en ; kg:municipalityCode "1495" ;
    skos:altLabel "a"@sv , "b"@sv , "c"@sv , "d"@sv , "=1+1"@sv ; skos:note "#N/A"@en ; foaf:homepage
    <https://skara.se/> ; kg:locator "§ 2; § 3" , "§ 9" ; kg:paraphrase "Skara."@sv , "Skara it is."@en ;
    kg:anchor "0-4:aa" , "5-9:bb" .
  :board a org:Organization , kg:JointBoard ; skos:prefLabel "Nämnden"@sv ; kg:hostedBy :skara .
  :m a org:Membership ; org:member :skara ; org:organization :board ; kg:ownershipShare 0.25 ; kg:statementStatus status:disputed ;
    kg:confidence 0.80 ; dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2005"^^xsd:gYear ; dcat:endDate
    "2006-02-03"^^xsd:date ] .
  :claim a kg:SourcedStatement ; rdf:subject :board ; rdf:predicate kg:memberCount ; rdf:object 3 .
}
src:b { :skara kg:memberCount 6 ; kg:locator "sidan 1" . :board a org:Organization . }
"""
"""What the template can hold: every statement here goes into the workbook."""


def graph_of_study(study: Study) -> PropertyGraph:
    return map_dataset(read_dataset(study), languages=study.languages)


def exported(
    study: Study, directory: Path, language: str = "sv", graph: PropertyGraph | None = None
) -> tuple[WorkbookPlan, Study]:
    """Write the graph of a study as a workbook, and return the study that reads it."""
    directory.mkdir(exist_ok=True)
    plan = plan_workbook(graph or graph_of_study(study), study, directory / "back.xlsx", language)
    names = tuple(path.name for path in plan.write())
    return plan, dataclasses.replace(study, root=directory, sources=names, tables={})


@pytest.mark.parametrize(
    ("tables", "language"),
    [
        ("csv", "sv"),
        *(
            pytest.param(*each, marks=pytest.mark.slow)
            for each in (("csv", "en"), ("xlsx", "sv"), ("xlsx", "en"))
        ),
    ],
)
def test_the_template_comes_back_as_the_same_graph(tmp_path: Path, language: str, tables: str) -> None:
    new_study(tmp_path / "s", StudyDraft(name="prov", language=language, tables=tables))
    study = load_study(tmp_path / "s")
    graph = graph_of_study(study)
    for out in ("sv", "en"):
        plan, back = exported(study, tmp_path / out, out, graph)
        assert not plan.left.quads, [str(line.en) for line in plan.lines()]
        assert back.sources == ("back.xlsx",)
        assert graph_of_study(back).content_hash == graph.content_hash


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_the_template_can_hold_is_held(
    make_study: Callable[..., Study], tmp_path: Path, language: str
) -> None:
    study = make_study({"data/one.trig": HEAD + BODY})
    plan, back = exported(study, tmp_path / "out", language)
    assert [str(quad) for quad in plan.left.quads] == []
    assert plan.held == len(read_study(study))
    assert graph_of_study(back).content_hash == graph_of_study(study).content_hash


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (':x a kg:Municipality ; ex:own "1" .', "property"),
        (":x a ex:Foreign .", "class"),
        (":x skos:note 'no class anywhere'@sv .", "no-class"),
        (':x a kg:Municipality ; skos:note "no language" .', "language"),
        (':x a kg:Municipality ; skos:note " space before"@sv .', "value"),
        (':x a kg:Municipality ; skos:note "two\\rlines"@sv .', "value"),
        (":x a kg:Municipality ; kg:municipalityCode 1495 .", "value"),
        (":x a kg:Municipality ; kg:statementStatus status:stated , status:disputed .", "value"),
        (":x a org:Membership ; org:member :y .", "ends"),
        (":x a kg:Municipality ; skos:related [ skos:note 'unnamed'@sv ] .", "unnamed"),
        (":x a kg:Source ; dct:title 'Namn'@sv ; dct:publisher 'Namn' .", "unread"),
        ("<ftp://example.org/x> a kg:Municipality .", "form"),
    ],
)
def test_what_no_cell_can_hold_is_named_and_kept_beside(
    make_study: Callable[..., Study], tmp_path: Path, said: str, reason: str
) -> None:
    study = make_study({"data/one.trig": f"{HEAD} src:a {{ {said} }} {BODY}"})
    graph = graph_of_study(study)
    plan, back = exported(study, tmp_path / "out", graph=graph)
    assert {found for found, _ in plan.left.reasons} == {reason}
    assert len(plan.lines()) == 3 + len(plan.left.reasons)
    assert back.sources == ("back.rest.trig", "back.xlsx")
    assert plan.held + len(plan.left.quads) == len(read_study(study))
    assert graph_of_study(back).content_hash == graph.content_hash


def test_the_workbook_has_the_form_of_the_template(make_study: Callable[..., Study], tmp_path: Path) -> None:
    study = make_study({"data/one.trig": HEAD + BODY})
    plan, _ = exported(study, tmp_path / "out", "sv")
    book = openpyxl.load_workbook(plan.path)
    sheet = book["Medlemskap"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:4] == ["identitet", "medlem", "organisation", "roll"]
    assert {"källa", "ställe", "återgivning", "påståendets status", "säkerhet"} < set(headings)
    assert all(cell.comment for cell in sheet[1])
    row = dict(zip(headings, (cell.value for cell in sheet[2]), strict=True))
    assert (row["medlem"], row["organisation"], row["från"], row["till"]) == (
        "skara",
        "board",
        "2005",
        "2006-02-03",
    )
    assert row["påståendets status"] == "omtvistat"
    warning = [v for v in sheet.data_validations.dataValidation if v.showErrorMessage]
    assert warning
    assert all("listan" in v.error and v.errorStyle == "warning" for v in warning)
    assert any("Källa" in v.formula1 for v in sheet.data_validations.dataValidation)
    formula = next(cell for row in book["Kommun"].iter_rows() for cell in row if cell.value == "=1+1")
    assert formula.data_type == "s"


def test_a_source_of_the_study_is_not_overwritten(tmp_path: Path) -> None:
    new_study(tmp_path / "s", StudyDraft(name="prov"))
    study = load_study(tmp_path / "s")
    (source,) = study.source_files()
    before = source.read_bytes()
    with pytest.raises(UsageError, match="source of the study"):
        plan_workbook(graph_of_study(study), study, source, "sv")
    with pytest.raises(UsageError, match=r"called \.xlsx"):
        plan_workbook(graph_of_study(study), study, tmp_path / "x.ods", "sv")
    assert source.read_bytes() == before


_OBJECTS = st.one_of(
    st.builds('"{}"@sv'.format, st.sampled_from(["x", "=A1", "'q", "1;2", "Skara kommun", "_x0041_"])),
    st.sampled_from(["1", "1.50", "true", ":skara", ":none", '"2024-05"^^xsd:gYearMonth', "<urn:x:1>"]),
)
_PROPERTIES = st.sampled_from(
    ["skos:note", "kg:memberCount", "skos:altLabel", "dct:publisher", "kg:locator", "foaf:homepage"]
)


@settings(max_examples=examples(10))
@given(st.lists(st.tuples(st.sampled_from([":skara", ":m", "src:a"]), _PROPERTIES, _OBJECTS), max_size=6))
def test_nothing_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, statements: list[Any]) -> None:
    root = tmp_path_factory.mktemp("s")
    extra = " ".join(f"{s} {p} {o} ." for s, p, o in statements)
    (root / "one.trig").write_text(f"{HEAD} src:a {{ {extra} }} {BODY}", encoding="utf-8")
    study = Study(root, "t", {}, "https://w3id.org/kgraph/study/t/", sources=("one.trig",))
    plan, back = exported(study, root / "out")
    assert plan.held + len(plan.left.quads) == len(read_study(study))
    assert graph_of_study(back).content_hash == graph_of_study(study).content_hash
