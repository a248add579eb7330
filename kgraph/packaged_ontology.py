"""The ontology that comes with kgraph, read from its Turtle files: the one place that opens them.

The Turtle files are parsed once per process. Modules that need the ontology's terms as names of the property
graph use :class:`kgraph.vocabulary.Vocabulary` instead.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import KgraphError
from kgraph.namespaces import DCT, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

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
"""Properties that hold the name of a thing, the preferred one first."""

_NOT_ONTOLOGY = ("examples", "meta-shapes", "queries", "shapes")


def ontology_files() -> list[Traversable]:
    """Return the Turtle files of the ontology and its schemes, without the shapes."""
    return list(_turtle_files(resources.files("kgraph.ontology"), _NOT_ONTOLOGY))


def shape_files() -> list[Traversable]:
    """Return the Turtle files of the shapes that data is checked with."""
    return list(_turtle_files(resources.files("kgraph.ontology") / "shapes"))


@cache
def ontology() -> ox.Store:
    """Return the ontology and its schemes; do not add to it."""
    return _terms()[0]


@cache
def ontology_with_shapes() -> ox.Store:
    """Return the ontology, its schemes and its shapes; do not add to it."""
    store = ox.Store()
    for part, _ in (_terms(), _shapes()):
        store.extend(part)
    return store


@cache
def ontology_prefixes() -> Mapping[str, str]:
    """Return the namespaces that the ontology's files declare, by prefix."""
    return _terms()[1] | _shapes()[1]


@cache
def concept_labels() -> dict[str, dict[str, str]]:
    """Return the preferred labels of the concepts in the schemes, by IRI and language."""
    labels: dict[str, dict[str, str]] = {}
    for quad in ontology().quads_for_pattern(None, ox.NamedNode(SKOS + "prefLabel"), None, None):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            labels.setdefault(quad.subject.value, {})[quad.object.language or "en"] = quad.object.value
    return labels


@cache
def _terms() -> tuple[ox.Store, dict[str, str]]:
    return _parsed(ontology_files())


@cache
def _shapes() -> tuple[ox.Store, dict[str, str]]:
    return _parsed(shape_files())


def _parsed(files: list[Traversable]) -> tuple[ox.Store, dict[str, str]]:
    store = ox.Store()
    prefixes: dict[str, str] = {}
    for file in files:
        quads = ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
        try:
            store.extend(quads)
        except SyntaxError as error:
            raise KgraphError(f"the ontology file {file.name} is not Turtle: {error}") from error
        prefixes |= quads.prefixes
    return store, prefixes


def _turtle_files(directory: Traversable, without: tuple[str, ...] = ()) -> Iterator[Traversable]:
    for entry in sorted(directory.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and entry.name not in without and not entry.name.startswith("_"):
            yield from _turtle_files(entry, without)
        elif entry.name.endswith(".ttl"):
            yield entry
