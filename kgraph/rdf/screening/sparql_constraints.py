"""SHACL's SPARQL constraints (https://www.w3.org/TR/shacl/#sparql-constraints), evaluated by Oxigraph.

The reference engine parses the query again for every node and runs it in rdflib, which took most of the time
of a check. Constraints that both engines interpret alike are evaluated here instead: a ``sh:select`` that
projects ``$this``, on a node shape that has targets and that no other shape refers to. The rest is left to
the reference engine. Tests compare the results of both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from kgraph.rdf.dataset import to_rdflib
from kgraph.rdf.screening.query_candidates import candidates
from kgraph.rdf.sparql import names_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.rdf.screening.shape_paths import Node
    from kgraph.rdf.shapes import Shapes

_THIS = re.compile(r"SELECT\s+(?:DISTINCT\s+)?[^{]*[$?]this\b", re.IGNORECASE)
# Pre-binding affects these in ways on which SPARQL engines differ, or SHACL forbids them.
_UNLIKE = re.compile(
    r"(?<![?$\w:-])(?:MINUS|VALUES|SERVICE|FROM|GRAPH)\b|\{\s*SELECT\b"
    r"|(?-i:[?$](?:failure|PATH|shapesGraph|currentShape))\b"
    r"|\bAS\s+[?$](?:this|shapesGraph|currentShape)\b",
    re.IGNORECASE,
)
# What gives other results where a statement stands in two graphs.
_COUNTS = re.compile(
    r"(?<![?$\w:-])(?:(?:COUNT|SUM|AVG|GROUP_CONCAT)\s*\(\s*(?!DISTINCT\b)"
    r"|(?:SAMPLE|LIMIT|OFFSET|REDUCED|BNODE|RAND|UUID|STRUUID|NOW)\b)",
    re.IGNORECASE,
)
_FEW = 100
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


class SparqlConstraint:
    """A constraint that Oxigraph evaluates.

    Parameters
    ----------
    shapes : rdflib.Graph
        The shapes.
    shape : URIRef
        The node shape.
    node : IdentifiedNode
        The value of ``sh:sparql``.
    """

    def __init__(self, shapes: rdflib.Graph, shape: rdflib.URIRef, node: rdflib.term.Node) -> None:
        self.shape = shape
        self.node = node
        self._query = str(shapes.value(node, SH.select))
        self._prefixes = _prefixes(shapes, node)
        self._severity = shapes.value(shape, SH.severity) or SH.Violation
        self._messages = list(shapes.objects(node, SH.message)) or list(shapes.objects(shape, SH.message))

    def concerned(self, data: ox.Store, targets: set[Node]) -> set[Node]:
        """Return those of the target nodes that may break the constraint, or all if they are few."""
        among = candidates(self._query, self._prefixes, data) if len(targets) > _FEW else None
        if among is None:
            return targets
        # The data has literals in another form than the shapes that name them.
        return {node for node in targets if node in among or isinstance(node, ox.Literal)}

    def results(self, data: ox.Store, focus: ox.NamedNode | ox.BlankNode | ox.Literal) -> rdflib.Graph:
        """Return the validation results for one node, in the form of SHACL's report."""
        report = rdflib.Graph()
        rows = cast(
            "ox.QuerySolutions",
            data.query(
                self._query,
                prefixes=self._prefixes,
                substitutions={ox.Variable("this"): focus},
                use_default_graph_as_union=True,
            ),
        )
        names = [variable.value for variable in rows.variables]
        # A row that is found twice is one result.
        for row in {tuple(row[name] for name in names) for row in rows}:
            bound = {name: term for name, term in zip(names, row, strict=True) if term is not None}
            self._add(report, focus, {name: cast("ox.NamedNode", term) for name, term in bound.items()})
        return report

    def _add(
        self,
        found: rdflib.Graph,
        focus: ox.NamedNode | ox.BlankNode | ox.Literal,
        row: Mapping[str, ox.NamedNode],
    ) -> None:
        result = rdflib.BNode()
        found.add((result, RDF.type, SH.ValidationResult))
        found.add((result, SH.focusNode, to_rdflib(focus)))
        found.add((result, SH.value, to_rdflib(row.get("value", cast("ox.NamedNode", focus)))))
        if "path" in row:
            found.add((result, SH.resultPath, to_rdflib(row["path"])))
        found.add((result, SH.sourceShape, self.shape))
        found.add((result, SH.sourceConstraint, self.node))
        found.add((result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent))
        found.add((result, SH.resultSeverity, self._severity))
        for message in self._messages:
            text = _PLACEHOLDER.sub(
                lambda name: row[name[1]].value if name[1] in row else name[0], str(message)
            )
            language = message.language if isinstance(message, rdflib.Literal) else None
            found.add((result, SH.resultMessage, rdflib.Literal(text, lang=language)))


def take_constraints(shapes: rdflib.Graph) -> list[SparqlConstraint]:
    """Take the constraints that Oxigraph can evaluate out of `shapes`, and return them."""
    taken = []
    for shape, node in sorted(shapes.subject_objects(SH.sparql)):
        if isinstance(shape, rdflib.URIRef) and _can_take(shapes, shape, node):
            taken.append(SparqlConstraint(shapes, shape, node))
            shapes.remove((shape, SH.sparql, node))
    return taken


def counts_statements(rules: Shapes) -> bool:
    """Return whether a constraint may report something else where a statement stands in two graphs."""
    queries = rules.store.quads_for_pattern(None, ox.NamedNode(str(SH.select)), None, None)
    return any(_COUNTS.search(quad.object.value) for quad in queries if isinstance(quad.object, ox.Literal))


def _can_take(shapes: rdflib.Graph, shape: rdflib.URIRef, node: rdflib.term.Node) -> bool:
    query = str(shapes.value(node, SH.select) or "")
    return (
        bool(_THIS.search(query))
        and not _UNLIKE.search(query)
        and not names_service(query)
        and (shape, SH.path, None) not in shapes
        and (shape, SH.target, None) not in shapes
        and (shape, SH.deactivated, None) not in shapes
        and (node, SH.deactivated, None) not in shapes
        and next(shapes.subjects(None, shape), None) is None
    )


def _prefixes(shapes: rdflib.Graph, node: rdflib.term.Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for holder in shapes.objects(node, SH.prefixes):
        for declared in shapes.objects(holder, SH.declare):
            found[str(shapes.value(declared, SH.prefix))] = str(shapes.value(declared, SH.namespace))
    return found


def add_results(
    results: rdflib.Graph,
    constraints: list[SparqlConstraint],
    data: ox.Store,
    targets: Mapping[str, set[ox.NamedNode | ox.BlankNode | ox.Literal]],
) -> None:
    """Evaluate `constraints` on the target nodes of their shapes, and add what they report to `results`.

    The statements of all graphs of `data` together are what is checked.
    """
    report = next(results.subjects(RDF.type, SH.ValidationReport), None)
    for constraint in constraints:
        for focus in constraint.concerned(data, targets.get(str(constraint.shape), set())):
            found = constraint.results(data, focus)
            results += found
            for result in found.subjects(RDF.type, SH.ValidationResult):
                if report is not None:
                    results.add((report, SH.result, result))
