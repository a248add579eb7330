"""Measure a page of 5,000 nodes and 15,000 relationships: time until it shows, longest block while it moves.

Also: how long views and report of a graph of 242,000 nodes and a million relationships take to write.

The page is written to a file and opened from disk in a real Chromium (headless, drawing in software). Two
clocks watch its main thread while it loads, opens all groups, pans and zooms: the browser's own ``longtask``
entries (blocks of 50 ms and more) and the gaps between animation frames.

Usage: ``python benchmarks/views.py [RESULT.json]``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import random
import resource
import shutil
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Page, sync_playwright

from kgraph.views.network_page import write_view
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting
from kgraph.views.report import write_report
from kgraph.views.view_registry import STANDARD_VIEWS

NODES, EDGES = 5_000, 15_000
MANY_NODES, MANY_EDGES = 242_000, 1_000_000
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
BASE = "https://example.org/"
KINDS = (
    ("Municipality", "Organization"),
    ("Council", "OrganizationalUnit"),
    ("Project", "OrganizationalCollaboration"),
    ("SharedITService", "Service"),
    ("ITSystem",),
    ("Decision",),
)
WATCH = """
window.watched = { tasks: [], gaps: [], last: performance.now() };
const note = (entry) => watched.tasks.push([entry.startTime, entry.duration]);
const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
observer.observe({ type: "longtask", buffered: true });
(function frame() {
  const now = performance.now();
  watched.gaps.push(now - watched.last);
  watched.last = now;
  requestAnimationFrame(frame);
})();
"""


def crowd(nodes: int, edges: int) -> nx.MultiDiGraph:
    """Return a random graph with communities of a hundred nodes, six kinds, dates and forty sources."""
    rng = random.Random(7)
    graph = nx.MultiDiGraph(study="crowd", build="benchmark")
    for index in range(nodes):
        graph.add_node(
            f"{BASE}thing/{index}",
            labels=KINDS[index % len(KINDS)],
            label=f"Sak nummer {index}",
            label_sv=f"Sak nummer {index}",
            label_en=f"Thing number {index}",
            sources=[f"{BASE}source/{index % 40}"],
            **{"from": dt.date(1990 + index % 35, 1, 1)},
        )
    for index in range(edges):
        source = rng.randrange(nodes)
        near = source // 100 * 100 + rng.randrange(100)
        target = near if rng.random() < 0.85 else rng.randrange(nodes)
        graph.add_edge(
            f"{BASE}thing/{source}",
            f"{BASE}thing/{target % nodes}",
            key=f"e{index}",
            type=("MEMBER_OF", "DEPENDS_ON", "CONSUMES")[index % 3],
            sources=[f"{BASE}source/{index % 40}"],
            statementStatus=("stated", "stated", "inferred")[index % 3],
        )
    return graph


def phase(page: Page, act: Any) -> dict[str, Any]:
    """Run `act` and return its seconds, and the longest block and frame gap in milliseconds."""
    page.evaluate("watched.tasks.length = 0; watched.gaps.length = 0; watched.last = performance.now()")
    started = time.perf_counter()
    act()
    page.wait_for_timeout(600)
    seconds = time.perf_counter() - started
    tasks, gaps = page.evaluate("[watched.tasks.map((t) => t[1]), watched.gaps]")
    return {
        "seconds": round(seconds, 2),
        "longestTask_ms": round(max(tasks, default=0)),
        "tasksOver50ms": len(tasks),
        "longestFrameGap_ms": round(max(gaps, default=0)),
        "medianFrameGap_ms": round(sorted(gaps)[len(gaps) // 2], 1) if gaps else None,
    }


def pan(page: Page, steps: int = 40) -> None:
    """Drag the picture back and forth with the mouse."""
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x + 7, y + 3)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + 7 + 200 * (step % 20) / 20, y + 3 + 120 * (step % 10) / 10)
        page.wait_for_timeout(16)
    page.mouse.up()


def zoom(page: Page, steps: int = 12) -> None:
    """Zoom in and out with the wheel."""
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(steps):
        page.mouse.wheel(0, -120 if step < steps // 2 else 120)
        page.wait_for_timeout(40)


def measure() -> dict[str, Any]:
    """Write the page, open it and measure each phase."""
    graph = crowd(NODES, EDGES)
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        path = Path(directory) / "full.html"
        started = time.perf_counter()
        write_view(graph, "full", path, PageSetting(OntologyWords.load()))
        written = time.perf_counter() - started
        small = Path(directory) / "small.html"
        write_view(crowd(2, 1), "full", small, PageSetting(OntologyWords.load()))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.add_init_script(WATCH)
        started = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        page.wait_for_selector("#canvas[data-ready]", state="attached")
        shown = time.perf_counter() - started
        page.wait_for_timeout(600)
        tasks = page.evaluate("watched.tasks.map((t) => Math.round(t[1]))")
        phases = {
            "load, grouped": {
                "seconds": round(shown, 2),
                "longestTask_ms": max(tasks, default=0),
                "tasks_ms": tasks,
            }
        }
        phases["pan, grouped"] = phase(page, lambda: pan(page))

        def expand() -> None:
            """Open all groups and wait until every node is drawn."""
            page.click("#expand")
            page.wait_for_selector(f"#canvas[data-ready='{NODES}']", state="attached")

        phases["show all nodes"] = phase(page, expand)
        phases["pan, all nodes"] = phase(page, lambda: pan(page))
        phases["zoom, all nodes"] = phase(page, lambda: zoom(page))
        phases["select a node"] = phase(page, lambda: page.evaluate("kgraph.select(0)"))
        phases["filter one kind out"] = phase(page, lambda: page.locator("#filter-kinds input").first.click())
        sizes = {"5,000 nodes, 15,000 relationships": path.stat().st_size, "2 nodes": small.stat().st_size}
        result = {
            "written_seconds": round(written, 2),
            "sizes_bytes": sizes,
            "phases": phases,
            "browser": browser.version,
        }
        browser.close()
    return result


def write_many() -> dict[str, Any]:
    """Write each view and the report of a large graph; return their seconds and the peak memory."""
    graph, setting = crowd(MANY_NODES, MANY_EDGES), PageSetting(OntologyWords.load())
    seconds = {}
    with tempfile.TemporaryDirectory() as directory:
        for view in ("full", *STANDARD_VIEWS):
            started = time.perf_counter()
            write_view(graph, view, Path(directory) / f"{view}.html", setting)
            seconds[view] = round(time.perf_counter() - started, 1)
        started = time.perf_counter()
        write_report(graph, Path(directory) / "report.html", setting)
        seconds["report"] = round(time.perf_counter() - started, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"nodes": MANY_NODES, "relationships": MANY_EDGES, "seconds": seconds, "peak_mib": peak}


if __name__ == "__main__":
    content = {
        "benchmark": "views",
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": {
            "cpus": os.cpu_count(),
            "load": [round(value, 1) for value in os.getloadavg()],
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "versions": {name: version(name) for name in ("pyvis", "networkx", "playwright")},
        "nodes": NODES,
        "relationships": EDGES,
        **measure(),
        "large graph": write_many(),
    }
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "results" / "views.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({key: content[key] for key in ("phases", "large graph")}, indent=1))
