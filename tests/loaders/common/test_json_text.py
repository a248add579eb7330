"""JSON that is well-formed, and that no statement can hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import SourceError, UsageError
from kgraph.loaders.common.json_text import read_json
from kgraph.loaders.reading import read_study
from kgraph.study import Study, load_study

if TYPE_CHECKING:
    from pathlib import Path

LONG = "9" * 5000
CSVW = """{"@context": "http://www.w3.org/ns/csvw", "url": "t.csv", "tableSchema": {"aboutUrl": "%s",
 "columns": [{"name": "n", "titles": "n", "datatype": %s}]}}"""


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '"\\udc00"', '"\\ud83d \\ude00"', '"\\ud83d\\ud83d\\ude00"', '{"\\ud800": 1}']
)
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(json.JSONDecodeError, match="is half a character"):
        read_json(text)


def test_whole_characters_and_long_text_are_read() -> None:
    text = json.dumps(["\U0001f600", "\\ud800", LONG, 12])
    assert read_json(text) == ["\U0001f600", "\\ud800", LONG, 12]
    assert read_json("[-1, 1.5, 1e400]") == [-1, 1.5, float("inf")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.json",
            '{"organizations": [{"id": "a", "name": "A"},\n {"id": "b", "name": "\\ud800"}]}',
            "a.json:2",
        ),
        ("a.json", f'{{"organizations": [{{"id": {LONG}, "name": "A"}}]}}', "a number of 5000 digits"),
        ("a.jsonld", '{"@id": "http://e/a",\n "http://e/p": "\\ud800"}', "a.jsonld:2"),
        ("t.csv-metadata.json", CSVW % ("a\\ud800", '"string"'), "is half a character"),
        ("t.csv-metadata.json", CSVW % ("a", f'{{"base": "integer", "maximum": {LONG}}}'), "5000 digits"),
    ],
)
def test_files_with_such_json_are_refused_with_the_place(
    name: str, content: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("n\n1\n")
    (tmp_path / name).write_text(content)
    source = "t.csv" if name.startswith("t.csv") else name
    study = Study(root=tmp_path, id="s", title={}, base="https://e.org/", sources=(source,))
    with pytest.raises(SourceError) as refused:
        read_study(study)
    assert told in "\n".join(f"{where}: {message}" for where, message in refused.value.problems)


def test_a_number_of_thousands_of_digits_in_a_cell_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"n\n{LONG}\n")
    (tmp_path / "t.csv-metadata.json").write_text(CSVW % ("a", '"integer"'))
    study = Study(root=tmp_path, id="s", title={}, base="https://e.org/", sources=("t.csv",))
    with pytest.raises(SourceError) as refused:
        read_study(study)
    assert "5000 digits" in refused.value.problems[0][1]


def test_a_number_of_thousands_of_digits_in_the_study_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(f'[study]\nid = "s"\nseed = {LONG}\n')
    with pytest.raises(UsageError, match="a number in it is too long"):
        load_study(tmp_path)
