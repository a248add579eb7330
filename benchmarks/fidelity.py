"""What comes back from Neo4j after kgraph and rdflib-neo4j 1.1 have loaded the same statements.

    python benchmarks/fidelity.py --mirrors DIR --peer-python PEER/bin/python   # writes results/fidelity.json
    python benchmarks/fidelity.py --mirrors DIR --sets berlin second --output -

DIR has clones of the projects (public_sets.py), PEER is an environment with rdflib-neo4j 1.1. kgraph reads
each set as a study does, with its checks, and writes it to a local Neo4j; then only the store is read.
The peer gets the settings under which it keeps most: whole IRIs and all values of a property (``KEEP``,
``ARRAY``). What it left in the server is read as generously as possible: a label is a type, a relationship a
link, a property a value with the datatype that its kind in the store implies.

A statement has come back if its subject, predicate and value are the same, language and datatype included,
whatever graph it is in. Graphs are counted besides, by statements that are in the graph they came from. The
texts whose characters alone came back are counted too.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from load_store import empty, login
from public_sets import SETS

from kgraph.errors import KgraphError
from kgraph.loaders.export.graph_export import rdf_quads
from kgraph.loaders.sync.store_state import read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.pipeline.prepare import prepare
from kgraph.store.servers import leases
from kgraph.store.servers.neo4j_server import LTS
from kgraph.study import STUDY_FILE, load_study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from public_sets import PublicSet

    from kgraph.store.connection import Connection

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
STRING = ox.NamedNode(XSD + "string")
LANGUAGE = "language"

PEER = """
import contextlib, io, json, sys
from rdflib import Graph
from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

job = json.load(sys.stdin)
auth = {"uri": job["uri"], "database": job["database"], "user": job["username"], "pwd": job["password"]}
with contextlib.redirect_stdout(io.StringIO()):
    config = Neo4jStoreConfig(
        auth_data=auth,
        batching=True,
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.KEEP,
        handle_multival_strategy=HANDLE_MULTIVAL_STRATEGY.ARRAY,
    )
    graph = Graph(store=Neo4jStore(config=config))
    graph.parse(job["file"], format="nt")
    graph.close(True)
"""


def kgraph_load(store: Connection, chosen: PublicSet, quads: list[ox.Quad], work: Path) -> dict[str, int]:
    """Load statements as a study of kgraph and return how many of them its rules left out, by reason."""
    with tempfile.TemporaryDirectory(dir=work) as directory:
        root = Path(directory)
        (root / "all.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
        settings = {
            "id": "fidelity",
            "title": "Fidelity",
            "base": "https://example.org/study/fidelity/",
            "languages": list(chosen.languages),
            "sources": ["all.nq"],
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        (root / STUDY_FILE).write_text("\n".join(["[study]", *lines]), encoding="utf-8")
        prepared = prepare(load_study(root))
    sync(store, prepared.graph, BuildStamp("fidelity"))
    return {note.kind: note.count for note in prepared.dataset.notes if note.count}


def peer_load(store: Connection, quads: list[ox.Quad], job: dict[str, str], python: str) -> str:
    """Load statements with rdflib-neo4j and return what stopped it, or nothing."""
    triples = sorted({quad.triple for quad in quads}, key=str)
    Path(job["file"]).write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    store.execute("CREATE CONSTRAINT n10s FOR (n:Resource) REQUIRE n.uri IS UNIQUE")
    done = subprocess.run(
        [python, "-c", PEER], input=json.dumps(job), capture_output=True, text=True, check=False
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def _peer_statements(store: Connection) -> Iterable[ox.Quad]:
    nodes = "MATCH (n:Resource) RETURN n.uri AS uri, labels(n) AS labels, properties(n) AS values"
    for row in store.read(nodes):
        subject = ox.NamedNode(row["uri"])
        for label in set(row["labels"]) - {"Resource"}:
            yield ox.Quad(subject, TYPE, ox.NamedNode(label))
        for key, values in row["values"].items():
            for value in values if isinstance(values, list) else [values]:
                if key != "uri":
                    yield ox.Quad(subject, ox.NamedNode(key), _literal(value))
    links = "MATCH (a:Resource)-[r]->(b:Resource) RETURN a.uri AS start, type(r) AS type, b.uri AS end"
    for row in store.read(links):
        yield ox.Quad(ox.NamedNode(row["start"]), ox.NamedNode(row["type"]), ox.NamedNode(row["end"]))


def _literal(value: Any) -> ox.Literal:
    """Return the literal that a value in a store implies, in Oxigraph's spelling."""
    if isinstance(value, bool | int | float | str):
        return ox.Literal(value)
    kind = {"date": "date", "datetime": "dateTime", "time": "time"}.get(type(value).__name__.lower())
    text = value.iso_format() if hasattr(value, "iso_format") else value.isoformat()
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) if kind else ox.Literal(text)


