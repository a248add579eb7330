# ruff: noqa: E501 - the text of a file is read best on one line
"""The gate: what it finds, where it says it is, and that it never says "conforms" of what it did not check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rdflib.namespace import RDF, SH
from reference_engine import reference_report

from kgraph.errors import Location, SourceError
from kgraph.loaders.reading import read_study
from kgraph.rdf import validation
from kgraph.rdf.dataset import add_quads
from kgraph.rdf.ontology_context import background
from kgraph.rdf.shapes import load_shapes
from kgraph.rdf.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import rdflib

    from kgraph.rdf.screening.shacl_result import ShaclReport
    from kgraph.rdf.validation_report import Finding, ValidationReport
    from kgraph.study import Study

PREFIXES = """@prefix : <https://w3id.org/kgraph/study/t/> .
@prefix src: <https://w3id.org/kgraph/study/t/source/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://e/> .
"""
SOURCES = PREFIXES + (
    'src:s a kg:Source ; dct:title "A protocol"@en , "Ett protokoll"@sv ; dct:publisher "X" ;\n'
    '  dct:issued "2020"^^xsd:gYear ; dct:source "x.example" ; dct:language "sv" ; kg:retrievedOn "2026-11-01"^^xsd:date .\n'
)
SHAPES = PREFIXES + (
    'e:Org a sh:NodeShape ; sh:targetClass org:Organization ; sh:property e:Org-name .\n'
    'e:Org-name sh:path skos:prefLabel ; sh:minCount 1 ; sh:maxLength 12 ; sh:name "Name"@en ;\n'
    '  sh:message "Give it a name."@en , "Ge den ett namn."@sv .\n'
)  # fmt: skip


def in_source(text: str) -> dict[str, str]:
    return {"sources.ttl": SOURCES, "data.trig": f"{PREFIXES}src:s {{\n{text}\n}}"}


def line_of(text: str) -> int:
    """The line of the first `#` in a source's text, as the file counts it."""
    return PREFIXES.count("\n") + 2 + text[: text.index("#")].count("\n")


def found(report: ValidationReport, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule.endswith(rule)]


def check(make_study: Callable[..., Study], files: dict[str, str], **policy: object) -> ValidationReport:
    study = make_study(files, **policy)
    return validate(read_study(study), study=study)


def test_a_missing_value_is_placed_where_its_node_is_first_described(
    make_study: Callable[..., Study], tmp_path: Path
) -> None:
    text = ':a a org:Organization ;\n  skos:prefLabel "A" .\n\n:b a kg:Municipality ; #\n  org:unitOf :a .'
    study = make_study(in_source(text))
    (tmp_path / "s.ttl").write_text(SHAPES)
    report = validate(read_study(study), shapes=[tmp_path / "s.ttl"], study=study)
    (finding,) = report.findings
    assert finding.severity == "violation"
    assert finding.rule == "http://e/Org-name"
    assert finding.name == "Name"
    assert finding.focus == "https://w3id.org/kgraph/study/t/b"
    assert finding.path == "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    assert finding.message == {"en": "Give it a name.", "sv": "Ge den ett namn."}
    assert finding.locations == (Location("data.trig", line=line_of(text)),)
    assert finding.sources == ("https://w3id.org/kgraph/study/t/source/s",)
    assert not report.conforms
    assert report.targets == {"http://e/Org": 2}


def test_a_wrong_value_is_placed_where_it_stands(make_study: Callable[..., Study], tmp_path: Path) -> None:
    text = ':a a org:Organization ;\n  skos:prefLabel "A" ;\n  skos:prefLabel "Much too long a name"@en . #'
    study = make_study(in_source(text))
    (tmp_path / "s.ttl").write_text(SHAPES)
    (finding,) = validate(read_study(study), shapes=[tmp_path / "s.ttl"], study=study).findings
    assert finding.value == "Much too long a name"
    assert finding.locations == (Location("data.trig", line=line_of(text)),)
    assert finding.label == {"und": "A", "en": "Much too long a name"}


