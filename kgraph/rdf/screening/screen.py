"""A quick separation of the nodes that may break a shape from those that surely do not.

The reference engine takes about a millisecond for each node and shape, and nearly all nodes of a dataset
break no rule. So the core constraints of SHACL that are most used
(https://www.w3.org/TR/shacl/#core-components) are evaluated here over all nodes at once, with three answers:
a node conforms, does not conform, or is undecided. Only nodes that surely conform are spared the engine,
which alone produces the report. Whatever is not implemented here (other components, malformed parameters,
recursion) is undecided.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDFS
from rdflib.namespace import SH as SHACL

from kgraph.gc_pause import collection_paused
from kgraph.namespaces import SH
from kgraph.rdf.dataset import to_oxigraph, to_rdflib
from kgraph.rdf.ontology_context import kinds_of
from kgraph.rdf.screening.node_checks import (
    CONFORMS,
    UNTOLD,
    NodeCheck,
    all_of,
    any_of,
    none_holds,
    of_values,
    on_node,
    on_values,
)
from kgraph.rdf.screening.shape_paths import Paths, items
from kgraph.rdf.screening.value_constraints import SIMPLE, all_hold, in_order, opposite, whole_number
from kgraph.rdf.shapes import shapes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kgraph.rdf.screening.shape_paths import Node
    from kgraph.rdf.screening.sparql_constraints import SparqlConstraint
    from kgraph.rdf.screening.value_constraints import Component
    from kgraph.rdf.shapes import Shapes

    _Plan = list[tuple[str, Callable[[Node], "bool | None"]]]

# Predicates with no influence on which nodes conform.
_SILENT = frozenset(
    {SH + name for name in ("path", "name", "description", "message", "severity", "order", "group")}
    | {SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "flags")}
)
# Where one of these is used, a shape can mean more than its core components say.
_EXTENDED = tuple(
    ox.NamedNode(SH + name) for name in ("rule", "parameter", "entailment", "validator", "nodeValidator")
)
# Terms with which an engine reads nothing of the data but what the shapes name; the last line has the parts
# of SPARQL constraints, which only sh:sparql uses.
_CORE = """
path name description message severity order group defaultValue deactivated property node not or and xone
targetClass targetNode targetSubjectsOf targetObjectsOf inversePath alternativePath zeroOrMorePath
oneOrMorePath zeroOrOnePath class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive
maxInclusive minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
hasValue in qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
select prefixes declare prefix namespace
"""
_PATH = ox.NamedNode(SH + "path")
# A node shape with one of these is broken, and the engine says so.
_OF_PROPERTIES = frozenset(SH + name for name in ("minCount", "maxCount", "uniqueLang", "lessThanOrEquals"))
_TARGETS = (SHACL.targetClass, SHACL.targetNode, SHACL.targetSubjectsOf, SHACL.targetObjectsOf)


def read_predicates(shapes: rdflib.Graph) -> set[rdflib.term.Node] | None:
    """Return the predicates that an engine can read to evaluate `shapes`; `None` if it may read any."""
    used = {str(term) for term in shapes.predicates(unique=True)}
    if not {term.removeprefix(SH) for term in used if term.startswith(SH)} <= set(_CORE.split()):
        return None
    named = {term for term in shapes.objects(unique=True) if isinstance(term, rdflib.URIRef)}
    return named | {rdflib.RDF.type, RDFS.subClassOf}


def is_narrowed_whole(rules: Shapes) -> bool:
    """Return whether :func:`narrow_targets` leaves the engine no target but the nodes that it names.

    Shapes without an IRI, classes that are shapes, and targets other than SHACL Core's are left to it, and so
    is what rules add to the data.
    """
    terms = [ox.NamedNode(str(term)) for term in _TARGETS]
    return not (
        any(isinstance(quad.subject, ox.BlankNode) for quad in rules.store if quad.predicate in terms)
        or any(rules.implicit())
        or any(
            next(rules.store.quads_for_pattern(None, term, None, None), None)
            for term in (*_EXTENDED, ox.NamedNode(str(SHACL.target)))
        )
    )


def without_constraints(
    rules: Shapes, taken: Iterable[SparqlConstraint], gone: Iterable[tuple[Node, Node]] = ()
) -> ox.Store:
    """Return the statements of shapes, less the constraints that Oxigraph evaluates, and what is `gone`."""
    pairs = ((to_oxigraph(each.shape), to_oxigraph(each.node)) for each in taken)
    return rules.less(frozenset((*pairs, *gone)))


def narrow_targets(
    rules: Shapes,
    shapes: rdflib.Graph,
    taken: Iterable[SparqlConstraint],
    data: ox.Store,
    among: tuple[dict[str, set[Node]], set[Node] | None],
    settle: Callable[[Screen, dict[str, set[Node]]], dict[str, set[Node]]] | None = None,
) -> bool:
    """Narrow the targets of `shapes` to the nodes that may break them.

    Parameters
    ----------
    rules : Shapes
        The shapes as they were read.
    shapes : rdflib.Graph
        The same, for the reference engine; changed in place.
    taken : iterable of SparqlConstraint
        Constraints that Oxigraph evaluates instead.
    data : pyoxigraph.Store
        What is checked: the statements of all its graphs together.
    among : tuple of dict and set
        The targets by shape IRI, and the only ones of them to look at, if not all; the latter for shapes that
        are narrowed whole.
    settle : callable, optional
        Returns which of the suspected nodes the engine is to look at.

    Returns
    -------
    bool
        Whether there is anything left for the engine to look at.
    """
    screen = Screen(without_constraints(rules, taken), data)
    # Shapes without an IRI, and targets other than SHACL Core's, are left to the engine.
    left = (None, SHACL.target, None) in shapes or any(
        isinstance(shape, rdflib.BNode) for term in _TARGETS for shape in shapes.subjects(term)
    )
    implicit = {shape.value for shape in rules.implicit()}
    targets, only = among
    looked_at = {iri: nodes if only is None else nodes & only for iri, nodes in targets.items()}
    suspected = screen.suspects({iri: nodes for iri, nodes in looked_at.items() if iri not in implicit})
    if settle is not None:
        suspected = settle(screen, suspected)
    for iri, nodes in targets.items():
        shape = rdflib.URIRef(iri)
        suspects = looked_at[iri] if iri in implicit else suspected[iri]
        left = left or bool(suspects)
        if len(suspects) == len(nodes):
            continue
        for term in _TARGETS:
            shapes.remove((shape, term, None))
        for node in suspects:
            shapes.add((shape, SHACL.targetNode, to_rdflib(node)))
    return left


class Screen:
    """Decides which nodes of some data surely conform to which shapes.

    Parameters
    ----------
    shapes : pyoxigraph.Store
        The shapes.
    data : pyoxigraph.Store
        What is checked: the statements of all its graphs together.

    Attributes
    ----------
    paths, usable : Paths and bool
        Where paths lead, and whether shapes mean no more than their core components say.
    """

    def __init__(self, shapes: ox.Store, data: ox.Store) -> None:
        self._shapes = shapes
        self.paths = Paths(shapes, data)
        self._data = data
        self._checks: dict[Node, NodeCheck] = {}
        self._kinds: dict[Node, set[Node]] = {}
        self.usable = not any(
            next(shapes.quads_for_pattern(None, term, None, None), None) for term in _EXTENDED
        )
        # What is made of other shapes, and what looks at the values themselves.
        self._combined: dict[str, Callable[[list[Node]], NodeCheck | None]] = {
            "property": self._properties,
            "node": self._nodes,
            "not": self._not,
            "or": self._or,
            "and": self._and,
        }
        self._components: dict[str, Callable[[Node, list[Node]], Component | None]] = {
            "class": self._class,
            "disjoint": self._disjoint,
            "lessThanOrEquals": self._not_after,
            "pattern": self._pattern,
            "in": self._in,
            "qualifiedValueShape": self._qualified,
            # Part of the former.
            "qualifiedMinCount": lambda _shape, _given: _anything,
            "qualifiedMaxCount": lambda _shape, _given: _anything,
        } | {name: _without_shapes(make) for name, make in SIMPLE.items()}

    @collection_paused()
    def suspects(self, targets: Mapping[str, set[Node]]) -> dict[str, set[Node]]:
        """Return those of the target nodes of each shape, by IRI, that do not surely conform to it."""
        if not self.usable:
            return {shape: set(nodes) for shape, nodes in targets.items()}
        found: dict[str, set[Node]] = {shape: set() for shape in targets}
        said_of = self.paths.said_of
        # Nodes with the same shapes and predicates share what is to be decided of them.
        plans: dict[tuple[tuple[str, ...], frozenset[ox.NamedNode]], _Plan] = {}
        # Node by node, since what is said of one is looked up for all shapes together.
        for node, shapes in shapes_of(targets).items():
            stated = frozenset(said_of(node))
            plan = plans.get((shapes, stated))
            if plan is None:
                plan = plans[shapes, stated] = self._plan(shapes, stated)
            for shape, decide in plan:
                if decide(node) is not True:
                    found[shape].add(node)
        return found

    def component(self, name: str, shape: Node, given: list[Node]) -> Component | None:
        """Return the check of values that a parameter of a shape asks for; `None` for an unknown one."""
        make = self._components.get(name)
        return make(shape, given) if make else None

    def _plan(self, shapes: tuple[str, ...], stated: frozenset[ox.NamedNode]) -> _Plan:
        """Return what is left to decide of nodes of which something is stated by some predicates."""
        checks = [(shape, self._check(ox.NamedNode(shape)).among(stated)) for shape in shapes]
        return [(shape, check.decide) for shape, check in checks if check is not CONFORMS]

    def _check(self, shape: Node) -> NodeCheck:
        """Return the check of a shape; for a shape that refers to itself, one that is undecided."""
        if shape not in self._checks:
            self._checks[shape] = UNTOLD
            self._checks[shape] = self._compile(shape)
        return self._checks[shape]

    def _compile(self, shape: Node) -> NodeCheck:
        if isinstance(shape, ox.Literal):
            return UNTOLD
        terms: dict[str, list[Node]] = {}
        for quad in self._shapes.quads_for_pattern(shape, None, None, None):
            terms.setdefault(quad.predicate.value, []).append(cast("Node", quad.object))
        path = terms.get(SH + "path", [])
        follow = self.paths.values(path[0]) if len(path) == 1 else None
        if (path and follow is None) or not (path or (terms.keys().isdisjoint(_OF_PROPERTIES) and terms)):
            return UNTOLD
        checks: list[NodeCheck] = []
        components: list[Component] = []
        for term, given in terms.items():
            if term in _SILENT or not term.startswith(SH):
                continue
            name = term.removeprefix(SH)
            combine = self._combined.get(name)
            check = combine(given) if combine else None
            component = self.component(name, shape, given)
            if check is not None:
                checks.append(check)
            elif component is not None:
                components.append(component)
            else:
                return UNTOLD
        if follow is None:
            return all_of([*checks, *map(on_node, components)])
        return on_values(follow, [*components, *map(of_values, checks)])

    def _properties(self, given: list[Node]) -> NodeCheck | None:
        return self._each(given) if all(self._has_path(inner) for inner in given) else None

    def _nodes(self, given: list[Node]) -> NodeCheck | None:
        return None if any(self._has_path(inner) for inner in given) else self._each(given)

    def _has_path(self, shape: Node) -> bool:
        if isinstance(shape, ox.Literal):
            return False
        return next(self._shapes.quads_for_pattern(shape, _PATH, None, None), None) is not None

    def _each(self, given: list[Node]) -> NodeCheck:
        return all_of([self._check(inner) for inner in given])

    def _not(self, given: list[Node]) -> NodeCheck:
        return all_of([none_holds(self._check(inner)) for inner in given])

    def _or(self, given: list[Node]) -> NodeCheck | None:
        choices = [self._members(each) for each in given]
        return all_of([any_of(checks) for checks in choices]) if all(choices) else None

    def _and(self, given: list[Node]) -> NodeCheck | None:
        parts = [self._members(each) for each in given]
        return all_of([check for checks in parts for check in checks]) if all(parts) else None

    def _members(self, head: Node) -> list[NodeCheck]:
        return [self._check(inner) for inner in items(self._shapes, head) or ()]

    def _class(self, _shape: Node, given: list[Node]) -> Component | None:
        if not all(isinstance(name, ox.NamedNode) for name in given):
            return None
        kinds = [self._kinds_of(cast("ox.NamedNode", name)) for name in given]
        types_of = self.paths.types_of

        def of_kinds(_node: Node, values: Collection[Node]) -> bool:
            return all(not kind.isdisjoint(types_of(value)) for value in values for kind in kinds)

        return of_kinds

    def _kinds_of(self, name: ox.NamedNode) -> set[Node]:
        """Return a class and its subclasses; many shapes ask for the same."""
        if name not in self._kinds:
            self._kinds[name] = {*kinds_of(name, self._data)}
        return self._kinds[name]

    def _disjoint(self, _shape: Node, given: list[Node]) -> Component | None:
        others = [self.paths.values(other) for other in given if isinstance(other, ox.NamedNode)]
        if len(others) != len(given):
            return None
        return lambda node, values: (
            not any(value in other.values(node) for other in others if other is not None for value in values)
        )

    def _not_after(self, _shape: Node, given: list[Node]) -> Component | None:
        later = self.paths.values(given[0]) if isinstance(given[0], ox.NamedNode) else None
        if later is None or len(given) > 1:
            return None
        return lambda node, values: all_hold(
            in_order(first, last) for first in values for last in later.values(node)
        )

    def _pattern(self, shape: Node, given: list[Node]) -> Component | None:
        flags = 0
        for quad in self._shapes.quads_for_pattern(
            cast("ox.NamedNode", shape), ox.NamedNode(SH + "flags"), None, None
        ):
            text = quad.object.value if isinstance(quad.object, ox.Literal) else "?"
            if text not in {"", "i"}:
                return None
            flags = re.IGNORECASE if text else 0
        if not all(isinstance(each, ox.Literal) for each in given):
            return None
        try:
            patterns = [re.compile(cast("ox.Literal", each).value, flags) for each in given]
        except re.error:
            return None
        return lambda _, values: all(
            not isinstance(value, ox.BlankNode) and pattern.search(value.value)
            for value in values
            for pattern in patterns
        )

    def _qualified(self, shape: Node, given: list[Node]) -> Component | None:
        """Return whether as many values as are asked for conform to another shape."""
        least, most = (self._whole_number(shape, name) for name in ("qualifiedMinCount", "qualifiedMaxCount"))
        if (
            len(given) > 1
            or least == most == []
            or len(least) > 1
            or len(most) > 1
            or None in [*least, *most]
        ):
            return None
        check = self._check(given[0])

        def counted(_node: Node, values: Collection[Node]) -> bool | None:
            answers = [check.decide(value) for value in values]
            sure, possible = answers.count(True), len(answers) - answers.count(False)
            return all_hold(
                [
                    *(_reaches(sure, possible, number) for number in cast("list[int]", least)),
                    *(opposite(_reaches(sure, possible, number + 1)) for number in cast("list[int]", most)),
                ]
            )

        return counted

    def _whole_number(self, shape: Node, name: str) -> list[int | None]:
        """Return the values of a parameter that is a whole number; `None` for a value that is none."""
        about = self._shapes.quads_for_pattern(
            cast("ox.NamedNode", shape), ox.NamedNode(SH + name), None, None
        )
        return [whole_number(cast("Node", quad.object)) for quad in about]

    def _in(self, _shape: Node, given: list[Node]) -> Component | None:
        allowed = items(self._shapes, given[0])
        if allowed is None or len(given) > 1:
            return None
        among = set(allowed)
        # Two numbers may be equal though written differently; that decision is left to the engine.
        return lambda _, values: True if all(value in among for value in values) else None


def _reaches(sure: int, possible: int, number: int) -> bool | None:
    """Return whether a count between two bounds is at least a number."""
    return True if sure >= number else None if possible >= number else False


def _anything(_node: Node, _values: Collection[Node]) -> bool | None:
    return True


def _without_shapes(
    make: Callable[[Node], Component | None],
) -> Callable[[Node, list[Node]], Component | None]:
    """Return a factory for a component that takes one parameter and refers to no other shape."""
    return lambda _, given: make(given[0]) if len(given) == 1 else None
