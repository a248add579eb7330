"""Every notebook runs from top to bottom against a freshly rebuilt study."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import kgraph

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A directory like the repository: studies/skaraborg, rebuilt, and notebooks beside it."""
    root = tmp_path_factory.mktemp("repository")
    study = root / "studies" / "skaraborg"
    ignored = shutil.ignore_patterns("build", ".kgraph")
    shutil.copytree(ROOT / "studies" / "skaraborg", study, ignore=ignored)
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("replicates = 200", "replicates = 5"), encoding="utf-8")
    with kgraph.open(study) as opened:
        opened.rebuild()
    (root / "notebooks").mkdir()
    return root / "notebooks"


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, place):
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(place)}})
    client.execute()
    texts = [
        output.get("text", "") + output.get("data", {}).get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    assert "Göliska IT" in "\n".join(texts)
