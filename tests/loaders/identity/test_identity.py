"""Identity: which names become one by which rule, what is only reported, and what the study can decide."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import SourceError
from kgraph.loaders.identity.decisions import plan_decision, read_decisions
from kgraph.loaders.identity.merging import apply
from kgraph.loaders.identity.resolution import resolve
from kgraph.loaders.identity.settling import settle_identities
from kgraph.loaders.reading import read_study
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.identity.resolution import IdentityReport
    from kgraph.rdf.dataset import StudyDataset

BASE = "https://example.org/s/"
PREFIXES = f"""
@prefix : <{BASE}> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
"""


def study_of(root: Path) -> Study:
    return Study(root=root, id="s", title={}, base=BASE, sources=("*.trig",))


def dataset_of(root: Path, *graphs: str) -> StudyDataset:
    root.mkdir(exist_ok=True, parents=True)
    for number, text in enumerate(graphs):
        (root / f"f{number}.trig").write_text(f"{PREFIXES}\n{text}", encoding="utf-8")
    return read_study(study_of(root))


def resolved(root: Path, *graphs: str, decide: str = "") -> tuple[StudyDataset, IdentityReport]:
    dataset = dataset_of(root, *graphs)
    if decide:
        (root / "identity.csv").write_text(f"a,b,decision,note\n{decide}", encoding="utf-8")
    return dataset, resolve(dataset, read_decisions(study_of(root)))


ONE = ':x { :goliska a kg:MunicipalFederation ; skos:prefLabel "Göliska IT"@sv ; org:purpose :p . }'
TWO = """:y { :goliska-it a kg:MunicipalFederation ; skos:prefLabel "Göliska-IT"@sv .
:m org:organization :goliska-it . }"""


@pytest.mark.parametrize(
    ("declared", "rule"),
    [
        (":x { :goliska owl:sameAs :goliska-it . }", "same-as"),
        (":x { :goliska-it skos:exactMatch :goliska . }", "exact-match"),
        (
            ":x { :goliska owl:sameAs wd:Q1 . }"
            ":y { :goliska-it skos:exactMatch <https://www.wikidata.org/wiki/Q1> . }",
            None,
        ),
        (
            ':x { :goliska kg:organisationNumber "222000-0547" . }'
            ':y { :goliska-it kg:organisationNumber "2220000547" . }',
            "organisation-number",
        ),
        (
            ':x { :goliska kg:municipalityCode "1470" . :goliska-it kg:municipalityCode "1470" . }',
            "municipality-code",
        ),
    ],
)
def test_declared_identity_makes_one(tmp_path: Path, declared: str, rule: str | None) -> None:
    _, report = resolved(tmp_path, ONE, TWO, declared)
    assert report.canonical == {f"{BASE}goliska-it": f"{BASE}goliska"}
    if rule:
        assert [merge.rule for merge in report.merges] == [rule]
    else:
        assert len(report.merges) == 2
    assert report.candidates == ()


def test_names_that_no_source_describes_are_left_as_they_are(tmp_path: Path) -> None:
    _, report = resolved(
        tmp_path, ":x { :a owl:sameAs :b . :c skos:exactMatch :d . :d a org:Organization . }"
    )
    assert report.canonical == {}
    assert report.merges == ()


def test_a_third_name_that_one_source_gives_to_two_things_is_only_reported(tmp_path: Path) -> None:
    area = "<http://areas.example/old>"
    two = f":a a org:Organization ; owl:sameAs {area} . :b a org:Organization ; owl:sameAs {area} ."
    text = f":x {{ {two} }} :y {{ :c a org:Organization ; owl:sameAs {area} . }}"
    dataset, report = resolved(tmp_path / "1", text)
    assert report.canonical == {}
    assert [(c.a[-1], c.b[-1], c.reason) for c in report.candidates] == [
        ("a", "b", "same-outside"),
        ("a", "c", "same-outside"),
        ("b", "c", "same-outside"),
    ]
    _, findings = settle_identities(dataset, study_of(tmp_path / "1"))
    assert "declared the same as <http://areas.example/old>" in findings[0].message["en"]
    _, decided = resolved(tmp_path / "2", text, decide="a,c,same,\n")
    assert decided.canonical.keys() == {f"{BASE}c"}
    _, direct = resolved(tmp_path / "3", text, ":x { :a owl:sameAs :b . }")
    assert direct.canonical.keys() == {f"{BASE}b", f"{BASE}c"}


def test_a_name_alone_is_reported_with_its_evidence_and_merges_nothing(tmp_path: Path) -> None:
    _, report = resolved(tmp_path, ONE, TWO)
    assert report.canonical == {}
    assert [(c.names, c.score, c.reason, c.sources) for c in report.candidates] == [
        (("Göliska IT", "Göliska-IT"), 100.0, "same-name", ((f"{BASE}x",), (f"{BASE}y",)))
    ]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Göliska IT", unicodedata.normalize("NFD", "Göliska IT"), True),
        ("Göliska IT", "Goliska IT", True),
        ("Göliska IT", "Kommunalförbundet Göliska IT", True),
        ("Räddningstjänsten Skaraborg", "Räddningstjänst Skaraborg", True),
        ("Räddningstjänsten Skaraborg", "Räddningstjänsten Västra Skaraborg", False),
        ("Skara kommun", "Vara kommun", False),
        ("Skara kommun", "Skara Municipality", True),
        ("Förbund 2016", "Förbund 2017", False),
        ("IT", "AB", False),
    ],
)
def test_which_names_are_near(tmp_path: Path, one: str, other: str, found: bool) -> None:
    first = f':a a org:Organization ; skos:prefLabel "{one}"@sv .'
    both = f':x {{ {first} :b a org:Organization ; skos:altLabel "{other}" . }}'
    _, report = resolved(tmp_path, both)
    assert bool(report.candidates) == found


def test_stated_differences_keep_near_names_apart(tmp_path: Path) -> None:
    same = 'a org:Organization ; skos:prefLabel "Lidköping"@sv'
    numbers = f':x {{ :a {same} ; kg:municipalityCode "1494" . :b {same} ; kg:municipalityCode "1495" . }}'
    assert resolved(tmp_path / "1", numbers)[1].candidates == ()
    linked = f":x {{ :a {same} . :b {same} ; org:subOrganizationOf :a . }}"
    assert resolved(tmp_path / "2", linked)[1].candidates == ()


def test_one_number_on_two_kinds_of_things_is_only_reported(tmp_path: Path) -> None:
    number = 'kg:organisationNumber "1"'
    text = f":x {{ :a a kg:Municipality ; {number} . :b a kg:JointBoard ; {number} . }}"
    _, report = resolved(tmp_path, text)
    assert report.canonical == {}
    assert [candidate.reason for candidate in report.candidates] == ["same-number"]


def test_a_decision_merges_and_deleting_its_line_undoes_it(tmp_path: Path) -> None:
    _, report = resolved(tmp_path, ONE, TWO, decide="goliska,goliska-it,same,samma förbund\n")
    assert report.canonical == {f"{BASE}goliska-it": f"{BASE}goliska"}
    assert [(merge.rule, merge.evidence) for merge in report.merges] == [("decided", "samma förbund")]
    (tmp_path / "identity.csv").unlink()
    assert resolve(dataset_of(tmp_path), read_decisions(study_of(tmp_path))).canonical == {}


def test_a_decision_outweighs_what_the_sources_declare(tmp_path: Path) -> None:
    declared = ":x { :goliska owl:sameAs wd:Q1 . } :y { :goliska-it owl:sameAs wd:Q1 . }"
    _, report = resolved(
        tmp_path, ONE, TWO, declared, decide=["goliska-it;x,,,", "goliska-it,goliska,different,", ""][1]
    )
    assert report.canonical == {}
    assert [merge.rule for merge in report.blocked] == ["same-as"]
    assert report.candidates == ()


def test_a_decision_about_something_gone_is_stale_and_no_fault(tmp_path: Path) -> None:
    _, report = resolved(tmp_path, ONE, decide="goliska,gone,same,\n")
    assert {report.stale[0].a, report.stale[0].b} == {f"{BASE}gone", f"{BASE}goliska"}
    assert report.canonical == {}


def test_merged_statements_stay_with_their_sources_and_their_places(tmp_path: Path) -> None:
    dataset, report = resolved(tmp_path, ONE, TWO, decide="goliska,goliska-it,same,\n")
    before = len(dataset)
    apply(dataset, report)
    statements = {str(quad) for quad in dataset.quads()}
    assert not any(f"<{BASE}goliska-it>" in s and "sameAs" not in s for s in statements)
    kept = ox.NamedNode(f"{BASE}goliska")
    labels = {
        (q.predicate.value[-8:], q.object.value, q.graph_name.value[-1])
        for q in dataset.quads(kept)
        if "abel" in q.predicate.value
    }
    assert labels == {("refLabel", "Göliska IT", "x"), ("altLabel", "Göliska-IT", "y")}
    link = next(dataset.quads(ox.NamedNode(f"{BASE}m")))
    assert (link.object, link.graph_name.value) == (kept, f"{BASE}y")
    assert dataset.locate(link).file == "f1.trig"
    assert len(dataset) == before + 1
    assert [note.kind for note in dataset.notes] == ["identities-merged"]
    again = resolve(dataset)
    assert again.canonical == {}
    assert again.candidates == ()


def test_a_declaration_stays_in_the_graph_that_made_it(tmp_path: Path) -> None:
    dataset, report = resolved(tmp_path, ONE, TWO, ":y { :goliska-it owl:sameAs :goliska . }")
    apply(dataset, report)
    same = ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs")
    assert [(q.subject.value, q.object.value, q.graph_name.value) for q in dataset.quads(None, same)] == [
        (f"{BASE}goliska", f"{BASE}goliska-it", f"{BASE}y")
    ]


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    third = ":z { <https://e.org/goliska> a kg:MunicipalFederation ; owl:sameAs :goliska-it ."
    third += " :goliska owl:sameAs :goliska-it . }"
    results = set()
    for number, order in enumerate([(ONE, TWO, third), (third, TWO, ONE)]):
        dataset, report = resolved(tmp_path / str(number), *order)
        apply(dataset, report)
        results.add((dataset.content_hash(), tuple(report.canonical.items()), report.merges))
    assert len(results) == 1
    assert dict(next(iter(results))[1]).keys() == {f"{BASE}goliska-it", "https://e.org/goliska"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("goliska,goliska-it,maybe,\n", "no decision"),
        ("goliska,goliska,same,\n", "the same name"),
        ("a b,goliska,same,\n", "spaces"),
        ("a,b,same,\nb,a,different,\n", "the other way"),
    ],
)
def test_a_line_that_decides_nothing_is_named(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "identity.csv").write_text(f"a,b,decision,note\n{lines}")
    with pytest.raises(SourceError, match=message) as caught:
        read_decisions(study_of(tmp_path))
    assert caught.value.problems[0][0].row in {2, 3}


def test_a_decision_may_be_written_for_the_researcher(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    note = 'samma, enligt "avtalet"'
    plan_decision(study, f"{BASE}b", "https://e.org/a", same=True, note=note).apply()
    plan_decision(study, f"{BASE}c", f"{BASE}b", same=False).apply()
    assert [(d.a, d.b, d.same, d.note) for d in read_decisions(study)] == [
        ("https://e.org/a", f"{BASE}b", True, 'samma, enligt "avtalet"'),
        (f"{BASE}b", f"{BASE}c", False, ""),
    ]
    assert (tmp_path / "identity.csv").read_text().startswith("a,b,decision,note\n")


def test_settling_reports_open_pairs_with_both_places_and_the_line_to_write(tmp_path: Path) -> None:
    dataset = dataset_of(tmp_path, ONE, TWO)
    report, findings = settle_identities(dataset, study_of(tmp_path))
    assert report.canonical == {}
    (finding,) = findings
    assert (finding.severity, finding.rule) == ("warning", "identity-same-name")
    assert [place.file for place in finding.locations] == ["f0.trig", "f1.trig"]
    line = "goliska,goliska-it,same,"
    assert line in finding.message["en"]
    assert line in finding.message["sv"]
    (tmp_path / "identity.csv").write_text(f"a,b,decision,note\n{line}\n")
    settled, left = settle_identities(dataset, study_of(tmp_path))
    assert len(settled.canonical) == 1
    assert left == ()


def test_settling_tells_of_overruled_and_stale_decisions(tmp_path: Path) -> None:
    dataset = dataset_of(tmp_path, ONE, TWO, ":x { :goliska owl:sameAs :goliska-it . }")
    lines = "a,b,decision,note\ngoliska,goliska-it,different,\ngoliska,gone,same,\n"
    (tmp_path / "identity.csv").write_text(lines)
    _, findings = settle_identities(dataset, study_of(tmp_path))
    assert {finding.rule for finding in findings} == {"identity-overruled", "identity-stale"}
    assert {finding.severity for finding in findings} == {"info"}


@pytest.mark.parametrize(
    ("said", "merged"),
    [
        (":a a :Firm ; kg:organisationNumber '1' . :b a :Firm ; kg:organisationNumber '1' .", True),
        (":a a :Firm ; owl:sameAs :b . :b a :Firm .", True),
        (
            ":a a :Firm , kg:Company ; kg:organisationNumber '1' . :b a :Firm ; kg:organisationNumber '1' .",
            True,
        ),
        (
            ":a a :Firm , kg:Company ; kg:organisationNumber '1' . :b a :Shop ; kg:organisationNumber '1' .",
            False,
        ),
        (":a a :Firm ; skos:prefLabel 'Göliska IT' . :b a :Firm ; skos:prefLabel 'Göliska-IT' .", False),
    ],
)
def test_classes_that_the_ontology_does_not_know_count_too(tmp_path: Path, said: str, merged: bool) -> None:
    _, report = resolved(tmp_path, f":x {{ {said} }}")
    assert report.canonical == ({f"{BASE}b": f"{BASE}a"} if merged else {})
