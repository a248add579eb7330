"""Write the ontology's reference pages and its JSON-LD context from the ontology itself.

Usage: ``python tools/ontology_docs.py`` writes ``docs/reference/ontology*.md`` and the context;
with ``--check`` it writes nothing and exits with 1 if a file is not up to date.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
from ontology_context import context_document
from ontology_forms import Form, read_example
from ontology_lists import code_lists_page, rules_page
from ontology_reader import HEADER, KG, NOTE, ONTOLOGY, ROOT, Ontology, anchor, iris
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rdflib.term import Node

REFERENCE = ROOT / "docs" / "reference"
KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
    OWL.AnnotationProperty: "annotation property",
    RDF.Property: "property",
}


def _beside(left: str, right: str) -> list[str]:
    """Return RDF and property graph side by side, as a table."""
    return [
        '<table><tr><th>RDF (Turtle)</th><th>Property graph (Cypher)</th></tr><tr valign="top"><td>',
        "",
        "```turtle",
        left.strip("\n"),
        "```",
        "",
        "</td><td>",
        "",
        "```cypher",
        right.strip("\n") or "// no node or relationship of its own",
        "```",
        "",
        "</td></tr></table>",
        "",
    ]


def ontology_page(ontology: Ontology) -> str:
    """Return the page of patterns and terms."""
    version = ontology.graph.value(HEADER, OWL.versionInfo)
    lines = [
        "# The ontology",
        "",
        NOTE,
        "",
        ontology.text(HEADER, DCTERMS.description, "en"),
        "",
        f"*{ontology.text(HEADER, DCTERMS.description, 'sv')}*",
        "",
        f"Namespace `{KG}`, prefix `kg`, version {version}.",
        "Code lists: [ontology-code-lists.md](ontology-code-lists.md).",
        "Rules for data: [ontology-rules.md](ontology-rules.md).",
        "JSON-LD context: `ontology/context.jsonld`. It gives plain values their types:",
        '`"from": "2018-01-01"` is a day, `"fromMonth": "2018-04"` a month, `"fromYear": "2018"` a year;',
        'decimals are written as text: `"amount": "1900000.0"`.',
        "Mappings to other vocabularies: `ontology/alignments.ttl`.",
        "",
        "kgraph's own mapper made the property-graph forms on this page from the RDF beside them.",
        "Except in the last pattern they leave out what every node and relationship has:",
        "`uri` or `key`, `label` (the name in the study's first language) and the evidence.",
        "",
        "- [Core patterns](#core-patterns)",
        *(f"- [{title}](#{_heading_anchor(title)})" for title, _ in ontology.sections),
        f"- [{REUSED}](#{_heading_anchor(REUSED)})",
        "",
        "## Core patterns",
        "",
    ]
    for path in sorted((ONTOLOGY / "examples").glob("*.trig")):
        lines += _pattern(path)
    lines += ["## Classes at a glance", "", "```mermaid", _class_tree(ontology), "```", ""]
    for title, terms in ontology.sections:
        lines += [f"## {title}", ""]
        for name in terms:
            lines += _term(ontology, name)
    lines += _reused(ontology)
    return "\n".join(lines).rstrip() + "\n"


REUSED = "Reused terms"


def _heading_anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _pattern(path: Path) -> list[str]:
    content = path.read_text(encoding="utf-8")
    notes: dict[str, list[str]] = {
        language: re.findall(rf"^# {language}: (.*)$", content, re.MULTILINE) for language in ("en", "sv")
    }
    body = "\n".join(line for line in content.splitlines() if not line.startswith(("#", "@prefix")))
    drawn = Form(ox.parse(content, format=ox.RdfFormat.TRIG))
    return [
        f"### {notes['en'][0]} · *{notes['sv'][0]}*",
        "",
        " ".join(notes["en"][1:]),
        "",
        f"*{' '.join(notes['sv'][1:])}*",
        "",
        "```mermaid",
        drawn.mermaid(),
        "```",
        "",
        *_beside(body, drawn.cypher(evidence=path.stem.endswith("evidence"))),
    ]


def _class_tree(ontology: Ontology) -> str:
    """Return the tree of classes that have a label in the property graph."""
    labelled = {str(term): str(name) for term, name in ontology.graph.subject_objects(KG.nodeLabel)}
    edges = sorted(
        (labelled[str(above)], labelled[str(below)])
        for below, above in ontology.graph.subject_objects(RDFS.subClassOf)
        if str(above) in labelled and str(below) in labelled
    )
    return "\n".join(["flowchart LR", *(f"    {above} --> {below}" for above, below in edges)])


RELATIONS = (
    (RDFS.subClassOf, "kind of"),
    (RDFS.subPropertyOf, "narrower than"),
    (RDFS.domain, "from"),
    (RDFS.range, "to"),
    (OWL.disjointWith, "never also"),
    (KG.shortcutFor, "shortcut for"),
    (KG.entails, "entails"),
    (KG.entailsInverse, "entails, the other way,"),
    (SKOS.closeMatch, "close to"),
    (SKOS.broadMatch, "narrower in meaning than"),
    (SKOS.narrowMatch, "wider in meaning than"),
    (SKOS.relatedMatch, "related to"),
)


def facts(ontology: Ontology, term: Node) -> list[str]:
    """Return what a term is and how it stands to others, as short phrases."""
    graph = ontology.graph
    kinds = [text for kind, text in KINDS.items() if (term, RDF.type, kind) in graph]
    found = [f"*{' and '.join(kinds)}*", form(ontology, term)]
    for predicate, text in RELATIONS:
        if names := ontology.names(term, predicate):
            found.append(f"{text} {names}")
    if scheme := graph.value(term, KG.valueScheme):
        found.append(f"values from the code list {ontology.scheme_link(scheme)}")
    if (term, RDF.type, OWL.FunctionalProperty) in graph:
        found.append("one value")
    return [fact for fact in found if fact]


def _term(ontology: Ontology, name: str) -> list[str]:
    graph, term = ontology.graph, ontology.iri(name)
    example = str(graph.value(term, SKOS.example))
    lines = [
        f'<a id="{anchor(name)}"></a>',
        "",
        f"### {ontology.text(term, RDFS.label, 'en')} · *{ontology.text(term, RDFS.label, 'sv')}* · `{name}`",
        "",
        ontology.text(term, SKOS.definition, "en"),
        ontology.text(term, SKOS.scopeNote, "en"),
        "",
        f"*{ontology.text(term, SKOS.definition, 'sv')} {ontology.text(term, SKOS.scopeNote, 'sv')}*",
        "",
        "; ".join(facts(ontology, term)) + ".",
        "",
    ]
    if (term, RDF.type, OWL.AnnotationProperty) in graph:
        return [*lines, "```turtle", example.strip("\n"), "```", ""]
    return lines + _beside(example, Form(read_example(example, ontology.prefixes)).cypher())


def form(ontology: Ontology, term: Node) -> str:
    """Return what a term becomes in the property graph."""
    graph = ontology.graph
    label, kind, key = (
        graph.value(term, each) for each in (KG.nodeLabel, KG.relationshipType, KG.propertyKey)
    )
    start, end = graph.value(term, KG.startProperty), graph.value(term, KG.endProperty)
    forms = []
    if label:
        forms.append(f"label `:{label}`")
    if kind and start and end:
        forms.append(f"relationship `-[:{kind}]->` from {ontology.link(start)} to {ontology.link(end)}")
    elif kind:
        forms.append(f"relationship `-[:{kind}]->`")
    if key:
        forms.append(f"property `{key}`")
    for relation in iris({*graph.subjects(KG.startProperty, term), *graph.subjects(KG.endProperty, term)}):
        side = "start" if (relation, KG.startProperty, term) in graph else "end"
        forms.append(f"{side} of `-[:{graph.value(relation, KG.relationshipType)}]->`")
    return ", ".join(forms)


def _reused(ontology: Ontology) -> list[str]:
    lines = [
        f"## {REUSED}",
        "",
        "Terms of other vocabularies, unchanged, and what they become in the property graph.",
        "",
    ]
    for title, terms in ontology.reused:
        lines += [f"### {title}", "", "| Term | English | Swedish | Property graph |", "|---|---|---|---|"]
        for name in terms:
            term = ontology.iri(name)
            english, swedish = (ontology.text(term, RDFS.label, language) for language in ("en", "sv"))
            shape = form(ontology, term) or "-"
            if (term, KG.inlined, None) in ontology.graph:
                shape = "its values become properties of what points at it"
            lines.append(f"| `{name}` | {english} | {swedish} | {shape} |")
        lines.append("")
    return lines


def documents() -> dict[Path, str]:
    """Return the content of each generated file."""
    ontology = Ontology()
    return {
        REFERENCE / "ontology.md": ontology_page(ontology),
        REFERENCE / "ontology-code-lists.md": code_lists_page(ontology),
        REFERENCE / "ontology-rules.md": rules_page(),
        ONTOLOGY / "context.jsonld": context_document(ontology.graph, ontology.shapes, ontology.prefixes),
    }


def main(arguments: Iterable[str]) -> int:
    """Write the files, or with ``--check`` name those that are not up to date; return the exit code."""
    stale = [
        path
        for path, content in documents().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != content
    ]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not up to date; run: make docs")
        return 1 if stale else 0
    for path, content in documents().items():
        path.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
