"""The values at the end of SHACL property paths, looked up node by node.

Predicates, inverses, sequences and alternatives (https://www.w3.org/TR/shacl/#property-paths) are followed;
paths of any length are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import RDF, SH
from kgraph.rdf.ontology_context import TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Node = ox.NamedNode | ox.BlankNode | ox.Literal

_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")
_NIL = ox.NamedNode(RDF + "nil")
_INVERSE = SH + "inversePath"
_ALTERNATIVE = SH + "alternativePath"
_LONGEST = 1000
_REMEMBERED = 20_000
_NEVER: frozenset[ox.NamedNode] = frozenset()


@dataclass(frozen=True, slots=True)
class Follow:
    """What follows a path.

    Parameters
    ----------
    values : callable
        Returns the distinct values that the path leads to from a node.
    begins : frozenset of NamedNode, optional
        A node of which nothing is said by any of these has no values; `None` if that cannot be told so.
    choices : tuple of Follow
        The paths that an alternative is made of.
    """

    values: Callable[[Node], Collection[Node]]
    begins: frozenset[ox.NamedNode] | None
    choices: tuple[Follow, ...] = ()

    def among(self, stated: frozenset[ox.NamedNode]) -> Follow:
        """Return the same for nodes of which something is stated by these predicates and no other."""
        if self.begins is not None and self.begins.isdisjoint(stated):
            return _NOWHERE
        left = [each for part in self.choices if (each := part.among(stated)) is not _NOWHERE]
        return _joined(left) if len(left) < len(self.choices) else self


_NOWHERE = Follow(lambda _: (), _NEVER)


class Paths:
    """Follows SHACL paths in some data.

    Parameters
    ----------
    shapes : pyoxigraph.Store
        The shapes, which describe the paths.
    data : pyoxigraph.Store
        The data; paths are followed in all its graphs together.
    """

    def __init__(self, shapes: ox.Store, data: ox.Store) -> None:
        self._shapes = shapes
        self._data = data
        self._known: dict[tuple[Node, bool], Follow | None] = {}
        self._types: dict[Node, frozenset[Node]] = {}
        self._kinds: dict[frozenset[Node], frozenset[Node]] = {}
        self._said: dict[Node, dict[ox.NamedNode, set[Node]]] = {}
        self._last: Node | None = None
        self._of_last: dict[ox.NamedNode, set[Node]] = {}

    def values(self, path: Node, *, backwards: bool = False) -> Follow | None:
        """Return what follows `path` from a node; `None` for an unsupported path."""
        key = path, backwards
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._follow(path, backwards)
        return self._known[key]

    def said_of(self, node: Node) -> dict[ox.NamedNode, set[Node]]:
        """Return the values of a node by predicate; a node is looked up once while it is remembered."""
        if node is self._last:
            return self._of_last
        said = self._said.get(node)
        if said is None:
            said = {}
            if not isinstance(node, ox.Literal):
                for quad in self._data.quads_for_pattern(node, None, None, None):
                    said.setdefault(quad.predicate, set()).add(cast("Node", quad.object))
            # All are forgotten at once: what is asked next is mostly about other nodes.
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            self._said[node] = said
        self._last, self._of_last = node, said
        return said

    def types_of(self, node: Node) -> Collection[Node]:
        """Return the classes that are stated of a node; they are looked up alone, since many refer to one."""
        types = self._types.get(node)
        if types is None:
            found: frozenset[Node] = frozenset()
            if not isinstance(node, ox.Literal):
                about = self._data.quads_for_pattern(node, TYPE, None, None)
                found = frozenset(cast("Node", quad.object) for quad in about)
            types = self._kinds.setdefault(found, found)
            if len(self._types) >= _REMEMBERED:
                self._types.clear()
            self._types[node] = types
        return types

    def _follow(self, path: Node, backwards: bool) -> Follow | None:
        if isinstance(path, ox.NamedNode):
            return self._referring(path) if backwards else self._stated(path)
        if isinstance(path, ox.Literal):
            return None
        terms = [
            (quad.predicate.value, cast("Node", quad.object))
            for quad in self._shapes.quads_for_pattern(path, None, None, None)
        ]
        if len(terms) == 1 and terms[0][0] == _INVERSE:
            return self.values(terms[0][1], backwards=not backwards)
        if len(terms) == 1 and terms[0][0] == _ALTERNATIVE:
            choices = self._parts(terms[0][1], backwards)
            return _joined(choices) if choices else None
        if {term for term, _ in terms} == {_FIRST.value, _REST.value}:
            parts = self._parts(path, backwards)
            return _chained(parts[::-1] if parts and backwards else parts)
        return None

    def _stated(self, predicate: ox.NamedNode) -> Follow:
        begins = frozenset({predicate}) if self._is_used(predicate) else _NEVER
        return Follow(lambda node: self.said_of(node).get(predicate, ()), begins)

    def _referring(self, predicate: ox.NamedNode) -> Follow:
        data = self._data
        return Follow(
            lambda node: {
                cast("Node", quad.subject) for quad in data.quads_for_pattern(None, predicate, node, None)
            },
            None if self._is_used(predicate) else _NEVER,
        )

    def _is_used(self, predicate: ox.NamedNode) -> bool:
        return next(self._data.quads_for_pattern(None, predicate, None, None), None) is not None

    def _parts(self, head: Node, backwards: bool) -> list[Follow] | None:
        """Return what follows each member of a list; SHACL allows none with fewer than two."""
        parts = [self.values(part, backwards=backwards) for part in items(self._shapes, head) or ()]
        known = [part for part in parts if part is not None]
        return known if len(parts) > 1 and len(known) == len(parts) else None


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


def _joined(parts: list[Follow]) -> Follow:
    if len(parts) == 1:
        return parts[0]
    begins = [part.begins for part in parts if part.begins is not None]
    return Follow(
        lambda node: {value for part in parts for value in part.values(node)},
        _NEVER.union(*begins) if len(begins) == len(parts) else None,
        tuple(parts),
    )


def _chained(parts: list[Follow] | None) -> Follow | None:
    if parts is None:
        return None

    def follow(node: Node) -> set[Node]:
        """Return where the steps lead one after the other."""
        reached = {node}
        for part in parts:
            reached = {value for each in reached for value in part.values(each)}
        return reached

    return Follow(follow, _NEVER if any(part.begins == _NEVER for part in parts) else parts[0].begins)
