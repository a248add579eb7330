"""The lines of a file on which its statements end, found by reading it again when they are asked for."""

from __future__ import annotations

from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.rdf.blank_nodes import rename, stable_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

Key = int

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TEXTS = frozenset({ox.Literal("").datatype, ox.Literal("", language="en").datatype})


class LineFinder(Protocol):
    """Finds a few lines of a file sooner than the index of all is made, though not all that are there."""

    def subject_lines(self, iris: Collection[str]) -> dict[str, int]:
        """Return where things are first described."""
        ...

    def graph_lines(self, iris: Collection[str]) -> dict[str, int]:
        """Return where something is first stated in graphs."""
        ...

    def statement_lines(self, quads: Collection[ox.Quad]) -> dict[ox.Quad, int]:
        """Return where statements about IRIs are first made."""
        ...


def place_keys(
    what: ox.Quad | ox.NamedNode | ox.BlankNode | ox.Triple | str,
    predicate: ox.NamedNode | str | None = None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None = None,
) -> Iterator[Key]:
    """Yield the lookup keys of a statement, the narrowest first."""
    if isinstance(what, ox.Quad):
        # Most are found by the first.
        yield hash(what)
        what, predicate, value, _ = what
    subject = hash(ox.NamedNode(what) if isinstance(what, str) else what)
    if predicate is not None:
        stated = hash(ox.NamedNode(predicate) if isinstance(predicate, str) else predicate)
        if value is not None:
            yield hash((subject, stated, hash(value)))
        yield hash((subject, stated))
    yield subject


def as_stored(quad: ox.Quad) -> ox.Quad:
    """Return a statement as Oxigraph gives it back, for instance with ``1.5`` for ``1.50``."""
    value = quad.object
    if not isinstance(value, ox.Literal) or value.datatype in _TEXTS:
        return quad
    if not value.datatype.value.startswith(_XSD):
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
        self._last: tuple[Key, Key, Key, Key] = (0, 0, 0, 0)
        self._in_order: tuple[NDArray[np.int64], NDArray[np.int32]] | None = None

    def add(self, quad: ox.Quad, place: int | Location) -> None:
        """Remember `place`, a line number or a location, for `quad`."""
        self.add_all([(quad, place)])

    def add_all(self, placed: Iterable[tuple[ox.Quad, int | Location]]) -> None:
        """Remember the places, line numbers or locations, of statements."""
        self._in_order = None
        add_key, add_code, literal = self._keys.append, self._codes.append, ox.Literal
        last = self._last
        for quad, place in placed:
            code = place if isinstance(place, int) else self._code_of(place)
            subject, predicate, value, _ = quad
            if isinstance(value, literal) and value.datatype not in _TEXTS:
                quad = as_stored(quad)
                value = quad.object
            about, stated = hash(subject), hash(predicate)
            keys = hash(quad), hash((about, stated, hash(value))), hash((about, stated)), about
            # Statements about one thing are mostly consecutive: what is as before is not added again.
            for key, before in zip(keys, last, strict=True):
                if key != before:
                    add_key(key)
                    add_code(code)
            last = keys
        self._last = last

    def _code_of(self, place: Location) -> int:
        """Return the number below zero that stands for a place that is no line."""
        if not self._locations or self._locations[-1] != place:
            self._locations.append(place)
        return -len(self._locations)

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

    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the keys in order, each with the first place that was remembered for it."""
        import numpy as np

        keys, first = np.unique(np.asarray(self._keys), return_index=True)
        codes = np.asarray(self._codes)[first]
        # Nothing else is kept of what was added; more can be added once these are no longer looked at.
        self._keys, self._codes = array("q", keys.tobytes()), array("i", codes.tobytes())
        return np.asarray(self._keys), np.asarray(self._codes)


def index_lines(name: str, read: Callable[[], Iterable[tuple[ox.Quad, int]]], own: str = "") -> LineIndex:
    """Return the index of a file whose statements `read` yields with their line numbers.

    Blank nodes get the names that they have in the dataset; `own` is as for `stable_names`.
    """
    index = LineIndex(name)
    held: list[tuple[ox.Quad, int]] = []
    blank = ox.BlankNode

    def ground() -> Iterator[tuple[ox.Quad, int]]:
        """Yield the statements without blank nodes, and hold the others."""
        for placed in read():
            subject, _, value, _ = placed[0]
            if isinstance(subject, blank) or isinstance(value, blank):
                held.append((as_stored(placed[0]), placed[1]))
            else:
                yield placed

    index.add_all(ground())
    names = stable_names((quad for quad, _ in held), own)
    renamed = rename((quad for quad, _ in held), names)
    index.add_all(zip(renamed, (line for _, line in held), strict=True))
    return index
