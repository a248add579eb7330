"""What the SHACL engine said of each node, kept so that a check of changed data only asks about what changed.

The results are those of :func:`kgraph.rdf.screening.shacl_engine.shacl_results`. Whenever it cannot be told
what a change has a bearing on, all is checked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from kgraph.rdf.dataset import add_quads, quiet_literals, to_oxigraph, to_triples
from kgraph.rdf.screening.affected_nodes import affected_nodes
from kgraph.rdf.screening.screen import is_narrowed_whole, narrow_targets, without_constraints
from kgraph.rdf.screening.shacl_engine import (
    is_readable,
    prepare,
    readable_copy,
    readable_predicates,
    run_engine,
    run_sparql,
    shacl_results,
)
from kgraph.rdf.screening.sparql_constraints import take_constraints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.rdf.screening.shape_paths import Node
    from kgraph.rdf.screening.sparql_constraints import SparqlConstraint
    from kgraph.rdf.shapes import Shapes

_Triple = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]
_OfNode = list[tuple[rdflib.term.Node, set[_Triple]]]


@dataclass(slots=True)
class _LastCheck:
    """The data of the last check, and what was found in it.

    `copy` is what the engine reads of the data; `found` has each result, with all that is said of it, by the
    node that it is about.
    """

    prefixes: dict[str, str]
    statements: set[ox.Quad]
    targets: dict[str, set[Node]]
    copy: rdflib.Graph
    found: dict[Node, _OfNode]


class KeptShaclResults:
    """The SHACL results on some data, brought up to date with each change of it. One thread at a time."""

    def __init__(self) -> None:
        self._rules: Shapes | None = None
        self._last: _LastCheck | None = None

    def same_shapes(self, rules: Shapes) -> Shapes:
        """Return the shapes of the last check if these are the same; blank nodes in them keep their names."""
        if self._rules is None or self._rules.digest != rules.digest:
            self._rules, self._last = rules, None
        return self._rules

    def shacl_results(
        self,
        rules: Shapes,
        data: ox.Store,
        targets: dict[str, set[Node]],
        prefixes: Mapping[str, str],
        whole: dict[str, set[Node]] | None = None,
    ) -> rdflib.Graph:
        """Return the results of validation; parameters and errors are those of the function of this name.

        `rules` are what :meth:`same_shapes` returned.
        """
        last, self._last = self._last, None
        if not is_narrowed_whole(rules):
            return shacl_results(rules, data, targets, prefixes, whole)
        shapes = rules.graph()
        prepare(shapes, rules.files)
        constraints = take_constraints(shapes)
        now = _LastCheck(dict(prefixes), set(data), whole or rules.targets(data), rdflib.Graph(), {})
        with quiet_literals():
            affected = _affected(rules, constraints, data, last, now) if last else None
            if last is None or affected is None:
                now.copy = readable_copy(data, prefixes, shapes)
                narrow_targets(rules, shapes, constraints, data, (now.targets, None))
                now.found = _by_node(run_engine(now.copy, shapes, rules.files))
            else:
                now.copy = last.copy
                _bring_up_to_date(last.statements, now, data, readable_predicates(shapes))
                now.found = {node: found for node, found in last.found.items() if node not in affected}
                if narrow_targets(rules, shapes, constraints, data, (now.targets, affected)):
                    now.found |= _by_node(run_engine(now.copy, shapes, rules.files))
        results = _as_report(now.found)
        run_sparql(results, constraints, data, targets, rules.files)
        self._last = now
        return results


def _affected(
    rules: Shapes, constraints: list[SparqlConstraint], data: ox.Store, last: _LastCheck, now: _LastCheck
) -> set[Node] | None:
    """Return the nodes of which something else may be said now; `None` if that cannot be told."""
    if now.prefixes != last.prefixes:
        # The engine's messages shorten IRIs.
        return None
    changed = now.statements ^ last.statements
    affected = affected_nodes(without_constraints(rules, constraints), now.targets, data, changed)
    if affected is None:
        return None
    for shape in now.targets.keys() | last.targets.keys():
        affected |= now.targets.get(shape, set()) ^ last.targets.get(shape, set())
    return affected | _described_with(_blank_around(changed, data), last.found)


def _blank_around(changed: set[ox.Quad], data: ox.Store) -> set[ox.BlankNode]:
    """Return the blank nodes that something else is said of, and those that lead to them."""
    found = {quad.subject for quad in changed if isinstance(quad.subject, ox.BlankNode)}
    waiting = list(found)
    while waiting:
        for quad in data.quads_for_pattern(None, None, waiting.pop(), None):
            if isinstance(quad.subject, ox.BlankNode) and quad.subject not in found:
                found.add(quad.subject)
                waiting.append(quad.subject)
    return found


def _described_with(blank: set[ox.BlankNode], found: dict[Node, _OfNode]) -> set[Node]:
    """Return the nodes whose results name one of some blank nodes, which messages describe in full."""
    names = {rdflib.BNode(node.value) for node in blank}
    return {
        node
        for node, results in found.items()
        if names and any(not names.isdisjoint(triple) for _, triples in results for triple in triples)
    }


def _bring_up_to_date(
    before: set[ox.Quad], now: _LastCheck, data: ox.Store, wanted: set[ox.NamedNode] | None
) -> None:
    gone = [quad for quad in before - now.statements if is_readable(quad, wanted)]
    for triple in to_triples(gone):
        now.copy.remove(triple)
    # Two literals that are one to rdflib, such as texts in "EN" and "en", are not gone together.
    left = {
        each for quad in gone for each in data.quads_for_pattern(quad.subject, quad.predicate, None, None)
    }
    add_quads(now.copy, left | {quad for quad in now.statements - before if is_readable(quad, wanted)})


def _by_node(report: rdflib.Graph) -> dict[Node, _OfNode]:
    """Return each result, with all that the report says of it, by the node that it is about."""
    found: dict[Node, _OfNode] = {}
    for result in report.objects(None, SH.result):
        said: set[_Triple] = set()
        waiting, seen = [result], {result}
        while waiting:
            for triple in report.triples((waiting.pop(), None, None)):
                said.add(triple)
                if isinstance(triple[2], rdflib.BNode) and triple[2] not in seen:
                    seen.add(triple[2])
                    waiting.append(triple[2])
        for focus in report.objects(result, SH.focusNode):
            found.setdefault(to_oxigraph(focus), []).append((result, said))
    return found


def _as_report(found: dict[Node, _OfNode]) -> rdflib.Graph:
    graph, report = rdflib.Graph(), rdflib.BNode()
    graph.add((report, RDF.type, SH.ValidationReport))
    for results in found.values():
        for result, said in results:
            graph.add((report, SH.result, result))
            for triple in said:
                graph.add(triple)
    return graph
