"""Screening spares the SHACL engine the nodes that break nothing, and changes nothing of what is reported."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pyoxigraph as ox
import pytest
from gate_comparison import compare_case, gate_report, reference_report, report_results

from kgraph.rdf.ontology_context import background
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
    assert kind == "conforming" or len({found[3] for found in expected}) > 50


SEED, CASES, GROUPS = 2026, 480, 12


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
