"""Screening spares the SHACL engine the nodes that break nothing, and changes nothing of what is reported."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF, SH

from kgraph.rdf.dataset import add_quads, quiet_literals
from kgraph.rdf.ontology_context import background
from kgraph.rdf.screening.screen import narrow_targets
from kgraph.rdf.screening.shacl_engine import readable_copy
from kgraph.rdf.screening.sparql_constraints import take_constraints
from kgraph.rdf.shapes import Shapes, load_shapes

EXAMPLES = Path(__file__).parents[1] / "ontology" / "examples"
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .
"""
DATA = PREFIXES + "e:C rdfs:subClassOf e:D .\n"


def results(data: rdflib.Graph, shapes: rdflib.Graph) -> set[tuple[object, ...]]:
    """Return what pyshacl reports."""
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=True)
    assert isinstance(report, rdflib.Graph), text
    # Not the text: the engine's own messages list shapes without a name in no fixed order.
    return {
        tuple(
            report.value(result, term)
            for term in (
                SH.focusNode,
                SH.sourceShape,
                SH.sourceConstraintComponent,
                SH.value,
                SH.resultSeverity,
            )
        )
        for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
    }


def both(rules: Shapes, data: ox.Store) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """Return the results over all nodes, and those over the nodes that screening leaves."""
    whole, narrowed = rules.graph(), rules.graph()
    take_constraints(whole)
    taken = take_constraints(narrowed)
    graph = rdflib.Graph()
    with quiet_literals():
        add_quads(graph, data)
        expected = results(graph, whole)
        left = narrow_targets(rules, narrowed, taken, data)
        screened = results(readable_copy(data, {}, narrowed), narrowed)
        assert left or not screened
    return expected, screened


@pytest.mark.parametrize("kind", ["conforming", "violating"])
def test_the_examples_of_all_rules_are_reported_alike(kind: str) -> None:
    """Each example that breaks a rule, and each that keeps it, by kgraph's own shapes."""
    data = ox.Store()
    context = (EXAMPLES / "context.ttl").read_text(encoding="utf-8")
    for path in sorted(EXAMPLES.glob("*.trig")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG, rename_blank_nodes=True):
            if f"/{kind}/" in quad.graph_name.value:
                data.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    data.extend(ox.parse(context, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    data.extend(background(data))
    expected, screened = both(load_shapes(), data)
    assert screened == expected
    assert kind == "conforming" or len({found[1] for found in expected}) > 50


SUBJECTS = ("e:a", "e:b", "_:c")
VALUES = (
    *SUBJECTS,
    '"x"@en',
    '"y"@en',
    '"xy"',
    '""',
    "7",
    "true",
    '"2020-01-02"^^xsd:date',
    '"2021"^^xsd:gYear',
    '"2020"^^xsd:gYear',
    '"2020-99-99"^^xsd:date',
)
statements = st.tuples(
    st.sampled_from(SUBJECTS), st.sampled_from(("e:p", "e:q")), st.sampled_from(VALUES)
).map(lambda parts: " ".join(parts) + " .\n")
types = st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(("e:C", "e:D"))).map(
    lambda parts: f"{parts[0]} a {parts[1]} .\n"
)
paths = st.recursive(
    st.sampled_from(("e:p", "e:q", "rdf:type")),
    lambda inner: st.one_of(
        inner.map(lambda path: f"[ sh:inversePath {path} ]"),
        st.tuples(inner, inner).map(lambda two: f"[ sh:alternativePath ( {two[0]} {two[1]} ) ]"),
        st.tuples(inner, inner).map(lambda two: f"( {two[0]} {two[1]} )"),
        inner.map(lambda path: f"[ sh:zeroOrMorePath {path} ]"),
    ),
    max_leaves=3,
)
counts = st.sampled_from(("sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:uniqueLang true"))
components = st.sampled_from(
    (
        "sh:class e:D",
        "sh:class e:C",
        "sh:datatype xsd:date",
        "sh:datatype xsd:integer",
        "sh:datatype rdf:langString",
        "sh:datatype xsd:string",
        "sh:datatype xsd:gYear",
        "sh:nodeKind sh:IRI",
        "sh:nodeKind sh:BlankNodeOrIRI",
        "sh:nodeKind sh:Literal",
        'sh:pattern "^x"',
        'sh:pattern "^X" ; sh:flags "i"',
        "sh:minLength 1",
        "sh:maxLength 1",
        'sh:in ( e:a 7 "x"@en )',
        "sh:hasValue e:a",
        "sh:disjoint e:q",
        "sh:equals e:q",
        "sh:minInclusive 3",
        'sh:languageIn ( "en" )',
    )
)


def property_shape(parts: tuple[str, list[str], bool]) -> str:
    path, wanted, date_order = parts
    order = " ; sh:lessThanOrEquals e:q" if date_order and path == "e:p" else ""
    return f"sh:property [ sh:path {path} ; {' ; '.join(wanted)}{order} ]"


bodies = st.recursive(
    components,
    lambda inner: st.one_of(
        st.tuples(
            paths, st.lists(st.one_of(counts, inner), min_size=1, max_size=2, unique=True), st.booleans()
        ).map(property_shape),
        inner.map(lambda body: f"sh:not [ {body} ]"),
        inner.map(lambda body: f"sh:node [ {body} ]"),
        st.tuples(inner, inner).map(lambda two: f"sh:or ( [ {two[0]} ] [ {two[1]} ] )"),
        st.tuples(inner, inner).map(lambda two: f"sh:and ( [ {two[0]} ] [ {two[1]} ] )"),
        st.tuples(inner, inner).map(lambda two: f"sh:xone ( [ {two[0]} ] [ {two[1]} ] )"),
    ),
    max_leaves=4,
)
targets = st.sampled_from(
    ("sh:targetClass e:D", "sh:targetSubjectsOf e:p", "sh:targetObjectsOf e:q", "sh:targetNode e:a , e:z")
)


def of_one_kind(body: str) -> bool:
    """Tell whether a shape states each component once where SHACL allows no more."""
    return all(
        part.count(term) <= 1
        for part in body.replace("[", "]").split("]")
        for term in (
            "sh:datatype",
            "sh:nodeKind",
            "sh:pattern",
            "sh:minCount",
            "sh:minLength",
            "sh:maxLength",
        )
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(statements, types), max_size=10),
    st.lists(st.tuples(targets, bodies.filter(of_one_kind)), min_size=1, max_size=2),
)
def test_any_shapes_and_data_are_reported_alike(said: list[str], shapes: list[tuple[str, str]]) -> None:
    rules = Shapes()
    text = "".join(
        f"e:S{n} a sh:NodeShape ; {target} ; {body} .\n" for n, (target, body) in enumerate(shapes)
    )
    rules.add("s.ttl", (PREFIXES + text).encode())
    data = ox.Store()
    data.extend(ox.parse(DATA + "".join(said), ox.RdfFormat.TURTLE))
    # On a blank node in a comparison the engine gives up; see the tests of the gate.
    ordered = any("lessThanOrEquals" in body for _, body in shapes)
    assume(not (ordered and any(isinstance(quad.object, ox.BlankNode) for quad in data)))
    expected, screened = both(rules, data)
    assert screened == expected
