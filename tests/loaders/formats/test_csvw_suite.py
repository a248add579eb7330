"""The validation tests of the W3C CSVW suite: what must be refused is, and what is valid is read.

kgraph reads a table together with the metadata that a study names or that lies beside it. Tests of how
metadata is found on the web are in `ELSEWHERE`, and tables without metadata are for other loaders. Metadata
in which nothing says what a row is about cannot become statements; such tests get an ``aboutUrl``.
"""

from __future__ import annotations

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.errors import SourceError
from kgraph.loaders.formats.tables import csvw_tables
from kgraph.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable

SUITE = Path(__file__).parents[2] / "w3c" / "csvw.zip"

# Metadata found by a link or past metadata that does not name the table; tables at an address with a
# query or a base; a table without headings whose metadata describes no columns.
ELSEWHERE = {f"test{number}" for number in ("023", "116", "117", "118", "119", "120", "121", "123", "273")}
# Stricter than the suite: a column name that is no part of an IRI, and a data type of nobody's (where
# the suite asks for a warning in test238 and for a refusal in test308).
STRICTER = {"test130", "test238"}


@cache
def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(SUITE)


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Unpack a folder of the suite once, without metadata: that of each test is put in and taken out."""

    @cache
    def unpacked(folder: str) -> Path:
        directory = tmp_path_factory.mktemp("tables")
        for name in archive().namelist():
            if name.rpartition("/")[0] == folder and not name.endswith((".json", ".jsonld")):
                (directory / Path(name).name).write_bytes(archive().read(name))
        return directory

    return unpacked


@cache
def entries() -> dict[str, dict[str, Any]]:
    manifest = json.loads(archive().read("manifest-validation.jsonld"))
    return {entry["id"].partition("#")[2]: entry for entry in manifest["entries"]}


def metadata_of(entry: dict[str, Any]) -> str | None:
    """Return the name of the metadata that a test uses."""
    implicit = entry.get("implicit", [])
    named = [entry["action"], entry.get("option", {}).get("metadata", "")]
    named += implicit if isinstance(implicit, list) else [implicit]
    return next((name for name in named if name.endswith(".json")), None)


def tables_in(content: Any) -> list[dict[str, Any]]:
    tables = content.get("tables", [content]) if isinstance(content, dict) else []
    return [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []


def says_what_rows_are_about(*parts: Any) -> bool:
    return any(isinstance(part, dict) and isinstance(part.get("aboutUrl"), str) for part in parts)


def read_tables(root: Path, entry: dict[str, Any], metadata: str) -> None:
    """Read the tables of a test as a study would, from files in a directory."""
    described = root / Path(metadata).name
    described.write_bytes(archive().read(metadata))
    try:
        read_described(root, entry, described)
    finally:
        described.unlink()


def read_described(root: Path, entry: dict[str, Any], described: Path) -> None:
    """Read the tables that a file describes."""
    names = [Path(entry["action"]).name]
    try:
        content = json.loads(described.read_bytes())
    except json.JSONDecodeError:
        content = None
    for table in tables_in(content):
        if not says_what_rows_are_about(content, table, table.get("tableSchema")):
            table["aboutUrl"] = "row-{_row}"
            described.write_text(json.dumps(content))
    if names[0].endswith(".json"):
        names = [table["url"] for table in tables_in(content) if isinstance(table.get("url"), str)]
    for name in names or ["tree-ops.csv"]:
        options = {name: {"mapping": described.name}}
        study = Study(root=root, id="s", title={}, base="https://e.org/", sources=(), tables=options)
        if not (root / name).is_file():
            raise SourceError(f"no table {name}")
        list(csvw_tables.read(root / name, study))


@pytest.mark.parametrize("name", [name for name, entry in entries().items() if metadata_of(entry)])
def test_valid_tables_are_read_and_invalid_ones_refused(name: str, folder_of: Callable[[str], Path]) -> None:
    entry = entries()[name]
    metadata = metadata_of(entry)
    assert metadata is not None
    root = folder_of(metadata.rpartition("/")[0])
    if entry["type"] == "csvt:NegativeValidationTest" or name in ELSEWHERE | STRICTER:
        with pytest.raises(SourceError):
            read_tables(root, entry, metadata)
    else:
        read_tables(root, entry, metadata)
