"""Write a new study: one to fill in, which builds as it is, or a copy of a packaged one."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal

from kgraph.errors import UsageError
from kgraph.loaders.formats.tables.heading_guesses import guess_table
from kgraph.loaders.formats.tables.sheets import SUFFIXES
from kgraph.loaders.templates.template_sheets import write_csv, write_workbook
from kgraph.study import STUDY_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.formats.tables.heading_guesses import TableGuess

Language = Literal["sv", "en"]

BASE = "https://w3id.org/kgraph/study/"
"""Beginning of the base IRI of a study that declares none."""

_STUDY = """\
# A kgraph study: what it is called, where its sources are and what it allows.
# All settings: docs/how-to/study-file.md

[study]
id = "{name}"
base = "{base}"           # the names of things in this study begin so
languages = {languages}   # the first is preferred where only one fits
sources = ["{pattern}"]

[study.title]
{titles}

[policy]
persons = "omit"          # "omit", "pseudonymise" or "include"
losses = []               # every statement must have its place in the property graph

[store]
uri = "embedded"          # or the address of a Neo4j, such as "neo4j://localhost:7687"

[analysis]
seed = 1                  # the same seed gives the same answers

"""
_TABLES = """\
# Options for tables, by file pattern, where they are needed:
# [tables."data/*.csv"]
# encoding = "cp1252"     # for a file that is not UTF-8
# delimiter = ";"
# decimal = ","
"""

_MAP_WORDS = {
    "sv": {
        "head": "Vad rubrikerna är i ontologin. Rätta gissningarna; en kolumn med tom text läses inte.",
        "guess": "gissning",
        "none": "ingen egenskap hittades",
    },
    "en": {
        "head": "What the headings are in the ontology. Correct the guesses; an empty text is not read.",
        "guess": "guess",
        "none": "no property was found",
    },
}
_MAP_README = {
    "sv": """\
# {title}

En studie för kgraph, av tabellen `{data}`. Tabellen är oförändrad. Vad den och dess rubriker betyder står
under `[tables]` i `study.toml`: rätta det som är märkt med gissning.

    kgraph validate
    kgraph rebuild
""",
    "en": """\
# {title}

A study for kgraph, made from the table `{data}`. The table is unchanged. What it and its headings mean
stands under `[tables]` in `study.toml`: correct what is marked as a guess.

    kgraph validate
    kgraph rebuild
""",
}

_README = {
    "sv": """\
# {title}

En studie för kgraph. Bygg den och öppna rapporten:

    kgraph rebuild
    kgraph report

Exemplet i `{data}` är påhittat. Fyll i dina egna rader i stället, ett blad för varje slag av ting eller
relation:

1. **Källa** först: ett kort id, titel, utgivare, datum och var den är läst. Varje rad på de andra
   bladen anger i kolumnen *källa* vilken källa som säger det, och i *ställe* var i den.
2. **Aktörer, tjänster, beslut och annat** med ett kort eget id. Kommentaren på varje rubrik säger vad
   som menas.
3. **Relationer** på egna blad (Medlemskap, Deltagande, Beroende och andra). Skriv aktörernas id eller
   exakta namn.

Datum skrivs 2024-05-13, eller 2024-05 eller 2024 om inte mer är känt. Flera värden i en cell skiljs med
semikolon. Rubriker som börjar med # och blad som börjar med _ läses inte. Ta bort exempelraderna när du
inte behöver dem.

`kgraph validate` visar fel med blad, rad och kolumn. Inställningar finns i `study.toml`. Allt som byggs
hamnar i `build/` och kan tas bort.
""",
    "en": """\
# {title}

A study for kgraph. Build it and open the report:

    kgraph rebuild
    kgraph report

The example in `{data}` is invented. Put rows of your own in its place, a sheet for each kind of thing
or relation:

1. **Source** first: a short id, title, publisher, date, and where it was read. Every row of the other
   sheets says in the column *source* which source states it, and in *locator* where in it.
2. **Actors, services, decisions and the rest**, each with a short id of its own. The comment on each
   heading explains it.
3. **Relations** on sheets of their own (Membership, Participation, Dependency and others). Write the
   actors' ids or exact names.

Dates are written 2024-05-13, or 2024-05 or 2024 if no more is known. Several values in one cell are
separated by semicolons. Headings that begin with # and sheets that begin with _ are not read. Delete
the example rows when you no longer need them.

