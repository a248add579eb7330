"""What ``kgraph new`` writes: a study to fill in that builds as it is, or a copy of a packaged one."""

from __future__ import annotations

import re
import shutil
from importlib import resources
from typing import TYPE_CHECKING, Literal

from kgraph.errors import UsageError
from kgraph.loaders.templates.template_sheets import write_csv, write_workbook
from kgraph.study import STUDY_FILE

if TYPE_CHECKING:
    from pathlib import Path

Language = Literal["sv", "en"]

BASE = "https://w3id.org/kgraph/study/"
"""Where the names of a study lie that declares no base IRI of its own."""

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

# Options for tables, by file pattern, where they are needed:
# [tables."data/*.csv"]
# encoding = "cp1252"     # for a file that is not UTF-8
# delimiter = ";"
# decimal = ","
"""

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


def new_study(
    directory: Path,
    *,
    name: str | None = None,
    title: str | None = None,
    language: Language = "sv",
    tables: Literal["xlsx", "csv"] = "xlsx",
    base: str | None = None,
    example: bool = True,
    from_study: str | None = None,
) -> list[Path]:
    """Write a new study into `directory`, which must not exist or be empty.

    Parameters
    ----------
    directory : Path
        Where the study goes; made if it does not exist.
    name : str, optional
        Short name: letters, digits and hyphens; that of the directory by default.
    title : str, optional
        Title in `language`; the name by default.
    language : {"sv", "en"}
        Language of headings, explanations and the study's README.
    tables : {"xlsx", "csv"}
        One workbook, or one CSV file per sheet.
    base : str, optional
        IRI under which the study's names lie, ending in a slash or hash.
    example : bool
        Whether the tables hold the worked example.
    from_study : str, optional
        Copy this packaged study instead; then only `directory` counts.

    Returns
    -------
    list of Path
        The files that were written, `study.toml` first.

    Raises
    ------
    UsageError
        The directory is not empty, a name or base that cannot be, or no packaged study of that name.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(
            "the directory is not empty" if directory.is_dir() else "there is a file of that name",
            where=directory,
            hint="Name a new directory, or empty this one first.",
        )
    if from_study is not None:
        return _copy_study(directory, from_study)
    name = name or _short_name(directory.resolve().name)
    if not re.fullmatch(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", name):
        raise UsageError(f"the name {name!r} may hold letters, digits and single hyphens only")
    base = base or f"{BASE}{name}/"
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        raise UsageError(f"the base {base!r} is not a web address that ends in / or #")
    data = directory / "data"
    data.mkdir(parents=True)
    files = _write_tables(data, language, tables, example=example)
    settings = {
        "name": name,
        "base": base,
        "languages": '["sv", "en"]' if language == "sv" else '["en", "sv"]',
        "pattern": f"data/*.{tables}",
        "titles": f"{language} = {_toml_text(title or name)}",
    }
    study = directory / STUDY_FILE
    study.write_text(_STUDY.format(**settings), encoding="utf-8")
    readme = directory / "README.md"
    shown = files[0].relative_to(directory).as_posix() if tables == "xlsx" else "data/"
    readme.write_text(_README[language].format(title=title or name, data=shown), encoding="utf-8")
    return [study, readme, *files]


def _write_tables(data: Path, language: Language, tables: str, *, example: bool) -> list[Path]:
    if tables == "csv":
        return write_csv(data, language, example=example)
    stem = {"sv": "uppgifter", "en": "data"}[language]
    return [write_workbook(data / f"{stem}.xlsx", language, example=example)]


def _copy_study(directory: Path, name: str) -> list[Path]:
    known = packaged_studies()
    if name not in known:
        raise UsageError(f"no study called {name!r} comes with kgraph", hint=f"There is: {', '.join(known)}.")
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
