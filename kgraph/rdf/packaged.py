"""The ontology and the shapes that come with kgraph, as RDF, and the IRIs that this package reads by name."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

KG = "https://w3id.org/kgraph/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"

TYPE = ox.NamedNode(RDF + "type")
SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
SOURCE = ox.NamedNode(KG + "Source")
# Where the name of a thing is looked for, in this order.
NAMES = tuple(
    ox.NamedNode(iri)
    for iri in (
        SKOS + "prefLabel",
        RDFS + "label",
        DCT + "title",
        "http://purl.org/dc/elements/1.1/title",
        "http://xmlns.com/foaf/0.1/name",
        "https://schema.org/name",
        "http://schema.org/name",
        "http://www.w3.org/ns/regorg#legalName",
        "https://schema.org/legalName",
        "http://schema.org/legalName",
        "https://schema.org/title",
        "http://schema.org/title",
        "http://www.w3.org/2006/vcard/ns#fn",
        "http://www.w3.org/2006/vcard/ns#organization-name",
    )
)

_HIERARCHIES = (SUBCLASS_OF, ox.NamedNode(RDFS + "subPropertyOf"))
_RULES = ("shapes", "meta-shapes")


def ontology_files() -> list[Traversable]:
    """Return the Turtle files of the packaged ontology and its schemes, shapes left out."""
    return list(_turtle(resources.files("kgraph.ontology"), _RULES))


def shape_files() -> list[Traversable]:
    """Return the Turtle files of the packaged shapes for data."""
    return list(_turtle(resources.files("kgraph.ontology") / "shapes", ()))


@cache
def ontology() -> ox.Store:
    """Return the packaged ontology and its schemes; do not add to it."""
    store = ox.Store()
    for file in ontology_files():
        store.load(file.read_bytes(), ox.RdfFormat.TURTLE)
    return store


def background(store: ox.Store) -> ox.Store:
    """Return what the ontology adds to the statements of `store` for a check of these.

    That is its hierarchies of classes and properties, and all it says of the concepts that `store` refers to.
    The rest of it would only be checked anew with every study.
    """
    known = ontology()
    added = ox.Store()
    for predicate in _HIERARCHIES:
        added.extend(known.quads_for_pattern(None, predicate, None, None))
    waiting: list[object] = [
        quad.object for quad in store if quad.predicate != TYPE and isinstance(quad.object, ox.NamedNode)
    ]
    seen: set[object] = set()
    while waiting:
        node = waiting.pop()
        if node in seen or not isinstance(node, ox.NamedNode):
            continue
        seen.add(node)
        described = list(known.quads_for_pattern(node, None, None, None))
        added.extend(described)
        waiting += [quad.object for quad in described if quad.predicate != TYPE]
    return added


def hierarchy(*stores: ox.Store) -> dict[str, set[str]]:
    """Return for each class the IRIs of its subclasses, direct and not, and its own."""
    below: dict[str, set[str]] = {}
    for store in stores:
        for quad in store.quads_for_pattern(None, SUBCLASS_OF, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                below.setdefault(quad.object.value, set()).add(quad.subject.value)
    closed: dict[str, set[str]] = {}
    for name in below:
        reached = {name}
        waiting = [name]
        while waiting:
            for child in below.get(waiting.pop(), ()):
                if child not in reached:
                    reached.add(child)
                    waiting.append(child)
        closed[name] = reached
    return closed


def local_name(iri: str) -> str:
    """Return what follows the last ``#``, ``/`` or ``:`` of an IRI."""
    return iri.replace("#", "/").rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _turtle(directory: Traversable, without: tuple[str, ...]) -> Iterator[Traversable]:
    for entry in sorted(directory.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and entry.name not in without and not entry.name.startswith(("_", "queries")):
            yield from _turtle(entry, without)
        elif entry.name.endswith(".ttl"):
            yield entry
