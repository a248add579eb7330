"""Decisions on identity in SSSOM: they decide as identity.csv does, and what a program found does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import SourceError
from kgraph.loaders.identity.decisions import Decision
from kgraph.loaders.identity.mapping_decisions import decisions_of, identity_mappings
from kgraph.loaders.identity.settling import settle_identities
from kgraph.loaders.reading import read_study
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/s/"
HEAD = f"#curie_map:\n#  s: {BASE}\n#mapping_set_id: {BASE}m\n#license: https://e.org/l\n"
COLUMNS = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tcomment\n"
CURATED = "semapv:ManualMappingCuration"


def study_of(root: Path, *rows: str, sources: tuple[str, ...] = ("*.trig",)) -> Study:
    text = HEAD + COLUMNS + "".join(row.replace(" ", "\t") + "\n" for row in rows)
    (root / "who.sssom.tsv").write_text(text, encoding="utf-8")
    return Study(root=root, id="s", title={}, base=BASE, sources=sources)


def test_reviewed_mappings_decide_and_others_are_noted_with_their_number(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        f"s:a skos:exactMatch  s:b {CURATED} letter",
        f"s:d owl:sameAs  s:c {CURATED} ",
        f"s:a skos:exactMatch Not s:c {CURATED} ",
        "s:e owl:differentFrom  s:f semapv:MappingReview ",
        "s:a skos:exactMatch  s:x semapv:LexicalMatching ",
        "s:b skos:exactMatch  s:x semapv:LexicalMatching ",
        f"s:a skos:closeMatch  s:y {CURATED} ",
        f"s:a owl:differentFrom Not s:y {CURATED} ",
    )
    decisions, notes = decisions_of(study)
    assert [(d.a, d.b, d.same, d.note, d.place.line) for d in decisions if d.place] == [
        (f"{BASE}a", f"{BASE}b", True, "letter", 6),
        (f"{BASE}a", f"{BASE}c", False, "", 8),
        (f"{BASE}c", f"{BASE}d", True, "", 7),
        (f"{BASE}e", f"{BASE}f", False, "", 9),
    ]
    assert {(note.kind, note.count, note.location.line) for note in notes if note.location} == {
        ("mapping-unreviewed", 2, 10),
        ("mapping-other-match", 1, 12),
        ("mapping-doubly-negated", 1, 13),
    }


def test_every_contradiction_is_named(tmp_path: Path) -> None:
    (tmp_path / "identity.csv").write_text("a,b,decision,note\na,b,different,\n", encoding="utf-8")
    study = study_of(
        tmp_path,
        f"s:b skos:exactMatch  s:a {CURATED} ",
        f"s:c skos:exactMatch  s:c {CURATED} ",
        f"s:c skos:exactMatch  s:d {CURATED} ",
        f"s:c skos:exactMatch Not s:d {CURATED} ",
    )
    with pytest.raises(SourceError) as refused:
        decisions_of(study)
    found = [f"{where}: {message}" for where, message in refused.value.problems]
    assert found == [
        "who.sssom.tsv:6: the line at identity.csv:2 decides the same pair the other way",
        "who.sssom.tsv:7: maps a name to itself",
        "who.sssom.tsv:9: the line at who.sssom.tsv:8 decides the same pair the other way",
    ]


def test_a_mapping_merges_as_a_decision_does_and_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "x.trig").write_text(
        f"""@prefix : <{BASE}> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        :x {{ :a a kg:Company ; skos:prefLabel "A"@sv . :b a kg:Company ; skos:prefLabel "Bolaget"@sv . }}""",
        encoding="utf-8",
    )
    study = study_of(
        tmp_path,
        f"s:a skos:exactMatch  s:b {CURATED} ",
        f"s:a skos:broadMatch  s:b {CURATED} ",
        sources=("*",),
    )
    assert [path.name for path in study.source_files()] == ["x.trig"]
    dataset = read_study(study)
    report, findings = settle_identities(dataset, study)
    assert report.canonical == {f"{BASE}b": f"{BASE}a"}
    assert findings == ()
    assert "mapping-other-match" in {note.kind for note in dataset.notes}


def test_decisions_go_out_and_come_back(tmp_path: Path) -> None:
    decisions = [
        Decision("https://e.org/x#1", f"{BASE}a", True, 'the "letter"\tof 2022'),
        Decision(f"{BASE}a", f"{BASE}b", False, "två städer"),
    ]
    study = Study(root=tmp_path, id="s", title={}, base=BASE, sources=())
    text = identity_mappings(study, decisions, lambda iri: iri[-1].upper())
    (tmp_path / "identity.sssom.tsv").write_bytes(text)
    back, notes = decisions_of(study)
    assert [(d.a, d.b, d.same, d.note) for d in back] == sorted((d.a, d.b, d.same, d.note) for d in decisions)
    assert notes == []
    lines = text.decode().splitlines()
    assert f'#mapping_set_id: "{BASE}mappings/identity"' in lines
    assert '#license: "https://w3id.org/sssom/license/unspecified"' in lines
    assert "study:a\tA\tskos:exactMatch\tNot\tstudy:b\tB\tsemapv:ManualMappingCuration\ttvå städer" in lines
