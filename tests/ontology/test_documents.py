"""What is made from the ontology is up to date; worked examples and JSON-LD context do their work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, SH, XSD, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from reference_engine import reference_report

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
def test_a_worked_example_conforms(path: Path, ontology: Graph, shapes: Graph) -> None:
    triples = (quad.triple for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TRIG))
    lines = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    data = (Graph() + ontology).parse(data=lines, format="nt")
    report = reference_report(data, shapes)
    assert (None, RDF.type, SH.ValidationResult) not in report, report.serialize()


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
                "temporal": {"type": "PeriodOfTime", "fromYear": "2018", "until": "2024-04-01"},
            },
            {"id": "ex:d", "type": "Decision", "decisionDateMonth": "2020-11", "issued": "2020-12-01"},
            {"id": "ex:g", "type": "MonetaryGrant", "amount": "1900000.50", "currency": "SEK"},
            {"id": "ex:law", "type": "LegalResource", "inForceFrom": "2018-07-01"},
        ],
    }
    expected = Graph().parse(
        data="""
        @prefix ex: <https://example.org/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
        @prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix schema: <https://schema.org/> .
        @prefix eli: <http://data.europa.eu/eli/ontology#> .
        ex:north a kg:Municipality ; skos:prefLabel "Norra kommunen"@sv , "Northern Municipality"@en ;
            kg:municipalityCode "1495" ;
            kg:retainsTask <https://w3id.org/kgraph/scheme/task/waste-management> .
        ex:m a org:Membership ; org:member ex:north ; org:organization ex:federation ;
            org:role <https://w3id.org/kgraph/scheme/role/member> ;
            dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2018"^^xsd:gYear ;
                dcat:endDate "2024-04-01"^^xsd:date ] .
        ex:d a kg:Decision ; kg:decisionDate "2020-11"^^xsd:gYearMonth ; dct:issued "2020-12-01"^^xsd:date .
        ex:g a schema:MonetaryGrant ; schema:amount "1900000.50"^^xsd:decimal ; schema:currency "SEK" .
        ex:law a eli:LegalResource ; eli:first_date_entry_in_force "2018-07-01"^^xsd:date .
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


def test_a_plain_value_gets_a_type_that_the_rules_allow(shapes: Graph) -> None:
    """Dates and decimals have no form of their own in JSON: without a type in the context they are text."""
    context = _context()["@context"]
    assert isinstance(context, dict)
    typed = {
        (str(entry["@id"]), str(entry["@type"]).removeprefix("xsd:"))
        for entry in context.values()
        if isinstance(entry, dict) and str(entry.get("@type")).startswith("xsd:")
    }
    prefixes = {name: iri for name, iri in context.items() if isinstance(iri, str)}
    allowed: dict[URIRef, set[str]] = {}
    for shape, term in shapes.subject_objects(SH.path):
        inner = [each for rest in shapes.objects(shape, SH["or"]) for each in Collection(shapes, rest)]
        for each in (shape, *inner):
            for datatype in shapes.objects(each, SH.datatype):
                if datatype.startswith(str(XSD)) and isinstance(term, URIRef):
                    allowed.setdefault(term, set()).add(str(datatype).removeprefix(str(XSD)))
    assert len(allowed) > 10
    for term, types in allowed.items():
        named = {
            kind for name, kind in typed if URIRef(prefixes[name.split(":")[0]] + name.split(":")[1]) == term
        }
        assert named == types - {"string", "integer", "boolean"}, term
