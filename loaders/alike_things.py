"""Things by name, kept in columns where they are alike; an object is made of one when it is asked for."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import ItemsView, Mapping, Sequence, ValuesView
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from kgraph.graph_keys import HASH_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

T = TypeVar("T")


@dataclass(slots=True)
class Alike:
    """Things that are alike.

    Parameters
    ----------
    what : tuple of str or str
        Labels of nodes, type of relationships.
    keys : tuple of str
        Keys of their properties.
    columns : list of sequence
        One for each end of a relationship, then one for each key; all equally long.
    """

    what: Any
    keys: tuple[str, ...]
    columns: list[Sequence[Any]]

    def __len__(self) -> int:
        """Return the number of things."""
        return len(self.columns[0])

    def column(self, key: str) -> Sequence[Any]:
        """Return the values of a property; None for each where they have none of that key."""
        if key not in self.keys:
            return [None] * len(self)
        return self.columns[self.place(key)]

    def place(self, key: str) -> int:
        """Return the place of a property's column, from the end."""
        return self.keys.index(key) - len(self.keys)

    def only(self, chosen: Sequence[Any]) -> Alike:
        """Return those whose place in `chosen` is true."""
        return replace(self, columns=[list(compress(column, chosen)) for column in self.columns])


@dataclass(slots=True)
class Portion:
    """Some consecutive things of a table, as rows of their values that are made whenever they are asked for.

    Parameters
    ----------
    table : AlikeTable
        The table.
    order : array
        Number of the block of each.
    first : dict of int to int
        Place in each block of the first of them.
    """

    table: AlikeTable
    order: array[int]
    first: dict[int, int]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.order)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows."""
        return self.rows()

    def rows(self, ids: Mapping[str, str] | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows; of relationships with ids in place of the names of their ends, if these are given.

        Raises
        ------
        KeyError
            An end without an id.
        """
        rows = {}
        for number, count in Counter(self.order).items():
            start = self.first.get(number, 0)
            columns = [column[start : start + count] for column in self.table.blocks[number].columns]
            for place in self.table.dated:
                columns[place] = [value.isoformat() for value in columns[place]]
            if ids is not None:
                columns[:2] = ([ids[end] for end in column] for column in columns[:2])
            rows[number] = zip(*columns, strict=True)
        return map(next, map(rows.__getitem__, self.order))


