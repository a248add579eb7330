"""A view as a widget: its traits in Python and in JupyterLab in a real Chromium; the page in nbconvert."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kgraph
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from kgraph.api import OpenStudy

pytestmark = pytest.mark.process

NORTH, IT, CASES = (f"https://example.org/{name}" for name in ("north", "it", "cases"))
# What the reader selects is thought away by Python, and what Python then knows goes to a file.
CELL = """
import json, pathlib
import kgraph

widget = kgraph.open("study").widget("services", language="en")
widget.hidden = {"kinds": ["Source"]}

def take_away(change):
    if change.new:
        widget.without = change.new

def note(_change):
    names = ("selected", "without", "hidden", "lost")
    pathlib.Path("told.json").write_text(json.dumps({name: getattr(widget, name) for name in names}))

widget.observe(take_away, "selected")
widget.observe(note)
widget
"""


@pytest.fixture(scope="module")
def place(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the small study and a notebook that shows it as a widget."""
    # Here and below, as each worker of a quick run collects this file and runs none of it.
    import nbformat

    place = tmp_path_factory.mktemp("widget")
    shutil.copytree(filled, place / "study")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, place / "widget.ipynb")
    return place


@pytest.fixture(scope="module")
def study(place: Path) -> Iterator[OpenStudy]:
    with kgraph.open(place / "study") as study:
        yield study


def test_traits_are_shared_both_ways(study: OpenStudy) -> None:
    widget = study.widget("services")
    traits = ("selected", "without", "hidden", "period", "lost")
    assert [getattr(widget, name) for name in traits] == [None] * 5
    seen: list[Any] = []
    widget.observe(lambda change: seen.append((change.name, change.new)), ["selected", "without", "hidden"])
    # What the page says, as the front end hands it over.
    hidden = {"kinds": ["Source"], "relationships": [], "statuses": [], "sources": []}
    widget.set_state({"selected": NORTH, "without": "", "hidden": hidden, "period": None, "lost": []})
    assert seen == [("selected", NORTH), ("without", ""), ("hidden", hidden)]
    # What Python says, as the front end gets it.
    widget.without = "IT-förbundet"
    assert widget.get_state("without") == {"without": IT}
    tie = next(str(key) for *_, key, kind in study.graph.edges(keys=True, data="type") if kind == "MEMBER_OF")
    widget.selected = tie
    assert widget.get_state("selected") == {"selected": tie}


def test_what_cannot_be_chosen_is_said(study: OpenStudy) -> None:
    from traitlets import TraitError

    widget = study.widget("services")
    with pytest.raises(UsageError, match="nothing in the graph is called 'nobody'"):
        widget.selected = "nobody"
    with pytest.raises(UsageError, match="nothing is hidden by 'colours'"):
        widget.hidden = {"colours": []}
    with pytest.raises(UsageError, match="takes a list of names"):
        widget.hidden = {"kinds": "Source"}
    with pytest.raises(TraitError):
        widget.period = [2000]
    assert (widget.selected, widget.hidden, widget.period) == (None, None, None)


def test_the_widget_carries_the_page_and_fetches_nothing(study: OpenStudy) -> None:
    widget = study.widget("services")
    data, _ = widget._repr_mimebundle_()
    assert data["text/html"].startswith("<iframe ")
    assert "data-synced" in widget.get_state("_page")["_page"]
    assert "data-synced" not in study.view("services").html.partition("<head>")[0]
    assert not re.search(r"https?:|^import |import\(", widget.get_state("_esm")["_esm"], re.MULTILINE)


def test_a_missing_package_is_named_with_the_line_that_mends_it(
    study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "kgraph.views.view_widget", raising=False)
    with pytest.raises(UsageError) as caught:
        study.widget()
    assert caught.value.hint == 'Install it with: pip install "kgraph-collab[widget]"'


def shared_data() -> Path:
    """Where front ends look for extensions: beside the packages, wherever those are installed."""
    extension = next(
        path for path in files("anywidget") or () if path.match("labextensions/anywidget/package.json")
    )
    return Path(str(extension.locate())).resolve().parents[2]


def test_nbconvert_shows_the_static_page(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    monkeypatch.setenv("JUPYTER_PATH", str(shared_data()))
    notebook = nbformat.read(place / "widget.ipynb", as_version=4)
    resources = {"metadata": {"path": str(place)}}
    NotebookClient(notebook, timeout=300, resources=resources, store_widget_state=False).execute()
    html, _ = HTMLExporter().from_notebook_node(notebook)
    assert 'srcdoc="' in html
    assert "data-synced" in html


@pytest.fixture(scope="module")
def lab(place: Path) -> Iterator[str]:
    """JupyterLab over the notebook: the address of the notebook in it."""
    shared = shared_data()
    settings = {
        "JUPYTER_PATH": str(shared),
        "JUPYTERLAB_DIR": str(shared / "lab"),
        "JUPYTER_CONFIG_DIR": str(place / "config"),
        "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(place / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(place / "workspaces"),
    }
    program = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1",
    ]
    program += ["--allow-root", "--expose-app-in-browser", "--IdentityProvider.token=t", "--LabApp.news_url="]
    # To a file: a server whose log nobody reads would stop at a full pipe.
    log = place / "lab.log"
    with log.open("w", encoding="utf-8") as file:
        running = subprocess.Popen(program, cwd=place, env=os.environ | settings, stderr=file)
    found, deadline = None, time.monotonic() + 120
    while found is None:
        assert running.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.2)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/lab\?", log.read_text(encoding="utf-8"))
    yield f"http://127.0.0.1:{found[1]}/lab/tree/widget.ipynb?token=t"
    running.terminate()
    running.wait(timeout=300)


def told(place: Path, wanted: Any) -> dict[str, Any]:
    """Return what Python knows, as soon as it is what is `wanted`."""
    deadline, found = time.monotonic() + 120, {}
    while time.monotonic() < deadline:
        try:
            found = json.loads((place / "told.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        if found and wanted(found):
            return found
        time.sleep(0.2)
    raise AssertionError(found)


@pytest.mark.browser
@pytest.mark.slow
def test_in_jupyterlab_page_and_python_share_what_is_chosen(place: Path, lab: str, browser: Browser) -> None:
    page = browser.new_page()
    outside = []
    page.on("request", lambda request: outside.append(request.url))
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
    page.get_by_text("| Idle").wait_for(timeout=120_000)
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    frame = page.frame_locator("iframe[title='kgraph: services']")
    frame.locator("html[data-ready]").wait_for(timeout=120_000)
    # What Python chose before the page was there.
    first = told(place, lambda found: found["hidden"] and "statuses" in found["hidden"])
    assert "Source" in first["hidden"]["kinds"]
    # The reader selects; Python thinks it away; the page shows what is lost, and Python knows.
    frame.locator("#tab-nodes").click()
    frame.get_by_role("button", name="IT federation").first.click()
    lost = told(place, lambda found: found["lost"])
    assert (lost["selected"], lost["without"]) == (IT, IT)
    assert CASES in lost["lost"]
    assert frame.owner.get_attribute("sandbox") == "allow-scripts allow-downloads allow-popups"
    frame.locator("#tools").evaluate("each => { each.open = true; }")
    frame.locator("#restore").click()
    assert told(place, lambda found: found["without"] == "")["lost"] == []
    # The reader filters.
    frame.locator("#filter-kinds input:checked").last.uncheck()
    told(place, lambda found: len(found["hidden"]["kinds"]) == len(first["hidden"]["kinds"]) + 1)
    assert not [
        url for url in outside if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
    ]
    page.close()