STRUCTURE = {
    "an end before its start": (
        ':m a org:Membership ; org:member :a ; org:organization :b ;\n dct:temporal [ a dct:PeriodOfTime ;\n'
        ' dcat:startDate "2021"^^xsd:gYear ; dcat:endDate "2019"^^xsd:gYear #\n ] .', "PeriodOrder",
    ),
    "an impossible date": (
        ':m a org:Membership ; dct:temporal [ a dct:PeriodOfTime ;\n dcat:startDate "2024-13-45"^^xsd:date #\n ] .', "Period-start",
    ),
    "its own part": (":a a org:Organization ; org:unitOf :a . #", "NotOwnUnit"),
    "a cycle of parts": (":a a org:Organization ;\n org:subOrganizationOf :b . #\n:b a org:Organization ; org:subOrganizationOf :a .", "Cycle"),
}  # fmt: skip


@pytest.mark.parametrize("case", STRUCTURE)
def test_faults_of_structure_name_the_rule_and_the_place(case: str, make_study: Callable[..., Study]) -> None:
    text, rule = STRUCTURE[case]
    report = check(make_study, in_source(text))
    hits = [finding for finding in report.findings if rule in finding.rule or rule in finding.path]
    assert hits, [finding.rule for finding in report.findings]
    assert Location("data.trig", line=line_of(text)) in {
        place for finding in hits for place in finding.locations
    }
    assert all({"sv", "en"} <= set(finding.message) for finding in report.findings)


def test_a_blank_node_in_place_of_a_time_is_found_and_breaks_no_shape(
    make_study: Callable[..., Study],
) -> None:
    text = (
        ":m a <http://www.w3.org/ns/prov#Activity> ;\n <http://www.w3.org/ns/prov#startedAtTime> [ e:p 1 ] ;\n"
        ' <http://www.w3.org/ns/prov#endedAtTime> "2020-01-01T00:00:00Z"^^xsd:dateTime .'
    )
    (finding,) = found(check(make_study, in_source(text)), "ActivityOrder-times")
    assert finding.value.startswith("_:")
    assert finding.locations == (Location("data.trig", line=line_of("#") + 1),)


def test_a_broken_shapes_file_is_an_error(make_study: Callable[..., Study], tmp_path: Path) -> None:
    study = make_study(in_source(":a a org:Organization ."))
    dataset = read_study(study)
    broken = {
        "not Turtle": (SHAPES + "e:x sh:path", r"s\.ttl:\d+: the shapes cannot be read"),
        "a misspelt term": (SHAPES.replace("sh:minCount", "sh:minCuont"), r"s\.ttl:12: SHACL has no term sh:minCuont"),
        "no path": (SHAPES.replace("sh:path skos:prefLabel ;", ""), "a shape is broken"),
        "two paths": (SHAPES.replace("sh:path skos:prefLabel", "sh:path skos:prefLabel , e:p"), "a shape is broken"),
        "a bad number": (SHAPES.replace("sh:minCount 1", 'sh:minCount "one"'), "a shape is broken"),
        "bad SPARQL": (
            SHAPES + 'e:S a sh:NodeShape ; sh:targetClass org:Organization ; sh:sparql [ sh:select "SELECT $this { $this" ] .',
            "a shape is broken",
        ),
    }  # fmt: skip
    for text, message in broken.values():
        (tmp_path / "s.ttl").write_text(text)
        with pytest.raises(SourceError, match=message):
            validate(dataset, shapes=[tmp_path / "s.ttl"], study=study)


def test_shapes_that_match_nothing_do_not_conform(make_study: Callable[..., Study], tmp_path: Path) -> None:
    study = make_study(in_source(":a a e:Other ."))
    (tmp_path / "s.ttl").write_text(SHAPES)
    report = validate(read_study(study), shapes=[tmp_path / "s.ttl"], study=study)
    assert not report.conforms
    assert "0 targets" in found(report, "no-targets")[0].message["en"]
    (tmp_path / "s.ttl").write_text(
        SHAPES + "e:O a sh:NodeShape ; sh:targetClass e:Other ; sh:nodeKind sh:IRI ."
    )
    report = validate(read_study(study), shapes=[tmp_path / "s.ttl"], study=study)
    assert report.conforms
    assert report.to_json()["shapes"] == {"checked": 2, "withoutTargets": ["http://e/Org"]}