@dataclass(slots=True)
class AlikeTable:
    """All things that are alike, in order.

    Parameters
    ----------
    blocks : list of Alike
        The things.
    order : array
        Number of the block of each thing, in order; those of one block are in order.
    dated : tuple of int
        Places of the columns of dates and times whose rows have their text.
    """

    blocks: list[Alike] = field(default_factory=list)
    order: array[int] = field(default_factory=lambda: array("I"))
    dated: tuple[int, ...] = ()

    @classmethod
    def of_rows(cls, what: Any, keys: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> AlikeTable:
        """Return a table of rows of values."""
        block = Alike(what, keys, list(zip(*rows, strict=True)))
        return cls([block], array("I", bytes(4 * len(block))))

    def __len__(self) -> int:
        """Return the number of things."""
        return len(self.order)

    def portions(self, bounds: Iterable[tuple[int, int]]) -> Iterator[Portion]:
        """Yield the things between two places each, of which every one begins where the last ends."""
        first: Counter[int] = Counter()
        for start, end in bounds:
            some = self.order[start:end]
            yield Portion(self, some, dict(first))
            first.update(some)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield all rows."""
        for portion in self.portions([(0, len(self))]):
            yield from portion

    def types(self) -> list[set[type]]:
        """Return the types of the values of each column."""
        found: list[set[type]] = [set() for _ in self.blocks[0].columns]
        for block in self.blocks:
            for held, column in zip(found, block.columns, strict=True):
                held.update(map(type, column))
        return found


class AlikeThings(Mapping[str, T], Generic[T]):
    """Things by name, in order.

    Parameters
    ----------
    things : iterable
        Things, each with a name of its own.

    Attributes
    ----------
    blocks : list of Alike
        The things that are alike and were put together; several blocks may be of the same kind.
    order : array
        Number of the block of each thing, in order; those of one block are in order.
    """

    name_key: ClassVar[str]
    """Key of the property that is the name."""
    ends: ClassVar[int]
    """How many ends a thing has."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self.blocks: list[Alike] = []
        self.order = array("I")
        self._open: dict[tuple[Any, tuple[str, ...]], int] = {}
        self._places: dict[str, int] = {}
        for thing in things:
            self.add(thing)

    @classmethod
    def made(cls, what: Any, ends: tuple[str, ...], properties: dict[str, Any]) -> T:
        """Return the object of a thing."""
        raise NotImplementedError

    @classmethod
    def parts(cls, thing: T) -> tuple[Any, tuple[str, ...], dict[str, Any]]:
        """Return what a thing is, its ends and its properties."""
        raise NotImplementedError

    def put(self, block: Alike) -> int:
        """Take a block and return its number, which :attr:`order` is to have once for each thing in it."""
        self.blocks.append(block)
        return len(self.blocks) - 1

    def add(self, thing: T) -> None:
        """Add a thing."""
        what, ends, properties = self.parts(thing)
        kind = what, tuple(properties)
        number = self._open.get(kind)
        if number is None:
            number = self._open[kind] = self.put(Alike(*kind, [[] for _ in range(self.ends + len(kind[1]))]))
        for column, value in zip(self.blocks[number].columns, (*ends, *properties.values()), strict=True):
            column.append(value)  # type: ignore[attr-defined]
        self.order.append(number)
        self._places = {}

    def columns(self, key: str) -> Iterator[Sequence[Any]]:
        """Yield the values that all things have of a property, not in order, but in that of other keys."""
        return (block.column(key) for block in self.blocks)

    def in_order(self, of: Callable[[Alike], Iterable[Any]]) -> Iterator[Any]:
        """Return what is made of each thing, in order.

        Parameters
        ----------
        of : callable
            Returns what is made of each thing of a block.
        """
        made = [iter(of(block)) for block in self.blocks]
        return map(next, map(made.__getitem__, self.order))

    def hashes(self) -> dict[str, int]:
        """Return the hashes by name, in order."""
        return dict(zip(self, self.in_order(lambda block: block.column(HASH_KEY)), strict=True))

    def chosen(self, names: Collection[str]) -> AlikeThings[T]:
        """Return the things with these names, each that of one of them."""
        if len(names) == len(self):
            return self
        wanted = frozenset(names)
        return type(self)(self[name] for name in self if name in wanted)

    def tables(self) -> list[AlikeTable]:
        """Return all things that are alike in a table."""
        found: dict[tuple[Any, tuple[str, ...]], AlikeTable] = {}
        places = []
        for block in self.blocks:
            table = found.setdefault((block.what, block.keys), AlikeTable())
            places.append((table.order.append, len(table.blocks)))
            table.blocks.append(block)
        for number in self.order:
            put, place = places[number]
            put(place)
        return list(found.values())

    def __len__(self) -> int:
        """Return the number of things."""
        return len(self.order)

    def __iter__(self) -> Iterator[str]:
        """Yield the names, in order."""
        return self.in_order(lambda block: block.column(self.name_key))

    def __getitem__(self, name: str) -> T:
        """Return the thing with a name."""
        row, number = divmod(self._where()[name], len(self.blocks))
        block = self.blocks[number]
        return self._object(block, tuple(column[row] for column in block.columns))

    def __contains__(self, name: object) -> bool:
        """Return whether there is a thing with a name."""
        return name in self._where()

    def _where(self) -> dict[str, int]:
        """Return row and number of block as one number, by name: made when needed, as it takes memory."""
        if not self._places:
            step = len(self.blocks)
            for number, block in enumerate(self.blocks):
                places = range(number, number + len(block) * step, step)
                self._places.update(zip(block.column(self.name_key), places, strict=True))
        return self._places

    def _object(self, block: Alike, row: tuple[Any, ...]) -> T:
        ends = self.ends
        return self.made(block.what, row[:ends], dict(zip(block.keys, row[ends:], strict=True)))

    def _objects(self, block: Alike) -> Iterator[T]:
        return (self._object(block, row) for row in zip(*block.columns, strict=True))

    def values(self) -> ValuesView[T]:
        """Return the things, in order."""
        return _ThingsView(self)

    def items(self) -> ItemsView[str, T]:
        """Return names and things, in order."""
        return _NamedThingsView(self)


class _ThingsView(ValuesView[T]):
    """The objects of things, in order."""

    _mapping: AlikeThings[T]

    def __iter__(self) -> Iterator[T]:
        return self._mapping.in_order(self._mapping._objects)


class _NamedThingsView(ItemsView[str, T]):
    """The names and objects of things, in order."""

    _mapping: AlikeThings[T]

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return zip(self._mapping, self._mapping.values(), strict=True)
