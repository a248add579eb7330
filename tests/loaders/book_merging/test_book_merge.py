"""Two edited copies of a workbook: all edits arrive, and what both changed is asked about."""

from __future__ import annotations

import copy
import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from filled_workbooks import book_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from quick_examples import examples

from kgraph.errors import SourceError, UsageError
from kgraph.loaders.book_merging.book_merge import merge_books
from kgraph.loaders.formats.tables.template_tables import read
from kgraph.loaders.templates.template_sheets import write_workbook
from kgraph.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook

Sheets = dict[str, list[list[Any]]]

BASE: Sheets = {
    "Kommun": [
        ["id", "namn (sv)", "organisationsnummer", "# egen"],
        ["a", "A kommun", "1", "ring"],
        ["b", "B kommun", "2", None],
        ["c", "C kommun", "3", "=B4"],
    ],
    "Medlemskap": [
        ["medlem", "organisation", "från", "roll"],
        ["a", "f", "2020", "medlem"],
        ["b", "f", "2020", "medlem"],
        ["c", "f", "2021-02-03", "medlem"],
    ],
    "Anteckningar": [["Fritt", None], [None, "blad"], ["=1+1", "x"]],
}


def save(path: Path, sheets: Sheets, change: Callable[[Workbook], None] = lambda _: None) -> Path:
    book = book_of(sheets)
    change(book)
    book.save(path)
    return path


def edited(changes: dict[tuple[str, int, int], Any]) -> Sheets:
    sheets = copy.deepcopy(BASE)
    for (name, row, column), value in changes.items():
        sheets[name][row][column] = value
    return sheets


def content(path: Path) -> Sheets:
    """Return all rows that hold anything, as they are typed."""
    book = openpyxl.load_workbook(path)
    return padded(
        {sheet.title: list(map(list, sheet.iter_rows(values_only=True))) for sheet in book.worksheets}
    )


def padded(sheets: Sheets) -> Sheets:
    """Return the rows that hold anything, all as long as the longest of their sheet."""
    widths = {
        name: max((at for row in rows for at, value in enumerate(row, 1) if value is not None), default=0)
        for name, rows in sheets.items()
    }
    return {
        name: [
            [*row, *[None] * widths[name]][: widths[name]]
            for row in rows
            if any(value is not None for value in row)
        ]
        for name, rows in sheets.items()
    }


def merged(tmp_path: Path, base: Sheets, mine: Sheets, yours: Sheets) -> tuple[Sheets, list[str]]:
    result = merge_books(
        save(tmp_path / "base.xlsx", base),
        save(tmp_path / "mine.xlsx", mine),
        save(tmp_path / "yours.xlsx", yours),
    )
    assert result.paths == [tmp_path / "mine-merged.xlsx"]
    found = content(result.paths[0])
    result.paths[0].unlink()
    return found, result.conflicts


def test_edits_of_different_cells_all_arrive(tmp_path: Path) -> None:
    mine = edited({("Kommun", 1, 1): "A stad", ("Medlemskap", 3, 3): "ordförande"})
    yours = edited(
        {("Kommun", 1, 2): "99", ("Kommun", 2, 3): "ny anteckning", ("Anteckningar", 1, 1): "bladet"}
    )
    yours["Kommun"].insert(1, ["d", "D kommun", None, "=B2"])
    yours["Kommun"][4][3] = "=B5"  # as spreadsheet programs write it when a row is inserted above
    yours["Medlemskap"].append(["d", "f", None, "medlem"])
    found, conflicts = merged(tmp_path, BASE, mine, yours)
    assert conflicts == []
    assert found["Kommun"][1:] == [
        ["a", "A stad", "99", "ring"],
        ["b", "B kommun", "2", "ny anteckning"],
        ["c", "C kommun", "3", "=B4"],
        ["d", "D kommun", None, "=B5"],
    ]
    assert found["Medlemskap"][3:] == [["c", "f", "2021-02-03", "ordförande"], ["d", "f", None, "medlem"]]
    assert found["Anteckningar"][1:] == [[None, "bladet"], ["=1+1", "x"]]


