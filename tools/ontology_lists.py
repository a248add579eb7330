"""Reference pages of the code lists and of the rules for data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ontology_reader import KG, NOTE, ONTOLOGY, Ontology, iris
from rdflib import RDF, SH, SKOS, Graph

if TYPE_CHECKING:
    from rdflib.term import Node


def code_lists_page(ontology: Ontology) -> str:
    """Return the page of code lists."""
    graph = ontology.graph
    lines = ["# Code lists", "", NOTE, ""]
    lines += [
        "A study may add concepts with `skos:inScheme`; it never changes the meaning of these.",
        "",
    ]
    for scheme in iris(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        english, swedish = (ontology.text(scheme, SKOS.prefLabel, language) for language in ("en", "sv"))
        notation = graph.value(scheme, SKOS.notation)
        lines += [
            f"## {english} · *{swedish}* · `{notation}`",
            "",
            ontology.both(scheme, SKOS.definition),
            "",
            f"`{scheme}/…`",
            "",
            "| Notation | English | Swedish | Meaning | Under |",
            "|---|---|---|---|---|",
        ]
        for concept in sorted(graph.subjects(SKOS.inScheme, scheme), key=lambda c: _place(graph, c)):
            above = graph.value(concept, SKOS.broader)
            cells = (
                f"`{graph.value(concept, SKOS.notation)}`",
                ontology.text(concept, SKOS.prefLabel, "en"),
                ontology.text(concept, SKOS.prefLabel, "sv"),
                ontology.both(concept, SKOS.definition),
                f"`{graph.value(above, SKOS.notation)}`" if above else "",
            )
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _place(graph: Graph, concept: Node) -> tuple[str, ...]:
    """Return a key that sorts a concept after its broader one and in the order of its scale."""
    rank = str(graph.value(concept, KG.rank) or "")
    above = graph.value(concept, SKOS.broader)
    own = (rank, str(graph.value(concept, SKOS.notation)))
    return (*_place(graph, above), *own) if above else own


def rules_page() -> str:
    """Return the page of rules for data."""
    lines = ["# Rules for data", "", NOTE, ""]
    lines += [
        "What `kgraph validate` checks, by the names of the rules in its findings. "
        "A violation stops a rebuild; a warning does not.",
        "",
    ]
    for path in sorted((ONTOLOGY / "shapes").glob("*.ttl")):
        shapes = Graph().parse(path)
        intro = re.match(r"((?:# .*\n)+)", path.read_text(encoding="utf-8"))
        text = " ".join(line[2:] for line in intro[1].splitlines()) if intro else ""
        lines += [f"## {path.stem}", "", text, "", "| Rule | Says | Säger |", "|---|---|---|"]
        for rule in iris(set(shapes.subjects(SH.message))):
            messages = {
                getattr(m, "language", ""): str(m).replace("|", "\\|")
                for m in shapes.objects(rule, SH.message)
            }
            name = str(rule).rpartition("#")[2]
            mild = " (warning)" if shapes.value(rule, SH.severity) == SH.Warning else ""
            lines.append(f"| `{name}`{mild} | {messages['en']} | {messages['sv']} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
