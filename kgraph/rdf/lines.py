"""The places in a file where its statements stand, found by a second reading when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.rdf.blank import rename, stable_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Key = int


def place_keys(
    what: ox.Quad | ox.NamedNode | ox.BlankNode | ox.Triple | str,
    predicate: ox.NamedNode | str | None = None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None = None,
) -> Iterator[Key]:
    """Yield the keys to look a thing up by, the narrowest first."""
    if isinstance(what, ox.Quad):
        yield hash(what)
        yield from place_keys(what.subject, what.predicate, what.object)
        return
    subject = ox.NamedNode(what) if isinstance(what, str) else what
    if predicate is not None:
        predicate = ox.NamedNode(predicate) if isinstance(predicate, str) else predicate
        if value is not None:
            yield hash((subject, predicate, value))
        yield hash((subject, predicate))
    yield hash(subject)


class LineIndex:
    """Looks up the first place of a statement, of a subject with a predicate, and of a subject.

    The keys are hashes, so that a large file's index stays small; a collision shows a wrong line, no more.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[Key, int | Location] = {}

    def add(self, quad: ox.Quad, place: int | Location) -> None:
        """Remember `place`, a line number or a location, for `quad`."""
        for key in place_keys(quad):
            self._lines.setdefault(key, place)

    def find(self, key: Key) -> Location | None:
        """Return the place remembered for `key`."""
        place = self._lines.get(key)
        return Location(self._name, line=place) if isinstance(place, int) else place


def index_lines(name: str, read: Callable[[], Iterable[tuple[ox.Quad, int]]], own: str = "") -> LineIndex:
    """Return the index of a file whose statements `read` gives with their line numbers.

    Blank nodes get the names that they have in the dataset; `own` as for `stable_names`.
    """
    index = LineIndex(name)
    held: list[tuple[ox.Quad, int]] = []
    for quad, line in read():
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            held.append((quad, line))
        else:
            index.add(quad, line)
    names = stable_names((quad for quad, _ in held), own)
    for quad, (_, line) in zip(rename((quad for quad, _ in held), names), held, strict=True):
        index.add(quad, line)
    return index
