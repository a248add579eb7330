"""A study file with a wrong value is refused with the name of the setting, never with a stack trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import SourceError, UsageError
from kgraph.loaders.reading import read_study
from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

HEAD = {"id": '"s"', "title": '"S"', "base": '"https://e.org/s/"', "sources": '["*.ttl"]'}
VALUES = ("5", "true", "1.5", "nan", "2020-01-01", "[1]", '["a", 2]', "[[1]]", "{a = 1}", '""', "[]", '"x"')
# What each setting may be among these; all other values are refused.
RIGHT = {
    "[study] title": {'""', '"x"'},
    "[study] base": {'""', '"x"'},
    "[study] languages": {"[]"},
    "[study] sources": {"[]"},
    "[policy] losses": {"[]"},
    "[policy] network_hosts": {"[]"},
    "[store] uri": {'""', '"x"'},
    "[store] database": {'""', '"x"'},
    "[analysis] seed": {"5"},
}


def write(root: Path, head: dict[str, str], rest: str = "") -> None:
    lines = [f"{key} = {value}" for key, value in head.items()]
    (root / "study.toml").write_text("\n".join(["[study]", *lines, rest]), encoding="utf-8")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("setting", RIGHT)
def test_a_value_of_another_kind_is_refused_by_name(setting: str, value: str, tmp_path: Path) -> None:
    section, key = setting.split()
    own = section == "[study]"
    write(tmp_path, HEAD | {key: value} if own else HEAD, "" if own else f"{section}\n{key} = {value}")
    if value in RIGHT[setting]:
        load_study(tmp_path)
        return
    with pytest.raises(UsageError) as caught:
        load_study(tmp_path)
    assert setting in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("section", ["study", "policy", "store", "networks", "analysis", "tables"])
def test_a_section_that_is_a_single_value_is_refused(section: str, tmp_path: Path) -> None:
    lines = [f"{section} = 5"]
    if section != "study":
        lines += ["[study]", *(f"{key} = {value}" for key, value in HEAD.items())]
    (tmp_path / "study.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError, match=rf"\[{section}\] is not a section"):
        load_study(tmp_path)


@pytest.mark.parametrize("pattern", ["", "/etc/*.ttl", "**a", "a\\u0000b", "nothing/*.ttl"])
def test_a_pattern_that_finds_no_file_is_refused(pattern: str, tmp_path: Path) -> None:
    write(tmp_path, HEAD | {"sources": f'["{pattern}"]'})
    with pytest.raises(UsageError, match="pattern"):
        read_study(load_study(tmp_path))


def test_a_pattern_takes_no_description_of_a_table_for_a_source(tmp_path: Path) -> None:
    write(tmp_path, HEAD | {"sources": '["data/*"]'})
    data = tmp_path / "data"
    data.mkdir()
    for name in (
        "a.csv",
        "a.csv-metadata.json",
        "csv-metadata.json",
        "b.csv-metadata.json",
        "own-metadata.json",
    ):
        (data / name).write_text("{}", encoding="utf-8")
    found = {path.name for path in load_study(tmp_path).source_files()}
    assert found == {"a.csv", "b.csv-metadata.json", "own-metadata.json"}


def test_a_file_that_is_not_text_is_named_as_the_study_names_it(tmp_path: Path) -> None:
    write(tmp_path, HEAD | {"sources": '["data/*"]'})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.json").write_text("{}", encoding="utf-16")
    with pytest.raises(SourceError) as caught:
        read_study(load_study(tmp_path))
    assert str(caught.value.where) == "data/a.json:1"


def test_the_former_name_of_draws_is_read_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, HEAD, "[analysis]\nreplicates = 7")
    with pytest.warns(FutureWarning, match=r"study\.toml: \[analysis\] replicates is now called draws"):
        assert load_study(tmp_path).draws == 7
