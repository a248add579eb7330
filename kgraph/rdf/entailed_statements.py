"""What follows from statements, for the check: a rule must not ask for what the data says in another way.

A post that an organisation has by ``org:hasPost`` lies in it, and what ``org:role`` leads to is a role. Two
of OWL's rules are enough: properties read as others, also backwards (prp-spo1, prp-inv), and the range of
properties of concepts (prp-rng). The second counts for data of others only: whoever writes a study is told of
a role that nothing describes, since it may be misspelt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import RDFS, SKOS
from kgraph.packaged_ontology import ontology
from kgraph.rdf.inference import read_rules
from kgraph.rdf.ontology_context import TYPE, hierarchy

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.rdf.dataset import StudyDataset

_RESTATING = ("rdfs:subPropertyOf", "owl:inverseOf")


def entailed_statements(dataset: StudyDataset, foreign: Callable[[str], bool]) -> ox.Store:
    """Return the statements that follow, in no graph.

    Parameters
    ----------
    dataset : StudyDataset
        The statements of the sources.
    foreign : callable
        Whether a graph, by IRI, holds data that others published.
    """
    found = ox.Store()
    for rule in read_rules(ontology()):
        if rule.kind in _RESTATING:
            triples = dataset.store.query(
                f"CONSTRUCT {{ ?start <{rule.property}> ?end }}"
                f" WHERE {{ {rule.pattern} FILTER(isIRI(?start) && isIRI(?end)) }}",
                use_default_graph_as_union=True,
            )
            found.extend(
                ox.Quad(triple.subject, triple.predicate, triple.object)
                for triple in cast("ox.QueryTriples", triples)
            )
    for property_, kind in _concept_ranges():
        for quad in dataset.quads(None, property_):
            value, graph = quad.object, quad.graph_name
            if not (isinstance(value, ox.NamedNode) and isinstance(graph, ox.NamedNode)):
                continue
            if foreign(graph.value) and not (dataset.base and value.value.startswith(dataset.base)):
                found.add(ox.Quad(value, TYPE, kind))
    return found


def _concept_ranges() -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    """Return the properties whose values are concepts of a class of their own, with that class."""
    known = ontology()
    concepts = hierarchy(known).get(SKOS + "Concept", set())
    return [
        (quad.subject, quad.object)
        for quad in known.quads_for_pattern(None, ox.NamedNode(RDFS + "range"), None, None)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in concepts
    ]
