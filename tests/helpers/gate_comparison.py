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
from kgraph.rdf.dataset import add_quads, quiet_literals, to_rdflib
from kgraph.rdf.screening.plain_results import MANY
from kgraph.rdf.screening.shacl_engine import prepare, shacl_results
from kgraph.rdf.screening.sparql_constraints import counts_statements
from kgraph.rdf.screening.value_order import compared_as_in_sparql
from kgraph.rdf.shapes import Shapes
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from kgraph.rdf.screening.shacl_result import ShaclReport

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


def gate_report(rules: Shapes, data: ox.Store, *, many: int = MANY) -> rdflib.Graph:
    """Return the gate's report on statements in several graphs, unless a constraint counts them."""
    if not counts_statements(rules):
        data = in_several_graphs(data)
    return whole_graph(shacl_results(rules, data, rules.targets(data), {}, many=many), rules)


def whole_graph(report: ShaclReport, rules: Shapes) -> rdflib.Graph:
    """Return a report with the results that the engine was spared."""
    graph, shapes = report.graph, rules.graph()
    root = graph.value(None, RDF.type, SH.ValidationReport)
    for each in report.plain:
        result = rdflib.BNode()
        said = {
            RDF.type: SH.ValidationResult,
            SH.focusNode: to_rdflib(each.focus),
            SH.resultPath: each.path,
            SH.value: each.value,
            SH.sourceShape: each.shape,
            SH.sourceConstraintComponent: SH[f"{each.component}ConstraintComponent"],
            SH.resultSeverity: each.severity,
        }
        graph.add((root, SH.result, result))
        if isinstance(each.path, rdflib.BNode):
            graph += shapes.cbd(each.path)
        for term, value in said.items():
            if value is not None:
                graph.add((result, term, value))
    return graph


def with_messages(text: str) -> str:
    """Return shapes whose property shapes have messages in all languages, as the plain ones must."""
    triples = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)]
    path, message = (ox.NamedNode(str(term)) for term in (SH.path, SH.message))
    texts = [ox.Literal("Broken.", language=language) for language in LANGUAGES]
    shapes = {triple.subject for triple in triples if triple.predicate == path}
    triples += [ox.Triple(shape, message, text) for shape in shapes for text in texts]
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()


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
    shapes = with_messages(shapes)
    rules, store = read_shapes(shapes), read_data(data)
    text = f"{shapes}\n{data}"
    plain, failed = _results_or_fault(lambda: reference_report(rules, store, nullcontext()))
    expected, refused = _results_or_fault(lambda: reference_report(rules, store, compared_as_in_sparql()))
    ordered = any(word in shapes for word in ORDERING)
    if plain != expected and not ordered:
        return Outcome("differs", f"comparisons change {plain} {failed}\nto {expected} {refused}\n{text}")
    try:
        found = report_results(gate_report(rules, store))
        spared = report_results(gate_report(rules, store, many=0))
        if spared != found:
            return Outcome("differs", f"without the engine {spared}\nwith it {found}\n{text}")
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
