"""Measure what a graphics card saves: the measures that nx-cugraph takes over, compared with those made here.

Run from the top of the repository, on Linux with an NVIDIA card, after ``pip install nx-cugraph-cu13``:
``python benchmarks/gpu.py`` (a quarter of an hour with an H200), or with ``--sizes 2000`` for a first look.
Writes ``results/gpu.json``; what it does not measure stays as it was.

Networks of five ties per thing, with direction and without, are scored by ``--engine cugraph`` and by
kgraph's own choice (``auto``: igraph and arrays), the smaller also by plain networkx. Seconds are by the
clock and begin with a NetworkX graph that no engine has converted yet; those of a second call, whose graph is
on the card already, stand apart (the eigenvector of arcs is of a graph without direction, made each time).
Differences are relative to the largest score. The study of the repository is analysed whole on both engines.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from array_figures import pairs_of

from kgraph.analysis.analyse import analyse
from kgraph.analysis.array_graph import array_graph_of, array_scores
from kgraph.analysis.engines import backend_for, engine, engine_text, engines_used
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.settings import SAMPLED_SOURCES, Settings
from kgraph.analysis.uncertainty.ranks import ranked
from kgraph.pipeline.mapped_graph import mapped_graph
from kgraph.pipeline.prepare import prepare
from kgraph.pipeline.study_choices import networks_of
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from kgraph.analysis.measures.measure import Measure

    Scores = NDArray[np.float64]

RESULTS = Path(__file__).parent / "results"
STUDY = Path(__file__).parents[1] / "studies" / "skaraborg"
CARD = "cugraph"
SIZES = (200, 2_000, 20_000, 100_000, 1_000_000)
PLAIN_UP_TO = 2_000
SEED = 7
DRAWS = 20
PACKAGES = ("networkx", "igraph", "numpy", "scipy")


def network_of(things: int, *, directed: bool) -> nx.Graph:
    """Return a simple network of about five ties per thing, of weights 1 to 3."""
    graph: nx.Graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(things))
    starts, ends = (side.tolist() for side in pairs_of(things))
    weights = (1.0 + number % 3 for number in range(len(starts)))
    graph.add_weighted_edges_from(zip(starts, ends, weights, strict=True))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return nx.freeze(graph)


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of one call, by the clock, and what it returns."""
    gc.collect()
    begun = time.perf_counter()
    found = function()
    return round(time.perf_counter() - begun, 4), found


def column(graph: nx.Graph, scores: dict[Any, float | None]) -> Scores:
    """Return scores in the order of the nodes, NaN where undefined."""
    return np.array([np.nan if scores[node] is None else scores[node] for node in sorted(graph)], dtype=float)


def compared(exact: Scores, other: Scores) -> dict[str, Any]:
    """Return how far scores are from exact ones, and how many ranks are not the same."""
    largest = float(np.nanmax(np.abs(exact), initial=0.0))
    return {
        "undefined_alike": bool((np.isnan(exact) == np.isnan(other)).all()),
        "largest_difference": float(np.nanmax(np.abs(exact - other), initial=0.0)) / (largest or 1.0),
        "ranks_that_differ": int(np.sum(~np.isclose(ranked(exact), ranked(other), equal_nan=True))),
    }


