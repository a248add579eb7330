"""Template tables: what cells become, where every statement came from, and which faults are named."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pyoxigraph as ox
import pytest
from filled_workbooks import book_of

from kgraph.errors import Location, SourceError, UsageError
from kgraph.loaders.formats.tables import template_tables
from kgraph.loaders.reading import read_study
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import ReadingNote

BASE = "https://example.org/s/"
KG = "https://w3id.org/kgraph/ontology#"
ORG = "http://www.w3.org/ns/org#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
START = "http://www.w3.org/ns/dcat#startDate"

Rows = list[list[object]]


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book_of(sheets).save(path)
    return path


def study_of(root: Path, **settings: object) -> Study:
    return Study(root=root, id="s", title={"sv": "s"}, base=BASE, sources=("data/*",), **settings)


def read_book(tmp_path: Path, sheets: dict[str, Rows], **settings: object) -> list[tuple[ox.Quad, Location]]:
    path = workbook(tmp_path / "data" / "a.xlsx", sheets)
    return list(template_tables.read(path, study_of(tmp_path, **settings)))


def read_text(
    tmp_path: Path, name: str, content: bytes | str, **settings: object
) -> list[tuple[ox.Quad, Location]]:
    path = tmp_path / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(template_tables.read(path, study_of(tmp_path, **settings)))


def faults(tmp_path: Path, sheets: dict[str, Rows], **settings: object) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as caught:
        read_book(tmp_path, sheets, **settings)
    assert "Nothing of this file was loaded" in str(caught.value)
    return [(str(where), message) for where, message in caught.value.problems]


def values(
    found: list[tuple[ox.Quad, Location]], predicate: str
) -> list[tuple[str, ox.Literal | ox.NamedNode]]:
    return [
        (q.subject.value.removeprefix(BASE), q.object) for q, _ in found if q.predicate.value == predicate
    ]


SOURCES: Rows = [["id", "titel", "språk"], ["avtal", "Avtalet", "sv"], ["protokoll", "Protokollet", "sv"]]
TWO: Rows = [["id", "namn"], ["vara", "Vara kommun"], ["skara", "Skara kommun"]]


def test_every_statement_goes_to_its_source_and_knows_its_cell(tmp_path: Path) -> None:
    found = read_book(
        tmp_path,
        {
            "Källa": SOURCES,
            "Kommun": [
                ["id", "namn", "kommunkod", "källa", "ställe"],
                ["vara", "Vara kommun", 1470, "avtal", "§ 2"],
            ],
        },
    )
    placed = {
        (q.predicate.value, q.graph_name.value): (q.object, where)
        for q, where in found
        if "vara" in str(q.subject)
    }
    graph = f"{BASE}source/avtal"
    assert placed[KG + "municipalityCode", graph] == (
        ox.Literal("1470"),
        Location("data/a.xlsx", sheet="Kommun", row=2, column="C"),
    )
    assert placed[KG + "locator", graph][1].column == "E"
    assert placed[PREF_LABEL, graph][0] == ox.Literal("Vara kommun", language="sv")
    assert {q.graph_name.value for q, _ in found} == {graph, f"{BASE}graph/a"}


@pytest.mark.parametrize("name", ["Kommun", "municipality", "Municipalities", "Municipality", "KOMMUN "])
def test_a_sheet_is_known_by_any_name_of_its_class(tmp_path: Path, name: str) -> None:
    found = read_book(tmp_path, {name: [["id", "name"], ["vara", "Vara"]]})
    assert found[0][0].object == ox.NamedNode(KG + "Municipality")


def test_a_relation_links_by_id_and_by_exact_name_and_keeps_its_period(tmp_path: Path) -> None:
    found = read_book(
        tmp_path,
        {
            "Kommun": TWO,
            "Kommunalförbund": [["namn (sv)", "name (en)"], ["Göliska IT", "Goliska IT"]],
            "Medlemskap": [
                ["medlem", "organisation", "roll", "ägarandel", "från", "till"],
                ["Vara kommun", "Göliska IT", "medlem", "0,25", dt.date(2018, 1, 1), None],
                ["skara", "Goliska IT", "Member", 0.5, "2010", "2024-05"],
            ],
        },
    )
    assert [v.value for _, v in values(found, ORG + "member")] == [f"{BASE}vara", f"{BASE}skara"]
    assert {v.value for _, v in values(found, ORG + "organization")} == {
        f"{BASE}municipal-federation/goliska-it"
    }
    assert {v.value for _, v in values(found, ORG + "role")} == {"https://w3id.org/kgraph/scheme/role/member"}
    assert [str(v) for _, v in values(found, KG + "ownershipShare")] == [
        f'"0.25"^^<{XSD}decimal>',
        f'"0.5"^^<{XSD}decimal>',
    ]
    assert [str(v) for _, v in values(found, START)] == [
        f'"2018-01-01"^^<{XSD}date>',
        f'"2010"^^<{XSD}gYear>',
    ]


def test_the_same_relation_written_by_id_and_by_name_is_one(tmp_path: Path) -> None:
    head = ["medlem", "organisation", "källa"]
    found = read_book(
        tmp_path,
        {
            "Källa": SOURCES,
            "Kommun": TWO,
            "Medlemskap": [head, ["vara", "skara", "avtal"], ["Vara kommun", "Skara kommun", "protokoll"]],
        },
    )
    members = values(found, ORG + "member")
    assert len(members) == 2
    assert len({subject for subject, _ in members}) == 1


def test_parallel_relations_and_a_self_loop_are_kept(tmp_path: Path) -> None:
    head = ["beroende part", "beror av", "beroendets art", "kritikalitet"]
    rows = [
        ["vara", "skara", "technical", "high"],
        ["vara", "skara", "financial", "low"],
        ["vara", "vara", "data", "low"],
    ]
    found = read_book(tmp_path, {"Kommun": TWO, "Beroende": [head, *rows]})
    assert len({subject for subject, _ in values(found, KG + "dependent")}) == 3


def test_a_cell_may_name_what_another_file_describes(tmp_path: Path) -> None:
    workbook(tmp_path / "data" / "b.xlsx", {"Kommun": TWO})
    (tmp_path / "data" / "c.ttl").write_text(
        f'@prefix s: <{BASE}> . s:goliska a <{KG}MunicipalFederation> ; <{PREF_LABEL}> "Göliska IT"@sv .'
    )
    found = read_book(tmp_path, {"Medlemskap": [["medlem", "organisation"], ["Vara kommun", "Göliska IT"]]})
    assert [v.value for _, v in values(found, ORG + "organization")] == [f"{BASE}goliska"]


def test_decomposed_letters_find_the_composed_name(tmp_path: Path) -> None:
    sheets = {
        "Kommunalförbund": [["id", "namn"], ["g", "G\u00f6liska IT"]],
        "Kommun": TWO,
        "Medlemskap": [["medlem", "organisation"], ["vara", "Go\u0308liska  IT"]],
    }
    assert [v.value for _, v in values(read_book(tmp_path, sheets), ORG + "organization")] == [f"{BASE}g"]


def test_several_links_and_several_sources_in_one_cell(tmp_path: Path) -> None:
    found = read_book(
        tmp_path,
        {
            "Källa": SOURCES,
            "Kommun": TWO,
            "Samverkansavtal": [
                ["id", "namn", "har part", "källa", "ställe"],
                ["a", "Avtal", "vara; Skara kommun", "avtal; protokoll", "§ 1; § 41"],
            ],
        },
    )
    parties = {(q.object.value, q.graph_name.value) for q, _ in found if q.predicate.value == KG + "hasParty"}
    assert len(parties) == 4
    locators = {
        (q.graph_name.value[-5:], q.object.value) for q, _ in found if q.predicate.value == KG + "locator"
    }
    assert locators == {("avtal", "§ 1"), ("okoll", "§ 41")}


def test_hostile_text_is_stored_letter_for_letter(tmp_path: Path) -> None:
    names = [
        "`x`) DETACH DELETE n //",
        "Robby' WITH true as ignored MATCH (s) DETACH DELETE s; //",
        "+1",
        "@x",
    ]
    names += ['=HYPERLINK("http://x")', "</script><img src=x onerror=alert(1)>"]
    text = "id,namn\n" + "".join(f'n{i},"{n.replace(chr(34), chr(34) * 2)}"\n' for i, n in enumerate(names))
    found = read_text(tmp_path, "Kommun.csv", text)
    assert [v.value for _, v in values(found, PREF_LABEL)] == names


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("id;namn;kommunkod\nvara;Värö;1470\n", {}),
        ("id,namn,kommunkod\nvara,Värö,1470\n", {}),
        ("id\tnamn\tkommunkod\nvara\tVärö\t1470\n", {}),
        ("id|namn|kommunkod\r\nvara|Värö|1470\r\n", {}),
        ("\ufeffid;namn;kommunkod\nvara;Värö;1470\n", {}),
        ("id;namn;kommunkod\nvara;Värö;1470\n".encode("utf-16"), {}),
        ("id;namn;kommunkod\nvara;Värö;1470\n".encode("cp1252"), {"encoding": "cp1252"}),
    ],
)
def test_delimiters_and_encodings(tmp_path: Path, content: bytes | str, options: dict[str, str]) -> None:
    found = read_text(tmp_path, "Kommun.csv", content, tables={"data/*.csv": options})
    assert [v.value for _, v in values(found, PREF_LABEL)] == ["Värö"]
    assert next(where for q, where in found if q.predicate.value == PREF_LABEL) == Location(
        "data/Kommun.csv", row=2, column="namn"
    )


@pytest.mark.parametrize(
    ("content", "options", "line", "message"),
    [
        ("id;namn\nv;Värö\n".encode("cp1252"), {}, 2, "is not UTF-8"),
        ("id;namn\nv;Värö\n".encode("utf-16-le"), {}, 1, "NUL"),
        ("id;namn\nv;Värö\n".encode(), {"encoding": "cp1252"}, None, "but the file is UTF-8"),
        (b'id,namn\nv,"Vara\nw,Skara\n', {}, 2, "never ends"),
    ],
)
def test_text_that_is_not_what_it_should_be_is_refused(
    tmp_path: Path, content: bytes, options: dict[str, str], line: int | None, message: str
) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read_text(tmp_path, "Kommun.csv", content, tables={"data/*.csv": options})
    assert isinstance(caught.value.where, Location)
    assert caught.value.where.line == line


def test_all_faults_are_named_with_their_cells(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        {
            "Kommun": [
                ["id", "namn", "komunkod"],
                ["va ra", "Vara", "1470"],
                [None, None, "1"],
                ["s", "Skara", None],
            ],
            "Beslutt": [["id"], ["b"]],
            "Medlemskap": [
                ["medlem", "organisation", "roll", "ägarandel", "från", "källa", "säkerhet"],
                ["Skarra", "s", "medlm", "tre", "2024-13-45", "avtalet", 2],
                ["s", None, None, "1.2,3", "13/5 2024", None, None],
            ],
        },
    )
    places = dict(found)
    assert "did you mean 'kommunkod'" in places["data/a.xlsx, Kommun:1 C"]
    assert "spaces" in places["data/a.xlsx, Kommun:2 A"]
    assert "did you mean 'beslut'" in places["data/a.xlsx, Beslutt"]
    assert "did you mean 'Skara'" in places["data/a.xlsx, Medlemskap:2 A"]
    assert "did you mean" in places["data/a.xlsx, Medlemskap:2 C"]
    assert "not a number" in places["data/a.xlsx, Medlemskap:2 D"]
    assert "no such date" in places["data/a.xlsx, Medlemskap:2 E"]
    assert "no source" in places["data/a.xlsx, Medlemskap:2 F"]
    assert "between 0 and 1" in places["data/a.xlsx, Medlemskap:2 G"]
    assert "one of its two ends" in places["data/a.xlsx, Medlemskap:3 B"]
    assert "2024-05-13" in places["data/a.xlsx, Medlemskap:3 E"]


def test_faults_are_listed_up_to_a_limit_and_counted_beyond(tmp_path: Path) -> None:
    rows = [["m", "x"] for _ in range(80)]
    with pytest.raises(SourceError) as caught:
        read_book(tmp_path, {"Medlemskap": [["medlem", "organisation"], *rows]})
    assert len(caught.value.problems) == 50
    assert "160 faults in this file, the first 50 of them listed" in str(caught.value)


@pytest.mark.parametrize(("start", "end", "wrong"), [("2024", "2023", True), ("2024-05", "2024", False)])
def test_an_end_before_the_start_is_refused(tmp_path: Path, start: str, end: str, wrong: bool) -> None:
    sheets = {"Projekt": [["id", "namn", "från", "till"], ["p", "P", start, end]]}
    if wrong:
        assert "before the start" in faults(tmp_path, sheets)[0][1]
    else:
        assert read_book(tmp_path, sheets)


def test_a_name_alone_does_not_make_rows_of_two_files_one(tmp_path: Path) -> None:
    workbook(tmp_path / "data" / "b.xlsx", {"Kommun": [["namn"], ["Vara kommun"], ["Skövde"]]})
    found = faults(tmp_path, {"Kommun": [["namn"], ["Vara kommun"]]})
    assert "data/b.xlsx" in found[0][1]
    assert "write ids in both" in found[0][1]


def test_two_names_that_would_share_an_id_are_refused(tmp_path: Path) -> None:
    assert len(faults(tmp_path, {"Kommun": [["namn"], ["Göliska IT"], ["Göliska-IT"]]})) == 2
    assert len(faults(tmp_path, {"Kommun": [["id", "namn"], ["v", "Vara"], [None, "Vara"]]})) == 1


def test_a_name_of_several_rows_must_be_written_as_an_id(tmp_path: Path) -> None:
    sheets = {
        "Kommun": [["id", "namn"], ["a", "Vara"], ["b", "Vara"], ["c", "Skara"]],
        "Medlemskap": [["medlem", "organisation"], ["Vara", "c"]],
    }
    assert "several rows; write the id: a (" in faults(tmp_path, sheets)[0][1]


def test_a_second_status_for_the_same_thing_and_source_is_refused(tmp_path: Path) -> None:
    head = ["id", "namn", "källa", "status"]
    rows = [["v", "Vara", "avtal", "stated"], ["v", "Vara", "avtal", "disputed"]]
    found = faults(tmp_path, {"Källa": SOURCES, "Kommun": [head, *rows]})
    assert "another status" in found[0][1]


def test_error_cells_unsaved_formulas_and_sideways_merges_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "data" / "a.xlsx",
        {"Kommun": [["id", "namn", "kommunkod"], ["a", "=1+1"], ["b", "B"], ["c", "C"]]},
    )
    book = openpyxl.load_workbook(path)
    sheet = book["Kommun"]
    sheet["C3"] = "#DIV/0!"
    sheet["C3"].data_type = "e"
    sheet.merge_cells("B4:C4")
    book.save(path)
    with pytest.raises(SourceError) as caught:
        list(template_tables.read(path, study_of(tmp_path)))
    told = {str(where): message for where, message in caught.value.problems}
    assert "formula" in told["data/a.xlsx, Kommun:2 B"]
    assert "#DIV/0!" in told["data/a.xlsx, Kommun:3 C"]
    assert "B4:C4" in told["data/a.xlsx, Kommun:4 B"]


def test_hidden_rows_and_downward_merges_are_read_and_noted(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "data" / "a.xlsx",
        {"Kommun": [["id", "namn", "källa"], ["a", "A", "avtal"], ["b", "B"]], "Källa": SOURCES},
    )
    book = openpyxl.load_workbook(path)
    book["Kommun"].merge_cells("C2:C3")
    book["Kommun"].row_dimensions[3].hidden = True
    book.save(path)
    notes: list[object] = []
    found = list(template_tables.read(path, study_of(tmp_path), notes))
    assert {q.graph_name.value for q, _ in found if q.subject.value == f"{BASE}b"} == {f"{BASE}source/avtal"}
    assert {note.kind for note in notes} == {"hidden-rows", "merged-cell"}


def test_notes_name_minted_ids_in_both_languages(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "a.xlsx", {"Kommun": [["namn"], ["Vara kommun"]]})
    notes: list[object] = []
    list(template_tables.read(path, study_of(tmp_path), notes))
    assert [(note.kind, set(note.message), note.location.row) for note in notes] == [
        ("minted-id", {"sv", "en"}, 2)
    ]


def test_notes_columns_and_sheets_are_left_alone(tmp_path: Path) -> None:
    sheets = {
        "_arbete": [["vad som helst"], [1]],
        "Kommun": [["id", "namn", "# eget"], ["a", "A", "minns"], [None, None, None]],
    }
    assert len(read_book(tmp_path, sheets)) == 2


def test_a_cell_without_a_heading_is_a_fault(tmp_path: Path) -> None:
    assert "without a heading" in faults(tmp_path, {"Kommun": [["id", None, "namn"], ["a", "x", "A"]]})[0][1]


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("0,25", {}, "0.25"),
        ("0.25", {}, "0.25"),
        ("1,234", {}, None),
        ("1,234", {"decimal": ","}, "1.234"),
        ("1.5", {"decimal": ","}, None),
        ("1 234,5", {}, "1234.5"),
        ("NaN", {}, None),
        ("1e308", {}, None),
        ("-0,5", {}, "-0.5"),
    ],
)
def test_numbers_written_as_text(
    tmp_path: Path, text: str, options: dict[str, str], value: str | None
) -> None:
    content = f"medlem|organisation|ägarandel\nhttps://e.org/a|https://e.org/b|{text}\n"
    settings = {"tables": {"data/*": options}}
    if value is None:
        with pytest.raises(SourceError):
            read_text(tmp_path, "Medlemskap.csv", content, **settings)
    else:
        found = read_text(tmp_path, "Medlemskap.csv", content, **settings)
        assert [v.value for _, v in values(found, KG + "ownershipShare")] == [value]


def test_order_and_file_name_do_not_change_the_statements(tmp_path: Path) -> None:
    rows = [["a", "A"], ["b", "B"], [None, "C"]]
    head = ["id", "namn"]
    one = read_book(tmp_path / "1", {"Kommun": [head, *rows]})
    two = read_book(tmp_path / "2", {"Kommun": [head, *reversed(rows)]})
    assert {str(q) for q, _ in one} == {str(q) for q, _ in two}


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "a.xlsx", {"Kommun": [["namn"], ["Vara"]]})
    once = read_study(study_of(tmp_path))
    (tmp_path / "data" / "b.xlsx").write_bytes(path.read_bytes())
    twice = read_study(study_of(tmp_path))
    assert {q.triple for q in once.quads()} == {q.triple for q in twice.quads()}


def test_a_file_cut_short_is_refused_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "a.xlsx", {"Kommun": TWO})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SourceError, match="workbook"):
        list(template_tables.read(path, study_of(tmp_path)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"xl/workbook.xml", b"xl/w\xc7rkbook.xml"),
        (b"xl/workbook.xml", b"xl/workbooq.xml"),
        (b"PK\x05\x06", b"PK\x05\x07"),
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = workbook(tmp_path / "data" / "a.xlsx", {"Kommun": TWO})
    content = bytearray(path.read_bytes().replace(old, new))
    for start in range(len(content) - 4):
        if content[start : start + 4] == b"PK\x01\x02":
            content[start + 9] |= 8  # names are said to be UTF-8
    path.write_bytes(content)
    with pytest.raises(SourceError, match="workbook"):
        list(template_tables.read(path, study_of(tmp_path)))


def zip_of(path: Path, parts: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


RELATIONS = b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
BOOK = b'<workbook xmlns:r="r"><sheets><sheet name="Kommun" sheetId="1" r:id="r1"/></sheets></workbook>'


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl/workbook.xml": b"0" * 3_000_000}, "grows more than"),
        ({"../evil.xml": b"", "xl/workbook.xml": b""}, "leaves it"),
        ({"word/document.xml": b""}, "not an XLSX or ODS"),
        (
            {
                "xl/workbook.xml": BOOK,
                "xl/_rels/workbook.xml.rels": RELATIONS,
                "xl/worksheets/sheet1.xml": b'<worksheet><sheetData><row r="1"><c r="A1"/></row>'
                b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
            },
            "the limit is 10000000",
        ),
        (
            {
                "xl/workbook.xml": BOOK,
                "xl/_rels/workbook.xml.rels": RELATIONS,
                "xl/worksheets/sheet1.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>',
            },
            "document type",
        ),
    ],
)
def test_hostile_workbooks_are_refused(tmp_path: Path, parts: dict[str, bytes], message: str) -> None:
    path = zip_of(tmp_path / "data" / "a.xlsx", parts)
    with pytest.raises(SourceError, match=message):
        list(template_tables.read(path, study_of(tmp_path)))


def ods(path: Path, rows: str) -> Path:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    head = f'xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0"'
    content = (
        f"<office:document-content {head}><office:body><office:spreadsheet>"
        f'<table:table table:name="Kommun">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    manifest = f'<m:manifest xmlns:m="{space}manifest:1.0">{entry}</m:manifest>'
    return zip_of(
        path,
        {
            "mimetype": kind.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        },
    )


def ods_row(*texts: str, attributes: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in texts
    )
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def test_opendocument_is_read_with_hidden_rows_noted(tmp_path: Path) -> None:
    hidden = ods_row("b", "Skåra", attributes='table:visibility="collapse"')
    path = ods(tmp_path / "data" / "a.ods", ods_row("id", "namn") + ods_row("a", "Vara") + hidden)
    notes: list[object] = []
    found = list(template_tables.read(path, study_of(tmp_path), notes))
    assert [v.value for _, v in values(found, PREF_LABEL)] == ["Vara", "Skåra"]
    assert [note.kind for note in notes] == ["hidden-rows"]


def test_a_row_repeated_without_end_is_refused(tmp_path: Path) -> None:
    many = ods_row("a", "Vara", attributes='table:number-rows-repeated="900000000"')
    path = ods(tmp_path / "data" / "a.ods", ods_row("id", "namn") + many)
    with pytest.raises(SourceError, match="the limit is"):
        list(template_tables.read(path, study_of(tmp_path)))


@pytest.mark.parametrize(
    "options", [{"encodng": "x"}, {"decimal": "x"}, {"encoding": "nope"}, {"delimiter": "ab"}]
)
def test_wrong_table_options_are_a_usage_error(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        read_text(tmp_path, "Kommun.csv", "id\na\n", tables={"data/*": options})


def test_a_row_of_notes_is_not_read_and_a_repeated_row_is_noted(tmp_path: Path) -> None:
    rows: Rows = [["id", "namn"], ["a", "A"], ["# ring", "Nej"], ["b", "# 2"], ["a", "A"]]
    workbook(tmp_path / "data" / "a.xlsx", {"Kommun": rows})
    dataset = read_study(study_of(tmp_path))
    assert {q.object.value for q in dataset.quads(None, ox.NamedNode(PREF_LABEL))} == {"A", "# 2"}
    notes = {note.kind: note for note in dataset.notes}
    assert str(notes["note-rows"].location) == "data/a.xlsx, Kommun:3"
    assert notes["duplicate-row"].message["en"] == "the row is the same as row 2"


def test_a_row_may_leave_it_to_others_what_a_thing_is(tmp_path: Path) -> None:
    kinds: list[object] = ["given elsewhere", "Anges på annat håll", None]
    rows: Rows = [["id", "type", "member count"], *[[f"x{n}", kind, 3] for n, kind in enumerate(kinds)]]
    found = [quad for quad, _ in read_book(tmp_path, {"Organisation": rows})]
    typed = {quad.subject.value for quad in found if quad.predicate == template_tables.TYPE}
    assert typed == {BASE + "x2"}
    assert len(found) == 4
    with pytest.raises(SourceError, match="needs an id"):
        read_book(tmp_path, {"Organisation": [["type", "member count"], ["given elsewhere", 3]]})
    ends: Rows = [["id", "typ", "roll"], ["m", "anges på annat håll", "ledamot"]]
    assert len(read_book(tmp_path, {"Medlemskap": ends})) == 1


def test_evidence_has_languages_anchors_and_whole_locators(tmp_path: Path) -> None:
    rows: Rows = [
        ["id", "källa", "ställe", "återgivning", "återgivning (en)", "ankare"],
        ["a", "https://x.se/1", "§ 2; § 3", "Ja.", "Yes.", "0-1:aa; 2-3:bb"],
        ["b", "https://x.se/1; https://x.se/2", "§ 2; § 3", None, None, "0-1:aa; 2-3:bb"],
    ]
    found = [quad for quad, _ in read_book(tmp_path, {"Kommun": rows})]

    def said(subject: str, name: str) -> set[tuple[str, str, str | None]]:
        return {
            (q.graph_name.value[-1], q.object.value, q.object.language)
            for q in found
            if q.subject.value == BASE + subject and q.predicate.value == KG + name
        }

    assert said("a", "locator") == {("1", "§ 2; § 3", None)}
    assert said("a", "anchor") == {("1", "0-1:aa", None), ("1", "2-3:bb", None)}
    assert said("a", "paraphrase") == {("1", "Ja.", "sv"), ("1", "Yes.", "en")}
    assert said("b", "locator") == {("1", "§ 2", None), ("2", "§ 3", None)}
    assert said("b", "anchor") == {("1", "0-1:aa", None), ("2", "2-3:bb", None)}


def test_numbers_and_days_in_columns_for_anything_keep_their_type(tmp_path: Path) -> None:
    rows: Rows = [["id", "object of the statement"]]
    rows += [[f"x{n}", value] for n, value in enumerate((3, 2.5, dt.date(2020, 1, 2), "3"))]
    found = read_book(tmp_path, {"SourcedStatement": rows})
    values = [quad.object for quad, _ in found if quad.predicate.value.endswith("#object")]
    assert [(v.value, v.datatype.value.removeprefix(XSD)) for v in values] == [
        ("3", "integer"),
        ("2.5", "decimal"),
        ("2020-01-02", "date"),
        ("3", "string"),
    ]


def test_another_files_own_notes_can_be_the_source(tmp_path: Path) -> None:
    ((quad, _),) = read_book(tmp_path, {"Kommun": [["id", "källa"], ["a", "graph/notes"]]})
    assert quad.graph_name.value == BASE + "graph/notes"


def test_messages_say_what_may_stand_there_and_what_was_hardly_meant(tmp_path: Path) -> None:
    rows: Rows = [["id", "juridisk form", "webbplats"], ["a", "qqq", "www.skara.se"]]
    with pytest.raises(SourceError) as caught:
        read_book(tmp_path, {"Kommun": rows})
    first, second = (message for _, message in caught.value.problems)
    assert "write one of: aktiebolag, " in first
    assert "legal-form" not in first
    assert "begins with https://" in second
    rows = [
        ["id", "titel (sv)", "språk", "läst på"],
        ["k", "K", "svenska", "www.skara.se"],
        ["l", "L", "sv", None],
    ]
    workbook(tmp_path / "data" / "a.xlsx", {"Källa": rows})
    notes: list[ReadingNote] = []
    list(template_tables.read(tmp_path / "data" / "a.xlsx", study_of(tmp_path), notes))
    assert [note.kind for note in notes] == ["language-tag", "bare-address"]
