"""The page on the study's findings has the figures of an analysis of the study."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.process


def rows(page: ModuleType, text: str) -> list[list[str]]:
    """Return the cells of a table in Markdown without those that depend on the number of draws."""
    head, _, *body = (line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|"))
    return [[cell for name, cell in zip(head, line, strict=True) if name != page.SURE] for line in body]


def test_the_page_on_the_findings_has_the_figures_of_the_study(
    script: Callable[[str], ModuleType],
    rebuilt_study: Callable[[Path], tuple[Path, subprocess.CompletedProcess[str]]],
    tmp_path: Path,
) -> None:
    page = script("study_findings")
    study, _ = rebuilt_study(tmp_path)
    analysis = json.loads((study / "build" / "analysis.json").read_text(encoding="utf-8"))
    text = page.PAGE.read_text(encoding="utf-8")
    written = {
        name: rows(page, text.partition(page.MARK.format(name))[2].partition(page.END)[0])
        for name in page.TABLES
    }
    assert written["before"] == rows(page, page.before(analysis)), "run: python tools/study_findings.py"
    assert written["plan"] == rows(page, page.plan(analysis)), "run: python tools/study_findings.py"
    # With few draws others may be the strongest, but what is said of each is the same.
    for finding in analysis["findings"]:
        finding["whyNot"] = None
    claims = rows(page, page.now(analysis))
    assert written["now"]
    for row in written["now"]:
        assert row in claims, "run: python tools/study_findings.py"
