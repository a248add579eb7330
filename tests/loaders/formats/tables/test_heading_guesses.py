"""A study that begins with a table from another system: the guesses, their marks, and what is refused."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kgraph.errors import SourceError, UsageError
from kgraph.loaders.formats.tables.heading_guesses import guess_table
from kgraph.loaders.reading import read_study
from kgraph.scaffold import StudyDraft, new_study
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

TABLE = (
    "Systemnamn;SystemID;Leverantör;Anteckning\n"
    "Ekonomisystem Å;sys-a;Bolag A;ring\nSkolplattform;sys-b;Bolag B;\n"
)
ORGANISATIONS = "Namn,Org.nr,annat namn\nVara kommun,212000-1579,Vara\nSkara kommun,212000-1702,\n"


def meanings(path: Path, language: str = "sv") -> dict[str, tuple[str, bool]]:
    return {each.heading: (each.meaning, each.sure) for each in guess_table(path, language).headings}


def test_what_the_ontology_does_not_know_is_guessed_from_name_and_values(tmp_path: Path) -> None:
    path = tmp_path / "systemlista.csv"
    path.write_text(TABLE)
    guess = guess_table(path, "sv")
    assert (guess.kind, guess.sure, guess.encoding) == ("IT-system", False, None)
    assert meanings(path) == {
        "Systemnamn": ("namn (sv)", False),
        "SystemID": ("id", False),
        "Leverantör": ("", False),  # a property of other classes: it would say nothing of a system
        "Anteckning": ("", False),
    }


def test_a_table_that_says_nothing_of_its_kind_is_of_organisations(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("name;id;code\nA;a;1\n")
    guess = guess_table(path, "en")
    assert (guess.kind, guess.sure) == ("organisation", False)


def test_headings_that_are_ours_are_sure(tmp_path: Path) -> None:
    path = tmp_path / "Kommun.csv"
    path.write_text(ORGANISATIONS)
    guess = guess_table(path, "sv")
    assert (guess.kind, guess.sure) == ("kommun", True)
    assert meanings(path) == {
        "Namn": ("Namn", True),
        "Org.nr": ("organisationsnummer", False),
        "annat namn": ("annat namn", True),
    }


def test_a_study_made_from_a_table_can_be_read_at_once(tmp_path: Path) -> None:
    table = tmp_path / "systemlista.csv"
    table.write_bytes(TABLE.encode("cp1252"))
    files = new_study(tmp_path / "study", StudyDraft(table=table))
    assert [path.name for path in files] == ["study.toml", "README.md", "systemlista.csv"]
    assert files[2].read_bytes() == table.read_bytes()
    text = files[0].read_text()
    assert '"Systemnamn" = "namn (sv)"  # gissning\n' in text
    assert '"Anteckning" = ""  # ingen egenskap hittades\n' in text
    assert tomllib.loads(text)["tables"]["data/systemlista.csv"]["encoding"] == "cp1252"
    dataset = read_study(load_study(tmp_path / "study"))
    names = {
        getattr(q.object, "value", "") for q in dataset.stated() if q.predicate.value.endswith("prefLabel")
    }
    assert names == {"Ekonomisystem Å", "Skolplattform"}


def test_a_workbook_and_english_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Name", "Org no", "x"], ["Vara", "212000-1579", 1], ["Skara", "212000-1702", 2]):
        book.worksheets[0].append(row)
    table = tmp_path / "municipalities.xlsx"
    book.save(table)
    (study, *_) = new_study(tmp_path / "study", StudyDraft(table=table, language="en"))
    assert 'sheet = "municipality"\n' in study.read_text()
    assert '"Org no" = "organisation number"  # guess\n' in study.read_text()
    assert len(read_study(load_study(tmp_path / "study"))) == 6


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("a.csv", None, UsageError, "there is no file"),
        ("a.docx", b"x", UsageError, "is no table"),
        ("a.csv", b"", UsageError, "has no headings"),
        ("a.csv", b'a,"b\n', SourceError, "a quoted cell that begins in this record never ends"),
        ("a.xlsx", b"PK", SourceError, ""),
    ],
)
def test_what_is_no_table_leaves_no_study(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=message):
        new_study(tmp_path / "study", StudyDraft(table=tmp_path / name))
    assert not (tmp_path / "study").exists()


def test_the_command_says_what_is_next(tmp_path: Path, run: Callable[..., CompletedProcess[str]]) -> None:
    (tmp_path / "systemlista.csv").write_text(TABLE)
    done = run("new", tmp_path / "study", "--from-table", tmp_path / "systemlista.csv")
    assert done.returncode == 0
    assert f"Next: kgraph validate --study {tmp_path / 'study'}" in done.stderr
