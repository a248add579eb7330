"""Every notebook runs from top to bottom against a freshly rebuilt study."""

from pathlib import Path

import pytest

from kgraph.store.servers.leases import home_of, start

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def place(tmp_path_factory, rebuilt_study):
    """A directory like the repository: studies/skaraborg, rebuilt, and notebooks beside it."""
    root = tmp_path_factory.mktemp("repository")
    study, _ = rebuilt_study(root / "studies")
    # A reader's server starts with each notebook; here one serves them all.
    lease = start(home_of(study, "embedded"), "embedded")
    (root / "notebooks").mkdir()
    yield root / "notebooks"
    lease.end()


# What a reader of each notebook must come to see.
SEEN = {
    "01_first_look": "If Göliska IT stops, 14 services stop too",
    "02_asking_in_cypher": "no label :Kommun; did you mean Municipality?",
    "03_bottlenecks_and_how_sure": "without Conclusions of the study's researchers it becomes",
    "04_your_own_study": "did you mean 'nyby'?",
    "05_two_moments": "as recorded.",
}
LARGEST = 60_000
# Run after the cell that makes a new study: no notebook shows what depends on how many networks are drawn.
NO_DRAWS = """
settings = root / "study.toml"
text = settings.read_text(encoding="utf-8")
assert "draws" not in text
_ = settings.write_text(text.replace("[analysis]", "[analysis]\\ndraws = 0"), encoding="utf-8")
"""


def test_every_notebook_is_known():
    assert {path.stem for path in NOTEBOOKS} == set(SEEN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, place):
    # A second to import, which every worker would take to collect the tests.
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before committing"
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "new_study(" in cell.source:
            notebook.cells.insert(position + 1, nbformat.v4.new_code_cell(NO_DRAWS))
            break
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(place)}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs]
    assert SEEN[path.stem] in "\n".join(texts)
    assert sum(len(str(output)) for output in outputs) < LARGEST
    assert not [output for output in outputs if output.get("name") == "stderr"], "a notebook warns"
