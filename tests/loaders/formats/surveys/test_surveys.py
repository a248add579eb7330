# ruff: noqa: E501 - a case is easiest to read on one line
"""Surveys of networks: who named whom, as whose answer, in which wave; who did not answer; the faults of bad tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped_graphs import graph_from
from network_studies import BASE, faults_in, faults_of, read_file, study_with
from quick_examples import examples

from kgraph.analysis.analyse import analyse
from kgraph.analysis.definitions import NetworkDefinition
from kgraph.analysis.settings import Settings
from kgraph.errors import KgraphError, UsageError
from kgraph.loaders.reading import read_study
from kgraph.namespaces import DCT, KG, SKOS
from kgraph.rdf.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset

ADVICE = {"type": "INFORMAL_TIE", "tieKind": "advice"}
TRUST = {"type": "INFORMAL_TIE", "tieKind": "trust"}
LONG = {
    "respondent": "svarande",
    "from": "kommun",
    "to": "nämnd",
    "class": "Municipality",
    "type": ADVICE,
    "date": "2026-05",
}
LONG_TABLE = "svarande;kommun;nämnd\nr1;Skara;Vara\nr1;Skara;Essunga\nr2;Vara;Skara\nr3;Essunga;\n"
WIDE = {
    "respondent": "svarande",
    "from": "kommun",
    "class": "Municipality",
    "roster": {"råd": "Råd: *", "tillit": "Litar på *"},
    "types": {"råd": ADVICE, "tillit": TRUST},
    "scale": {"ofta": "strong", "ibland": "weak", "aldrig": ""},
    "date": "2026-05",
}
WIDE_TABLE = (
    "svarande;kommun;Råd: Skara;Råd: Vara;Litar på Skara;Litar på Vara;ålder\n"
    "r1;Skara;;ofta;;ja;50\nr2;Vara;ibland;;nej;;40\nr3;Essunga;;;;;\n"
)


def ties(dataset: StudyDataset) -> set[str]:
    """Return each tie as text: the ends, its kind, strength or weight, status, and the number of the respondent."""
    held: dict[str, dict[str, Any]] = {}
    for quad in dataset.stated():
        values = held.setdefault(quad.subject.value, {"graphs": set()})
        values[quad.predicate.value] = getattr(quad.object, "value", "")
        values["graphs"].add(quad.graph_name.value)
    found = set()
    for tie in held.values():
        if KG + "tieFrom" in tie:
            parts = [
                held[tie[KG + "tieFrom"]][SKOS + "prefLabel"],
                held[tie[KG + "tieTo"]][SKOS + "prefLabel"],
                *(
                    tie[KG + key].rpartition("/")[2]
                    for key in ("tieKind", "tieStrength", "weight", "statementStatus")
                    if KG + key in tie
                ),
                *(graph.rpartition("/")[2].replace("respondent-", "r") for graph in sorted(tie["graphs"])),
            ]
            found.add(" ".join(parts))
    return found


def notes(dataset: StudyDataset) -> dict[str, str]:
    return {note.kind: note.message["en"] for note in dataset.notes}


def known(dataset: StudyDataset) -> dict[str, str]:
    """Return what is said of whose ties are recorded."""
    return {
        quad.subject.value.rpartition("/")[2]: quad.object.value.rpartition("/")[2]
        for quad in dataset.stated()
        if quad.predicate.value == KG + "tieCompleteness"
    }


def violations(dataset: StudyDataset) -> list[str]:
    return [str(each) for each in validate(dataset).findings if each.severity in ("violation", "warning")]


def test_a_long_table_says_who_named_whom_and_who_did_not_answer(tmp_path: Path) -> None:
    dataset = read_file(tmp_path, "a.csv", LONG_TABLE, choices=LONG)
    assert ties(dataset) == {"Skara Vara advice r1", "Skara Essunga advice r1", "Vara Skara advice r2"}
    assert known(dataset) == {"Skara": "complete", "Vara": "complete", "Essunga": "partial"}
    assert notes(dataset)["survey-answers"].startswith("2 of the 3 asked answered")
    assert violations(dataset) == []


def test_respondents_are_numbers(tmp_path: Path) -> None:
    table = LONG_TABLE.replace("r1", "Eva Ek").replace("r2", "Bo Berg")
    dataset = read_file(tmp_path, "a.csv", table, choices=LONG)
    told = " ".join(f"{quad.subject} {quad.object} {quad.graph_name}" for quad in dataset.stated())
    assert "Eva" not in told
    assert "Bo" not in told
    assert "Answers of respondent 1 in a.csv" in told


def test_a_roster_has_a_column_for_each_one_asked_about(tmp_path: Path) -> None:
    dataset = read_file(tmp_path, "a.csv", WIDE_TABLE, choices=WIDE)
    assert ties(dataset) == {
        "Skara Vara advice strong r1",
        "Skara Vara trust r1",
        "Vara Skara advice weak r2",
    }
    assert known(dataset)["Essunga"] == "partial"
    assert notes(dataset)["network-columns"].startswith("2 answers in columns that the map does not name")
    assert violations(dataset) == []


def test_a_generator_has_names_in_its_cells_and_strength_beside(tmp_path: Path) -> None:
    choices = {key: WIDE[key] for key in ("respondent", "from", "class", "types", "date")} | {
        "generator": {"råd": "Namn *"},
        "strength": {"råd": "Styrka *"},
    }
    table = "svarande;kommun;Namn 1;Styrka 1;Namn 2;Styrka 2\nr1;Skara;Vara;3;Essunga;0,5\nr2;Vara;Hjo;0;;\n"
    dataset = read_file(tmp_path, "a.csv", table, choices=choices)
    assert ties(dataset) == {"Skara Vara advice 3 r1", "Skara Essunga advice 0.5 r1"}


def test_waves_follow_each_other(tmp_path: Path) -> None:
    choices = LONG | {"wave": "våg", "waves": {"1": "2024-05", "2": "2025-05"}}
    table = "svarande;kommun;nämnd;våg\nr1;Skara;Vara;1\nr1;Skara;;2\nr2;Vara;Skara;2\n"
    dataset = read_file(tmp_path, "a.csv", table, choices=choices)
    dates = sorted(
        (quad.predicate.value.rpartition("/")[2], quad.object.value)
        for quad in dataset.stated()
        if quad.object.value in ("2024-05", "2025-05") and DCT not in quad.predicate.value
    )
    assert [value for _, value in dates] == ["2025-05", "2024-05", "2025-05"]
    assert known(dataset) == {"Skara": "partial", "Vara": "complete"}
    found = faults_of(tmp_path / "b", "a.csv", table, choices=choices | {"waves": {"1": "2024-05"}})
    assert len(found) == 1
    assert "the map does not say when wave '2' was" in found[0]


@pytest.mark.parametrize(
    ("symmetric", "expected"),
    [
        (None, {"Skara Vara advice r1", "Skara Essunga advice r1", "Vara Skara advice r2", "Vara Hjo advice r2"}),
        ("either", {"Skara Vara advice r1", "Skara Essunga advice r1", "Essunga Skara advice inferred r1", "Vara Skara advice r2", "Vara Hjo advice r2", "Hjo Vara advice inferred r2"}),
        # Essunga did not answer and Hjo was not asked: what the other says is kept, and not sure.
        ("both", {"Skara Vara advice r1", "Skara Essunga advice inferred r1", "Essunga Skara advice inferred r1", "Vara Skara advice r2", "Vara Hjo advice inferred r2", "Hjo Vara advice inferred r2"}),
    ],
)  # fmt: skip
def test_symmetry_is_declared(tmp_path: Path, symmetric: str | None, expected: set[str]) -> None:
    choices = LONG | ({"symmetric": symmetric} if symmetric else {})
    dataset = read_file(tmp_path, "a.csv", LONG_TABLE + "r2;Vara;Hjo\n", choices=choices)
    assert ties(dataset) == expected


def test_a_tie_that_one_of_two_who_answered_denies_is_none(tmp_path: Path) -> None:
    table = "svarande;kommun;nämnd\nr1;Skara;Vara\nr2;Vara;Hjo\n"
    dataset = read_file(tmp_path, "a.csv", table, choices=LONG | {"symmetric": "both"})
    assert "Skara Vara advice r1" not in ties(dataset)
    assert notes(dataset)["network-not-both"].startswith("1 ties were named by one only")


def test_the_category_of_a_respondent_perceives_the_tie(tmp_path: Path) -> None:
    category = (
        "@prefix kg: <https://w3id.org/kgraph/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<{BASE}chefer> a kg:InformantCategory ; skos:prefLabel "it-chefer"@sv ; kg:informantCount 4 ;\n'
        "  kg:informantOrganisationType <https://w3id.org/kgraph/scheme/legal-form/municipality> ;\n"
        "  org:role <https://w3id.org/kgraph/scheme/role/head-of-unit> .\n"
    )
    table = "svarande;kommun;nämnd;grupp\nr1;Skara;Vara;it-chefer\n"
    choices = LONG | {"attributes": {"grupp": "uppfattat av"}}
    study = study_with(tmp_path, {"data/a.csv": table, "data/c.ttl": category}, choices)
    dataset = read_study(study)
    perceived = {q.object.value for q in dataset.stated() if q.predicate.value == KG + "perceivedBy"}
    assert perceived == {f"{BASE}chefer"}


# -- Network Canvas --

EGO = "networkCanvasEgoUUID,networkCanvasCaseID,networkCanvasSessionID,networkCanvasProtocolName,sessionStart,sessionFinish,sessionExported,kommun\n"
EGOS = (
    EGO
    + "e1,fall 1,s1,p,2026-05-01T08:00,2026-05-01T09:00,2026-05-03T09:00,Skara\ne2,fall 2,s2,p,2026-05-02T08:00,,2026-05-03T09:00,Vara\n"
)
ALTERS = "nodeID,networkCanvasEgoUUID,networkCanvasUUID,name,closeness\n1,e1,a1,Vara,3\n2,e1,a2,Hjo,1\n"
EDGES = "edgeID,from,to,networkCanvasEgoUUID,networkCanvasUUID,networkCanvasSourceUUID,networkCanvasTargetUUID\n1,1,2,e1,t1,a1,a2\n"
CANVAS: dict[str, Any] = {
    "class": "Municipality",
    "from": "kommun",
    "strength": "closeness",
    "type_from": "relation",
    "types": {"Kommun": ADVICE, "Litar": TRUST},
}


def canvas(root: Path, choices: dict[str, Any] = CANVAS, **files: str) -> Any:
    content = {"ego": EGOS, "attributeList_Kommun": ALTERS, "edgeList_Litar": EDGES} | files
    return study_with(root, {f"data/all_{name}.csv": text for name, text in content.items() if text}, choices)


def test_an_export_of_network_canvas_is_read_as_one(tmp_path: Path) -> None:
    dataset = read_study(canvas(tmp_path))
    assert ties(dataset) == {"Skara Vara advice 3 r1", "Skara Hjo advice 1 r1", "Vara Hjo trust r1"}
    assert known(dataset) == {"Skara": "complete", "Vara": "partial"}
    assert notes(dataset)["survey-answers"].startswith("1 of the 2 asked answered")
    assert violations(dataset) == []


def test_a_type_of_tie_whose_name_ends_as_the_file_of_egos_does_is_one(tmp_path: Path) -> None:
    choices = CANVAS | {"types": CANVAS["types"] | {"Superego": TRUST}}
    dataset = read_study(canvas(tmp_path, choices, edgeList_Litar="", edgeList_Superego=EDGES))
    assert ties(dataset) == {"Skara Vara advice 3 r1", "Skara Hjo advice 1 r1", "Vara Hjo trust r1"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"ego": ""}, "data/all_attributeList_Kommun.csv:1: the export lacks its file of egos (..._ego.csv) among the sources"),
        ({"ego": EGOS + "e1,,,,,,,Hjo\n"}, "data/all_ego.csv:4: the ego 'e1' is there twice"),
        ({"attributeList_Kommun": ALTERS + "3,e9,a3,Hjo,1\n"}, "data/all_attributeList_Kommun.csv:4: no ego has the networkCanvasEgoUUID 'e9'"),
        ({"attributeList_Kommun": ALTERS + "3,e1,a2,Hjo,1\n"}, "data/all_attributeList_Kommun.csv:4: networkCanvasUUID 'a2' is missing or there twice for one ego"),
        ({"edgeList_Litar": EDGES + "2,1,3,e1,t2,a1,a9\n"}, "data/all_edgeList_Litar.csv:3: networkCanvasTargetUUID 'a9' is nobody whom this ego named"),
        ({"attributeList_Kommun": ALTERS.replace(",name", ",namn")}, "data/all_attributeList_Kommun.csv:1: no column 'name'; did you mean 'namn'?"),
    ],
)  # fmt: skip
def test_bad_exports_are_refused(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    assert expected in faults_in(canvas(tmp_path, CANVAS | {"strength": ""}, **files))


def test_an_export_without_a_map_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not say what those named"):
        read_study(canvas(tmp_path, {}))


def test_an_export_may_be_read_as_another_table(tmp_path: Path) -> None:
    study = canvas(tmp_path, {}, attributeList_Kommun="", edgeList_Litar="")
    columns = {"networkCanvasEgoUUID": "id", "kommun": "namn (sv)"}
    tables = {"data/*": {"sheet": "Municipality", "columns": columns}}
    dataset = read_study(replace(study, tables=tables, maps={}))
    assert {q.object.value for q in dataset.stated() if q.predicate.value == SKOS + "prefLabel"} == {
        "Skara",
        "Vara",
    }


# -- bad input --


@pytest.mark.parametrize(
    ("table", "choices", "expected"),
    [
        (LONG_TABLE.replace("svarande", "svar"), LONG, "data/a.csv:1: no column 'svarande'; did you mean 'svar'?"),
        (LONG_TABLE + ";Skara;Vara\n", LONG, "data/a.csv:6 svarande: the row does not say who answers"),
        (WIDE_TABLE, WIDE | {"scale": {}}, "data/a.csv:2 Råd: Vara: 'ofta' is neither a number, yes, no, nor in the map's scale: scale = { 'ofta' = 1 }"),
        (WIDE_TABLE, WIDE | {"roster": {"råd": "Frågar *"}}, "data/a.csv:1: no column is like 'Frågar *'"),
        (WIDE_TABLE.replace("Råd: Vara", "Råd: Skara"), WIDE, "data/a.csv:1 Råd: Skara: a second column about 'Skara'"),
        (LONG_TABLE, {key: LONG[key] for key in ("respondent", "from", "class", "type")}, "data/a.csv:1: no column names anyone: say in the map which do, with to, roster or generator"),
        (LONG_TABLE.replace("nämnd\n", "nämnd;svar\n").replace("Vara\n", "Vara;nej\n"), LONG | {"answered": "svar"}, "data/a.csv:2 svar: 'r1' did not answer, and the row has answers"),
    ],
)  # fmt: skip
def test_bad_tables_are_refused_with_their_place(
    tmp_path: Path, table: str, choices: dict[str, Any], expected: str
) -> None:
    assert (
        faults_of(tmp_path, "a.csv", table, choices=choices)[0]
        .replace(", row", "")
        .replace("data/a.csv, ", "data/a.csv:")
        == expected
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"symmetric": "yes"}, "symmetric = 'yes'"),
        ({"roster": {"råd": "Råd"}}, "'Råd' is no pattern of headings with one"),
        ({"roster": "Råd *"}, "roster is no table"),
        ({"waves": {"1": "i våras"}}, "'i våras'"),
        ({"scale": {"a": True}}, "neither a number nor a word"),
        ({"respondent": 1}, "respondent is not a text"),
        ({"waves": 1}, "waves is no table"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_file(tmp_path, "a.csv", LONG_TABLE, choices=LONG | wrong)


cells = st.text(alphabet="ab1 ,;\"'*", max_size=4)


@settings(max_examples=examples(40))
@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=5), st.sampled_from([LONG, WIDE]))
def test_any_table_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], choices: dict[str, Any]
) -> None:
    heading = (LONG_TABLE if choices is LONG else WIDE_TABLE).partition("\n")[0]
    table = "\n".join([heading, *(";".join(row) for row in rows)])
    try:
        dataset = read_file(tmp_path_factory.mktemp("s"), "a.csv", table, choices=choices)
    except KgraphError:
        return
    assert all(len(tie.split()) >= 2 for tie in ties(dataset))


# -- to the analysis --


def test_from_a_survey_to_a_finding(tmp_path: Path) -> None:
    towns = [f"K{number}" for number in range(8)]
    rows = [f"r{number};{town};Vara" for number, town in enumerate(towns[:6])]
    rows += [f"r{number};{town};K0" for number, town in enumerate(towns[1:4], start=1)]
    table = "\n".join(["svarande;kommun;nämnd", *rows, "r6;K6;", "r7;K7;", "r8;Vara;K0"])
    graph = graph_from(read_file(tmp_path, "a.csv", table, choices=LONG))
    definition = NetworkDefinition.from_dict(
        "advice", {"title": "Råd", "relations": [{"type": "INFORMAL_TIE"}]}
    )
    analysis = analyse(graph, definitions={"advice": definition}, settings=Settings(draws=20, workers=1))
    result = analysis.result("central-actors", "advice")
    assert result is not None
    assert result.rows[0].node == f"{BASE}a/Vara"
    assert result.rows[0].evidence
    assert all("/respondent-" in each.source for each in result.rows[0].evidence)
