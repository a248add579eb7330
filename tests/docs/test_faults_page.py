"""The page on faults says what kgraph says today: every fault on it is thrown again."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "faults.md"
ASKED_FOR = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "17", "18", "19", "20", "21", "23", "24"}
# Python's own words for a month that does not exist differ between its versions.
PYTHONS_WORDS = re.compile(r"\(month must be in 1\.\.12[^)]*\)")


@pytest.fixture(scope="module")
def tool(script: Callable[[str], ModuleType]) -> ModuleType:
    """The script that writes the page."""
    return script("faults_page")


@pytest.fixture(scope="module")
def made(tool: ModuleType) -> str:
    """The page as it comes out today."""
    return str(tool.page())


def lines(text: str) -> list[str]:
    return PYTHONS_WORDS.sub("(month must be in 1..12)", text).splitlines()


@pytest.mark.slow
def test_the_page_is_what_comes_back_today(made: str) -> None:
    assert lines(PAGE.read_text(encoding="utf-8")) == lines(made), "run: make docs"


def test_all_faults_are_on_it(tool: ModuleType) -> None:
    assert {fault.number for fault in tool.FAULTS} == ASKED_FOR | {"several"}


@pytest.mark.slow
def test_no_message_shows_a_traceback_or_a_path_of_this_machine(made: str) -> None:
    for trace in ("Traceback", "Error:", gettempdir(), str(ROOT), ".py"):
        assert trace not in made
