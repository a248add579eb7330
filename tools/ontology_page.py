"""HTML pages of the ontology and of its code lists, with an anchor for each term where its IRI leads."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from ontology_docs import facts
from ontology_reader import HEADER, KG, Ontology, iris
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, URIRef

from kgraph.views.colours import report_variables

if TYPE_CHECKING:
    from rdflib.term import Node

SCHEMES = "https://w3id.org/kgraph/scheme/"
TEMPLATE = "ontology_page.html.j2"
_MEDIA = {
    "ttl": ("Turtle", "text/turtle"),
    "jsonld": ("JSON-LD", "application/ld+json"),
    "rdf": ("RDF/XML", "application/rdf+xml"),
}
_CODE = re.compile(r"`([^`]+)`")
_EMPHASIS = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term or concept on a page.

    Parameters
    ----------
    anchor, iri : str
        The part of the IRI that a browser looks for, and the whole.
    label : dict of str to str
        Name by language.
    texts : tuple of dict
        Definition and scope note: ``language`` and ``content``.
    facts : Markup
        What it is and how it stands to others.
    example : str
        Turtle, or nothing.
    """

    anchor: str
    iri: str
    label: dict[str, str]
    texts: tuple[dict[str, str], ...]
    facts: Markup
    example: str = ""


class LinkedOntology(Ontology):
    """The ontology with the names of terms as HTML links: on the page, to a code list, or outwards."""

    def link(self, iri: Node) -> str:
        """Return the name of a term as a link to where it is described."""
        name = html.escape(self.curie(iri))
        target = str(iri)
        if name.startswith("kg:"):
            target = f"#{name.removeprefix('kg:')}"
        return f'<a href="{html.escape(target)}"><code>{name}</code></a>'

    def scheme_link(self, scheme: Node) -> str:
        """Return the name of a code list as a link to its page."""
        name = str(scheme).rpartition("/")[2]
        return f'<a href="scheme/{name}.html"><code>{name}</code></a>'


def term_page(ontology: LinkedOntology) -> str:
    """Return the page of the ontology's own terms."""
    groups = [
        {"title": title, "terms": [_term(ontology, ontology.iri(name)) for name in terms]}
        for title, terms in ontology.sections
    ]
    schemes = Markup(", ").join(
        Markup(ontology.scheme_link(scheme))
        for scheme in iris(ontology.graph.subjects(RDF.type, SKOS.ConceptScheme))
    )
    header = [("Namespace", str(KG)), ("Prefix", "kg"), *_header(ontology, HEADER), ("Code lists", schemes)]
    return _page(ontology, HEADER, groups, header, "ontology")


def scheme_page(ontology: LinkedOntology, scheme: URIRef) -> str:
    """Return the page of one code list."""
    concepts = sorted(ontology.graph.subjects(SKOS.inScheme, scheme))
    groups = [{"title": "Concepts", "terms": [_concept(ontology, concept) for concept in concepts]}]
    return _page(ontology, scheme, groups, _header(ontology, scheme), str(scheme).rpartition("/")[2])


def _page(
    ontology: LinkedOntology, subject: URIRef, groups: list[dict[str, Any]], header: list[Any], stem: str
) -> str:
    files = [
        {"name": f"{stem}.{ending}", "media": media, "title": title}
        for ending, (title, media) in _MEDIA.items()
    ]
    links = Markup(", ").join(Markup('<a href="{name}">{title}</a>').format(**file) for file in files)
    publisher = ontology.graph.value(subject, DCTERMS.publisher)
    title, summary = (
        (DCTERMS.title, DCTERMS.description) if subject == HEADER else (SKOS.prefLabel, SKOS.definition)
    )
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return (
        environment.get_template(TEMPLATE).render(
            title=_both(ontology, subject, title),
            summary=_both(ontology, subject, summary),
            version=ontology.graph.value(subject, OWL.versionInfo),
            header=[*header, ("Files", links)],
            files=files,
            groups=groups,
            publisher={"en": ontology.text(publisher, FOAF.name, "en"), "iri": publisher}
            if publisher
            else {},
            variables=Markup(report_variables()),
        )
        + "\n"
    )


def _header(ontology: LinkedOntology, subject: URIRef) -> list[tuple[str, Any]]:
    graph = ontology.graph
    version = graph.value(subject, OWL.versionInfo)
    licence = graph.value(subject, DCTERMS.license)
    creators = graph.objects(subject, DCTERMS.creator)
    return [
        ("IRI", str(subject)),
        ("Version", f"{version}, {graph.value(subject, DCTERMS.modified)}"),
        ("Creator", ", ".join(ontology.text(each, FOAF.name, "en") for each in creators)),
        ("Licence", Markup('<a href="{0}">CC BY 4.0</a>').format(licence)),
    ]


def _both(ontology: Ontology, term: Node, predicate: URIRef) -> dict[str, str]:
    return {language: ontology.text(term, predicate, language) for language in ("en", "sv")}


def _texts(ontology: Ontology, term: Node) -> tuple[dict[str, str], ...]:
    return tuple(
        {"language": language, "content": " ".join(parts)}
        for language in ("en", "sv")
        if (
            parts := [t for p in (SKOS.definition, SKOS.scopeNote) if (t := ontology.text(term, p, language))]
        )
    )


def _term(ontology: LinkedOntology, term: URIRef) -> TermEntry:
    return TermEntry(
        anchor=str(term).removeprefix(str(KG)),
        iri=str(term),
        label=_both(ontology, term, RDFS.label),
        texts=_texts(ontology, term),
        facts=_marked("; ".join(facts(ontology, term)) + "."),
        example=str(ontology.graph.value(term, SKOS.example) or "").strip("\n"),
    )


def _concept(ontology: LinkedOntology, concept: URIRef) -> TermEntry:
    graph = ontology.graph
    found = [f"notation `{graph.value(concept, SKOS.notation)}`"]
    if code := graph.value(concept, KG.registerCode):
        found.append(f"register code `{code}`")
    if above := graph.value(concept, SKOS.broader):
        found.append(f'under <a href="#{_local(above)}"><code>{_local(above)}</code></a>')
    for predicate, text in (
        (SKOS.closeMatch, "close to"),
        (SKOS.broadMatch, "narrower than"),
        (SKOS.narrowMatch, "wider than"),
        (SKOS.relatedMatch, "related to"),
    ):
        if names := ontology.names(concept, predicate):
            found.append(f"{text} {names}")
    return TermEntry(
        anchor=_local(concept),
        iri=str(concept),
        label=_both(ontology, concept, SKOS.prefLabel),
        texts=_texts(ontology, concept),
        facts=_marked("; ".join(found) + "."),
    )


def _local(concept: Node) -> str:
    return str(concept).rpartition("/")[2]


def _marked(text: str) -> Markup:
    """Return phrases with `code` and *emphasis* as HTML; links in them are HTML already."""
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", _CODE.sub(r"<code>\1</code>", text)))