def test_rows_and_columns_removed_by_one_are_gone_and_nothing_moves(tmp_path: Path) -> None:
    yours = copy.deepcopy(BASE)
    del yours["Kommun"][1]
    yours["Kommun"] = [[*row[:2], row[3]] for row in yours["Kommun"]]
    yours["Kommun"][2][2] = "=B3"
    found, conflicts = merged(tmp_path, BASE, BASE, yours)
    assert conflicts == []
    assert found["Kommun"] == [
        ["id", "namn (sv)", None, "# egen"],
        ["b", "B kommun", None, None],
        ["c", "C kommun", None, "=B4"],
    ]


def test_a_date_in_a_date_cell_is_no_change_of_one_typed_as_text(tmp_path: Path) -> None:
    yours = edited({("Medlemskap", 3, 2): dt.date(2021, 2, 3), ("Medlemskap", 1, 2): 2020})
    found, conflicts = merged(tmp_path, BASE, edited({("Medlemskap", 3, 2): "2021-02"}), yours)
    assert conflicts == []
    assert found["Medlemskap"][3][2] == "2021-02"


def test_a_conflict_is_decided_on_its_sheet_in_a_second_run(tmp_path: Path) -> None:
    files = (
        save(tmp_path / "base.xlsx", BASE),
        save(tmp_path / "mine.xlsx", edited({("Kommun", 1, 1): "A stad", ("Kommun", 2, 2): "=1+1"})),
        save(tmp_path / "yours.xlsx", edited({("Kommun", 1, 1): "A by", ("Kommun", 2, 2): "=2+2"})),
    )
    out = tmp_path / "out.xlsx"
    result = merge_books(*files, out, language="sv")
    assert result.conflicts[0] == "Kommun:2: a: namn (sv): MINE 'A stad', YOURS 'A by'"
    assert len(result.conflicts) == 2
    book = openpyxl.load_workbook(out)
    sheet = book["_konflikter"]
    assert [cell.value for cell in sheet[1]][:8] == [
        "blad",
        "rad",
        "vad",
        "kolumn",
        "före",
        "min",
        "din",
        "beslut",
    ]
    assert [cell.value for cell in sheet[3]][4:7] == ["2", "=1+1", "=2+2"]
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"före,min,din"', "H2:H3")
    with pytest.raises(SourceError, match="still to be decided"):
        list(read(out, Study(tmp_path, "s", {}, "https://example.org/", sources=("out.xlsx",))))
    sheet["H2"] = "din"
    book["Medlemskap"]["D2"] = "gäst"
    book.save(out)
    assert len(merge_books(*files, out).conflicts) == 1
    assert content(out)["Kommun"][1][1] == "A by"
    assert content(out)["Medlemskap"][1][3] == "gäst", "what was typed into the merged file is kept"
    book = openpyxl.load_workbook(out)
    book["Kommun"]["C3"] = "7"
    book.save(out)
    assert merge_books(*files, out).conflicts == [], "typing into the cell decides as well"
    assert content(out)["Kommun"][2][2] == "7"
    assert "_conflicts" not in content(out)


@pytest.mark.parametrize("decision", ["base", "mine", "yours"])
def test_a_row_that_one_removed_and_the_other_changed_is_asked_about(tmp_path: Path, decision: str) -> None:
    gone = copy.deepcopy(BASE)
    del gone["Kommun"][1]
    changed = edited({("Kommun", 1, 1): "A stad"})
    files = [
        save(tmp_path / f"{name}.xlsx", sheets)
        for name, sheets in (("base", BASE), ("gone", gone), ("changed", changed))
    ]
    rows = {"base": BASE["Kommun"][1], "gone": None, "changed": changed["Kommun"][1]}
    for mine, yours in (("gone", "changed"), ("changed", "gone")):
        order = (files[0], tmp_path / f"{mine}.xlsx", tmp_path / f"{yours}.xlsx")
        out = tmp_path / f"{mine}-out.xlsx"
        assert len(merge_books(*order, out).conflicts) == 1
        book = openpyxl.load_workbook(out)
        book["_conflicts"]["H2"] = decision
        book.save(out)
        assert merge_books(*order, out).conflicts == []
        wanted = rows[{"base": "base", "mine": mine, "yours": yours}[decision]]
        found = [row for row in content(out)["Kommun"] if row[0] == "a"]
        assert found == ([wanted] if wanted else [])


