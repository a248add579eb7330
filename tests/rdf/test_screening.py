"""Screening spares the SHACL engine the nodes that break nothing, and changes nothing of what is reported."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
import rdflib
from gate_comparison import (
    compare_case,
    gate_report,
    in_several_graphs,
    read_data,
    read_shapes,
    reference_report,
    report_results,
)
from quick_examples import examples
from random_shapes import ShapesDrawing
from rdflib.namespace import SH

from kgraph.namespaces import ORG, SKOS
from kgraph.rdf.ontology_context import background
from kgraph.rdf.screening.plain_results import MANY
from kgraph.rdf.screening.query_candidates import candidates
from kgraph.rdf.screening.shacl_engine import shacl_results
from kgraph.rdf.screening.sparql_constraints import counts_statements
from kgraph.rdf.screening.value_order import compared_as_in_sparql
from kgraph.rdf.shapes import load_shapes

EXAMPLES = Path(__file__).parents[1] / "ontology" / "examples"


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
    rules = load_shapes()
    expected = report_results(reference_report(rules, data, nullcontext()))
    assert report_results(reference_report(rules, data, compared_as_in_sparql())) == expected
    assert report_results(gate_report(rules, data)) == expected
    assert report_results(gate_report(rules, data, many=0)) == expected
    assert kind == "conforming" or len({found[3] for found in expected}) > 50


def test_the_engine_is_spared_what_very_many_nodes_break() -> None:
    rules = load_shapes()
    nodes = "".join(f'<urn:n{n}> a org:Organization ; skos:prefLabel "{n}" .\n' for n in range(MANY))
    data = read_data(f"@prefix org: <{ORG}> . @prefix skos: <{SKOS}> .\n{nodes}<urn:r> a org:Role .")
    data.extend(background(data))
    report = shacl_results(rules, data, rules.targets(data), {})
    assert {(each.component, each.focus.value) for each in report.plain} == {
        *(("Datatype", f"urn:n{n}") for n in range(MANY)),
        ("MinCount", "urn:r"),
    }
    assert not any(report.graph.subjects(SH.focusNode, rdflib.URIRef("urn:n1")))


SEED, CASES, GROUPS = 2026, examples(480), 12


@pytest.mark.parametrize("group", range(GROUPS))
def test_any_shapes_and_data_are_reported_alike(group: int) -> None:
    """A small part of what `tests/fuzz/fuzz_gate.py` runs; each case can be run again there by its number."""
    outcomes = {number: compare_case(SEED, number) for number in range(group, CASES, GROUPS)}
    assert {number: str(outcome) for number, outcome in outcomes.items() if outcome.failed} == {}
    same = sum(outcome.kind.startswith("same") for outcome in outcomes.values())
    assert same >= 0.9 * len(outcomes)


def test_a_blank_node_of_which_nothing_is_said_can_break_a_rule() -> None:
    """The engine looks for what it describes, and stops where no statement names it."""
    outcome = compare_case(51, 644)
    assert outcome.kind == "same", str(outcome)


QUERIES = {
    "pattern": "$this e:p ?v . ?v e:q ?w",
    "backwards": "?v e:p $this",
    "blank": "$this e:p [] . [] e:q $this",
    "filter": "$this e:p ?value . FILTER(isLiteral(?value) || ?value = $this)",
    "binding": "$this e:p ?v . BIND(STR(?v) AS ?text) FILTER(STRLEN(?text) > 1)",
    "bound before": "BIND(STR($this) AS ?text) $this e:p ?v . FILTER(STRLEN(?text) > 1)",
    "optional": "$this e:p ?v OPTIONAL { $this e:q ?w } FILTER(!BOUND(?w))",
    "absent": "$this e:p ?v FILTER NOT EXISTS { $this e:q ?v }",
    "absent only": "FILTER NOT EXISTS { $this e:q ?v }",
    "path": "$this e:p ?v . ?v (e:p|e:q)* $this",
    "path only": "$this e:p|e:q ?v",
    "either": "{ $this e:p ?v } UNION { $this e:q ?v }",
    "group in a group": "{ $this e:p ?v FILTER(isIRI(?v)) } { ?w e:q $this }",
}
COUNTING = "SELECT $this WHERE { $this e:p ?v } GROUP BY $this HAVING(COUNT(DISTINCT ?v) > 1)"


@pytest.mark.parametrize("query", [*(f"SELECT $this {{ {each} }}" for each in QUERIES.values()), COUNTING])
def test_no_node_that_a_query_reports_is_passed_over(query: str) -> None:
    prefixes, few, reported = {"e": "http://e/"}, 0, 0
    for case in range(40):
        data = in_several_graphs(read_data(ShapesDrawing(Random(f"queries/{case}")).case()[1]))
        nodes = {term for quad in data for term in (quad.subject, quad.object)}
        among = candidates(query, prefixes, data)
        found = {node for node in nodes if asked(data, query, prefixes, node)}
        assert among is None or {node for node in found if not isinstance(node, ox.Literal)} <= among
        few += among is not None and len(among) < len(nodes)
        reported += len(found)
    assert reported
    assert few or candidates(query, prefixes, ox.Store()) is None


def asked(data: ox.Store, query: str, prefixes: dict[str, str], node: ox.NamedNode) -> bool:
    rows = data.query(
        query,
        prefixes=prefixes,
        substitutions={ox.Variable("this"): node},
        use_default_graph_as_union=True,
    )
    return next(rows, None) is not None


def test_candidates_are_told_where_patterns_are_asked_of_each_node() -> None:
    told = {
        name: candidates(f"SELECT $this {{ {each} }}", {"e": "http://e/"}, ox.Store()) is not None
        for name, each in QUERIES.items()
    }
    assert {name for name, known in told.items() if not known} == {"absent only", "path only", "either"}


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        ("SELECT $this { $this e:p ?v } GROUP BY $this HAVING(COUNT(DISTINCT ?v) > 1)", False),
        ("SELECT $this { $this e:p ?count } ", False),
        ("SELECT $this { $this e:p ?v } GROUP BY $this HAVING(COUNT(?v) > 1)", True),
        ("SELECT $this { $this e:p ?v } LIMIT 1", True),
    ],
)
def test_what_counts_statements_is_asked_where_each_stands_once(query: str, counts: bool) -> None:
    rules = read_shapes(
        "@prefix sh: <http://www.w3.org/ns/shacl#> ."
        f'<http://e/S> a sh:NodeShape ; sh:targetNode <http://e/a> ; sh:sparql [ sh:select "{query}" ] .'
    )
    assert counts_statements(rules) is counts
