"""Measure the CPU seconds of the whole analysis of the study in this repository, by question.

Run from the top of the repository: ``python benchmarks/study_analysis.py`` (some two minutes). Writes
``results/study_analysis.json``. No store is needed: the graph is the one that a rebuild would write.
``--before PYTHON``, the interpreter of an environment with version 0.1.0, has that version analyse the same
graph in the same sitting, with the 200 replicates that it took then.

All questions share one set of draws. What is computed once is counted where it is first needed: the draws of
a network with its first question, say.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import subprocess
import time
from collections import Counter
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.analysis.analyse import analyse
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.pipeline.mapped_graph import mapped_graph
from kgraph.pipeline.prepare import prepare
from kgraph.pipeline.study_choices import networks_of, settings_of
from kgraph.study import load_study

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.study import Study

RESULTS = Path(__file__).parent / "results"
STUDY = Path(__file__).parents[1] / "studies" / "skaraborg"
BEFORE = """
import importlib, json, pickle, sys, time
analyse = importlib.import_module("kgraph.analysis.questions").analyse
graph = pickle.load(sys.stdin.buffer)
wall, cpu = time.perf_counter(), time.process_time()
found = analyse(graph, seed=int(sys.argv[1]), replicates=200, workers=1)
seconds = {"cpu_s": round(time.process_time() - cpu, 1), "wall_s": round(time.perf_counter() - wall, 1)}
print(json.dumps({"version": "0.1.0", "replicates": 200, **seconds, "networks": len(found.networks)}))
"""
"""What version 0.1.0 runs: all of its questions, in one process too."""


def graph_of(study: Study) -> nx.MultiDiGraph:
    """Return the graph of a study as a store would give it back."""
    prepared = prepare(study)
    return mapped_graph(study.id, prepared.build_id, prepared.graph)


def measured(study: Study, graph: nx.MultiDiGraph, draws: int) -> dict[str, Any]:
    """Return CPU seconds of the whole analysis, in total, by question and by network."""
    by_question: Counter[str] = Counter()
    by_network: Counter[str] = Counter()
    network, question, since = "", "declare", time.process_time()

    def tell(step: str, _done: int, _total: int) -> None:
        nonlocal network, question, since
        next_network, _, asked = step.partition(": ")
        if step == "analysis" or asked in QUESTIONS:
            now = time.process_time()
            by_network[network] += now - since
            by_question[question] += now - since
            network, question, since = next_network, asked or "scores, findings", now

    settings = replace(settings_of(study, draws=draws, progress=tell), workers=1)
    wall, start = time.perf_counter(), time.process_time()
    analyse(graph, definitions=networks_of(study), settings=settings, day=study.day)
    tell("analysis", 0, 0)
    return {
        "draws": draws,
        "cpu_s": round(time.process_time() - start, 1),
        "wall_s": round(time.perf_counter() - wall, 1),
        "by_question": {name: round(s, 2) for name, s in by_question.most_common()},
        "by_network": {name: round(s, 2) for name, s in by_network.most_common() if name},
    }


def before(python: str, graph: nx.MultiDiGraph, seed: int) -> dict[str, Any]:
    """Return the seconds of version 0.1.0 on the same graph."""
    done = subprocess.run(
        [python, "-I", "-c", BEFORE, str(seed)], input=pickle.dumps(graph), stdout=subprocess.PIPE, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Measure the analysis with each number of draws and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, nargs="*", default=[200, 1_000])
    parser.add_argument("--before", metavar="PYTHON", help="interpreter that has version 0.1.0")
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    study = load_study(STUDY)
    graph = graph_of(study)
    runs: list[dict[str, Any]] = []
    if arguments.before:
        runs.append(before(arguments.before, graph, study.seed))
        print(json.dumps(runs[-1]), flush=True)
    for draws in arguments.draws:
        runs.append({"load_before": round(os.getloadavg()[0], 2), **measured(study, graph, draws)})
        print(json.dumps(runs[-1]), flush=True)
    report = {
        "command": "python benchmarks/study_analysis.py --draws " + " ".join(map(str, arguments.draws)),
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("networkx", "igraph", "numpy", "scipy")},
        "study": {"things": len(graph), "relationships": graph.size(), "networks": len(networks_of(study))},
        "runs": runs,
    }
    (arguments.out / "study_analysis.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
