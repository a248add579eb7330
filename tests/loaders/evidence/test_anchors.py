"""Anchors made, filled in and checked, and what a study lacks in evidence."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import Location, SourceError, UsageError
from kgraph.loaders.evidence.anchor_check import anchor_findings, check_anchors
from kgraph.loaders.evidence.anchor_making import anchor_in, anchors_of_list, anchors_of_phrase, fill_anchors
from kgraph.loaders.evidence.coverage import coverage_findings, evidence_coverage, is_vague
from kgraph.loaders.evidence.document_texts import LocalCopies
from kgraph.loaders.evidence.passages import anchor_at, find_phrase, normalise
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG
from kgraph.pipeline.prepare import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.study import Study

DOCUMENT = "Nämnden beslutar\natt gå med i för-\nbundet från årsskiftet.\n\nNämnden beslutar att avvakta."
HEAD = """@prefix : <https://w3id.org/kgraph/study/t/> .
@prefix src: <https://w3id.org/kgraph/study/t/source/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
"""
ANCHOR = str(find_phrase(normalise(DOCUMENT), "gå med i förbundet")[0])


@pytest.fixture
def study_with(make_study: Callable[..., Study], tmp_path: Path) -> Callable[..., Study]:
    """Return a function that makes a study with one anchor, and a copy of its document unless it is None."""

    def make(anchor: str, document: str | None = DOCUMENT, name: str = "minutes.txt") -> Study:
        shutil.rmtree(tmp_path / "documents", ignore_errors=True)
        text = f'{HEAD}src:minutes {{\n  :m a org:Membership ;\n    kg:anchor "{anchor}" .\n}}\n'
        study = make_study({"a.trig": text})
        if document is not None:
            (tmp_path / "documents").mkdir()
            (tmp_path / "documents" / name).write_text(document, encoding="utf-8")
        return study

    return make


@pytest.mark.parametrize(
    ("document", "outcome", "position"),
    [
        (DOCUMENT, "found", 21),
        (DOCUMENT.replace("\n", "  \r\n"), "found", 21),
        (f"Protokoll\n\n{DOCUMENT}", "moved", 31),
        (DOCUMENT.replace("gå med i", "gå ur"), "not found", None),
        ("", "not found", None),
        (None, "no copy", None),
    ],
)
def test_an_anchor_is_found_moved_missing_or_has_no_copy(
    document: str | None, outcome: str, position: int | None, study_with: Callable[..., Study]
) -> None:
    study = study_with(ANCHOR, document)
    found = check_anchors(read_study(study), study)
    (item,) = found.anchors
    assert (item.outcome, item.position) == (outcome, position)
    assert item.place == Location("a.trig", line=7)
    assert found.holds == (outcome != "not found")
    assert found.counts()[outcome] == 1


@pytest.mark.parametrize("anchor", ["sida 4", "?gå med i förbundet", "9-3:" + "0" * 32])
def test_what_is_no_anchor_is_malformed_and_a_violation(
    anchor: str, study_with: Callable[..., Study]
) -> None:
    study = study_with(anchor)
    found = check_anchors(read_study(study), study)
    assert [item.outcome for item in found.anchors] == ["malformed"]
    assert not found.holds


def test_an_anchor_that_does_not_match_stops_a_rebuild_and_says_what_to_do(
    study_with: Callable[..., Study],
) -> None:
    study = study_with(ANCHOR, "Något helt annat.")
    (finding,) = anchor_findings(read_study(study), study)
    assert (finding.severity, finding.rule) == ("violation", "anchor-not-found")
    assert finding.locations == (Location("a.trig", line=7),)
    assert "documents/minutes.txt" in finding.message["sv"]
    assert "kgraph evidence anchor" in finding.message["sv"]
    assert "kgraph evidence anchor" in finding.message["en"]
    assert "anchor-not-found" in [each.rule for each in check(study).report.findings]


def test_a_copy_that_cannot_be_read_is_told_apart(study_with: Callable[..., Study], tmp_path: Path) -> None:
    study = study_with(ANCHOR)
    (tmp_path / "documents" / "minutes.txt").write_bytes(b"\xff\xfe\x00")
    found = check_anchors(read_study(study), study)
    assert [item.outcome for item in found.anchors] == ["unreadable copy"]


def test_the_documents_may_lie_anywhere(study_with: Callable[..., Study], tmp_path: Path) -> None:
    study = study_with(ANCHOR, None)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "minutes.html").write_text("<p>att gå med i <b>för&shy;bundet</b></p>", encoding="utf-8")
    found = check_anchors(read_study(study), study, elsewhere)
    assert [(item.outcome, item.position) for item in found.anchors] == [("moved", 4)]


@pytest.mark.parametrize(
    "source", ["https://e/../../etc/passwd", "https://e/..", "https://e/", "https://e/" + "x" * 5000, "urn:x"]
)
def test_no_iri_leads_out_of_the_directory_of_documents(source: str, tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("secret")
    (tmp_path / "documents").mkdir()
    assert LocalCopies(tmp_path).text_of(source) is None


def test_a_phrase_is_filled_in_where_it_stands(study_with: Callable[..., Study], tmp_path: Path) -> None:
    study = study_with("? Gå med i förbundet ... årsskiftet ")
    (made,) = fill_anchors(read_study(study), study)
    text = (tmp_path / "a.trig").read_text(encoding="utf-8")
    assert f'kg:anchor "{made.anchor}" .' in text
    assert "?" not in text
    assert [item.outcome for item in check_anchors(read_study(study), study).anchors] == ["found"]


@pytest.mark.parametrize(
    ("phrase", "document", "fault"),
    [
        ("avslår ansökan", DOCUMENT, "does not have the phrase"),
        ("med i", DOCUMENT, "only 5 characters"),
        ("gå med i förbundet", None, "no copy of the document"),
    ],
)
def test_a_phrase_without_anchor_stays_and_says_why(
    phrase: str, document: str | None, fault: str, study_with: Callable[..., Study], tmp_path: Path
) -> None:
    study = study_with(f"?{phrase}", document)
    before = (tmp_path / "a.trig").read_bytes()
    (made,) = fill_anchors(read_study(study), study)
    assert (made.anchor, made.place) == ("", Location("a.trig", line=7))
    assert fault in made.fault
    assert (tmp_path / "a.trig").read_bytes() == before


def test_two_sources_with_the_same_phrase_get_the_anchor_of_their_own_copy(
    make_study: Callable[..., Study], tmp_path: Path
) -> None:
    graphs = "".join(
        f'src:{name} {{\r\n  :{name} kg:anchor "?gå med i förbundet" .\r\n}}\r\n' for name in ("one", "two")
    )
    study = make_study({"a.trig": HEAD + graphs})
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "one.txt").write_text("gå med i förbundet", encoding="utf-8")
    (tmp_path / "documents" / "two.md").write_text("ska gå med i förbundet", encoding="utf-8")
    fill_anchors(read_study(study), study)
    data = (tmp_path / "a.trig").read_bytes()
    assert data.count(b"\r\n") == graphs.count("\r\n")
    outcomes = [(item.outcome, item.position) for item in check_anchors(read_study(study), study).anchors]
    assert outcomes == [("found", 0), ("found", 4)]


def test_a_phrase_in_a_format_without_lines_is_refused(
    make_study: Callable[..., Study], tmp_path: Path
) -> None:
    document = {
        "@id": "https://w3id.org/kgraph/study/t/source/minutes",
        "@graph": [{"@id": "https://e/m", f"{KG}anchor": "?gå med i förbundet"}],
    }
    study = make_study({"a.jsonld": json.dumps(document)})
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "minutes.txt").write_text(DOCUMENT, encoding="utf-8")
    with pytest.raises(SourceError, match="only where the data is text"):
        fill_anchors(read_study(study), study)


def test_a_list_gets_an_anchor_for_each_row(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(DOCUMENT, encoding="utf-8")
    table = tmp_path / "list.tsv"
    table.write_text(
        "source\tphrase\tdocument\nhttps://e/minutes\tgå med i förbundet\t\n"
        'other\tNämnden "beslutar"\tminutes.txt\n\nminutes\tNämnden beslutar\t\n',
        encoding="utf-8",
    )
    first, second, third = anchors_of_list(table, LocalCopies(tmp_path, tmp_path))
    assert first.anchor == ANCHOR
    assert (second.anchor, second.place) == ("", Location(str(table), line=3))
    assert (third.places, third.fault) == (2, "the phrase stands in 2 places; take in more of it")


@pytest.mark.parametrize("content", [b"", b"a\tb\n1\t2\n", b"\xff\xfe", b"source phrase\nx y\n"])
def test_a_list_that_is_none_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    table = tmp_path / "list.tsv"
    table.write_bytes(content)
    with pytest.raises(UsageError, match="list"):
        anchors_of_list(table, LocalCopies(tmp_path, tmp_path))


def test_a_document_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.docx").write_bytes(b"PK")
    with pytest.raises(UsageError, match="not text, HTML or PDF"):
        anchors_of_phrase(tmp_path / "d.docx", "x")


def test_a_passage_longer_than_a_page_is_refused() -> None:
    text = normalise("ord " * 1000)
    assert anchor_in(text, text) == ([], "the passage is 3999 characters; an anchor has at most 2000")
    assert anchor_at(text, 0, 20).length == 20


@pytest.mark.parametrize(
    "locator",
    [
        "page",
        "Page.",
        "the article",
        "hela sidan",
        "artikel",
        "press release",
        "",
        " – ",
        "SIDAN",
        "web page",
    ],
)
def test_a_locator_that_tells_no_reader_where_to_look_is_vague(locator: str) -> None:
    assert is_vague(locator)


@pytest.mark.parametrize(
    "locator",
    ["§ 182", "§", "p. 4", "sida 4", "ingressen", "andra stycket", "Results", "fact box", "s. 12–14"],
)
def test_a_locator_that_says_where_is_not(locator: str) -> None:
    assert not is_vague(locator)


def test_what_cannot_be_walked_back_is_a_warning_with_a_count(make_study: Callable[..., Study]) -> None:
    study = make_study(
        {
            "a.trig": f"""{HEAD}
            @prefix dct: <http://purl.org/dc/terms/> .
            @prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
            src:a a kg:Source ; dct:source "a.example" .
            src:b a kg:Source ; dct:source <https://b.example/> .
            src:c a kg:Interview .
            src:a {{ :m a org:Membership ; kg:locator "page" . :n a org:Membership ; kg:locator "§ 4" ;
                    kg:paraphrase "N hör dit."@sv ; kg:anchor "{ANCHOR}" ;
                    kg:statementStatus status:stated . }}
            src:b {{ :m a org:Membership ; kg:locator "sidan" . :x a kg:Municipality ;
                    kg:statementStatus status:inferred ; kg:confidence 0.5 . }}
            """
        }
    )
    dataset = read_study(study)
    assert evidence_coverage(dataset).rows() == [
        ("documents with an address", 1, 2),
        ("locators that say where", 1, 3),
        ("statements with such a locator", 1, 3),
        ("statements with a paraphrase", 1, 3),
        ("statements with an anchor", 1, 3),
    ]
    findings = {finding.rule: finding for finding in coverage_findings(dataset)}
    assert {finding.severity for finding in findings.values()} == {"warning"}
    assert (
        findings["vague-locator"]
        .message["en"]
        .startswith("2 of 3 locators say nothing ('page' 1, 'sidan' 1)")
    )
    assert findings["source-without-address"].message["sv"].startswith("1 av 2 källor saknar adress")
    assert findings["status-of-a-node"].message["en"].endswith("single statement.")
    assert all(finding.locations for finding in findings.values())
