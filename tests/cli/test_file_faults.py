"""Files and directories that cannot be used: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.errors import file_error

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """[study]
id = "s"
title = {en = "S"}
base = "https://e.org/"
languages = ["en"]
sources = ["a.ttl"]
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(STUDY)
    (tmp_path / "a.ttl").write_text("<https://e.org/a> a <http://www.w3.org/ns/org#Organization> .")
    return tmp_path


@pytest.mark.parametrize("command", ["status", "analyse", "schema", "query"])
def test_a_file_in_place_of_the_directory_for_the_store(command: str, study: Path) -> None:
    (study / ".kgraph").write_text("not a directory")
    arguments = [command, "--study", str(study)] + (["RETURN 1"] if command == "query" else [])
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert ".kgraph" in result.output
    assert "move it away" in result.output
    assert "internal error" not in result.output


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (errno.EROFS, "writable"),
        (errno.EACCES, "writable"),
        (errno.ENOSPC, "space"),
        (errno.EISDIR, "move it away"),
    ],
)
def test_what_the_system_refuses_is_told_with_the_path_and_what_to_do(code: int, step: str) -> None:
    told = file_error(OSError(code, os.strerror(code), "/study/build"))
    assert told is not None
    assert str(told).startswith(f"/study/build: cannot be used: {os.strerror(code)}")
    assert step in (told.hint or "")


def test_other_errors_stay_what_they_are() -> None:
    assert file_error(OSError(errno.ECONNREFUSED, "Connection refused")) is None
    assert file_error(OSError(errno.EROFS, "no path is known")) is None