def test_no_shapes_at_all_do_not_conform(make_study: Callable[..., Study]) -> None:
    study = make_study(in_source(":a a e:Other ."))
    assert not validate(read_study(study), shapes=[], study=study).conforms


def test_shapes_of_the_study_are_used_too(make_study: Callable[..., Study]) -> None:
    files = in_source(":a a e:Other ; e:p 1 .")
    shape = (
        PREFIXES
        + "e:O a sh:NodeShape ; sh:targetClass e:Other ; sh:property [ sh:path e:p ; sh:maxCount 0 ] ."
    )
    report = check(make_study, {**files, "shapes/own.ttl": shape})
    (finding,) = [finding for finding in report.findings if finding.rule == "http://e/O"]
    assert finding.message["sv"].startswith("Regeln är bruten")


def test_every_graph_must_be_described_as_a_source(make_study: Callable[..., Study]) -> None:
    files = {"sources.ttl": SOURCES, "a.trig": PREFIXES + "\nsrc:s { :a e:p 1 }\nsrc:other { :a e:p 2 }"}
    (finding,) = found(check(make_study, files), "undescribed-source")
    assert finding.focus.endswith("source/other")
    assert finding.locations == (Location("a.trig", line=PREFIXES.count("\n") + 3),)
    described = {
        **files,
        "more.ttl": PREFIXES
        + "e:Doc <http://www.w3.org/2000/01/rdf-schema#subClassOf> kg:Source . src:other a e:Doc .",
    }
    assert not found(check(make_study, described), "undescribed-source")


def test_keys_without_meaning_become_a_warning(make_study: Callable[..., Study]) -> None:
    report = check(
        make_study, {**in_source(":a e:p 1 ."), "a.jsonld": '{"@id": "http://e/a", "zz": 1, "http://e/p": 1}'}
    )
    assert [(finding.severity, finding.locations[0].file) for finding in found(report, "unmapped-key")] == [
        ("warning", "a.jsonld")
    ]


def test_the_report_is_the_same_json_each_time(make_study: Callable[..., Study]) -> None:
    files = in_source(
        ":a a org:Organization , kg:Council . :b a kg:Decision . :c a kg:Dependency ; dct:temporal [ ] ."
    )
    first, second = (json.dumps(check(make_study, files).to_json()) for _ in range(2))
    assert first == second
    assert json.loads(first)["counts"]["violation"] > 3


def results(graph: rdflib.Graph) -> set[tuple[object, ...]]:
    return {
        (
            graph.value(result, SH.focusNode),
            graph.value(result, SH.sourceShape),
            graph.value(result, SH.sourceConstraintComponent),
            graph.value(result, SH.value),
            graph.value(result, SH.resultSeverity),
        )
        for result in graph.subjects(RDF.type, SH.ValidationResult)
        if next(graph.subjects(SH.result, result), None) is not None
    }


def test_sparql_constraints_find_what_the_reference_engine_finds(
    make_study: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oxigraph evaluates the constraints that pyshacl would otherwise; both must report the same."""
    text = "\n".join(
        text.replace("#", "").replace(":m ", f":m{n} ").replace(":a ", f":a{n} ").replace(":b ", f":b{n} ")
        for n, (text, _) in enumerate(STRUCTURE.values())
    )
    text += "\n:x skos:broader :y . :y skos:broader :x . :p a org:Post ; org:postIn :a1 . :q a org:Post ; org:postIn :a1 .\n"
    study = make_study(in_source(text))
    dataset = read_study(study)
    data = dataset.union()
    add_quads(data, background(dataset.store))
    reference = reference_report(data, load_shapes(study=study).graph(), advanced=True)
    seen: list[ShaclReport] = []
    check = validation.shacl_results
    monkeypatch.setattr(validation, "shacl_results", lambda *given: (seen.append(check(*given)), seen[0])[1])
    validate(dataset, study=study)
    expected = results(reference)
    assert not seen[0].plain
    assert results(seen[0].graph) == expected
    assert len({found for found in expected if found[2] == SH.SPARQLConstraintComponent}) >= 4