def normal(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Return statements with values in Oxigraph's spelling."""
    store = ox.Store()
    store.extend(quads)
    return set(store)


def kind_of(term: Any) -> str:
    """Return what a value of a statement is counted as: a link, a text, a language or a datatype."""
    if not isinstance(term, ox.Literal):
        return "link"
    if term.language:
        return LANGUAGE
    return "text" if term.datatype == STRING else term.datatype.value.replace(XSD, "xsd:")


def counted(sent: set[ox.Quad], back: set[ox.Quad]) -> dict[str, Any]:
    """Count what of the statements sent came back."""
    triples = {quad.triple for quad in sent}
    returned = {quad.triple for quad in back}
    texts = {_text(triple) for triple in returned}
    all_kinds = Counter(kind_of(triple.object) for triple in triples)
    kept = Counter(kind_of(triple.object) for triple in triples & returned)
    languages = Counter(_language(triple) for triple in triples)
    languages_kept = Counter(_language(triple) for triple in triples & returned)
    named = {quad for quad in sent if isinstance(quad.graph_name, ox.NamedNode)}
    graphs = Counter(quad.graph_name.value for quad in named)
    graphs_kept = Counter(quad.graph_name.value for quad in named & back)
    return {
        "statements": [len(triples & returned), len(triples)],
        "in their graph": [len(named & back), len(named)],
        "graphs whole": [sum(graphs_kept[name] == size for name, size in graphs.items()), len(graphs)],
        "values": {kind: [kept[kind], number] for kind, number in sorted(all_kinds.items())},
        "languages whole": [
            sum(languages_kept[tag] == size for tag, size in languages.items() if tag),
            sum(1 for tag in languages if tag),
        ],
        "characters of texts": [
            sum(_text(triple) in texts for triple in triples if isinstance(triple.object, ox.Literal)),
            sum(isinstance(triple.object, ox.Literal) for triple in triples),
        ],
    }


def _text(triple: ox.Triple) -> tuple[str, str, str]:
    return triple.subject.value, triple.predicate.value, getattr(triple.object, "value", "")


def _language(triple: ox.Triple) -> str:
    return getattr(triple.object, "language", None) or ""


def on_relationships(store: Connection, sent: set[ox.Quad], back: set[ox.Quad]) -> list[int]:
    """Return how many statements about things that are relationships in the store came back, and of how many.

    Such a thing, a membership say, has no node of its own: what is said of it are properties of the
    relationship.
    """
    uris = {row["uri"] for row in store.read("MATCH (n:Resource) RETURN n.uri AS uri")}
    there = {quad.triple for quad in sent if quad.subject.value not in uris}
    return [len(there & {quad.triple for quad in back}), len(there)]


def relationship_values(store: Connection) -> int:
    """Return how many properties relationships have."""
    rows = store.read("MATCH (:Resource)-[r]->(:Resource) RETURN sum(size(keys(r))) AS number")
    return int(rows[0]["number"])


def compare(name: str, mirrors: Path, lease: leases.Lease, work: Path, python: str | None) -> dict[str, Any]:
    """Load one set with both programs and return what came back of each."""
    chosen = SETS[name]
    quads = chosen.quads(mirrors)
    sent = set(quads)
    result: dict[str, Any] = {"title": chosen.title, "project": chosen.project, "statements": len(sent)}
    with lease.connect() as store:
        empty(store)
        try:
            left_out = kgraph_load(store, chosen, quads, work)
            back = normal(rdf_quads(read_store(store)))
            result["kgraph"] = counted(sent, back) | {
                "left out by rule": left_out,
                "added": len(back - sent),
                "on relationships": on_relationships(store, sent, back),
            }
        except KgraphError as error:
            result["kgraph"] = {"refused": str(error)}
        if python:
            empty(store)
            refused = peer_load(store, quads, login(lease) | {"file": str(work / "all.nt")}, python)
            result["rdflib-neo4j"] = counted(sent, normal(_peer_statements(store))) | {
                "properties of relationships": relationship_values(store),
                **({"stopped": refused} if refused else {}),
            }
    return result


def main() -> None:
    """Run the comparison and write the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mirrors", type=Path, required=True, help="clones of the projects")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--peer-python", help="Python of an environment with rdflib-neo4j 1.1")
    parser.add_argument("--output", default=str(Path(__file__).parent / "results" / "fidelity.json"))
    options = parser.parse_args()
    output = None if options.output == "-" else Path(options.output)
    # Sets that are not asked for stay as they were measured before.
    before = json.loads(output.read_text("utf-8"))["sets"] if output and output.exists() else {}
    result: dict[str, Any] = {
        "date": date.today().isoformat(),
        "versions": {
            "python": platform.python_version(),
            "neo4j server": LTS,
            "pyoxigraph": version("pyoxigraph"),
            "rdflib-neo4j": "1.1",
        },
        "sets": before,
    }
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        lease = leases.start(work / "server", "neo4j", heap="1g")
        try:
            for name in options.sets:
                result["sets"][name] = compare(name, options.mirrors, lease, work, options.peer_python)
                print(name, file=sys.stderr, flush=True)
                if output:
                    output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
        finally:
            lease.end()
    if output is None:
        print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
