"""What is made from the ontology is up to date; worked examples and JSON-LD context do their work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.trig"))
KG = Namespace("https://w3id.org/kgraph/ontology#")


@pytest.mark.process
def test_pages_and_context_are_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "ontology_docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_worked_example_conforms(path: Path, terms: Graph, shapes: Graph) -> None:
    triples = (quad.triple for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TRIG))
    lines = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    data = (Graph() + terms).parse(data=lines, format="nt")
    _, report, text = pyshacl.validate(data, shacl_graph=shapes)
    assert (None, RDF.type, URIRef("http://www.w3.org/ns/shacl#ValidationResult")) not in report, text


def test_every_qualified_relation_and_kind_of_node_has_a_worked_example_or_one_of_its_kind(
    terms: Graph,
) -> None:
    shown = {
        quad.object.value
        for path in EXAMPLES
        for quad in pyoxigraph.parse(path=str(path))
        if quad.predicate.value == str(RDF.type)
    }
    relations = {str(term) for term in terms.subjects(KG.startProperty)}
    assert relations <= shown


def _context() -> dict[str, object]:
    loaded: dict[str, object] = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    return loaded


def test_a_document_with_the_context_says_what_the_turtle_says() -> None:
    document = {
        "@context": [_context()["@context"], {"ex": "https://example.org/"}],
        "graph": [
            {
                "id": "ex:north",
                "type": "Municipality",
                "label": {"sv": "Norra kommunen", "en": "Northern Municipality"},
                "municipalityCode": "1495",
                "retainsTask": "scheme:task/waste-management",
            },
            {
                "id": "ex:m",
                "type": "Membership",
                "member": "ex:north",
                "organization": "ex:federation",
                "role": "scheme:role/member",
                "temporal": {"type": "PeriodOfTime", "from": {"@value": "2018", "@type": "xsd:gYear"}},
            },
        ],
    }
    expected = Graph().parse(
        data="""
        @prefix ex: <https://example.org/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
        @prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        ex:north a kg:Municipality ; skos:prefLabel "Norra kommunen"@sv , "Northern Municipality"@en ;
            kg:municipalityCode "1495" ;
            kg:retainsTask <https://w3id.org/kgraph/scheme/task/waste-management> .
        ex:m a org:Membership ; org:member ex:north ; org:organization ex:federation ;
            org:role <https://w3id.org/kgraph/scheme/role/member> ;
            dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2018"^^xsd:gYear ] .
        """
    )
    read = Graph().parse(data=json.dumps(document), format="json-ld")
    assert isomorphic(read, expected), read.serialize()


def test_the_context_has_a_name_for_every_term_that_data_may_use(terms: Graph) -> None:
    context = _context()["@context"]
    assert isinstance(context, dict)
    named = {entry["@id"] if isinstance(entry, dict) else entry for entry in context.values()}
    data_terms = {
        *terms.subjects(KG.nodeLabel),
        *terms.subjects(KG.propertyKey),
        *terms.subjects(KG.relationshipType),
    }
    for term in data_terms:
        if term.startswith(str(KG)):
            assert f"kg:{term.removeprefix(str(KG))}" in named, term
