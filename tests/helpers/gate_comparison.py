"""The gate and the SHACL engine side by side on one case."""

from __future__ import annotations

import traceback
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
import reference_engine
from random_shapes import ShapesDrawing
from rdflib.namespace import RDF, SH

from kgraph.errors import SourceError
from kgraph.rdf.dataset import add_quads, quiet_literals
from kgraph.rdf.screening.shacl_engine import prepare, shacl_results
from kgraph.rdf.screening.sparql_constraints import counts_statements
from kgraph.rdf.screening.value_order import compared_as_in_sparql
from kgraph.rdf.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

ORDERING = ("lessThan", "Inclusive", "Exclusive")
PARTS = (
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceShape,
    SH.sourceConstraint,
    SH.sourceConstraintComponent,
    SH.resultSeverity,
)
Results = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """What came of one case: ``same``, ``differs``, ``both refuse``, ..., and the details."""

    kind: str
    details: str = ""

    @property
    def failed(self) -> bool:
        return self.kind in {"differs", "stack trace", "only the gate refuses"}

    def __str__(self) -> str:
        return f"{self.kind}\n{self.details}"


def report_results(report: rdflib.Graph) -> Results:
    """Return the results of a SHACL report, each as often as it is reported."""
    root = report.value(None, RDF.type, SH.ValidationReport)
    return Counter(
        tuple(_written(report.value(result, part)) for part in PARTS)
        for result in report.objects(root, SH.result)
    )


def _written(term: rdflib.term.Node | None) -> str:
    return "" if term is None else term.n3()


def read_shapes(text: str) -> Shapes:
    rules = Shapes()
    rules.add("shapes.ttl", text.encode())
    return rules


def read_data(text: str) -> ox.Store:
    data = ox.Store()
    data.extend(ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    return data


def reference_report(rules: Shapes, data: ox.Store, comparing: AbstractContextManager[None]) -> rdflib.Graph:
    """Return pyshacl's report on all of the data."""
    graph, shapes = rdflib.Graph(), rules.graph()
    prepare(shapes, [])
    with quiet_literals(), comparing:
        add_quads(graph, data)
        return reference_engine.reference_report(graph, shapes, advanced=True, inplace=True)


def gate_report(rules: Shapes, data: ox.Store) -> rdflib.Graph:
    """Return the gate's report on statements in several graphs, unless a constraint counts them."""
    if not counts_statements(rules):
        data = in_several_graphs(data)
    return shacl_results(rules, data, rules.targets(data), {})


def in_several_graphs(data: ox.Store) -> ox.Store:
    """Return the same statements in two graphs and beside them, every third in two of these."""
    spread = ox.Store()
    graphs = (ox.NamedNode("urn:one"), ox.NamedNode("urn:other"), ox.DefaultGraph())
    for number, quad in enumerate(sorted(data, key=str)):
        for graph in {graphs[number % 3], graphs[number % 2]}:
            spread.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return spread


def compare_case(seed: int, number: int) -> Outcome:
    """Draw a case and compare what both report.

    The engine is asked twice: as it is, and with the comparisons by order that SHACL defines. The gate must
    report what the second says, and that is what the first says too unless values are compared by order.
    """
    shapes, data = ShapesDrawing(Random(f"{seed}/{number}")).case()
    rules, store = read_shapes(shapes), read_data(data)
    text = f"{shapes}\n{data}"
    plain, failed = _results_or_fault(lambda: reference_report(rules, store, nullcontext()))
    expected, refused = _results_or_fault(lambda: reference_report(rules, store, compared_as_in_sparql()))
    ordered = any(word in shapes for word in ORDERING)
    if plain != expected and not ordered:
        return Outcome("differs", f"comparisons change {plain} {failed}\nto {expected} {refused}\n{text}")
    try:
        found = report_results(gate_report(rules, store))
    except SourceError as error:
        kind = "both refuse" if expected is None else "only the gate refuses"
        return Outcome(kind, f"{error}\n{refused}\n{text}")
    except Exception:  # noqa: BLE001 - a stack trace is what this looks for
        return Outcome("stack trace", f"{traceback.format_exc()}\n{refused}\n{text}")
    if expected is None:
        return Outcome("only the engine fails", f"{refused}\n{found}\n{text}")
    if found != expected:
        return Outcome("differs", f"missing: {expected - found}\nextra: {found - expected}\n{text}")
    return Outcome(
        "same" if plain == expected else "same, as SPARQL compares", f"{plain} {failed}\n{found}\n{text}"
    )


def _results_or_fault(report: Callable[[], rdflib.Graph]) -> tuple[Results | None, str]:
    try:
        return report_results(report()), ""
    except Exception as error:  # noqa: BLE001 - whatever the engine does is compared
        return None, f"{type(error).__name__}: {str(error)[:300]}"
