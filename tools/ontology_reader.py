"""The ontology's files, read once, for the reference pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Graph, Namespace, URIRef

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
KG = Namespace("https://w3id.org/kgraph/ontology#")
HEADER = URIRef("https://w3id.org/kgraph/ontology")
# Every scheme has its own name as prefix; some have a shorter one in examples.
SCHEME_PREFIXES = {
    "answer": "answerability",
    "collab": "collaboration-form",
    "complete": "completeness",
    "form": "legal-form",
    "kind": "dependency-kind",
    "standing": "effort-standing",
    "status": "statement-status",
    **{path.stem: path.stem for path in sorted((ONTOLOGY / "schemes").glob("*.ttl"))},
}
NOTE = "<!-- Made by tools/ontology_docs.py from ontology/; change it there, then run: make docs -->"


class Ontology:
    """The ontology's files, read once."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.prefixes: dict[str, str] = {}
        for path in (ONTOLOGY / "kgraph.ttl", ONTOLOGY / "property-graph.ttl", ONTOLOGY / "alignments.ttl"):
            self._read(path)
        self.prefixes |= {
            name: f"https://w3id.org/kgraph/scheme/{scheme}/" for name, scheme in SCHEME_PREFIXES.items()
        }
        self.prefixes["ex"] = "https://example.org/"
        for path in sorted((ONTOLOGY / "schemes").glob("*.ttl")):
            self.graph.parse(path)
        self.shapes = Graph()
        for path in sorted((ONTOLOGY / "shapes").glob("*.ttl")):
            self.shapes.parse(path)
        self.sections = _sections(ONTOLOGY / "kgraph.ttl")
        self.reused = _sections(ONTOLOGY / "property-graph.ttl")

    def _read(self, path: Path) -> None:
        self.graph.parse(path)
        parser = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        list(parser)
        self.prefixes |= dict(parser.prefixes)

    def curie(self, iri: Node) -> str:
        """Return a term as prefix and local name."""
        for prefix, base in sorted(self.prefixes.items(), key=lambda item: -len(item[1])):
            if str(iri).startswith(base):
                return f"{prefix}:{str(iri).removeprefix(base)}"
        return str(iri)

    def iri(self, curie: str) -> URIRef:
        """Return the IRI of a prefixed name."""
        prefix, local = curie.split(":", 1)
        return URIRef(self.prefixes[prefix] + local)

    def text(self, term: Node, predicate: URIRef, language: str) -> str:
        """Return the text of a term in a language, or the empty text."""
        texts = self.graph.objects(term, predicate)
        return next((str(each) for each in texts if getattr(each, "language", None) == language), "")

    def both(self, term: Node, predicate: URIRef) -> str:
        """Return the English text of a term, followed by the Swedish in italics."""
        return f"{self.text(term, predicate, 'en')} *{self.text(term, predicate, 'sv')}*"

    def names(self, term: Node, predicate: URIRef) -> str:
        """Return the values of a term that have names, with links to kgraph's own terms."""
        return ", ".join(self.link(value) for value in iris(self.graph.objects(term, predicate)))

    def link(self, iri: Node) -> str:
        """Return the name of a term, with a link to its place on the page if the term is kgraph's own."""
        name = self.curie(iri)
        return f"[`{name}`](#{anchor(name)})" if name.startswith("kg:") else f"`{name}`"

    def scheme_link(self, scheme: Node) -> str:
        """Return the name of a code list."""
        return f"`{str(scheme).rpartition('/')[2]}`"


def _sections(path: Path) -> list[tuple[str, list[str]]]:
    """Return the headings of a Turtle file, each with the terms described below it."""
    sections: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"# --- (.*) ---$", line)
        term = re.match(r"(?!ex:)([a-z]+:\w+) a ", line)
        if heading:
            sections.append((heading[1], []))
        elif term and sections:
            sections[-1][1].append(term[1])
    return sections


def anchor(curie: str) -> str:
    """Return the anchor of a term on the page."""
    return curie.replace(":", "-")


def iris(nodes: Iterable[Node]) -> list[URIRef]:
    """Return the IRIs among some nodes, in order."""
    return sorted(node for node in nodes if isinstance(node, URIRef))
