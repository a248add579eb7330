# ruff: noqa: E501 - a case is easiest to read on one line
"""Tables that someone else made: a map of headings in the study file, and nothing to edit in the table."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from network_studies import BASE, faults_in

from kgraph.errors import UsageError
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG
from kgraph.rdf.validation import validate
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset

TABLE = (
    "Register över organisationer;;;;\n;;;;\n"
    "Orgkod;Benämning;Nummer;Startår;Anteckning\n"
    "vara;Vara kommun;212000-1579;1971;ring igen\nskara;Skara kommun;212000-1702;1971;\n"
)
COLUMNS = {"Orgkod": "id", "benämning": "namn (sv)", "Nummer": "organisationsnummer", "Startår": "från"}


def study_with(root: Path, name: str, content: str | bytes, **options: Any) -> Study:
    path = root / "data" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    tables = {"data/*": {"sheet": "Kommun", "columns": COLUMNS} | options}
    return Study(root, "s", {}, BASE, sources=("data/*",), tables=tables)


def read_table(
    root: Path, content: str | bytes = TABLE, name: str = "export.csv", **options: Any
) -> StudyDataset:
    return read_study(study_with(root, name, content, **options))


def faults_of(root: Path, content: str = TABLE, **options: Any) -> list[str]:
    return faults_in(study_with(root, "export.csv", content, **options))


def said(dataset: StudyDataset) -> set[tuple[str, str, str]]:
    return {
        (
            q.subject.value.removeprefix(BASE),
            q.predicate.value.rpartition("#")[2],
            getattr(q.object, "value", ""),
        )
        for q in dataset.stated()
    }


def test_mapped_columns_are_read_as_ours_and_others_are_noted(tmp_path: Path) -> None:
    dataset = read_table(tmp_path)
    found = said(dataset)
    assert ("vara", "type", KG + "Municipality") in found
    assert ("skara", "prefLabel", "Skara kommun") in found
    assert ("skara", "organisationNumber", "212000-1702") in found
    assert "ring igen" not in str(found)
    assert [note.message["en"] for note in dataset.notes] == [
        "not read, because the map of headings does not name them: Anteckning"
    ]
    assert str(dataset.locate(f"{BASE}skara")) == "data/export.csv:5 Orgkod"


def test_a_workbook_with_one_sheet_of_any_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.worksheets[0].append([cell or None for cell in line.split(";")])
    stream = io.BytesIO()
    book.save(stream)
    assert ("skara", "prefLabel", "Skara kommun") in said(
        read_table(tmp_path, stream.getvalue(), "export.xlsx")
    )


def test_a_column_left_out_on_purpose_is_not_noted(tmp_path: Path) -> None:
    assert not read_table(tmp_path, columns=COLUMNS | {"Anteckning": ""}).notes


def test_decimal_signs_and_dialect_hold(tmp_path: Path) -> None:
    text = "Från\tTill\tAndel\nvara\tskara\t12,5\n"
    kinds = {"Från": "medlem", "Till": "organisation", "Andel": "ägarandel"}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Kommun.csv").write_text("id,namn\nvara,Vara\nskara,Skara\n")
    study = study_with(tmp_path, "andelar.tsv", text, sheet="Medlemskap", columns=kinds, decimal=",")
    study.tables["data/Kommun.csv"] = {
        "columns": {"id": "id", "namn": "namn"},
        "sheet": "Kommun",
        "decimal": ".",
    }
    assert any(p == "ownershipShare" and o == "12.5" for _, p, o in said(read_study(study)))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (COLUMNS | {"Nummmer": "annat namn"}, ["data/export.csv:3: no column 'Nummmer', which the study file maps"]),
        (COLUMNS | {"Anteckning": "noteringg"}, ["data/export.csv:3 Anteckning: no property of the ontology is called 'noteringg'"]),
        (COLUMNS | {"Anteckning": "id"}, ["data/export.csv:3 Anteckning: a second column 'Anteckning'"]),
        ({"Orgkod": "id", "Benämning": "från"}, ["data/export.csv:4 Benämning: 'Vara kommun': not a date", "data/export.csv:5 Benämning: 'Skara kommun': not a date"]),
    ],
)  # fmt: skip
def test_faults_are_told_in_the_words_of_the_table(
    tmp_path: Path, columns: dict[str, str], expected: list[str]
) -> None:
    found = faults_of(tmp_path, columns=columns)
    assert len(found) == len(expected)
    for fault, begins in zip(found, expected, strict=True):
        assert fault.startswith(begins)


def test_a_row_that_is_too_wide_is_refused(tmp_path: Path) -> None:
    assert "6 cells, but the headings are 5" in faults_of(tmp_path, TABLE + "a;b;c;1971;;x\n")[0]


@pytest.mark.parametrize("columns", ["namn", {"a": 1}, ["a"]])
def test_a_map_that_is_none_is_refused(tmp_path: Path, columns: object) -> None:
    with pytest.raises(UsageError, match="columns is no table of headings"):
        read_table(tmp_path, columns=columns)


def metadata(**virtual: str) -> str:
    return json.dumps(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "url": "a.csv",
            "tableSchema": {
                "aboutUrl": "{k}",
                "columns": [
                    {"name": "k", "titles": "kod", "propertyUrl": "dct:identifier"},
                    {"virtual": True, **virtual},
                ],
            },
        }
    )


def read_described(root: Path, **virtual: str) -> StudyDataset:
    (root / "a.csv").write_text("kod\nvara\n")
    (root / "a.csv-metadata.json").write_text(metadata(**virtual))
    return read_study(Study(root, "s", {}, BASE, sources=("a.csv",)))


def test_csvw_a_virtual_column_says_its_default_and_never_none(tmp_path: Path) -> None:
    noted = read_described(tmp_path, propertyUrl="skos:note", default="från registret")
    assert {o for _, p, o in said(noted) if p == "note"} == {"från registret"}
    silent = read_described(tmp_path, propertyUrl="skos:note")
    assert {p for _, p, _ in said(silent)} == {"http://purl.org/dc/terms/identifier"}


def test_csvw_a_subject_without_a_class_is_a_violation(tmp_path: Path) -> None:
    dataset = read_described(tmp_path, propertyUrl="skos:note", default="x")
    found = [f for f in validate(dataset).findings if f.rule == "thing-without-class"]
    assert [(f.severity, f.focus, str(f.locations[0])) for f in found] == [
        ("violation", f"{BASE}vara", "a.csv:2 kod")
    ]
    classed = read_described(tmp_path, propertyUrl="rdf:type", valueUrl="kg:Municipality")
    assert not [f for f in validate(classed).findings if f.rule == "thing-without-class"]


MEMBERS = (
    "Kod;Samarbete;Medlemmar;Uppgift\nnat;Nätet;Vara kommun, skara,;avtal\nrad;Rådet;;\n"
    "vara;Vara kommun;;\nskara;Skara kommun;;\navtal;Avtalet;;\n"
)
MANY = {"sheet": "Medlemskap", "this": "organisation", "each": "medlem", "separator": ","}
MEMBER_MAP = {"Kod": "id", "Samarbete": "namn (sv)", "Medlemmar": MANY, "Uppgift": ""}


def test_a_column_that_names_several_members_is_a_relation_of_its_own(tmp_path: Path) -> None:
    dataset = read_table(tmp_path, MEMBERS, sheet="Organisation", columns=MEMBER_MAP)
    pairs = {
        tuple(
            sorted(
                v
                for _, p, v in said(dataset)
                if _ == s and p.rpartition("/")[2] in ("member", "organization")
            )
        )
        for s, p, _ in said(dataset)
        if s.startswith("membership/")
    }
    assert pairs == {(BASE + "nat", BASE + "vara"), (BASE + "nat", BASE + "skara")}


def test_faults_in_such_a_column_name_its_cell(tmp_path: Path) -> None:
    wrong = MEMBERS.replace("skara,", "Skarra kommun")
    assert faults_of(tmp_path, wrong, sheet="Organisation", columns=MEMBER_MAP) == [
        "data/export.csv:2 Medlemmar: 'Skarra kommun' is neither an id nor the name of a row; did you mean "
        "'Skara kommun' or 'Vara kommun'? (in the column 'Medlemmar')"
    ]
    unnamed = {key: meant for key, meant in MEMBER_MAP.items() if key == "Medlemmar"}
    assert (
        "needs a column that is mapped to id"
        in faults_of(tmp_path, MEMBERS, sheet="Organisation", columns=unnamed)[0]
    )


@pytest.mark.parametrize(
    "meaning", [{"sheet": "Medlemskap"}, MANY | {"ech": "x"}, MANY | {"separator": ""}, MANY | {"this": 1}]
)
def test_a_relation_in_the_map_is_checked(tmp_path: Path, meaning: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="'Medlemmar'"):
        read_table(tmp_path, MEMBERS, sheet="Organisation", columns=MEMBER_MAP | {"Medlemmar": meaning})
