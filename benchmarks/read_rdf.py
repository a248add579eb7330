"""Read RDF into memory: kgraph compared with rdflib, on the same files in six formats.

    python benchmarks/read_rdf.py                      # 500,000 triples, writes results/read_rdf.json
    python benchmarks/read_rdf.py --triples 50000 --runs 3 --output -

Each run is a process of its own, and the programs take turns. "kgraph study" is everything that happens to a
study's file: checks, strict parsing, named graphs, an indexed store, blank nodes named by content, the policy
on persons. "kgraph read" yields the statements one by one, checked and placed in a graph, and keeps none.
"rdflib" is ``parse`` into its default store (``Dataset`` for quads, otherwise ``Graph``). Imports are not
counted. Both wall-clock and processor time are given, since a busy machine disturbs the latter less. Memory
is the growth of the peak resident size of the process while it reads.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

E = "https://example.org/"
ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = {
    "e": E,
    "org": ORG,
    "skos": SKOS,
    "xsd": XSD,
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
}
FORMATS = {
    "nt": ("N-Triples", "nt", ox.RdfFormat.N_TRIPLES),
    "nq": ("N-Quads", "nquads", ox.RdfFormat.N_QUADS),
    "ttl": ("Turtle", "turtle", ox.RdfFormat.TURTLE),
    "trig": ("TriG", "trig", ox.RdfFormat.TRIG),
    "rdf": ("RDF/XML", "xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("JSON-LD", "json-ld", ox.RdfFormat.JSON_LD),
}
PER_ORGANISATION = 12


def organisations(triples: int) -> Iterator[ox.Quad]:
    """Yield organisations with memberships, a fifth of which have a period as a blank node."""
    count = triples // PER_ORGANISATION
    for n in range(count):
        graph = ox.NamedNode(f"{E}source/{n % 100}")
        this, relation = ox.NamedNode(f"{E}organisation/{n}"), ox.NamedNode(f"{E}membership/{n}")
        other = ox.NamedNode(f"{E}organisation/{(n * 7919) % count}")

        def say(subject: Any, predicate: str, value: Any, graph: ox.NamedNode = graph) -> ox.Quad:
            """Return a statement in the graph of this source."""
            return ox.Quad(subject, ox.NamedNode(predicate), value, graph)

        yield ox.Quad(this, RDF_TYPE, ox.NamedNode(ORG + "FormalOrganization"), graph)
        yield say(this, SKOS + "prefLabel", ox.Literal(f"Förbundet för räddning {n}", language="sv"))
        yield say(this, SKOS + "prefLabel", ox.Literal(f"Rescue federation {n}", language="en"))
        yield say(this, SKOS + "notation", ox.Literal(f"{n:06d}-{n % 9973:04d}"))
        yield say(this, E + "population", ox.Literal(1000 + n))
        yield say(
            this, E + "founded", ox.Literal(f"{1900 + n % 120}-01-01", datatype=ox.NamedNode(XSD + "date"))
        )
        yield say(this, ORG + "unitOf", other)
        yield ox.Quad(relation, RDF_TYPE, ox.NamedNode(ORG + "Membership"), graph)
        yield say(relation, ORG + "member", this)
        yield say(relation, ORG + "organization", other)
        if n % 5:
            yield say(relation, ORG + "role", ox.NamedNode(f"{E}role/{n % 5}"))
            yield say(
                relation, E + "share", ox.Literal(f"{n % 97}.5", datatype=ox.NamedNode(XSD + "decimal"))
            )
        else:
            period = ox.BlankNode(f"p{n}")
            yield say(relation, "http://purl.org/dc/terms/temporal", period)
            start = ox.Literal(str(1950 + n % 70), datatype=ox.NamedNode(XSD + "gYear"))
            yield say(period, "http://www.w3.org/ns/dcat#startDate", start)


def write(directory: Path, triples: int) -> dict[str, int]:
    """Write the same data in all formats and return the sizes of the files in bytes."""
    quads = list(organisations(triples))
    for suffix, (_, _, form) in FORMATS.items():
        items: Any = quads
        if suffix in ("nt", "ttl", "rdf", "jsonld"):
            items = (quad.triple for quad in quads)
        if suffix == "jsonld":
            items = (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        ox.serialize(items, str(directory / f"data.{suffix}"), form, prefixes=PREFIXES)
    return {suffix: (directory / f"data.{suffix}").stat().st_size for suffix in FORMATS}


def run_kgraph(path: Path) -> int:
    """Read a file as a study does; return the exit code."""
    from kgraph.loaders.reading import read_study
    from kgraph.study import Study

    study = Study(root=path.parent, id="b", title={}, base=E, sources=(path.name,))
    measure = Measure()
    dataset = read_study(study)
    measure.end(len(dataset))
    return 0


def run_read(path: Path) -> int:
    """Read a file statement by statement, keeping none; return the exit code."""
    from kgraph.loaders.formats.rdf_format import read

    measure = Measure()
    count = sum(1 for _ in read(path, graph=E + "graph", base=E))
    measure.end(count)
    return 0


def run_rdflib(path: Path) -> int:
    """Read a file with rdflib's own parsers and store; return the exit code."""
    import rdflib

    name = FORMATS[path.suffix[1:]][1]
    target: Any = rdflib.Dataset() if name in ("nquads", "trig") else rdflib.Graph()
    quads = isinstance(target, rdflib.Dataset)
    measure = Measure()
    target.parse(path, format=name)
    measure.stop()
    measure.end(sum(1 for _ in target.quads()) if quads else len(target))
    return 0


