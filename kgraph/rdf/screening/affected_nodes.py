"""The nodes on which a change of the data may have a bearing, found backwards along the shapes' own paths.

A validator that starts at a node follows the paths of the shapes and reads nothing else. So what it reports
of a node stays the same unless one of the statements that it reads there was added or removed. Going back
from the changed statements along the same paths, in the new data, leads to every such node: the part of a
path before its first changed statement is in the old data and in the new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import SH
from kgraph.rdf.ontology_context import SUBCLASS_OF, TYPE
from kgraph.rdf.screening.shape_paths import items

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.rdf.screening.shape_paths import Node

# What these say is a matter of the value itself, or of no matter to what is reported of a node.
_OF_THE_VALUE = """
name description message severity order group defaultValue deactivated datatype nodeKind minCount maxCount
minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn uniqueLang
hasValue in ignoredProperties qualifiedMinCount qualifiedMaxCount targetClass targetNode targetSubjectsOf
targetObjectsOf
"""
_OF_SHAPES = frozenset(("property", "node", "not", "qualifiedValueShape"))
_OF_LISTS = frozenset(("and", "or", "xone"))
_OF_PAIRS = frozenset(("equals", "disjoint", "lessThan", "lessThanOrEquals"))
_INVERSE, _ALTERNATIVE = SH + "inversePath", SH + "alternativePath"
_REPEATED = {SH + "zeroOrMorePath": True, SH + "oneOrMorePath": True, SH + "zeroOrOnePath": False}
_EVERYWHERE = ox.DefaultGraph()


class _NotTraceableError(Exception):
    """A shape may read statements that its paths do not name."""


def affected_nodes(
    shapes: ox.Store, targeted: Iterable[str], data: ox.Store, changed: Iterable[ox.Quad]
) -> set[Node] | None:
    """Return all nodes of which a validator may report something else than before a change.

    Parameters
    ----------
    shapes : pyoxigraph.Store
        The shapes.
    targeted : iterable of str
        IRIs of the shapes that have targets. Nodes that become, or cease to be, a target are not looked for.
    data : pyoxigraph.Store
        The data after the change, in its default graph.
    changed : iterable of Quad
        The statements that were added or removed.

    Returns
    -------
    set or None
        `None` if that cannot be told: classes have other subclasses than before, or a shape has constraints
        that may read anything, results about other nodes than its targets, or itself inside.
    """
    by_predicate: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in changed:
        by_predicate.setdefault(quad.predicate, []).append(quad)
    if SUBCLASS_OF in by_predicate:
        return None
    readers = _Readers(shapes, data, by_predicate)
    try:
        return set().union(*(readers.of(ox.NamedNode(shape)) for shape in targeted))
    except _NotTraceableError:
        return None


class _Readers:
    """Finds, for each shape, the nodes at which it reads a changed statement."""

    def __init__(self, shapes: ox.Store, data: ox.Store, changed: dict[ox.NamedNode, list[ox.Quad]]) -> None:
        self._shapes = shapes
        self._data = data
        self._changed = changed
        self._known: dict[Node, set[Node] | None] = {}

    def of(self, shape: Node) -> set[Node]:
        """Return the nodes at which a shape reads a changed statement, itself or by a shape inside it."""
        if shape not in self._known:
            self._known[shape] = None
            self._known[shape] = self._find(shape)
        found = self._known[shape]
        if found is None:
            raise _NotTraceableError
        return found

    def _find(self, shape: Node) -> set[Node]:
        terms = [(quad.predicate.value, cast("Node", quad.object)) for quad in self._about(shape)]
        paths = [value for term, value in terms if term == SH + "path"]
        at_node: set[Node] = set()
        at_values: set[Node] = set()
        for term, value in terms:
            name = term.removeprefix(SH) if term.startswith(SH) else ""
            if not name or name == "path" or name in _OF_THE_VALUE.split():
                continue
            # The results of a property inside a property are about the values, not about the target.
            if name in _OF_SHAPES and not (paths and name == "property"):
                at_values |= self.of(value)
            elif name in _OF_LISTS:
                at_values |= set().union(*map(self.of, items(self._shapes, value) or ()))
            elif name in _OF_PAIRS and isinstance(value, ox.NamedNode):
                at_node |= self._touched(value)
            elif name == "class":
                at_values |= self._touched(TYPE)
            elif name == "closed":
                at_values |= {cast("Node", quad.subject) for each in self._changed.values() for quad in each}
            else:
                raise _NotTraceableError
        if not paths:
            return at_node | at_values
        if len(paths) > 1:
            raise _NotTraceableError
        return at_node | self._touched(paths[0]) | self._before(paths[0], at_values)

    def _about(self, node: Node) -> Iterable[ox.Quad]:
        return () if isinstance(node, ox.Literal) else self._shapes.quads_for_pattern(node, None, None, None)

    def _touched(self, path: Node, *, inverse: bool = False) -> set[Node]:
        """Return the nodes from which a path leads along a changed statement."""
        if isinstance(path, ox.NamedNode):
            quads = self._changed.get(path, ())
            return {cast("Node", quad.object if inverse else quad.subject) for quad in quads}
        kind, parts = self._parts(path, inverse=inverse)
        if kind == _INVERSE:
            return self._touched(parts[0], inverse=not inverse)
        found: set[Node] = set()
        if kind == _ALTERNATIVE:
            return found.union(*(self._touched(part, inverse=inverse) for part in parts))
        for part in reversed(parts):
            found = self._touched(part, inverse=inverse) | self._before(part, found, inverse=inverse)
        return self._closed(parts[0], found, inverse=inverse) if _REPEATED.get(kind) else found

    def _before(self, path: Node, nodes: set[Node], *, inverse: bool = False) -> set[Node]:
        """Return the nodes from which a path leads to any of `nodes`."""
        if not nodes:
            return set()
        if isinstance(path, ox.NamedNode):
            return {end for node in nodes for end in self._ends(path, node, inverse=inverse)}
        kind, parts = self._parts(path, inverse=inverse)
        if kind == _INVERSE:
            return self._before(parts[0], nodes, inverse=not inverse)
        found: set[Node] = set()
        if kind == _ALTERNATIVE:
            return found.union(*(self._before(part, nodes, inverse=inverse) for part in parts))
        found = nodes
        for part in reversed(parts):
            found = self._before(part, found, inverse=inverse)
        if kind in _REPEATED:
            found = nodes | found
        return self._closed(parts[0], found, inverse=inverse) if _REPEATED.get(kind) else found

    def _ends(self, predicate: ox.NamedNode, node: Node, *, inverse: bool) -> Iterable[Node]:
        if not inverse:
            quads = self._data.quads_for_pattern(None, predicate, node, _EVERYWHERE)
            return (cast("Node", quad.subject) for quad in quads)
        if isinstance(node, ox.Literal):
            return ()
        quads = self._data.quads_for_pattern(node, predicate, None, _EVERYWHERE)
        return (cast("Node", quad.object) for quad in quads)

    def _closed(self, path: Node, nodes: set[Node], *, inverse: bool) -> set[Node]:
        """Return `nodes`, and those from which a path leads to them any number of times."""
        found = set(nodes)
        newest = nodes
        while newest:
            newest = self._before(path, newest, inverse=inverse) - found
            found |= newest
        return found

    def _parts(self, path: Node, *, inverse: bool) -> tuple[str, list[Node]]:
        """Return the kind of a path that is no predicate, empty for a sequence, and the paths in it."""
        terms = {quad.predicate.value: cast("Node", quad.object) for quad in self._about(path)}
        if len(terms) == 1:
            ((kind, value),) = terms.items()
            if kind == _INVERSE or kind in _REPEATED:
                return kind, [value]
            members = items(self._shapes, value) if kind == _ALTERNATIVE else None
        else:
            kind, members = "", items(self._shapes, path)
        # A sequence is followed from its end.
        if not members or (inverse and not kind):
            raise _NotTraceableError
        return kind, members