def measured(graph: nx.Graph, measure: Measure) -> dict[str, Any]:
    """Return seconds and differences of one measure of one network."""
    size = graph.number_of_nodes()
    sampled = measure.sampled is not None and measure.too_large(graph)

    def scored() -> Scores:
        """Return the scores by the engine in force."""
        return column(graph, measure.scores(graph, seed=SEED, sampled=sampled))

    def arrays() -> Scores:
        """Return the scores as an analysis makes them."""
        return array_scores(array_graph_of(graph), [measure.name], seed=SEED, sampled=sampled)[0]

    runs = 5 if size <= 2_000 else 3 if size <= 100_000 else 1
    card, again, found = [], [], []
    with engine(CARD), engines_used() as used:
        for _ in range(runs):
            graph.__networkx_cache__.clear()
            card.append(timed(scored))
            again.append(timed(scored))
            found += [card[-1][1], again[-1][1]]
    own = [timed(arrays) for _ in range(1 if size > PLAIN_UP_TO else runs)]
    row = {
        "things": size,
        "ties": graph.number_of_edges(),
        "directed": graph.is_directed(),
        "measure": measure.name,
        "sources": SAMPLED_SOURCES if sampled else None,
        "engine": engine_text(used),
        "runs": runs,
        "seconds": {
            CARD: median(seconds for seconds, _ in card),
            f"{CARD}, graph on the card": median(seconds for seconds, _ in again),
            "auto": median(seconds for seconds, _ in own),
        },
        "same_each_time": all(np.array_equal(found[0], each, equal_nan=True) for each in found),
        "against_auto": compared(own[0][1], found[0]),
    }
    if size <= PLAIN_UP_TO:
        with engine("networkx"):
            plain = timed(scored)
        row["seconds"]["networkx"] = plain[0]
        row["against_networkx"] = compared(plain[1], found[0])
    return row


def alike(one: Any, other: Any) -> bool:
    """Return whether two pieces of an answer say the same, numbers to four digits."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-4, abs_tol=1e-9)
    return bool(one == other)


def study_rows() -> list[dict[str, Any]]:
    """Return the seconds of the whole analysis of the study on each engine, and which answers differ."""
    study = load_study(STUDY)
    definitions = networks_of(study)
    prepared = prepare(study)
    graph = mapped_graph(study.id, prepared.build_id, prepared.graph)
    said: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for name in ("auto", CARD, CARD):
        settings = Settings(seed=SEED, draws=DRAWS, workers=1)
        with engine(name):
            seconds, found = timed(lambda s=settings: analyse(graph, definitions=definitions, settings=s))
        results = found.to_json()["results"]
        engines = sorted({result.pop("engine") for result in results})
        kept = {f"{each['question']} {each['network']}": each for each in results}
        auto, last = said.setdefault("auto", kept), said.get(name, kept)
        said[name] = kept
        differ = sorted(key for key in kept if not alike(kept[key], auto[key]))
        row = {"engine": name, "draws": DRAWS, "seconds": round(seconds, 1), "answers": len(kept)}
        rows.append(row | {"differ_from_auto": differ, "same_each_time": kept == last, "named": engines})
    return rows


def card() -> str:
    """Return the name of the graphics card and its driver."""
    asked = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Measure all sizes and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--no-study", action="store_true", help="leave out the study of the repository")
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    path = arguments.out / "gpu.json"
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    rows = {(row["things"], row["directed"], row["measure"]): row for row in kept.get("results", [])}
    arguments.out.mkdir(exist_ok=True)
    with engine(CARD):
        offered = [
            measure
            for measure in MEASURES.values()
            if measure.networkx_function and backend_for(measure.networkx_function, 100) == CARD
        ]
    small = network_of(50, directed=True)
    with engine(CARD), engines_used() as used:
        started, _ = timed(lambda: offered[0].scores(small))
    report = {
        "command": " ".join(["python benchmarks/gpu.py", *sys.argv[1:]]),
        "date": datetime.now(UTC).date().isoformat(),
        "card": card(),
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()},
        "python": platform.python_version(),
        "engine": engine_text(used),
        "versions": {name: version(name) for name in PACKAGES},
        "first_call_s": started,
        "note": "medians of `runs`; `command` is the latest; answers of the study differ beyond four digits",
        "study": kept.get("study", []),
        "results": [],
    }

    def write() -> None:
        """Write what is measured so far."""
        report["results"] = [rows[key] for key in sorted(rows)]
        path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")

    if not arguments.no_study:
        report["study"] = study_rows()
        print(json.dumps(report["study"]), flush=True)
        write()
    for things in arguments.sizes:
        for directed in (True, False):
            graph = network_of(things, directed=directed)
            for measure in offered:
                row = measured(graph, measure)
                rows[things, directed, measure.name] = row
                print(json.dumps(row), flush=True)
                write()


if __name__ == "__main__":
    main()
