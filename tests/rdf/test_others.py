"""Data that others made: loaded as it is, without contact details; the study's own is held to the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.pipeline.prepare import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.study import Study

PREFIXES = """@prefix : <https://w3id.org/kgraph/study/t/> .
@prefix their: <https://their.example/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dct: <http://purl.org/dc/terms/> .
"""
NAMELESS = 'their:a a org:Organization ; skos:prefLabel "A" .'


def severities(study: Study) -> dict[str, str]:
    """The severity of each finding by the rule's name."""
    _, report = check(study)
    return {finding.name: finding.severity for finding in report.findings}


def test_a_broken_rule_in_data_that_knows_nothing_of_kgraph_is_a_warning(
    make_study: Callable[..., Study],
) -> None:
    study = make_study({"a.ttl": PREFIXES + NAMELESS})
    dataset, report = check(study)
    (finding,) = report.findings
    assert report.conforms
    assert (finding.severity, finding.name) == ("warning", "NamedThing-language")
    assert finding.message["en"].endswith("Others' data: loaded as it is.")
    assert finding.message["sv"].endswith("Andras data: läst som det är.")
    assert map_dataset(dataset).nodes["https://their.example/a"].properties["label"] == "A"


@pytest.mark.parametrize(
    "text",
    [
        ':a a org:Organization ; skos:prefLabel "A" .',
        f"{NAMELESS} their:b a kg:Municipality ; skos:prefLabel 'B'@en .",
        f"{NAMELESS} their:a dct:type <https://w3id.org/kgraph/scheme/role/partner> .",
        ":x { " + NAMELESS + " }",
        "[] a org:Organization ; skos:prefLabel 'A' ; org:subOrganizationOf :b . :b a org:Organization .",
    ],
)
def test_what_the_study_names_or_says_in_kgraphs_terms_is_held_to_the_rules(
    make_study: Callable[..., Study], text: str
) -> None:
    assert severities(make_study({"a.trig": PREFIXES + text}))["NamedThing-language"] == "violation"


def test_others_data_stays_others_when_the_study_says_more_of_the_same_thing(
    make_study: Callable[..., Study],
) -> None:
    own = f'{PREFIXES} their:a a kg:Municipality ; skos:prefLabel "A"@en .'
    found = severities(make_study({"a.ttl": PREFIXES + NAMELESS, "own.ttl": own}))
    assert found["NamedThing-language"] == "warning"


def test_a_named_graph_of_others_need_not_be_described(make_study: Callable[..., Study]) -> None:
    theirs = f"{PREFIXES} <https://their.example/graph> {{ {NAMELESS} }}"
    assert severities(make_study({"a.trig": theirs}))["Undescribed source"] == "warning"
    own = f"{PREFIXES} :source {{ {NAMELESS} }}"
    assert severities(make_study({"a.trig": own}))["Undescribed source"] == "violation"


def test_contact_details_in_others_data_are_left_out_and_counted(make_study: Callable[..., Study]) -> None:
    text = """their:a a org:Organization ; skos:prefLabel "A"@en ;
      vcard:hasTelephone [ vcard:hasValue <tel:+461> ] ;
      foaf:mbox <mailto:a@their.example> ; dct:description "Write to a@their.example."@en , "A board."@en .
    their:desk a vcard:Kind ; vcard:hasValue <mailto:desk@their.example> ; vcard:given-name "Kim" ."""
    study = make_study({"a.ttl": PREFIXES + text})
    dataset, report = check(study)
    assert report.conforms
    kept = "\n".join(map(str, dataset.quads()))
    for gone in ("tel:", "mailto:", "Write to", "Kim"):
        assert gone not in kept
    assert '"A board."' in kept
    (note,) = dataset.notes
    assert (note.kind, note.count) == ("personal-data-omitted", 6)
    read = sum(file.statements for file in dataset.files)
    assert read == len(dataset) + note.count
    assert {f.message["en"].rpartition("Others' data: ")[2] for f in report.findings} == {
        "left out of the graph."
    }
    assert not any("mailto:" in uri for uri in map_dataset(dataset).nodes)


def test_contact_details_in_the_studys_own_files_stop_a_rebuild(make_study: Callable[..., Study]) -> None:
    own = f'{PREFIXES} :a a org:Organization ; skos:prefLabel "A"@en ; foaf:mbox <mailto:a@e.example> .'
    assert severities(make_study({"a.ttl": own}))["ContactDetails-none"] == "violation"


def test_shapes_that_the_study_adds_hold_for_others_data_too(
    make_study: Callable[..., Study], tmp_path: Path
) -> None:
    study = make_study({"a.ttl": PREFIXES + "their:a a org:Organization ; skos:prefLabel 'A'@en ."})
    (tmp_path / "shapes").mkdir()
    shape = "their:S a sh:NodeShape ; sh:targetClass org:Organization ; sh:property their:S-type ."
    shape += " their:S-type sh:path dct:type ; sh:minCount 1 ."
    sh = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    (tmp_path / "shapes" / "s.ttl").write_text(PREFIXES + sh + shape, encoding="utf-8")
    assert severities(study) == {"S-type": "violation"}


def test_what_data_says_in_another_way_is_not_asked_for(make_study: Callable[..., Study]) -> None:
    text = """@prefix org: <http://www.w3.org/ns/org#> . @prefix r: <https://town.example/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    r:town a org:FormalOrganization ; skos:prefLabel "Town"@en ; org:hasPost r:clerk ; org:hasUnit r:parks .
    r:parks a org:OrganizationalUnit ; skos:prefLabel "Parks"@en .
    r:clerk a org:Post ; org:role r:clerk-role ."""
    report = check(make_study({"a.ttl": text})).report
    asked = {finding.name for finding in report.findings if finding.focus}
    assert asked == {"NamedThing-name"}
    assert "clerk-role" not in {finding.focus.rpartition("/")[2] for finding in report.findings}


def test_data_in_which_no_rule_has_anything_to_check_is_loaded(make_study: Callable[..., Study]) -> None:
    study = make_study({"a.ttl": "<https://their.example/a> <https://their.example/colour> 'red' ."})
    found = {each.severity for each in check(study).report.findings if each.rule == "no-targets"}
    assert found == {"warning"}


def test_of_each_rule_the_first_warnings_are_listed_and_the_rest_counted(
    make_study: Callable[..., Study],
) -> None:
    text = "".join(f"their:a{n} a org:Organization .\n" for n in range(25))
    lines = check(make_study({"a.ttl": PREFIXES + text})).lines()
    assert sum("loaded as it is" in line for line in lines) == 20
    assert lines[-1].startswith("... and 5 more of the same rule")


def test_a_role_of_the_study_that_nothing_describes_is_still_refused(
    make_study: Callable[..., Study],
) -> None:
    text = """@prefix org: <http://www.w3.org/ns/org#> . @base <https://w3id.org/kgraph/study/t/> .
    <town> a org:FormalOrganization ; org:hasPost <clerk> . <clerk> a org:Post ; org:role <no-such-role> ."""
    report = check(make_study({"a.ttl": text})).report
    found = {(each.severity, each.rule.rpartition("#")[2]) for each in report.findings}
    assert ("violation", "Post-role") in found
    assert ("violation", "Post-in") not in found
