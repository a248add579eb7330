"""Time the gate with and without its screening: the same shapes and data, through kgraph and through pyshacl.

    python benchmarks/gate.py                      # writes results/gate.json
    python benchmarks/gate.py --nodes 2000 --output -

The data are generated: organisations and memberships, of which one in a hundred breaks a rule. The shapes are
kgraph's own. Both must report the same, else the script fails. Times are processor time, so that other work
on the machine counts for little.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pyshacl
import rdflib

from kgraph.rdf.dataset import add_quads, quiet_literals
from kgraph.rdf.ontology_context import background
from kgraph.rdf.screening.shacl_engine import prepare, shacl_results
from kgraph.rdf.screening.shacl_result import ShaclReport
from kgraph.rdf.screening.value_order import compared_as_in_sparql
from kgraph.rdf.shapes import load_shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.rdf.shapes import Shapes

FAULTY = 100
HEAD = """
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@base <https://example.org/> .
"""
KINDS = ("Municipality", "Company", "MunicipalFederation")


def data_of(nodes: int) -> ox.Store:
    """Return a store of so many organisations and memberships, one in three of them a membership."""
    bodies = nodes - nodes // 3
    lines = [HEAD]
    for number in range(bodies):
        name = f'"Body {number}"' if number % FAULTY == 0 else f'"Body {number}"@en'
        lines.append(f'<b/{number}> a kg:{KINDS[number % 3]} ; skos:prefLabel {name}, "Sak {number}"@sv ;')
        lines.append(f'  dct:identifier "ID-{number}" ; org:linkedTo <b/{(number * 7 + 1) % bodies}> .')
    for number in range(nodes // 3):
        member, whole = (number * 11 + 2) % bodies, (number * 13 + 5) % bodies
        share = 7 if number % FAULTY == 0 else f"0.{100 + number % 50}"
        lines.append(f"<m/{number}> a org:Membership ; org:member <b/{member}> ;")
        lines.append(f"  org:organization <b/{whole}> ; kg:ownershipShare {share} .")
    store = ox.Store()
    store.extend(ox.parse("\n".join(lines), ox.RdfFormat.TURTLE))
    store.extend(list(background(store)))
    return store


def plain(rules: Shapes, data: ox.Store) -> ShaclReport:
    """Return pyshacl's report on all of the data, with values compared as the gate has it do."""
    graph, shapes = rdflib.Graph(), rules.graph()
    prepare(shapes, [])
    with quiet_literals(), compared_as_in_sparql():
        add_quads(graph, data)
        _, report, text = pyshacl.validate(
            graph, shacl_graph=shapes, inference="none", advanced=True, inplace=True
        )
    if not isinstance(report, rdflib.Graph):
        raise TypeError(text)
    return ShaclReport(report)


def gate(rules: Shapes, data: ox.Store) -> ShaclReport:
    """Return the gate's report."""
    return shacl_results(rules, data, rules.targets(data), {})


def findings(report: ShaclReport) -> Counter[tuple[str, ...]]:
    """Return node, constraint, path and value of each result; blank nodes have no names."""
    return Counter(
        (
            "" if isinstance(each.focus, ox.BlankNode) else each.focus.value,
            each.component,
            str(each.steps),
            "" if each.value is None or isinstance(each.value, rdflib.BNode) else str(each.value),
        )
        for each in report.results()
    )


def timed(check: Callable[[Shapes, ox.Store], ShaclReport], data: ox.Store) -> tuple[float, Any]:
    """Return the processor time of a check with newly read shapes, and its findings."""
    rules = load_shapes()
    started = time.process_time()
    report = check(rules, data)
    return time.process_time() - started, findings(report)


def main() -> int:
    """Run the comparison and write the result; return 1 if the reports differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=50_000)
    parser.add_argument("--output", default=str(Path(__file__).parent / "results" / "gate.json"))
    options = parser.parse_args()
    data = data_of(options.nodes)
    screened, found = timed(gate, data)
    whole, expected = timed(plain, data)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "load average": os.getloadavg()[0],
        "command": " ".join(["python", *sys.argv]),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyshacl", "rdflib", "pyoxigraph")},
        },
        "nodes": options.nodes,
        "statements": len(data),
        "findings": found.total(),
        "the same findings": found == expected,
        "gate, s of processor time": round(screened, 2),
        "pyshacl alone, s of processor time": round(whole, 2),
        "times as fast": round(whole / screened, 1),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    print(text, file=sys.stderr)
    if options.output == "-":
        print(text)
    else:
        Path(options.output).write_text(text, encoding="utf-8")
    return 0 if found == expected else 1


if __name__ == "__main__":
    sys.exit(main())
