"""Descriptions, taken from the packaged schemes, of the concepts that a study uses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import SKOS
from kgraph.packaged_ontology import ontology
from kgraph.rdf.ontology_context import TYPE

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset

CONCEPT = ox.NamedNode(SKOS + "Concept")
IN_SCHEME = ox.NamedNode(SKOS + "inScheme")
_KEPT = (
    TYPE,
    IN_SCHEME,
    *(ox.NamedNode(SKOS + name) for name in ("prefLabel", "notation", "definition", "broader")),
)


def describe_concepts(dataset: StudyDataset) -> int:
    """Add names and definitions of the packaged concepts that `dataset` refers to.

    They go to the graph named after their scheme, which makes the scheme their source; the scheme itself is
    described there too. The study's own concepts stay as they are.

    Returns
    -------
    int
        Number of statements added.
    """
    packaged = ontology()
    concepts = packaged.quads_for_pattern(None, TYPE, CONCEPT, None)
    known = {cast("ox.NamedNode", quad.subject) for quad in concepts}
    used = [concept for concept in known if next(dataset.quads(None, None, concept), None)]
    added = []
    for concept in used:
        for scheme in packaged.quads_for_pattern(concept, IN_SCHEME, None, None):
            if isinstance(scheme.object, ox.NamedNode):
                for thing in (concept, scheme.object):
                    added += [
                        ox.Quad(quad.subject, quad.predicate, quad.object, scheme.object)
                        for predicate in _KEPT
                        for quad in packaged.quads_for_pattern(thing, predicate, None, None)
                    ]
    before = len(dataset)
    dataset.store.extend(added)
    return len(dataset) - before


@cache
def packaged_schemes() -> frozenset[str]:
    """Return the IRIs of the packaged schemes, which are those of the graphs that are added to."""
    schemes = ontology().quads_for_pattern(None, IN_SCHEME, None, None)
    return frozenset(quad.object.value for quad in schemes if isinstance(quad.object, ox.NamedNode))
