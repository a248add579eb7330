"""What the plainest property shapes report, found without the engine where very many nodes break them.

Data of others can break a rule on names in every thing, and the engine takes half a millisecond for each
result. A property shape that only counts values, or asks for their class or datatype
(https://www.w3.org/TR/shacl/#core-components), leaves nothing open: what it reports is said here, and the
engine is not shown it. Tests compare the results of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH as SHACL

from kgraph.gc_pause import collection_paused
from kgraph.namespaces import SH
from kgraph.rdf.dataset import to_oxigraph, to_rdflib
from kgraph.rdf.screening.screen import Screen, without_constraints
from kgraph.rdf.screening.shacl_result import ShaclResult
from kgraph.rdf.screening.value_constraints import whole_number
from kgraph.rdf.shapes import path_predicates, shapes_of
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from kgraph.rdf.screening.shape_paths import Follow, Node
    from kgraph.rdf.screening.sparql_constraints import SparqlConstraint
    from kgraph.rdf.screening.value_constraints import Component
    from kgraph.rdf.shapes import Shapes

MANY = 1_000
"""Nodes that may break shapes, from which on the engine is spared those that break plain ones."""
_OF_COUNTS = {"minCount", "maxCount"}
_OF_VALUES = {"class": "Class", "datatype": "Datatype"}
_SILENT = {"path", "name", "description", "message", "severity", "order", "group"}


class PlainShape:
    """A property shape whose results can be told from the values alone.

    Parameters
    ----------
    shapes : rdflib.Graph
        All shapes.
    node : rdflib term
        The property shape.
    screen : Screen
        Knows paths and components.

    Attributes
    ----------
    node : rdflib term
        The property shape.
    known : bool
        Whether it is such a shape.
    """

    def __init__(self, shapes: rdflib.Graph, node: rdflib.term.Node, screen: Screen) -> None:
        self.node = node
        self._severity = shapes.value(node, SHACL.severity) or SHACL.Violation
        self._path = cast("rdflib.term.Node", shapes.value(node, SHACL.path))
        self._steps = path_predicates(shapes, self._path)
        self._follow: Follow | None = None
        self._counts: dict[str, int] = {}
        self._components: list[tuple[str, Component]] = []
        self.known = self._read(shapes, screen)

    def _read(self, shapes: rdflib.Graph, screen: Screen) -> bool:
        given: dict[str, list[Node]] = {}
        for term, value in shapes.predicate_objects(self.node):
            if str(term).startswith(SH):
                given.setdefault(str(term).removeprefix(SH), []).append(to_oxigraph(value))
        languages = {each.language for each in given.get("message", ()) if isinstance(each, ox.Literal)}
        if not {*_OF_COUNTS, *_OF_VALUES, *_SILENT} >= given.keys() or not languages.issuperset(LANGUAGES):
            return False
        if len(given.get("path", ())) != 1 or len(given.get("severity", ())) > 1:
            return False
        self._follow = screen.paths.values(given["path"][0])
        for name in _OF_COUNTS & given.keys():
            number = whole_number(given[name][0]) if len(given[name]) == 1 else None
            if number is None:
                return False
            self._counts[name] = number
        for name in _OF_VALUES.keys() & given.keys():
            if name == "datatype" and len(given[name]) > 1:
                return False
            for parameter in given[name]:
                component = screen.component(name, to_oxigraph(self.node), [parameter])
                if component is None:
                    return False
                self._components.append((_OF_VALUES[name], component))
        return self._follow is not None

    def results(self, focus: Node) -> list[ShaclResult] | None:
        """Return what it reports of a node; `None` if that is not decided."""
        found: list[ShaclResult] = []
        # Two texts in "EN" and "en" are one value to the engine.
        values = {to_rdflib(value): value for value in cast("Follow", self._follow).values(focus)}
        if len(values) < self._counts.get("minCount", 0):
            found.append(self._result(focus, "MinCount"))
        if len(values) > self._counts.get("maxCount", len(values)):
            found.append(self._result(focus, "MaxCount"))
        for name, component in self._components:
            for term, value in values.items():
                answer = component(focus, (value,))
                if answer is None:
                    return None
                if not answer:
                    found.append(self._result(focus, name, term))
        return found

    def _result(self, focus: Node, component: str, value: rdflib.term.Node | None = None) -> ShaclResult:
        return ShaclResult(focus, value, self.node, self._path, self._severity, component, self._steps)


class PlainResults:
    """Takes the plain property shapes from the engine, with what they report.

    Parameters
    ----------
    rules : Shapes
        The shapes as they were read.
    shapes : rdflib.Graph
        The same, for the engine; changed in place.
    taken : list of SparqlConstraint
        Constraints that Oxigraph evaluates.
    data : pyoxigraph.Store
        What is checked.
    many : int
        From how many nodes on that may break shapes.
    """

    def __init__(
        self,
        rules: Shapes,
        shapes: rdflib.Graph,
        taken: list[SparqlConstraint],
        data: ox.Store,
        many: int = MANY,
    ) -> None:
        self._rules = rules
        self._shapes = shapes
        self._constraints = taken
        self._data = data
        self._many = many
        self.found: list[ShaclResult] = []

    @collection_paused()
    def settle(self, screen: Screen, suspected: dict[str, set[Node]]) -> dict[str, set[Node]]:
        """Return which of the nodes that may break shapes the engine has to look at.

        Parameters
        ----------
        screen : Screen
            What suspects them.
        suspected : dict of str to set
            The nodes by shape IRI.
        """
        if not screen.usable or sum(map(len, suspected.values())) < self._many:
            return suspected
        waiting = {shape: plain for shape in suspected if (plain := self._plain_shapes(shape, screen))}
        found: dict[PlainShape, list[ShaclResult]] = {
            each: [] for plain_shapes in waiting.values() for each in plain_shapes
        }
        # Node by node, since what is said of one is looked up for all shapes together.
        for node, shapes in shapes_of({shape: suspected[shape] for shape in waiting}).items():
            for each in [each for shape in shapes for each in waiting[shape] if each in found]:
                results = each.results(node)
                if results is None:
                    del found[each]
                elif results:
                    found[each] += results
        gone: set[tuple[Node, Node]] = set()
        again: dict[str, set[Node]] = {}
        for iri, plain_shapes in waiting.items():
            for each in [each for each in plain_shapes if each in found]:
                self.found += found[each]
                self._shapes.remove((rdflib.URIRef(iri), SHACL.property, each.node))
                gone.add((ox.NamedNode(iri), to_oxigraph(each.node)))
                again[iri] = suspected[iri]
        if not again:
            return suspected
        rest = without_constraints(self._rules, self._constraints, gone)
        return suspected | Screen(rest, self._data).suspects(again)

    def _plain_shapes(self, shape: str, screen: Screen) -> list[PlainShape]:
        """Return the plain property shapes of a shape that says only of its targets what it says."""
        node = rdflib.URIRef(shape)
        asked = (SHACL.target, SHACL.deactivated, SHACL.path, SHACL.closed)
        if any((node, term, None) in self._shapes for term in asked):
            return []
        if any(self._shapes.subjects(None, node)):
            return []
        inner = self._shapes.objects(node, SHACL.property)
        return [plain for each in inner if (plain := PlainShape(self._shapes, each, screen)).known]
