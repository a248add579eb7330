"""Changed, truncated and missing files of a closed store are found out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kgraph.store.servers.file_seal import (
    SEAL_FILE,
    break_seal,
    changed_files,
    close_seal,
    files_fault,
    is_unsealed,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    data = tmp_path / "databases" / "kgraph"
    data.mkdir(parents=True)
    for name in ("dictionary.dict", "Resource_0.bucket", "Resource_0.umtidx", "schema.json"):
        (data / name).write_bytes(name.encode() * 100)
    close_seal(tmp_path)
    return tmp_path


def garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["dictionary.dict", "Resource_0.bucket", "Resource_0.umtidx", "schema.json"])
@pytest.mark.parametrize("damage", [lambda path: os.truncate(path, 0), lambda path: path.unlink(), garble])
def test_each_damage_of_each_file_is_found(home: Path, name: str, damage: Callable[[Path], None]) -> None:
    assert changed_files(home) == []
    damage(home / "databases" / "kgraph" / name)
    assert changed_files(home) == [f"kgraph/{name}"]


def test_added_and_removed_files(home: Path) -> None:
    (home / "databases" / "kgraph" / "new").touch()
    (home / "databases" / "kgraph" / "schema.json").unlink()
    names = changed_files(home)
    assert names == ["kgraph/new", "kgraph/schema.json"]
    assert files_fault(names).en.startswith("the file kgraph/new and 1 more are not")
    assert files_fault(names[:1]).sv == "filen kgraph/new är inte som när databasen stängdes"


def test_nothing_is_known_without_a_seal(home: Path) -> None:
    assert not is_unsealed(home)
    assert break_seal(home)
    assert is_unsealed(home)
    assert not break_seal(home)
    (home / "databases" / "kgraph" / "schema.json").unlink()
    assert changed_files(home) == []


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_broken_seal_file_counts_as_none(home: Path, content: str) -> None:
    (home / SEAL_FILE).write_text(content, encoding="utf-8")
    assert changed_files(home) == []
    assert is_unsealed(home)
