"""The lines of a file on which its statements end, found by reading it again when they are asked for."""

from __future__ import annotations

from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.rdf.blank_nodes import rename, stable_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

Key = int

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"


def place_keys(
    what: ox.Quad | ox.NamedNode | ox.BlankNode | ox.Triple | str,
    predicate: ox.NamedNode | str | None = None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None = None,
) -> Iterator[Key]:
    """Yield the lookup keys of a statement, the narrowest first."""
    if isinstance(what, ox.Quad):
        # Most are found by the first.
        yield hash(what)
        yield from _keys_of(what)[1:]
        return
    subject = ox.NamedNode(what) if isinstance(what, str) else what
    if predicate is not None:
        predicate = ox.NamedNode(predicate) if isinstance(predicate, str) else predicate
        if value is not None:
            yield hash((subject, predicate, value))
        yield hash((subject, predicate))
    yield hash(subject)


def _keys_of(quad: ox.Quad) -> tuple[Key, Key, Key, Key]:
    subject, predicate, value, _ = quad
    return hash(quad), hash((subject, predicate, value)), hash((subject, predicate)), hash(subject)


def as_stored(quad: ox.Quad) -> ox.Quad:
    """Return a statement as Oxigraph gives it back, for instance with ``1.5`` for ``1.50``."""
    value = quad.object
    if not isinstance(value, ox.Literal):
        return quad
    kind = value.datatype.value
    if kind == _STRING or not kind.startswith(_XSD):
        return quad
    return ox.Quad(quad.subject, quad.predicate, _stored_literal(value), quad.graph_name)


@lru_cache(maxsize=65_536)
def _stored_literal(value: ox.Literal) -> ox.Literal:
    store = ox.Store()
    name = ox.NamedNode("urn:x")
    store.add(ox.Quad(name, name, value, ox.DefaultGraph()))
    return cast("ox.Literal", next(iter(store)).object)


class LineIndex:
    """Looks up the first place of a statement, of a subject with a predicate, and of a subject.

    Keys are hashes, which keeps the index small; the worst that a collision does is show a wrong line. They
    and the lines are kept in arrays, which take a tenth of the memory of a dictionary.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._keys = array("q")
        # Lines, and where a place is no line, the number of its location below zero.
        self._codes = array("i")
        self._locations: list[Location] = []
        self._last: tuple[Key, ...] = (0, 0, 0, 0)
        self._in_order: tuple[NDArray[np.int64], NDArray[np.int32]] | None = None

    def add(self, quad: ox.Quad, place: int | Location) -> None:
        """Remember `place`, a line number or a location, for `quad`."""
        if isinstance(place, int):
            code = place
        else:
            if not self._locations or self._locations[-1] != place:
                self._locations.append(place)
            code = -len(self._locations)
        self._in_order = None
        keys = _keys_of(as_stored(quad))
        # Statements about one thing are mostly consecutive.
        new = [key for key, before in zip(keys, self._last, strict=True) if key != before]
        self._keys.extend(new)
        self._codes.extend([code] * len(new))
        self._last = keys

    def find(self, key: Key) -> Location | None:
        """Return the place remembered for `key`."""
        if self._in_order is None:
            self._in_order = self._sorted()
        keys, codes = self._in_order
        found = int(keys.searchsorted(key))
        if found == len(keys) or keys[found] != key:
            return None
        code = int(codes[found])
        return Location(self._name, line=code) if code >= 0 else self._locations[-code - 1]

    def first(self, quads: Sequence[ox.Quad]) -> tuple[Location | None, list[ox.Quad]]:
        """Return the first place of some statements, and those of which none is remembered."""
        import numpy as np

        if self._in_order is None:
            self._in_order = self._sorted()
        keys, codes = self._in_order
        asked = np.fromiter(map(hash, quads), np.int64, len(quads))
        at = np.minimum(keys.searchsorted(asked), max(len(keys) - 1, 0))
        known = keys[at] == asked if len(keys) else np.zeros(len(asked), bool)
        places = [
            Location(self._name, line=code) if code >= 0 else self._locations[-code - 1]
            for code in _least(codes[at[known]].tolist())
        ]
        rest = [quad for quad, found in zip(quads, known.tolist(), strict=True) if not found]
        return min(places, key=Location.order, default=None), rest

    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the keys in order, each with the first place that was remembered for it."""
        import numpy as np

        keys, first = np.unique(np.asarray(self._keys), return_index=True)
        codes = np.asarray(self._codes)[first]
        # Nothing else is kept of what was added; more can be added once these are no longer looked at.
        self._keys, self._codes = array("q", keys.tobytes()), array("i", codes.tobytes())
        return np.asarray(self._keys), np.asarray(self._codes)


def _least(codes: list[int]) -> list[int]:
    """Return the first line among the codes of places, and all that are no lines."""
    lines = [code for code in codes if code >= 0]
    return [*({min(lines)} if lines else ()), *{code for code in codes if code < 0}]


def index_lines(name: str, read: Callable[[], Iterable[tuple[ox.Quad, int]]], own: str = "") -> LineIndex:
    """Return the index of a file whose statements `read` yields with their line numbers.

    Blank nodes get the names that they have in the dataset; `own` is as for `stable_names`.
    """
    index = LineIndex(name)
    held: list[tuple[ox.Quad, int]] = []
    blank = ox.BlankNode
    for quad, line in read():
        if isinstance(quad.subject, blank) or isinstance(quad.object, blank):
            held.append((as_stored(quad), line))
        else:
            index.add(quad, line)
    names = stable_names((quad for quad, _ in held), own)
    for quad, (_, line) in zip(rename((quad for quad, _ in held), names), held, strict=True):
        index.add(quad, line)
    return index
