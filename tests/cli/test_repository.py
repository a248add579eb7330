"""`kgraph new --repository`: the study's own checks do what they say, and files of the user stay."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.study_repository import write_repository

WORKFLOW = ".github/workflows/study.yml"


def new(directory: Path, *options: str) -> str:
    result = CliRunner().invoke(main, ["new", str(directory), "--repository", *options])
    assert result.exit_code == 0, result.output
    return result.output


def workflow(directory: Path) -> dict[str, Any]:
    content = yaml.safe_load((directory / WORKFLOW).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_the_files_of_a_repository_are_named_and_written(tmp_path: Path) -> None:
    output = new(tmp_path / "study", "--title", 'En "egen" studie: först')
    for name in (".gitignore", ".gitattributes", WORKFLOW, "CITATION.cff"):
        assert str(tmp_path / "study" / name) in output
    citation = yaml.safe_load((tmp_path / "study" / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["title"], citation["type"]) == ('En "egen" studie: först', "dataset")


def test_pages_are_published_from_the_main_branch_alone(tmp_path: Path) -> None:
    new(tmp_path / "study")
    jobs = workflow(tmp_path / "study")["jobs"]
    assert "default_branch" in jobs["publish"]["if"]
    assert workflow(tmp_path / "study")["permissions"] == {"contents": "read"}
    assert "permissions" not in jobs["rebuild"]


def test_files_that_exist_stay(tmp_path: Path) -> None:
    study = tmp_path / "study"
    new(study)
    (study / "CITATION.cff").write_text("mine", encoding="utf-8")
    (study / ".gitignore").unlink()
    assert write_repository(study) == [study / ".gitignore"]
    assert (study / "CITATION.cff").read_text(encoding="utf-8") == "mine"


def test_a_copied_study_gets_them_too(tmp_path: Path) -> None:
    new(tmp_path / "study", "--from", "skaraborg")
    assert (tmp_path / "study" / WORKFLOW).is_file()


@pytest.mark.process
def test_the_steps_of_the_workflow_run_in_a_new_study(tmp_path: Path) -> None:
    study = tmp_path / "study"
    new(study, "--language", "en")
    settings = study / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "draws = 0\n", encoding="utf-8")
    steps = [step["run"] for step in workflow(study)["jobs"]["rebuild"]["steps"] if "run" in step]
    install, *commands = steps
    assert install.startswith("pip install ")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in commands:
        subprocess.run(
            ["bash", "-ec", command], cwd=study, env={**os.environ, "PATH": path}, check=True, timeout=300
        )
    assert "<html" in (study / "pages" / "index.html").read_text(encoding="utf-8")
    assert list((study / "pages" / "views").glob("*.html"))
    ignored = (study / ".gitignore").read_text(encoding="utf-8").split()
    assert {"build/", ".kgraph/", "pages/"} <= {*ignored}