PROGRAMS = {"kgraph study": run_kgraph, "kgraph read": run_read, "rdflib": run_rdflib}


class Measure:
    """Measures time and memory from when it is made to its end, and prints them for the parent process."""

    def __init__(self) -> None:
        self.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.start = time.perf_counter()
        self.start_cpu = time.process_time()
        self.measured: dict[str, float] = {}

    def stop(self) -> None:
        """Stop measuring time and memory."""
        self.measured = {
            "seconds": time.perf_counter() - self.start,
            "cpu": time.process_time() - self.start_cpu,
            "kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.memory,
        }

    def end(self, statements: int) -> None:
        """Print the measurements and the number of statements as JSON."""
        if not self.measured:
            self.stop()
        print(json.dumps({**self.measured, "statements": statements}))


def one_run(program: str, path: Path) -> dict[str, float]:
    """Run a program on a file in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", program, str(path)], capture_output=True, text=True, check=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(directory: Path, runs: int, slow_runs: int) -> dict[str, Any]:
    """Let the programs take turns on every format and return the summaries."""
    results: dict[str, Any] = {}
    for suffix, (name, _, _) in FORMATS.items():
        path = directory / f"data.{suffix}"
        measurements: dict[str, list[dict[str, float]]] = {program: [] for program in PROGRAMS}
        wanted = runs
        while len(measurements["rdflib"]) < wanted:
            for program, measured in measurements.items():
                measured.append(one_run(program, path))
            if measurements["rdflib"][0]["seconds"] > 30:
                wanted = slow_runs
        results[name] = summary(measurements, path.stat().st_size)
        faster = {p: r["times_faster_than_rdflib_cpu"] for p, r in results[name]["programs"].items()}
        print(name, len(measurements["rdflib"]), "runs,", faster, file=sys.stderr)
    return results


def summary(measurements: dict[str, list[dict[str, float]]], size: int) -> dict[str, Any]:
    """Return medians, ranges and ratios of the programs' runs."""

    def median(program: str, what: str) -> float:
        return statistics.median(run[what] for run in measurements[program])

    report: dict[str, Any] = {"bytes": size, "runs": len(measurements["rdflib"]), "programs": {}}
    for program, runs in measurements.items():
        seconds = [run["seconds"] for run in runs]
        statements = int(runs[0]["statements"])
        report["programs"][program] = {
            "statements": statements,
            "seconds_median": round(median(program, "seconds"), 3),
            "seconds_range": [round(min(seconds), 3), round(max(seconds), 3)],
            "cpu_seconds_median": round(median(program, "cpu"), 3),
            "times_faster_than_rdflib": round(median("rdflib", "seconds") / median(program, "seconds"), 1),
            "times_faster_than_rdflib_cpu": round(median("rdflib", "cpu") / median(program, "cpu"), 1),
            "mebibytes_per_million_statements": round(median(program, "kib") / 1024 / statements * 1e6),
        }
    return report


def machine() -> dict[str, Any]:
    """Return processor, load, system and versions, on which the figures depend."""
    import os

    model = "unknown"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("rdflib", "pyoxigraph")},
    }


def main() -> None:
    """Compare the programs, or run one of them when started as a child."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=5, help="runs of each program and format")
    parser.add_argument("--slow-runs", type=int, default=3, help="runs where rdflib needs more than 30 s")
    parser.add_argument("--output", default=str(Path(__file__).parent / "results" / "read_rdf.json"))
    parser.add_argument("--child", nargs=2, metavar=("PROGRAM", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        program, file = arguments.child
        sys.exit(PROGRAMS[program](Path(file)))
    about = machine()
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), arguments.triples)
        results = compare(Path(name), arguments.runs, arguments.slow_runs)
    report = {
        "what": "Read the same RDF file: as a study, statement by statement, and with rdflib",
        "command": f"python benchmarks/read_rdf.py --triples {arguments.triples} --runs {arguments.runs}"
        f" --slow-runs {arguments.slow_runs}",
        "triples": arguments.triples // PER_ORGANISATION * PER_ORGANISATION,
        "machine": about,
        "formats": results,
    }
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    if arguments.output == "-":
        print(text)
    else:
        Path(arguments.output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
