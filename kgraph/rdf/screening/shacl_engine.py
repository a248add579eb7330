"""SHACL checks by the reference engine, pyshacl, which is only shown the nodes that may break a shape.

:func:`shacl_results` is the one function that other modules call. It gives what pyshacl alone would give; the
other modules of this package are how it gets there sooner.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.errors import ValidationFailure
from rdflib.namespace import OWL, SH

from kgraph.errors import Location, SourceError
from kgraph.rdf.dataset import add_quads, quiet_literals, to_oxigraph
from kgraph.rdf.screening.plain_results import MANY, PlainResults
from kgraph.rdf.screening.screen import narrow_targets, read_predicates
from kgraph.rdf.screening.shacl_result import ShaclReport
from kgraph.rdf.screening.sparql_constraints import add_results, take_constraints
from kgraph.rdf.screening.value_order import compared_as_in_sparql
from kgraph.rdf.sparql import without_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.rdf.screening.sparql_constraints import SparqlConstraint
    from kgraph.rdf.shapes import Node, Shapes

_FROM = re.compile(r"(?<![?$\w:-])FROM\b", re.IGNORECASE)


def shacl_results(
    rules: Shapes,
    data: ox.Store,
    targets: dict[str, set[Node]],
    prefixes: Mapping[str, str],
    whole: dict[str, set[Node]] | None = None,
    many: int = MANY,
) -> ShaclReport:
    """Return SHACL's validation report on some data.

    Parameters
    ----------
    rules : Shapes
        The shapes.
    data : pyoxigraph.Store
        What is checked: the statements of all its graphs together. None stands in two graphs where a
        constraint counts statements (:func:`kgraph.rdf.screening.sparql_constraints.counts_statements`).
    targets : dict of str to set
        Target nodes by shape IRI, as :meth:`kgraph.rdf.shapes.Shapes.targets` returns them.
    prefixes : mapping
        Namespace by prefix, for the engine's messages.
    whole : dict of str to set, optional
        All target nodes in `data`, where `targets` lacks some of which no SPARQL constraint is to be asked.
    many : int
        From how many nodes on that may break shapes, plain ones are decided without the engine.

    Raises
    ------
    SourceError
        A shape is broken; nothing was checked.
    """
    shapes = rules.graph()
    prepare(shapes, rules.files)
    constraints = take_constraints(shapes)
    with quiet_literals():
        plain = PlainResults(rules, shapes, constraints, data, many)
        among = whole or rules.targets(data), None
        remaining = narrow_targets(rules, shapes, constraints, data, among, plain.settle)
        copy = readable_copy(data, prefixes, shapes) if remaining else rdflib.Graph()
        results = run_engine(copy, shapes, rules.files)
    run_sparql(results, constraints, data, targets, rules.files)
    return ShaclReport(results, plain.found)


def readable_copy(data: ox.Store, prefixes: Mapping[str, str], shapes: rdflib.Graph) -> rdflib.Graph:
    """Return the statements that the engine can read for `shapes`, and all that name blank nodes.

    The engine's messages describe blank nodes in full, and it stops at one that it does not find.
    """
    graph = rdflib.Graph()
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace, replace=True)
    wanted = readable_predicates(shapes)
    add_quads(graph, (quad for quad in data if is_readable(quad, wanted)))
    return graph


def readable_predicates(shapes: rdflib.Graph) -> set[ox.NamedNode] | None:
    """Return the predicates that the engine can read for `shapes`; `None` if it may read any."""
    predicates = read_predicates(shapes)
    return None if predicates is None else {cast("ox.NamedNode", to_oxigraph(each)) for each in predicates}


def is_readable(quad: ox.Quad, wanted: set[ox.NamedNode] | None) -> bool:
    """Return whether the engine can read a statement, where it reads `wanted` predicates."""
    if wanted is None or quad.predicate in wanted:
        return True
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def prepare(shapes: rdflib.Graph, files: list[str]) -> None:
    """Change `shapes` where the engine reads less or more into them than SHACL does.

    Raises
    ------
    SourceError
        A SPARQL constraint names the graph to read, which the engine would fetch.
    """
    # Prefixes are also those that the ontology imports (https://www.w3.org/TR/shacl/#sparql-prefixes).
    for holder in set(shapes.objects(None, SH.prefixes)):
        for imported in shapes.transitive_objects(holder, OWL.imports):
            for declaration in list(shapes.objects(imported, SH.declare)):
                shapes.add((holder, SH.declare, declaration))
    for query in shapes.objects(None, SH.select):
        if _FROM.search(without_text(str(query))):
            raise _broken(
                ValueError("a SPARQL constraint reads the data, and may not name a graph with FROM"), files
            )


def run_engine(data: rdflib.Graph, shape_graph: rdflib.Graph, files: list[str]) -> rdflib.Graph:
    """Return pyshacl's report on `data`; raise `SourceError` if a shape is broken."""
    try:
        with compared_as_in_sparql():
            _, results, text = pyshacl.validate(
                data, shacl_graph=shape_graph, inference="none", advanced=True, inplace=True
            )
    except Exception as error:  # noqa: BLE001 - the engine, rdflib and pyparsing raise all kinds on broken shapes
        raise _broken(error, files) from None
    if isinstance(results, ValidationFailure):
        raise _broken(results, files)
    if not isinstance(results, rdflib.Graph):
        raise _broken(ValueError(str(text)), files)
    return results


def run_sparql(
    results: rdflib.Graph,
    constraints: list[SparqlConstraint],
    data: ox.Store,
    targets: dict[str, set[Node]],
    files: list[str],
) -> None:
    """Add the results of SPARQL constraints; raise `SourceError` if one is broken."""
    try:
        add_results(results, constraints, data, targets)
    except (SyntaxError, RuntimeError, ValueError) as error:
        raise _broken(error, files) from None


def _broken(error: Exception, files: list[str]) -> SourceError:
    text = getattr(error, "message", "") or str(error)
    first = next((line.strip() for line in str(text).splitlines() if line.strip()), type(error).__name__)
    return SourceError(
        f"a shape is broken: {first}",
        where=Location(files[0]) if len(files) == 1 else None,
        hint=f"Correct it; nothing was checked. Read: {', '.join(files)}.",
    )
