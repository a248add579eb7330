"""The ontology, its code lists and its shapes, read strictly and once."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, RDFS, SKOS, Graph

TURTLE = pyoxigraph.RdfFormat.TURTLE
ONTOLOGY = Path(__file__).parents[2] / "ontology"


def read_strictly(*paths: Path) -> Graph:
    """Return the triples of all files in one graph, refusing what the recommendation does not allow."""
    graph = Graph()
    for path in paths:
        triples = [quad.triple for quad in pyoxigraph.parse(path=str(path), format=TURTLE)]
        text = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
        graph.parse(data=text, format="nt")
    return graph


@pytest.fixture(scope="session")
def terms() -> Graph:
    """What a study is read with: minted terms, reused terms, replaced terms, code lists."""
    schemes = sorted((ONTOLOGY / "schemes").glob("*.ttl"))
    own = [ONTOLOGY / name for name in ("kgraph.ttl", "property-graph.ttl", "deprecated.ttl")]
    return read_strictly(*own, *schemes)


@pytest.fixture(scope="session")
def ontology(terms: Graph) -> Graph:
    """What the rules read of the ontology."""
    graph = Graph()
    for predicate in (RDF.type, RDFS.subClassOf, SKOS.inScheme, SKOS.broader, SKOS.prefLabel):
        for triple in terms.triples((None, predicate, None)):
            graph.add(triple)
    return graph


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """All the rules for the data of a study."""
    return read_strictly(*sorted((ONTOLOGY / "shapes").glob("*.ttl")))


@pytest.fixture(scope="session")
def meta_shapes() -> Graph:
    """The rules for the ontology itself."""
    return read_strictly(*sorted((ONTOLOGY / "meta-shapes").glob("*.ttl")))
