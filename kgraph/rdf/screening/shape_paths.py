"""The values at the end of SHACL property paths, for all nodes at once.

Predicates, inverses, sequences and alternatives (https://www.w3.org/TR/shacl/#property-paths) are followed;
paths of any length are not.
"""

from __future__ import annotations

from typing import cast

import pyoxigraph as ox

from kgraph.namespaces import RDF, SH

Node = ox.NamedNode | ox.BlankNode | ox.Literal
Values = dict[Node, set[Node]]

_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")
_NIL = ox.NamedNode(RDF + "nil")
_INVERSE = SH + "inversePath"
_ALTERNATIVE = SH + "alternativePath"
_LONGEST = 1000


class Paths:
    """Follows SHACL paths in some data.

    Parameters
    ----------
    shapes : pyoxigraph.Store
        The shapes, which describe the paths.
    data : pyoxigraph.Store
        The data; paths are followed in its default graph.
    few : bool
        Whether few nodes will be asked for: the values of a predicate are then looked up for each of them.
    """

    def __init__(self, shapes: ox.Store, data: ox.Store, *, few: bool = False) -> None:
        self._shapes = shapes
        self._data = data
        self._few = few
        self._known: dict[Node, Values | None] = {}

    def values(self, path: Node) -> Values | None:
        """Return the values that `path` leads to, to get by node; `None` for an unsupported path."""
        if self._few and isinstance(path, ox.NamedNode):
            return _LookedUp(self._data, path)
        return self._all_values(path)

    def _all_values(self, path: Node) -> Values | None:
        """Return the values that `path` leads to from each node; `None` for an unsupported path."""
        if path not in self._known:
            self._known[path] = None
            self._known[path] = self._follow(path)
        return self._known[path]

    def _follow(self, path: Node) -> Values | None:
        if isinstance(path, ox.NamedNode):
            found: Values = {}
            for quad in self._data.quads_for_pattern(None, path, None, ox.DefaultGraph()):
                found.setdefault(cast("Node", quad.subject), set()).add(cast("Node", quad.object))
            return found
        if isinstance(path, ox.Literal):
            return None
        terms = [
            (quad.predicate.value, cast("Node", quad.object))
            for quad in self._shapes.quads_for_pattern(path, None, None, None)
        ]
        if len(terms) == 1 and terms[0][0] == _INVERSE:
            return _turned(self._all_values(terms[0][1]))
        if len(terms) == 1 and terms[0][0] == _ALTERNATIVE:
            return _joined(self._parts(terms[0][1]))
        if {term for term, _ in terms} == {_FIRST.value, _REST.value}:
            return _chained(self._parts(path))
        return None

    def _parts(self, head: Node) -> list[Values] | None:
        """Return the values of each member of a list; SHACL allows none with fewer than two."""
        parts = [self._all_values(part) for part in items(self._shapes, head) or ()]
        known = [part for part in parts if part is not None]
        return known if len(parts) > 1 and len(known) == len(parts) else None


class _LookedUp(Values):
    """The values of one predicate, looked up for each node that is asked for."""

    def __init__(self, data: ox.Store, predicate: ox.NamedNode) -> None:
        super().__init__()
        self._data = data
        self._predicate = predicate

    def get(self, node: Node, default: object = None) -> set[Node]:
        """Return the values of a node; an empty set for none."""
        if node not in self:
            quads = (
                ()
                if isinstance(node, ox.Literal)
                else self._data.quads_for_pattern(node, self._predicate, None, ox.DefaultGraph())
            )
            self[node] = {cast("Node", quad.object) for quad in quads}
        return self[node]


def items(store: ox.Store, head: Node) -> list[Node] | None:
    """Return the members of an RDF list; `None` if `head` is not the head of a well-formed one."""
    members: list[Node] = []
    while head != _NIL:
        if isinstance(head, ox.Literal) or len(members) > _LONGEST:
            return None
        first = list(store.quads_for_pattern(head, _FIRST, None, None))
        rest = list(store.quads_for_pattern(head, _REST, None, None))
        if len(first) != 1 or len(rest) != 1:
            return None
        members.append(cast("Node", first[0].object))
        head = cast("Node", rest[0].object)
    return members


def _turned(values: Values | None) -> Values | None:
    if values is None:
        return None
    found: Values = {}
    for node, reached in values.items():
        for value in reached:
            found.setdefault(value, set()).add(node)
    return found


def _joined(parts: list[Values] | None) -> Values | None:
    if parts is None:
        return None
    found: Values = {}
    for part in parts:
        for node, reached in part.items():
            found.setdefault(node, set()).update(reached)
    return found


def _chained(parts: list[Values] | None) -> Values | None:
    if parts is None:
        return None
    values = parts[0]
    for part in parts[1:]:
        values = {
            node: ends
            for node, reached in values.items()
            if (ends := {end for value in reached for end in part.get(value, ())})
        }
    return values
