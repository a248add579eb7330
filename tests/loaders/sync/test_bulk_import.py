"""The offline import leaves the same graph as a sync, node for node, and refuses a database in use."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.errors import StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.bulk_import import import_graph
from kgraph.loaders.sync.store_state import read_status, read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.pipeline import first_load
from kgraph.pipeline.first_load import import_first_load
from kgraph.pipeline.progress import silent
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.leases import home_of, open_store
from kgraph.store.servers.server_plan import LOCK_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@contextmanager
def held(home: Path) -> Iterator[None]:
    lock = FileLock(home / LOCK_FILE)
    assert lock.acquire()
    yield
    lock.release()


@pytest.mark.slow
@pytest.mark.neo4j
def test_an_import_equals_a_sync(make_study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = map_dataset(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    study = make_study({})
    home = home_of(study.root, "neo4j")
    (home / "import-of-a-run-that-was-killed").mkdir(parents=True)
    assert not import_first_load(study, "neo4j", graph, silent)
    monkeypatch.setattr(first_load, "IMPORT_FROM", len(graph.nodes))
    assert not import_first_load(study, "embedded", graph, silent)
    with held(home), pytest.raises(StoreError, match="another command"):
        import_first_load(study, "neo4j", graph, silent)
    assert import_first_load(study, "neo4j", graph, silent)
    assert not list(home.glob("import-*"))
    with open_store(study, "neo4j") as store:
        report = sync(store, graph, BuildStamp("s"))
        held_graph = read_store(store)
        assert {uri: (n.labels, n.properties) for uri, n in held_graph.nodes.items()} == {
            uri: (n.labels, n.properties) for uri, n in graph.nodes.items()
        }
        assert {k: (r.type, r.start, r.end, r.properties) for k, r in held_graph.relationships.items()} == {
            k: (r.type, r.start, r.end, r.properties) for k, r in graph.relationships.items()
        }
        assert read_status(store).state == "complete"
        assert held_graph.content_hash == graph.content_hash
        # Only lists of one empty text, which an import file cannot say, are left to the sync.
        assert report.counts["nodes_created"] == report.counts["relationships_created"] == 0
        assert report.counts["nodes_updated"] == 2
    assert not import_first_load(study, "neo4j", graph, silent)
    with pytest.raises(StoreError, match="has data already"):
        import_graph(home, graph)


@pytest.mark.neo4j
@pytest.mark.process
def test_a_failed_import_leaves_no_data(tmp_path: Path) -> None:
    graph = map_dataset(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    with pytest.raises(StoreError, match="importer failed"):
        import_graph(tmp_path / "home", graph, heap="nonsense")
    assert not (tmp_path / "home" / "data").exists()
    assert not list((tmp_path / "home").glob("import-*"))
