"""SHACL checks by the reference engine, pyshacl, which is only shown the nodes that may break a shape.

:func:`shacl_results` is the one function that other modules call. It gives what pyshacl alone would give; the
other modules of this package are how it gets there sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from rdflib.namespace import SH

from kgraph.errors import Location, SourceError
from kgraph.rdf.dataset import add_quads, quiet_literals, to_oxigraph
from kgraph.rdf.screening.screen import narrow_targets, read_predicates
from kgraph.rdf.screening.sparql_constraints import add_results, take_constraints
from kgraph.rdf.shapes import path_predicates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.rdf.screening.sparql_constraints import SparqlConstraint
    from kgraph.rdf.shapes import Node, Shapes

# The engine fails on a blank node where values are compared by order; it treats an IRI as out of order.
_STAND_IN = "urn:kgraph:blank:"


def shacl_results(
    rules: Shapes, data: ox.Store, targets: dict[str, set[Node]], prefixes: Mapping[str, str]
) -> rdflib.Graph:
    """Return SHACL's validation report on some data, as a graph.

    Parameters
    ----------
    rules : Shapes
        The shapes.
    data : pyoxigraph.Store
        Its default graph is checked.
    targets : dict of str to set
        Target nodes by shape IRI, as :meth:`kgraph.rdf.shapes.Shapes.targets` returns them.
    prefixes : mapping
        Namespace by prefix, for the engine's messages.

    Raises
    ------
    SourceError
        A shape is broken; nothing was checked.
    """
    shapes = rules.graph()
    constraints = take_constraints(shapes)
    with quiet_literals():
        remaining = narrow_targets(rules, shapes, constraints, data)
        copy = readable_copy(data, prefixes, shapes) if remaining else rdflib.Graph()
        results = _run(copy, shapes, rules.files)
    _run_sparql(results, constraints, data, targets, rules.files)
    return results


def readable_copy(data: ox.Store, prefixes: Mapping[str, str], shapes: rdflib.Graph) -> rdflib.Graph:
    """Return the statements that the engine can read for `shapes`, and all about blank nodes.

    The engine's messages describe blank nodes in full.
    """
    graph = rdflib.Graph()
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace, replace=True)
    predicates = read_predicates(shapes)
    wanted = None if predicates is None else {to_oxigraph(predicate) for predicate in predicates}
    add_quads(
        graph,
        (
            quad
            for quad in data
            if wanted is None or quad.predicate in wanted or isinstance(quad.subject, ox.BlankNode)
        ),
    )
    for predicate in _compared(shapes):
        for subject, value in list(graph.subject_objects(predicate)):
            if isinstance(value, rdflib.BNode):
                graph.remove((subject, predicate, value))
                graph.add((subject, predicate, rdflib.URIRef(_STAND_IN + value)))
    return graph


def _compared(shapes: rdflib.Graph) -> set[rdflib.URIRef]:
    """Return the predicates whose values the shapes compare by order."""
    predicates: set[rdflib.URIRef] = set()
    for constraint in (SH.lessThan, SH.lessThanOrEquals):
        for shape, other in shapes.subject_objects(constraint):
            paths = path_predicates(shapes, shapes.value(shape, SH.path))
            predicates |= {rdflib.URIRef(step) for step, _ in paths} | {rdflib.URIRef(str(other))}
    return predicates


def _run(data: rdflib.Graph, shape_graph: rdflib.Graph, files: list[str]) -> rdflib.Graph:
    try:
        _, results, text = pyshacl.validate(
            data, shacl_graph=shape_graph, inference="none", advanced=True, inplace=True
        )
    except (ReportableRuntimeError, ValidationFailure) as error:
        raise _broken(error, files) from None
    if isinstance(results, ValidationFailure):
        raise _broken(results, files)
    if not isinstance(results, rdflib.Graph):
        raise _broken(ValueError(str(text)), files)
    for result, value in list(results.subject_objects(SH.value)):
        if isinstance(value, rdflib.URIRef) and value.startswith(_STAND_IN):
            results.set((result, SH.value, rdflib.BNode(value.removeprefix(_STAND_IN))))
    return results


def _run_sparql(
    results: rdflib.Graph,
    constraints: list[SparqlConstraint],
    data: ox.Store,
    targets: dict[str, set[Node]],
    files: list[str],
) -> None:
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
