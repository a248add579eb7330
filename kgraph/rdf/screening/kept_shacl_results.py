"""What the SHACL engine said of each node, kept so that a check of changed data only asks about what changed.

The results are those of :func:`kgraph.rdf.screening.shacl_engine.shacl_results`. Whenever it cannot be told
what a change has a bearing on, all is checked again. The data is kept too, and changed by single statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from kgraph.rdf.dataset import add_quads, quiet_literals, to_oxigraph, to_triples
from kgraph.rdf.ontology_context import SUBCLASS_OF, TYPE
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
from kgraph.rdf.screening.shacl_result import ShaclReport
from kgraph.rdf.screening.sparql_constraints import take_constraints

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset, Subject, Term
    from kgraph.rdf.screening.shape_paths import Node
    from kgraph.rdf.shapes import Shapes

_Triple = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]
_Matched = dict[tuple[str, ox.NamedNode], "set[Node]"]
_OfNode = list[tuple[rdflib.term.Node, set[_Triple]]]


@dataclass(slots=True)
class _LastCheck:
    """What was found in the data of the last check.

    `copy` is what the engine reads of the data; `found` has each result, with all that is said of it, by the
    node that it is about.
    """

    prefixes: dict[str, str]
    targets: dict[str, set[Node]]
    copy: rdflib.Graph
    found: dict[Node, _OfNode]


class KeptShaclResults:
    """The SHACL results on some data, brought up to date with each change of it. One thread at a time.

    A check calls :meth:`same_shapes`, :meth:`targets` and :meth:`shacl_results`, in this order.
    """

    def __init__(self) -> None:
        self._rules: Shapes | None = None
        self._last: _LastCheck | None = None
        self._statements: set[ox.Quad] = set()
        self._changed: set[ox.Quad] = set()
        self._added: set[ox.Quad] = set()
        self._data = ox.Store()
        self._matched_by_sources: _Matched = {}
        self._matched: _Matched = {}

    def same_shapes(self, rules: Shapes) -> Shapes:
        """Return the shapes of the last check if these are the same; blank nodes in them keep their names."""
        if self._rules is None or self._rules.digest != rules.digest:
            self._rules, self._last = rules, None
        return self._rules

    def targets(self, rules: Shapes, dataset: StudyDataset) -> dict[str, set[Node]]:
        """Return the target nodes of each shape in the statements of the sources, by shape IRI."""
        before, self._statements = self._statements, set(dataset.store)
        self._changed |= before ^ self._statements
        _forget(self._matched_by_sources, self._changed)
        return rules.targets(dataset.store, known=self._matched_by_sources)

    def shacl_results(
        self, rules: Shapes, dataset: StudyDataset, added: ox.Store, targets: dict[str, set[Node]]
    ) -> ShaclReport:
        """Return the results of validation.

        Parameters
        ----------
        rules : Shapes
            What :meth:`same_shapes` returned.
        dataset : StudyDataset
            The statements of the sources.
        added : pyoxigraph.Store
            What the ontology adds to them, and what follows from them.
        targets : dict
            What :meth:`targets` returned.

        Raises
        ------
        SourceError
            A shape is broken; nothing was checked.
        """
        data, prefixes = self._data, dataset.prefixes
        changed = self._bring_up_to_date(dataset, set(added))
        last, self._last = self._last, None
        if not is_narrowed_whole(rules):
            return shacl_results(rules, data, targets, prefixes)
        shapes = rules.graph()
        prepare(shapes, rules.files)
        constraints = take_constraints(shapes)
        targets_now = rules.targets(data, known=self._matched)
        now = _LastCheck(dict(prefixes), targets_now, rdflib.Graph(), {})
        with quiet_literals():
            affected = _affected(without_constraints(rules, constraints), data, changed, last, now)
            if last is None or affected is None:
                now.copy = readable_copy(data, prefixes, shapes)
                narrow_targets(rules, shapes, constraints, data, (now.targets, None))
                now.found = _by_node(run_engine(now.copy, shapes, rules.files))
            else:
                now.copy = last.copy
                _change_copy(now.copy, changed, data, readable_predicates(shapes))
                now.found = {node: found for node, found in last.found.items() if node not in affected}
                if narrow_targets(rules, shapes, constraints, data, (now.targets, affected)):
                    now.found |= _by_node(run_engine(now.copy, shapes, rules.files))
        results = _as_report(now.found)
        run_sparql(results, constraints, data, targets, rules.files)
        self._last = now
        return ShaclReport(results)

    def _bring_up_to_date(self, dataset: StudyDataset, added: set[ox.Quad]) -> set[ox.Quad]:
        """Change the data to what is stated, in one graph, and what is added; return what came and went.

        In one graph, a statement of two sources counts once.
        """
        touched = {ox.Quad(each.subject, each.predicate, each.object) for each in self._changed}
        touched |= self._added ^ added
        self._changed, self._added = set(), added
        changed = set()
        for quad in touched:
            subject, value = cast("Subject", quad.subject), cast("Term", quad.object)
            stated = dataset.quads(subject, quad.predicate, value)
            if (quad in added or any(map(dataset.is_stated, stated))) != (quad in self._data):
                changed.add(quad)
        gone = {quad for quad in changed if quad in self._data}
        for quad in gone:
            self._data.remove(quad)
        self._data.extend(changed - gone)
        _forget(self._matched, changed)
        return changed


def _forget(matched: _Matched, changed: set[ox.Quad]) -> None:
    """Forget the targets on which changed statements have a bearing."""
    predicates = {quad.predicate for quad in changed}
    of_classes = not predicates.isdisjoint((TYPE, SUBCLASS_OF))
    for kind, value in list(matched):
        if of_classes if kind == "targetClass" else value in predicates:
            del matched[kind, value]


def _affected(
    shapes: ox.Store, data: ox.Store, changed: set[ox.Quad], last: _LastCheck | None, now: _LastCheck
) -> set[Node] | None:
    """Return the nodes of which something else may be said now; `None` if that cannot be told."""
    # The engine's messages shorten IRIs by the prefixes.
    if last is None or now.prefixes != last.prefixes:
        return None
    affected = affected_nodes(shapes, now.targets, data, changed)
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


def _change_copy(
    copy: rdflib.Graph, changed: set[ox.Quad], data: ox.Store, wanted: set[ox.NamedNode] | None
) -> None:
    read = [quad for quad in changed if is_readable(quad, wanted)]
    gone = [quad for quad in read if quad not in data]
    for triple in to_triples(gone):
        copy.remove(triple)
    # Two literals that are one to rdflib, such as texts in "EN" and "en", are not gone together.
    left = {
        each for quad in gone for each in data.quads_for_pattern(quad.subject, quad.predicate, None, None)
    }
    add_quads(copy, left | {quad for quad in read if quad in data})


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
