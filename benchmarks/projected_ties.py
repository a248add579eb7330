"""Measure the analysis of memberships whose projection has many ties, as registers of associations have.

Run from the top of the repository: ``python benchmarks/projected_ties.py`` (some ten minutes on two quiet
cores), or with ``--sets 479`` for a first look. Writes ``results/projected_ties.json``.

The sets have as many organisations, bodies and memberships as two registers in Flanders; which
organisation is in which body is drawn. Copies are sets of their own in one graph. All questions are asked
about the projection on the organisations, and about the two-mode network behind it, with 300 draws.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from analysis import PACKAGES, peaks, with_workers

from kgraph.analysis.analyse import analyse
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.settings import Settings

RESULTS = Path(__file__).parent / "results"
SETS = {"479": (488, 180, 2_737, 0.66, 1), "778": (792, 300, 4_300, 0.83, 1)}
SETS["479, twenty copies"] = (*SETS["479"][:4], 20)
LARGEST_BODY = 140
SEED = 7
MEMBER, BODY = "PublicOrganisation", "Association"


def register(name: str) -> nx.MultiDiGraph:
    """Return organisations in bodies, of which a few are large, each body told of by a source of its own."""
    members, bodies, ties, spread, copies = SETS[name]
    graph = nx.MultiDiGraph(study="benchmark", build=name)
    for copy in range(copies):
        rng = np.random.default_rng([SEED, copy])
        sizes = np.sort(rng.lognormal(sigma=spread, size=bodies))[::-1]
        sizes = np.clip(np.round(sizes * ties / sizes.sum()), 2, LARGEST_BODY)
        likely = rng.gamma(5.0, size=members)
        graph.add_nodes_from((f"m{copy}-{number}" for number in range(members)), labels=(MEMBER,))
        for body, size in enumerate(sizes.astype(int).tolist()):
            graph.add_node(f"b{copy}-{body}", labels=(BODY,))
            for member in rng.choice(members, size=size, replace=False, p=likely / likely.sum()).tolist():
                ends = f"m{copy}-{member}", f"b{copy}-{body}"
                graph.add_edge(*ends, key="|".join(ends), type="MEMBER_OF", sources=[f"urn:{ends[1]}"])
    return graph


def definitions() -> dict[str, Any]:
    """Return the two networks that are asked about."""
    values: dict[str, Any] = {"relations": ["MEMBER_OF"], "directed": False, "at": "any", "bodies": [BODY]}
    projected = values | {"mode": "projection", "onto": [MEMBER]}
    all_ = network_definitions({"projected": projected, "members": values | {"mode": "two-mode"}})
    return {name: all_[name] for name in ("projected", "members")}


def measure(name: str, networks: list[str]) -> dict[str, Any]:
    """Return the seconds of the analysis of one set, in two processes."""
    graph = register(name)
    chosen = {each: definition for each, definition in definitions().items() if each in networks}
    size = {each: {"n": (found := declare(graph, chosen[each])).n, "ties": found.m} for each in chosen}
    load = round(os.getloadavg()[0], 1)
    settings = Settings(seed=SEED, workers=2)
    seconds = with_workers(lambda: analyse(graph, definitions=chosen, settings=settings))
    row = {"set": name, "networks": size, "load_before": load, **seconds, **peaks()}
    print(json.dumps(row), flush=True)
    return row


def main() -> None:
    """Measure the sets asked for and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="*", choices=list(SETS), default=list(SETS))
    parser.add_argument("--networks", nargs="*", choices=list(definitions()), default=list(definitions()))
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    path = arguments.out / "projected_ties.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else []
    for name in arguments.sets:
        row = measure(name, arguments.networks)
        same = (name, list(row["networks"]))
        kept = [other for other in kept if (other["set"], list(other["networks"])) != same] + [row]
    report = {
        "command": "python benchmarks/projected_ties.py --sets SET --networks NETWORKS",
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "results": kept,
    }
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
