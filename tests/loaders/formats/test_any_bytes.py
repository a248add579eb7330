"""Whatever stands in a table, it is read without loss or refused with its place."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from quick_examples import examples

from kgraph.errors import KgraphError, Location, SourceError
from kgraph.loaders.formats.popolo import popolo_reader
from kgraph.loaders.formats.tables import template_tables
from kgraph.loaders.formats.tables.cell_values import date_literal, number
from kgraph.loaders.formats.tables.row_names import iri_of_id, iri_of_label, slug
from kgraph.loaders.formats.tables.sheets import decode
from kgraph.study import Policy, Study

BASE = "https://example.org/s/"
PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# What a cell of a spreadsheet or a line of a CSV file can hold: no control characters, no lone surrogates.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda t: t.strip() == t
)
IDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
ROWS = st.dictionaries(IDS, TEXT, min_size=1, max_size=12)

quick = settings(max_examples=examples(60))


def read(content: bytes, name: str, persons: str = "omit") -> list[tuple[object, Location]]:
    reader = popolo_reader if name.endswith(".json") else template_tables
    with TemporaryDirectory() as directory:
        root = Path(directory)
        path = root / "data" / name
        path.parent.mkdir()
        path.write_bytes(content)
        study = Study(root, "s", {}, BASE, sources=("data/*",), policy=Policy(persons=persons))
        return list(reader.read(path, study))


def outcome(
    content: bytes, name: str, persons: str = "omit"
) -> tuple[list[tuple[object, Location]], SourceError | None]:
    try:
        return read(content, name, persons), None
    except SourceError as error:
        return [], error


def names(found: list[tuple[object, Location]]) -> dict[str, str]:
    return {
        q.subject.value.removeprefix(BASE): q.object.value
        for q, _ in found
        if q.predicate.value == PREF_LABEL
    }


@quick
@given(ROWS, st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@example({"a": '=HYPERLINK("http://x")', "b": "+1", "c": "@x"}, ";", "utf-8")
@example({"a": "Go\u0308liska"}, ",", "utf-8")
def test_names_come_out_of_csv_letter_for_letter(rows: dict[str, str], delimiter: str, encoding: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["id", "namn"])
    writer.writerows(rows.items())
    found = names(read(text.getvalue().encode(encoding), "Kommun.csv"))
    assert found == {iri_of_id(BASE, i, ()).removeprefix(BASE): name for i, name in rows.items()}


@quick
@given(ROWS)
def test_names_come_out_of_a_workbook_letter_for_letter(rows: dict[str, str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Kommun"
    sheet.append(["id", "namn"])
    for number_, (identifier, name) in enumerate(rows.items(), start=2):
        for column, value in enumerate((identifier, name), start=1):
            cell = sheet.cell(number_, column)
            cell.value = value
            cell.data_type = "s"  # openpyxl would take a leading = for a formula
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), "a.xlsx")
    assert names(found) == {iri_of_id(BASE, i, ()).removeprefix(BASE): name for i, name in rows.items()}
    assert {where.row for _, where in found} == set(range(2, len(rows) + 2))


@quick
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: dict[str, str], random: object) -> None:
    lines = [f'{identifier},"{name.replace(chr(34), chr(34) * 2)}"' for identifier, name in rows.items()]
    shuffled = list(lines)
    random.shuffle(shuffled)
    one, two = ("\n".join(["id,namn", *order]).encode() for order in (lines, shuffled))
    assert {str(q) for q, _ in read(one, "Kommun.csv")} == {str(q) for q, _ in read(two, "Kommun.csv")}


@quick
@given(st.binary(max_size=400))
@example(b"id,namn\n\xff\xfe,x")
@example(b'id,namn\n"')
@example(b"\x00")
@example(b"PK\x03\x04")
@pytest.mark.parametrize("name", ["Kommun.csv", "a.xlsx", "a.ods", "p.json"])
def test_no_bytes_bring_anything_but_statements_or_a_placed_refusal(name: str, content: bytes) -> None:
    _, refused = outcome(content, name)
    if refused:
        assert isinstance(refused.where, Location)
        assert refused.where.file == f"data/{name}"


CELLS = st.none() | TEXT | st.integers() | st.floats() | st.dates() | st.datetimes() | st.booleans()


@quick
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=6))
def test_no_cells_bring_anything_but_statements_or_placed_faults(rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Medlemskap"
    sheet.append(["medlem", "organisation", "roll", "ägarandel", "från", "till", "källa"])
    for row in rows:
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(sheet.max_row + (column == 1), column)
            cell.value = str(value) if isinstance(value, float | int) and abs(value) > 1e300 else value
    stream = io.BytesIO()
    book.save(stream)
    found, refused = outcome(stream.getvalue(), "a.xlsx")
    assert all(where.row for _, where in found)
    if refused:
        assert refused.problems
        assert all(where.sheet == "Medlemskap" for where, _ in refused.problems)


KEYS = (
    *(
        "id",
        "name",
        "persons",
        "organizations",
        "posts",
        "memberships",
        "organization_id",
        "person_id",
        "role",
    ),
    *("motions", "areas", "parent", "start_date", "identifiers", "other_names", "links", "votes", "counts"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@quick
@given(JSON, st.sampled_from(["omit", "include"]))
def test_no_json_brings_anything_but_statements_or_a_placed_refusal(content: object, persons: str) -> None:
    found, refused = outcome(json.dumps(content).encode(), "p.json", persons)
    assert all(where.file == "data/p.json" for _, where in found)
    assert refused is None or isinstance(refused.where, Location)


@quick
@given(st.lists(TEXT, min_size=1, max_size=4, unique=True))
def test_no_name_of_a_person_leaves_a_study_without_persons(people: list[str]) -> None:
    marked = [f"§{name}§" for name in people]
    content = {
        "persons": [{"id": str(i), "name": name} for i, name in enumerate(marked)],
        "organizations": [{"id": "o", "name": "O"}],
        "memberships": [
            {"person_id": str(i), "organization_id": "o", "role": "r"} for i in range(len(marked))
        ],
    }
    text = "".join(str(q) for q, _ in read(json.dumps(content).encode(), "p.json"))
    assert not any(name in text for name in marked)


@quick
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_numbers_survive_the_decimal_comma(value: object) -> None:
    assert number(str(value).replace(".", ","), ",") == value


@quick
@given(st.dates())
def test_dates_survive(value: object) -> None:
    assert date_literal(value).value == value.isoformat()


@quick
@given(TEXT)
def test_minted_names_depend_on_nothing_but_letters(name: str) -> None:
    made = slug(name)
    assert made == slug(made)
    assert made == slug(name.upper()) or any(c.upper().lower() != c.lower() for c in name)
    iri = iri_of_label(BASE, name, "https://w3id.org/kgraph/ontology#JointBoard")
    assert iri is None or iri.startswith(f"{BASE}joint-board/")


@quick
@given(st.binary(max_size=60), st.sampled_from([None, "cp1252", "utf-8", "latin-1", "utf-16"]))
def test_decoding_never_invents(content: bytes, encoding: str | None) -> None:
    try:
        text = decode(content, "f.csv", encoding)
    except KgraphError:
        return
    marks = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    if not content.startswith(marks) and encoding != "utf-16":
        assert text.encode(encoding or "utf-8") == content
