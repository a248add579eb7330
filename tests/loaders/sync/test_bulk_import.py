"""The offline import leaves the same graph as a sync, node for node, and refuses a database in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.bulk_import import bulk_load, can_import, import_graph
from kgraph.loaders.sync.store_state import read_status, read_store

if TYPE_CHECKING:
    from pathlib import Path

TRIG = r"""
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:source {
  ex:a a kg:Municipality ; skos:prefLabel "Töreboda"@sv ; kg:population 1 , 2 ;
    skos:altLabel "a;b"@sv , "c,\"d\""@sv .
  ex:b a kg:Municipality ; skos:prefLabel " lead " ; skos:altLabel ""@sv ; kg:population -3 ;
    org:linkedTo ex:b .
  ex:m a org:Membership ; org:member ex:a ; org:organization ex:f ; kg:ownershipShare 0.5 ;
    kg:locator "§ 1" ; dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2013"^^xsd:gYear ] .
}
ex:x ex:text "", "line\r\n\"next\"," ; ex:yes true , false ; ex:number 1.5 , 2e10 ;
  ex:day "2020-02-29"^^xsd:date ; ex:when "2020-01-01T00:00:00.5Z"^^xsd:dateTime ;
  ex:odd "P1D"^^xsd:duration .
ex:y ex:text "" ; ex:yes true ; ex:number 3 .
"""


@pytest.mark.slow
@pytest.mark.neo4j
def test_an_import_equals_a_sync(tmp_path: Path) -> None:
    graph = map_dataset(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    home = tmp_path / "home"
    assert can_import(home)
    lease, report = bulk_load(home, graph, study="s", heap="512m")
    try:
        with lease.connect() as store:
            held = read_store(store)
            assert {uri: (n.labels, n.properties) for uri, n in held.nodes.items()} == {
                uri: (n.labels, n.properties) for uri, n in graph.nodes.items()
            }
            assert {k: (r.type, r.start, r.end, r.properties) for k, r in held.relationships.items()} == {
                k: (r.type, r.start, r.end, r.properties) for k, r in graph.relationships.items()
            }
            assert read_status(store).state == "complete"
            assert held.content_hash == graph.content_hash
        # Only lists of one empty text, which an import file cannot say, are left to the sync.
        assert report.counts["nodes_created"] == report.counts["relationships_created"] == 0
        assert report.counts["nodes_updated"] == 2
        with pytest.raises(StoreError, match="no database yet"):
            import_graph(home, graph)
    finally:
        lease.end()
    with pytest.raises(StoreError, match="no database yet"):
        import_graph(home, graph)
