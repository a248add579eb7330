"""What a beginner meets first: each mistake is made, and the page on messages says what comes back."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from tempfile import gettempdir

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
try:
    tool = importlib.import_module("messages_page")
finally:
    sys.path.remove(str(ROOT / "tools"))
CASES = [case for _, cases in tool.CASES for case in cases]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def said(built, scratch: Path) -> dict[str, tuple[int, str]]:
    return {case.mistake: tool.provoke(case, built[0], scratch) for case in CASES}


def test_there_are_enough_of_them() -> None:
    assert len({case.mistake for case in CASES}) == len(CASES) >= 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.mistake)
def test_a_mistake_is_told_with_its_exit_code(case, said) -> None:
    code, text = said[case.mistake]
    assert code == case.code
    assert case.expected in text
    assert not re.search(r'Traceback|internal error|File "', text)
    for machine in (gettempdir(), str(ROOT), "secret"):
        assert machine not in text


def test_the_page_holds_what_comes_back_today(said) -> None:
    page = tool.PAGE.read_text(encoding="utf-8")
    for case in CASES:
        code, text = said[case.mistake]
        assert tool.entry(case, code, text) in page, "run: python tools/messages_page.py"
    assert page.count("```text") == len(CASES)