def test_comments_lists_and_unknown_sheets_are_kept(tmp_path: Path) -> None:
    def mine(book: Workbook) -> None:
        book["Kommun"]["A1"].comment = Comment("min", "m")
        book.create_sheet("Mitt eget")["C3"] = "=SUM(A1:A2)"

    def yours(book: Workbook) -> None:
        book["Kommun"]["B2"].comment = Comment("säker?", "y")
        book.create_sheet("Ditt eget")["B2"] = "ditt"

    result = merge_books(
        save(tmp_path / "base.xlsx", BASE),
        save(tmp_path / "mine.xlsx", BASE, mine),
        save(tmp_path / "yours.xlsx", BASE, yours),
    )
    book = openpyxl.load_workbook(result.paths[0])
    assert book["Kommun"]["A1"].comment.text == "min"
    assert book["Kommun"]["B2"].comment.text == "säker?"
    assert book["Mitt eget"]["C3"].value == "=SUM(A1:A2)"
    assert book["Ditt eget"]["B2"].value == "ditt"
    assert "formulas" in " ".join(remark.en for remark in result.remarks)


def as_excel_saves(path: Path) -> None:
    """Move the drop-down lists of the first sheet to where Excel keeps those that stand on another sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = parts["xl/worksheets/sheet1.xml"].decode()
    plain = re.search(r"<dataValidations.*?</dataValidations>", part, re.DOTALL)
    assert plain is not None
    newer = re.sub(r"<formula1>(.*?)</formula1>", r"<x14:formula1><xm:f>\1</xm:f></x14:formula1>", plain[0])
    newer = re.sub(
        r' sqref="(.*?)"(.*?)</dataValidation>', r"\2<xm:sqref>\1</xm:sqref></dataValidation>", newer
    )
    newer = re.sub(r"(</?)dataValidation", r"\1x14:dataValidation", newer)
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        f' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{newer}</ext></extLst>'
    )
    part = part.replace(plain[0], "").replace("</worksheet>", f"{extension}</worksheet>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in (parts | {"xl/worksheets/sheet1.xml": part.encode()}).items():
            archive.writestr(name, held)


@pytest.mark.slow
def test_the_lists_of_the_template_survive_excel_and_a_merge(tmp_path: Path) -> None:
    base = write_workbook(tmp_path / "base.xlsx")

    def lists(path: Path) -> set[tuple[str, str, str]]:
        rules = openpyxl.load_workbook(path).worksheets[0].data_validations.dataValidation
        return {(str(rule.sqref), rule.formula1, rule.errorStyle) for rule in rules}

    before = lists(base)
    assert len(before) == 2
    as_excel_saves(base)
    assert lists(base) == set()
    assert lists(merge_books(base, base, base, tmp_path / "out.xlsx").paths[0]) == before


def test_directories_of_csv_are_merged_too(tmp_path: Path) -> None:
    head = "id;namn (sv)\r\n"
    for name, rows in (
        ("base", "a;A\r\nb;B\r\n"),
        ("mine", "a;A stad\r\nb;B\r\n"),
        ("yours", 'a;A\r\nb;"B; by"\r\nc;C\r\n'),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Kommun.csv").write_bytes((head + rows).encode("utf-8-sig"))
    result = merge_books(tmp_path / "base", tmp_path / "mine", tmp_path / "yours", tmp_path / "out")
    assert (tmp_path / "out" / "Kommun.csv").read_bytes() == (
        head + 'a;A stad\r\nb;"B; by"\r\nc;C\r\n'
    ).encode("utf-8-sig")
    assert result.conflicts == []


@pytest.mark.slow
def test_what_cannot_be_merged_is_refused_with_all_faults_and_nothing_is_written(tmp_path: Path) -> None:
    base = save(tmp_path / "base.xlsx", BASE)

    def merge_cells(book: Workbook) -> None:
        book["Kommun"].merge_cells("A2:A3")
        book["Medlemskap"]["E1"] = "Medlem"
        book["Kommun"]["E1"] = "ID"

    wrong = save(tmp_path / "wrong.xlsx", BASE, merge_cells)
    with pytest.raises(SourceError) as caught:
        merge_books(base, base, wrong, tmp_path / "out.xlsx")
    assert [message for _, message in caught.value.problems] == [
        "a second column 'ID'",
        "the cells A2:A3 are merged; unmerge them before you merge the files",
    ]
    whole = base.read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.xlsx").write_text("id;namn", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    for name in ("cut.xlsx", "text.xlsx", "bomb.xlsx"):
        with pytest.raises(SourceError):
            merge_books(base, base, tmp_path / name, tmp_path / "out.xlsx")
    for name, match in (
        ("none.xlsx", "no such file"),
        ("a.ods", "neither an .xlsx"),
        (".", "another is not"),
    ):
        with pytest.raises(UsageError, match=match):
            merge_books(base, base, tmp_path / name, tmp_path / "out.xlsx")
    with pytest.raises(UsageError, match="one of the files"):
        merge_books(base, base, base, base)
    assert not (tmp_path / "out.xlsx").exists()


def test_a_base_that_is_no_ancestor_is_refused(tmp_path: Path) -> None:
    other: Sheets = {"Kommun": [["id", "namn (sv)"], *[[f"x{n}", f"X {n}"] for n in range(6)]]}
    base, mine = save(tmp_path / "other.xlsx", other), save(tmp_path / "mine.xlsx", BASE)
    with pytest.raises(UsageError, match="6 of 6 rows that both copies have are missing"):
        merge_books(base, mine, save(tmp_path / "yours.xlsx", BASE))
    empty: Sheets = {"Kommun": [["id", "namn (sv)"]]}
    nothing = [save(tmp_path / f"{name}.xlsx", empty) for name in ("m", "y")]
    with pytest.raises(UsageError, match="its 6 rows are in neither copy"):
        merge_books(base, *nothing)


def test_a_file_that_was_merged_from_others_is_left_alone(tmp_path: Path) -> None:
    base = save(tmp_path / "base.xlsx", BASE)
    mine = save(tmp_path / "mine.xlsx", edited({("Kommun", 1, 1): "x"}))
    yours = save(tmp_path / "yours.xlsx", edited({("Kommun", 1, 1): "y"}))
    out = merge_books(base, mine, yours).paths[0]
    before = out.read_bytes()
    save(yours, edited({("Kommun", 1, 1): "z"}))
    with pytest.raises(UsageError, match="before they were changed"):
        merge_books(base, mine, yours)
    book = openpyxl.load_workbook(out)
    book["_conflicts"]["H2"] = "theirs"
    book.save(out)
    with pytest.raises(SourceError, match="is no decision"):
        merge_books(base, mine, yours)
    with pytest.raises(UsageError, match="exists already"):
        merge_books(base, mine, yours, save(tmp_path / "there.xlsx", BASE))
    assert before


_VALUES = st.one_of(st.none(), st.sampled_from(["x", "y z", "=B3", "'=q", "2020-01-01"]), st.integers(0, 9))
_CELLS = st.sampled_from(
    [
        (name, row, column)
        for name, columns in (("Kommun", (1, 2, 3)), ("Medlemskap", (2, 3)), ("Anteckningar", (0, 1)))
        for row in (1, 2, 3)
        if row < len(BASE[name])
        for column in columns
    ]
)
_EDITS = st.dictionaries(_CELLS, _VALUES, max_size=5)
_ROWS = st.lists(st.tuples(st.sampled_from("uvwxyz"), st.text("ab", min_size=1, max_size=3)), max_size=3)


def with_rows(sheets: Sheets, rows: list[tuple[str, str]], removed: int | None) -> Sheets:
    for identifier, name in rows:
        sheets["Kommun"].append([identifier, name, None, None])
    if removed is not None:
        del sheets["Kommun"][removed]
    return sheets


@settings(max_examples=examples(40))
@given(mine=_EDITS, yours=_EDITS)
def test_edits_that_touch_different_cells_are_all_applied(
    tmp_path_factory: pytest.TempPathFactory, mine: dict[Any, Any], yours: dict[Any, Any]
) -> None:
    yours = {cell: value for cell, value in yours.items() if cell not in mine}
    found, conflicts = merged(tmp_path_factory.mktemp("m"), BASE, edited(mine), edited(yours))
    assert conflicts == []
    assert found == padded(edited(mine | yours))


@settings(max_examples=examples(25))
@given(changes=_EDITS, rows=_ROWS, removed=st.sampled_from([None, 1, 3]))
def test_against_an_unchanged_copy_a_merge_is_the_changed_one(
    tmp_path_factory: pytest.TempPathFactory,
    changes: dict[Any, Any],
    rows: list[tuple[str, str]],
    removed: int | None,
) -> None:
    root = tmp_path_factory.mktemp("m")
    changed = with_rows(edited(changes), list(dict(rows).items()), removed)
    found, conflicts = merged(root, BASE, changed, BASE)
    assert (found, conflicts) == (padded(changed), [])
    found, conflicts = merged(root, BASE, BASE, changed)
    assert conflicts == []
    # Formulas of rows that stand elsewhere now point to their own row, so they are compared as positions.
    for name, expected in padded(changed).items():
        assert sorted(map(_typed, found[name]), key=str) == sorted(map(_typed, expected), key=str)


def _typed(row: list[Any]) -> list[str]:
    return ["=" if isinstance(value, str) and value.startswith("=") else str(value) for value in row]


@settings(max_examples=examples(15))
@given(mine=_EDITS, yours=_EDITS)
def test_no_edit_is_lost(
    tmp_path_factory: pytest.TempPathFactory, mine: dict[Any, Any], yours: dict[Any, Any]
) -> None:
    found, conflicts = merged(tmp_path_factory.mktemp("m"), BASE, edited(mine), edited(yours))
    clashing = {
        cell
        for cell in mine.keys() & yours.keys()
        if len({str(BASE[cell[0]][cell[1]][cell[2]]), str(mine[cell]), str(yours[cell])}) == 3
    }
    assert len(conflicts) == len(clashing)
    sheet = found.pop("_conflicts", [[]])
    texts = {str(value) for row in sheet for value in row}
    assert all(str(yours[cell] or "") in texts | {""} for cell in clashing)


def test_a_sheet_may_have_names_and_titles_and_all_copies_of_an_id(tmp_path: Path) -> None:
    rows = [
        ["id", "namn (sv)", "titel (sv)", "källa", "ärende"],
        ["p", "P", "T", "s1", None],
        ["p", "P", "U", "s2", None],
        ["p", None, None, "s2", "m"],
    ]
    base: Sheets = {"Ärendepunkt": rows}
    mine, yours = copy.deepcopy(base), copy.deepcopy(base)
    mine["Ärendepunkt"][2][2] = "V"
    yours["Ärendepunkt"][3][4] = "n"
    del yours["Ärendepunkt"][1]
    found, conflicts = merged(tmp_path, base, mine, yours)
    assert conflicts == []
    assert found["Ärendepunkt"][1:] == [["p", "P", "V", "s2", None], ["p", None, None, "s2", "n"]]


def test_charts_are_refused_in_mine_alone_and_hidden_rows_are_said(tmp_path: Path) -> None:
    def drawn(book: Workbook) -> None:
        book["Anteckningar"].add_chart(BarChart(), "D1")

    def hidden(book: Workbook) -> None:
        book["Kommun"].row_dimensions[3].hidden = True

    base = save(tmp_path / "base.xlsx", BASE, hidden)
    chart = save(tmp_path / "chart.xlsx", BASE, drawn)
    with pytest.raises(SourceError) as caught:
        merge_books(base, chart, base, tmp_path / "out.xlsx")
    assert any("holds xl/charts/chart1.xml" in message for _, message in caught.value.problems)
    result = merge_books(base, base, chart, tmp_path / "out.xlsx")
    assert "hidden rows that were merged like all others: 1" in [remark.en for remark in result.remarks]
