# ruff: noqa: E501 - a case is easiest to read on one line
"""Coded interviews: what co-coding, links and cases become, who coded, and the faults of bad archives."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped_graphs import graph_from
from network_studies import BASE, faults_of, read_file, study_with
from qda_projects import ADVICE, CODES, INTERVIEW, MAP, Selection, archive, coded, guid, project, span
from quick_examples import examples

from kgraph.analysis.analyse import analyse
from kgraph.analysis.definitions import NetworkDefinition
from kgraph.analysis.settings import Settings
from kgraph.errors import KgraphError, UsageError
from kgraph.loaders.evidence.anchor_check import FOUND, check_anchors
from kgraph.loaders.evidence.passages import normalise
from kgraph.loaders.formats.coded_interviews.coder_agreement import agreement_of, disagreement
from kgraph.loaders.formats.coded_interviews.passage_anchors import DocumentAnchors
from kgraph.loaders.formats.coded_interviews.qda_project import CodedDocument, CodedPassage
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG, RDF, SKOS
from kgraph.rdf.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset

DOCUMENT = f"{BASE}source/{guid('document').lower()}"


def read(root: Path, xml: str, **more: Any) -> StudyDataset:
    return read_file(root, "a.qdpx", archive(xml, **more), choices=MAP)


def faults(root: Path, content: bytes) -> list[str]:
    return faults_of(root, "a.qdpx", content, choices=MAP)


def ties(dataset: StudyDataset) -> set[tuple[str, str, str]]:
    """Return the ends of each tie, and its status."""
    held: dict[str, dict[str, str]] = {}
    for quad in dataset.stated():
        held.setdefault(quad.subject.value, {})[quad.predicate.value] = getattr(quad.object, "value", "")
    return {
        (
            held[tie[KG + "tieFrom"]][SKOS + "prefLabel"],
            held[tie[KG + "tieTo"]][SKOS + "prefLabel"],
            tie[KG + "statementStatus"].rpartition("/")[2],
        )
        for tie in held.values()
        if KG + "tieFrom" in tie
    }


def values(dataset: StudyDataset, name: str) -> set[str]:
    return {quad.object.value for quad in dataset.stated() if quad.predicate.value == KG + name}


def notes(dataset: StudyDataset) -> dict[str, str]:
    return {note.kind: note.message["en"] for note in dataset.notes}


def test_two_actors_and_a_relation_on_a_passage_are_an_inferred_tie(tmp_path: Path) -> None:
    dataset = read(tmp_path, project())
    assert ties(dataset) == {("Skara", "Vara", "inferred")}
    graphs = {quad.graph_name.value for quad in dataset.stated() if quad.predicate.value == KG + "tieFrom"}
    assert graphs == {DOCUMENT}
    assert values(dataset, "locator") == {"tecken 9-55; kodare {}".format(*coder_numbers("Anna"))}
    assert not [each for each in validate(dataset).findings if each.severity == "violation"]


def coder_numbers(*names: str) -> list[str]:
    """Return the numbers by which coders are called: their place among the ids."""
    order = sorted(guid(name).lower() for name in ("Anna", "Bo"))
    return sorted(str(order.index(guid(name).lower()) + 1) for name in names)


def test_no_word_of_an_interview_and_no_person_is_in_the_graph(tmp_path: Path) -> None:
    dataset = read(tmp_path, project())
    told = " ".join(f"{quad.subject} {quad.object}" for quad in dataset.stated())
    for word in ("ringer", "ord ur intervjun", "Anna", "Eva Ek"):
        assert word not in told
    named = read_file(tmp_path, "a.qdpx", archive(project()), choices=MAP | {"coders": "names"})
    assert values(named, "locator") == {"tecken 9-55; kodare Anna"}


def test_anchors_are_found_in_the_text_of_the_archive(tmp_path: Path) -> None:
    study = study_with(tmp_path, {"data/a.qdpx": archive(project())}, MAP)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / f"{guid('document').lower()}.txt").write_text(INTERVIEW, encoding="utf-8")
    check = check_anchors(read_study(study), study)
    assert check.anchors
    assert {each.outcome for each in check.anchors} == {FOUND}


def test_a_short_passage_has_the_anchor_of_its_line() -> None:
    anchors = DocumentAnchors(INTERVIEW, [10])
    start, _, digest = anchors.anchor(*span(INTERVIEW, "Skara")).replace(":", "-").split("-")
    assert (start, digest) == ("0", anchors.anchor(0, INTERVIEW.index("\n")).split(":")[1])
    assert DocumentAnchors("ja\nnej", [0]).anchor(0, 2) == ""


@given(
    text=st.text(alphabet="ab -\n\r\u00ad.", max_size=200),
    bounds=st.tuples(st.integers(0, 200), st.integers(1, 60)),
)
def test_an_anchor_says_where_its_passage_stands(text: str, bounds: tuple[int, int]) -> None:
    start, end = bounds[0], min(bounds[0] + bounds[1], len(text))
    made = DocumentAnchors(text, [start]).anchor(start, end) if start < end else ""
    if made:
        first, last = map(int, made.partition(":")[0].split("-"))
        passage = normalise(text[start:end])
        assert normalise(text)[first:last] == passage or len(passage) < 12


def test_passages_that_overlap_say_who_and_the_first_is_the_start(tmp_path: Path) -> None:
    line = INTERVIEW.splitlines()[1]
    whole = coded(INTERVIEW, line, "Kommun: Vara", "Kommun: Essunga", "Relation: förtroende")
    content = archive(project([*ADVICE, whole]))
    advice = {("Skara", "Vara", "inferred")}
    dataset = read_file(tmp_path, "a.qdpx", content, choices=MAP)
    assert ties(dataset) == advice
    assert notes(dataset)["network-no-direction"].startswith("1 passages are coded with a relation and two")
    both = read_file(tmp_path, "a.qdpx", content, choices=MAP | {"undirected": "both"})
    assert ties(both) == advice | {("Vara", "Essunga", "inferred"), ("Essunga", "Vara", "inferred")}


def test_a_confirmed_passage_states(tmp_path: Path) -> None:
    start, end, codes = ADVICE[2]
    dataset = read(tmp_path, project([*ADVICE[:2], (start, end, [*codes, ("Granskad", "Bo")])]))
    assert ties(dataset) == {("Skara", "Vara", "stated")}


def test_a_relation_without_two_actors_is_counted(tmp_path: Path) -> None:
    dataset = read(tmp_path, project([coded(INTERVIEW, "Frågan om arkivet", "Relation: råd"), *ADVICE[:2]]))
    assert ties(dataset) == set()
    assert (
        "1 passages are coded with a relation but not with exactly two"
        in notes(dataset)["network-not-two-actors"]
    )


def test_the_actor_of_a_document_is_the_start_of_what_is_said_of_one_other(tmp_path: Path) -> None:
    case = (
        f'<Variables><Variable guid="{guid("v")}" name="inv" typeOfVariable="Integer"/></Variables><Cases>'
        f'<Case guid="{guid("case")}" name="Kommun: Essunga"><VariableValue><VariableRef targetGUID="{guid("v")}"/>'
        f'<IntegerValue>5600</IntegerValue></VariableValue><SourceRef targetGUID="{guid("document")}"/></Case></Cases>'
    )
    xml = project([ADVICE[1], ADVICE[2]]).replace("<Sources>", f"{case}<Sources>")
    choices = MAP | {"attributes": {"inv": "folkmängd"}}
    dataset = read_file(tmp_path, "a.qdpx", archive(xml), choices=choices)
    assert ties(dataset) == {("Essunga", "Vara", "inferred")}
    assert values(dataset, "population") == {"5600"}
    assert "network-variables" in notes(read(tmp_path / "b", xml))


def test_links_between_actors_and_between_passages(tmp_path: Path) -> None:
    rest = (
        f'<Links><Link guid="{guid("l1")}" name="råd" direction="OneWay" originGUID="{guid("Kommun: Vara")}" '
        f'targetGUID="{guid("Kommun: Skara")}"/>\n'
        f'<Link guid="{guid("l2")}" name="Relation: förtroende" direction="OneWay" '
        f'originGUID="{guid("selection 0")}" targetGUID="{guid("selection 1")}"/>\n'
        f'<Link guid="{guid("l3")}" name="ser ut som" originGUID="{guid("Granskad")}" targetGUID="{guid("l1")}"/></Links>'
    )
    dataset = read(tmp_path, project(ADVICE[:2], rest=rest))
    assert ties(dataset) == {("Vara", "Skara", "inferred"), ("Skara", "Vara", "inferred")}
    graphs = {quad.graph_name.value for quad in dataset.stated() if quad.predicate.value == KG + "tieFrom"}
    assert graphs == {f"{BASE}graph/a", DOCUMENT}
    assert notes(dataset)["network-links"].startswith("1 links were not read")


def test_codes_under_a_code_are_of_its_kind(tmp_path: Path) -> None:
    codes = (
        f'<Code guid="{guid("k")}" name="kommun" isCodable="false">'
        f'<Code guid="{guid("Kommun: Skara")}" name="Skara" isCodable="true"/>'
        f'<Code guid="{guid("Kommun: Vara")}" name="Vara" isCodable="true"/></Code>'
        f'<Code guid="{guid("r")}" name="Relation" isCodable="false">'
        f'<Code guid="{guid("Relation: råd")}" name="Råd" isCodable="true"/></Code>'
    )
    assert ties(read(tmp_path, project(codes=codes))) == {("Skara", "Vara", "inferred")}


def test_a_plain_statement_has_its_evidence_beside_it(tmp_path: Path) -> None:
    choices = MAP | {"types": {"råd": "LINKED_TO"}}
    dataset = read_file(tmp_path, "a.qdpx", archive(project()), choices=choices)
    about = {quad.subject.value for quad in dataset.stated() if quad.predicate.value == RDF + "subject"}
    assert len(about) == 1
    status = next(q for q in dataset.stated() if q.predicate.value == KG + "statementStatus")
    assert status.subject.value in about
    assert status.object.value.endswith("/inferred")


# -- coders --


def test_agreement_is_shown(tmp_path: Path) -> None:
    bo = [(start, end, [(code, "Bo") for code, _ in codes]) for start, end, codes in ADVICE[:2]]
    dataset = read(tmp_path, project([*ADVICE, *bo, coded(INTERVIEW, "Frågan om arkivet", "Granskad")]))
    said = notes(dataset)["coder-agreement"]
    assert said.startswith("2 coders, 2 passages that at least two could code: Krippendorff's alpha 0.")
    assert "coder-agreement" not in notes(read(tmp_path / "b", project()))


def test_alpha_is_that_of_the_published_example() -> None:
    # Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, part A: two observers, ten units.
    one, other = "0100000010", "1110010000"
    observed, expected = disagreement([[a == "1", b == "1"] for a, b in zip(one, other, strict=True)])
    assert round(1 - observed / expected, 3) == 0.095


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=4), max_size=20))
def test_coders_who_say_the_same_agree(values: list[list[bool]]) -> None:
    same = [[unit[0]] * len(unit) for unit in values]
    assert disagreement(same)[0] == 0
    observed, expected = disagreement(values)
    assert observed >= 0 <= expected


def test_one_coder_agrees_with_nobody() -> None:
    document = CodedDocument("d", 1, "text", [CodedPassage("p", 0, 4, 1, {"c": {"u"}})])
    assert agreement_of([document]) is None


# -- bad input --

XML = project()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (archive(XML)[:-60], "data/a.qdpx: not a whole REFI-QDA project: File is not a zip file"),
        (b"x", "data/a.qdpx: not a whole REFI-QDA project: File is not a zip file"),
        (archive(XML[:-20]), "data/a.qdpx, project.qde:18: not well-formed XML: unclosed token"),
        (archive(XML.replace("<Project", "<!DOCTYPE Project [<!ENTITY a 'b'>]><Project")), "data/a.qdpx, project.qde:2: declares a document type, which could bring in other files or unfold without end"),
        (archive(XML.replace("Project", "Projekt")), "data/a.qdpx, project.qde:2: the file begins with <Projekt>, not with <Project>"),
        (archive(XML, parts={"../x": "y"}), "data/a.qdpx: the archive holds a path that leaves it: '../x'"),
        (archive(XML, parts={"big": b"0" * 50_000_000}), "data/a.qdpx: 'big' grows more than 200 times when unpacked"),
        (archive(XML, parts={"PROJECT.QDE": "y"}), "data/a.qdpx: two parts of the archive have the same name"),
        (archive(XML, text=None), f"data/a.qdpx, project.qde:13: the archive lacks the text 'internal://{guid('text')}.txt'"),
        (archive(XML, text="Sk\xe5ra".encode("latin-1")), f"data/a.qdpx, Sources/{guid('text')}.txt: byte 0xE5 is not UTF-8"),
        (archive(project(source='plainTextPath="internal://../../etc/passwd"')), "data/a.qdpx, project.qde:13: 'internal://../../etc/passwd' leads out of the sources of the archive"),
        (archive(project(source='plainTextPath="relative:///a.txt"')), "data/a.qdpx, project.qde:13: the text of a document lies outside the archive (relative:); export it with its sources"),
        (archive(project(source='richTextPath="internal://a.docx"')), "data/a.qdpx, project.qde:13: the text of a document is missing; export it with its sources"),
        (archive(XML.replace(f'<CodeRef targetGUID="{guid("Kommun: Vara")}"', f'<CodeRef targetGUID="{guid("x")}"')), f"data/a.qdpx, project.qde:15: no code of the project has the guid {guid('x').lower()}"),
        (archive(XML.replace(f'<Code guid="{guid("Granskad")}"', f'<Code guid="{guid("Kommun: Vara")}"')), f"data/a.qdpx, project.qde:10: the guid {guid('Kommun: Vara').lower()} is taken by the Code at project.qde:6"),
        (archive(XML.replace('endPosition="55"', 'endPosition="999"')), f"data/a.qdpx, project.qde:16: the selection 9-999 is not in the text, which is 0-{len(INTERVIEW)}"),
        (archive(XML.replace('endPosition="55"', 'endPosition="9"')), f"data/a.qdpx, project.qde:16: the selection 9-9 is not in the text, which is 0-{len(INTERVIEW)}"),
        (archive(XML.replace('endPosition="55"', 'endPosition="end"')), "data/a.qdpx, project.qde:16: endPosition of <PlainTextSelection> is 'end', not a whole number"),
        (archive(XML.replace(f'<Code guid="{guid("Granskad")}"', '<Code guid="7"')), "data/a.qdpx, project.qde:10: guid of <Code> is '7', which is no GUID"),
        (archive(project(rest=f'<Links><Link guid="{guid("l")}" originGUID="{guid("x")}" targetGUID="{guid("Granskad")}"/></Links>\n')), f"data/a.qdpx, project.qde:19: a link leads to {guid('x').lower()}, which the project lacks"),
        (archive(project(rest=f'<Sets><Set guid="{guid("s")}" name="S"><MemberCode targetGUID="{guid("x")}"/></Set></Sets>\n')), f"data/a.qdpx, project.qde:19: no code of the project has the guid {guid('x').lower()}"),
        (archive(XML.replace("Kommun: Skara", "Region: Vara").replace(guid("Kommun: Skara"), guid("Kommun: Skara"))), "data/a.qdpx, project.qde:6: 'Vara' is a 'Kommun' here, and a 'Region' at data/a.qdpx, project.qde:5; give it one kind"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)  # fmt: skip
def test_a_bad_archive_is_refused_with_its_place(tmp_path: Path, content: bytes, expected: str) -> None:
    assert faults(tmp_path, content)[0] == expected


def test_a_date_that_is_none_is_left_out(tmp_path: Path) -> None:
    dataset = read(tmp_path, XML.replace("2026-05-02T", "2026-13-02T"))
    assert not {quad for quad in dataset.stated() if quad.predicate.value.endswith("modified")}


def test_all_faults_are_listed(tmp_path: Path) -> None:
    xml = XML.replace('endPosition="55"', 'endPosition="999"').replace('endPosition="14"', 'endPosition="3"')
    assert len(faults(tmp_path, archive(xml))) == 2


def test_codes_that_name_no_actor_are_refused_with_what_to_write(tmp_path: Path) -> None:
    codes = f'<Code guid="{guid("c")}" name="Tillit" isCodable="true"/>'
    found = faults(tmp_path, archive(project([], codes=codes)))
    assert found[0].startswith("data/a.qdpx, project.qde:1: none of the 1 codes is an actor by its name")
    with pytest.raises(UsageError, match="does not say which codes"):
        read_file(tmp_path / "b", "a.qdpx", archive(XML), choices={"class": "Organization"})


def test_a_type_that_the_map_lacks_is_refused(tmp_path: Path) -> None:
    choices = MAP | {"types": {"förtroende": MAP["types"]["förtroende"]}}  # type: ignore[index]
    found = faults_of(tmp_path, "a.qdpx", archive(XML), choices=choices)
    assert "'Relation' of a tie is 'råd', which the map does not know" in found[0]


selections = st.lists(
    st.tuples(
        st.integers(0, len(INTERVIEW) - 1),
        st.integers(1, 60),
        st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["Anna", "Bo"])), max_size=4, unique=True),
    ),
    max_size=8,
)


@settings(max_examples=examples(15))
@given(selections=selections)
def test_whatever_is_coded_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, selections: list[Selection]
) -> None:
    inside = [(start, min(start + length, len(INTERVIEW)), codes) for start, length, codes in selections]
    dataset = read(tmp_path_factory.mktemp("q"), project(inside))
    assert {status for _, _, status in ties(dataset)} <= {"inferred", "stated"}


@settings(max_examples=examples(40))
@given(st.integers(0, 2**16), st.binary(min_size=1, max_size=6))
def test_damaged_archives_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, content: bytes
) -> None:
    whole = archive(XML)
    place %= len(whole)
    root = tmp_path_factory.mktemp("q")
    try:
        read_file(root, "a.qdpx", whole[:place] + content + whole[place + len(content) :], choices=MAP)
    except KgraphError:
        return
    assert zipfile.is_zipfile(io.BytesIO(whole))


def test_from_a_project_to_a_finding(tmp_path: Path) -> None:
    towns = ("Skara", "Essunga", "Grästorp", "Hjo")
    text = "".join(f"{town} frågar alltid Vara om råd i sådana ärenden.\n" for town in towns)
    codes = "".join(
        f'<Code guid="{guid(name)}" name="{name}" isCodable="true"/>'
        for name in ("Relation: råd", *(f"Kommun: {town}" for town in (*towns, "Vara")))
    )
    selections: list[Selection] = []
    for town in towns:
        line, start = f"{town} frågar alltid Vara om råd", text.index(town)
        selections += [
            coded(text, line, "Relation: råd"),
            coded(text, town, f"Kommun: {town}"),
            (start + line.index("Vara"), start + line.index("Vara") + 4, [("Kommun: Vara", "Bo")]),
        ]
    dataset = read(tmp_path, project(selections, codes=codes), text=text)
    relations = {"title": "Råd", "relations": [{"type": "INFORMAL_TIE"}]}
    definition = NetworkDefinition.from_dict("advice", relations)
    analysis = analyse(
        graph_from(dataset), definitions={"advice": definition}, settings=Settings(draws=10, workers=1)
    )
    result = analysis.result("central-actors", "advice")
    assert result is not None
    first = result.rows[0]
    assert first.node == f"{BASE}a/Vara"
    assert first.evidence
    assert {(each.source, each.status) for each in first.evidence} == {(DOCUMENT, "inferred")}