`kgraph validate` shows faults with sheet, row and column. Settings are in `study.toml`. Everything that
is built goes to `build/` and can be deleted.
""",
}


def packaged_studies() -> list[str]:
    """Return the names of the studies that come with kgraph."""
    return sorted(
        entry.name
        for entry in resources.files("kgraph.studies").iterdir()
        if entry.is_dir() and entry.joinpath(STUDY_FILE).is_file()
    )


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """What a new study is called, and the form of its tables.

    Parameters
    ----------
    name : str, optional
        Short name: letters, digits and hyphens; made from the directory's name when absent.
    title : str, optional
        Title in `language`; the name when absent.
    language : {"sv", "en"}
        Language of headings, explanations and the study's README.
    tables : {"xlsx", "csv"}
        One workbook, or one CSV file per sheet.
    base : str, optional
        IRI that the study's names begin with, ending in a slash or hash.
    example : bool
        Whether the tables contain the worked example.
    table : Path, optional
        A table that someone else made: it is copied, and the study gets a map of its headings.
    """

    name: str | None = None
    title: str | None = None
    language: Language = "sv"
    tables: Literal["xlsx", "csv"] = "xlsx"
    base: str | None = None
    example: bool = True
    table: Path | None = None


def new_study(
    directory: Path, draft: StudyDraft | None = None, *, from_study: str | None = None
) -> list[Path]:
    """Write a new study into a directory.

    Parameters
    ----------
    directory : Path
        Made if it does not exist; it must be empty.
    draft : StudyDraft, optional
        Name, title and tables of the study.
    from_study : str, optional
        Name of a packaged study to copy; `draft` then has no effect.

    Returns
    -------
    list of Path
        The files written, ``study.toml`` first.

    Raises
    ------
    UsageError
        The directory is not empty, the name or base is malformed, or there is no such study or table.
    SourceError
        The table cannot be read.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(
            "the directory is not empty" if directory.is_dir() else "there is a file with that name",
            where=directory,
            hint="Name a new directory, or empty this one first.",
        )
    if from_study is not None:
        return _copy_study(directory, from_study)
    draft = draft or StudyDraft()
    name = draft.name or _short_name(directory.resolve().name)
    if not re.fullmatch(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", name):
        raise UsageError(f"the name {name!r} may hold letters, digits and single hyphens only")
    base = draft.base or f"{BASE}{name}/"
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise UsageError(f"the base {base!r} is not a web address that ends in / or #")
    title, language = draft.title or name, draft.language
    guess = _guess(draft.table, language) if draft.table is not None else None
    data = directory / "data"
    data.mkdir(parents=True)
    files = _write_tables(data, draft)
    settings = {
        "name": name,
        "base": base,
        "languages": '["sv", "en"]' if language == "sv" else '["en", "sv"]',
        "pattern": f"data/{files[0].name}" if draft.table is not None else f"data/*.{draft.tables}",
        "titles": f"{language} = {_toml_text(title)}",
    }
    study = directory / STUDY_FILE
    tables = _TABLES if guess is None else _table_map(f"data/{files[0].name}", guess, language)
    study.write_text(_STUDY.format(**settings) + tables, encoding="utf-8")
    readme = directory / "README.md"
    one = draft.tables == "xlsx" or guess is not None
    shown = files[0].relative_to(directory).as_posix() if one else "data/"
    text = (_README if guess is None else _MAP_README)[language]
    readme.write_text(text.format(title=title, data=shown), encoding="utf-8")
    return [study, readme, *files]


def _guess(table: Path, language: Language) -> TableGuess:
    """Return what a table may be, or refuse what is none."""
    if not table.is_file() or table.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{table} is no table" if table.is_file() else f"there is no file {table}",
            hint=f"Name a file that ends in {', '.join(SUFFIXES)}.",
        )
    guess = guess_table(table, language)
    if not guess.headings:
        raise UsageError(f"{table} has no headings", hint="Its first row says what the columns are.")
    return guess


def _table_map(pattern: str, guess: TableGuess, language: Language) -> str:
    """Return the part of the study file that says what a table and its headings are."""
    words = _MAP_WORDS[language]
    lines = [f"# {words['head']}", f"[tables.{_toml_text(pattern)}]"]
    if guess.encoding:
        lines.append(f"encoding = {_toml_text(guess.encoding)}  # {words['guess']}")
    lines.append(f"sheet = {_toml_text(guess.kind)}" + ("" if guess.sure else f"  # {words['guess']}"))
    lines += ["", f"[tables.{_toml_text(pattern)}.columns]"]
    written: set[str] = set()
    for each in guess.headings:
        if each.heading in written:
            continue
        written.add(each.heading)
        mark = "" if each.sure else f"  # {words['guess'] if each.meaning else words['none']}"
        lines.append(f"{_toml_text(each.heading)} = {_toml_text(each.meaning)}{mark}")
    return "\n".join(lines) + "\n"


def _write_tables(data: Path, draft: StudyDraft) -> list[Path]:
    if draft.table is not None:
        copy = data / draft.table.name
        shutil.copyfile(draft.table, copy)
        return [copy]
    if draft.tables == "csv":
        return write_csv(data, draft.language, example=draft.example)
    stem = {"sv": "uppgifter", "en": "data"}[draft.language]
    return [write_workbook(data / f"{stem}.xlsx", draft.language, example=draft.example)]


def _copy_study(directory: Path, name: str) -> list[Path]:
    packaged = packaged_studies()
    if name not in packaged:
        raise UsageError(
            f"no study called {name!r} comes with kgraph", hint=f"There is: {', '.join(packaged)}."
        )
    with resources.as_file(resources.files("kgraph.studies") / name) as source:
        shutil.copytree(
            source,
            directory,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("build", ".kgraph", "__pycache__", "*.pyc", "__init__.py"),
        )
    copied = sorted(path for path in directory.rglob("*") if path.is_file())
    return sorted(copied, key=lambda path: path != directory / STUDY_FILE)


def _short_name(text: str) -> str:
    return "-".join(re.findall(r"[A-Za-z0-9]+", text)) or "study"


def _toml_text(text: str) -> str:
    """Return `text` as a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'
