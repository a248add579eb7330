"""A small graph with what is hard to write in another format: lists, dates, periods, odd characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.loaders.mapping.mapper import map_dataset

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph

TRIG = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
GRAPH ex:source {
  ex:a a kg:Municipality ; skos:prefLabel "Töreboda"@sv , "=HYPERLINK(\\"http://x\\")"@en ;
    kg:population 9000 ; skos:altLabel "Kommunen; den"@sv , "T, \\"B\\""@sv ;
    dct:created "2020-01-02"^^xsd:date ; skos:note "a\\nb\\u0001\\r\\tc <&> " .
  ex:m a org:Membership ; org:member ex:a ; org:organization ex:f ; kg:ownershipShare 0.5 ; kg:locator "§ 1" ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2013"^^xsd:gYear ] .
  ex:f a org:Organization ; skos:prefLabel "Förbund"@sv ; org:linkedTo ex:a , ex:f .
}
GRAPH ex:other { ex:a kg:population 9001 ; org:linkedTo ex:f . }
"""


def example_graph(trig: str = TRIG) -> PropertyGraph:
    """Return the property graph of the example, or of another text."""
    store = ox.Store()
    store.load(trig.encode(), format=ox.RdfFormat.TRIG)
    return map_dataset(store, prefixes={"ex": "https://example.org/"})
