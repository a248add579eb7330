"""A long analysis leaves views and a first report before its draws, and an interrupt keeps them."""

from __future__ import annotations

import json
import shutil

import pytest

import kgraph
from kgraph.analysis import analyse as analysis
from kgraph.errors import EXIT_INTERRUPTED, InterruptedBuildError

pytestmark = pytest.mark.process


def test_an_interrupt_keeps_the_store_and_a_first_report_and_a_rebuild_goes_on(filled, tmp_path, monkeypatch):
    root = tmp_path / "study"
    shutil.copytree(filled, root)
    settings = root / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("draws = 0", "draws = 20"), encoding="utf-8"
    )
    report, found = root / "build" / "report.html", root / "build" / "analysis.json"
    shutil.rmtree(root / "build")
    told = []

    def stop(step: str, done: int = 0, total: int | None = None) -> None:
        told.append(step)
        if step.endswith(": draws"):
            raise KeyboardInterrupt

    def stop_early(step: str, done: int = 0, total: int | None = None) -> None:
        if step.startswith("Analysing"):
            raise KeyboardInterrupt

    with kgraph.open(root) as study:
        with pytest.raises(
            InterruptedBuildError, match=r"holds build \w+, and its views and report are not written"
        ):
            study.rebuild(stop_early)
        assert not report.exists()
        monkeypatch.setattr(analysis, "LONG", 0.0)
        with pytest.raises(InterruptedBuildError, match="a first report without intervals") as stopped:
            study.rebuild(stop)
        assert stopped.value.exit_code == EXIT_INTERRUPTED
        assert "kgraph rebuild" in str(stopped.value)
        assert any("draws and null networks of all networks (about" in step for step in told)
        assert (root / "build" / "views" / "collaboration.html").is_file()
        assert "No draws were made" in report.read_text(encoding="utf-8")
        build = json.loads((root / "build" / "manifest.json").read_text(encoding="utf-8"))["build"]
        assert build in str(stopped.value)
        assert study.status()["store"]
        done = study.rebuild()
        assert not done.unchanged
        assert done.manifest["build"] == build
    rows = [
        row for result in json.loads(found.read_text(encoding="utf-8"))["results"] for row in result["rows"]
    ]
    assert any(row["interval"] for row in rows)
