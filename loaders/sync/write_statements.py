"""Statements that write nodes and relationships, in batches by label set and by relationship type."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kgraph.store.cypher_names import quote
from kgraph.store.node_lookup import seek
from kgraph.vocabulary import RESOURCE_LABEL

from ..alike_things import AlikeTable, Portion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import neo4j

    from ..alike_things import AlikeThings
    from ..property_graph import Node, Relationship

BATCH = 5_000

# From this many rows with the same keys, a statement that names each key beats one with a map per row. Below,
# planning one more statement takes longer than it saves.
COMMON = 500

# The key of a relationship as the key of a map. Somebody may have put a number or a list in its place, which
# no map may be asked for.
STORED_KEY = "toStringOrNull(r.key)"

_ENDS = f"{seek('a', 'row[0]')} {seek('b', 'row[1]')}"
_ENDS_BY_ID = "MATCH (a) WHERE elementId(a) = row[0] MATCH (b) WHERE elementId(b) = row[1]"

# The driver takes ten times as long to pack a date as its text, which the server parses instantly.
_READERS: dict[type, str] = {dt.date: "date", dt.datetime: "localdatetime"}

Row = dict[str, Any]
Columns = tuple[tuple[str, str], ...]


class Rows(list[Any]):
    """The rows of a statement, with a short repr, because the driver formats its parameters for a log."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the number of rows."""
        return f"<{len(self)} rows>"


@dataclass(frozen=True, slots=True)
class Batch:
    """A statement and its rows.

    Parameters
    ----------
    statement : str
        Cypher that unwinds ``$rows``.
    rows : list or Portion
        What it writes.
    by_id : str
        The same for rows whose first two values are element ids, not ``uri``; empty for none.
    gives_ids : bool
        Whether the statement returns one list of ``uri`` and element id of what it created.
    things : int
        How many nodes or relationships it writes; 0 for one per row.
    """

    statement: str
    rows: list[Any] | Portion
    by_id: str = ""
    gives_ids: bool = False
    things: int = 0

    @property
    def count(self) -> int:
        """The number of nodes or relationships that it writes."""
        return self.things or len(self.rows)


def _pieces(
    statement: str, rows: list[Any] | AlikeTable, *, by_id: str = "", gives_ids: bool = False
) -> Iterator[Batch]:
    # Pieces of one size, so that transactions side by side end at about the same time.
    count = math.ceil(len(rows) / BATCH)
    bounds = [(len(rows) * place // count, len(rows) * (place + 1) // count) for place in range(count)]
    some = rows.portions(bounds) if isinstance(rows, AlikeTable) else (rows[a:b] for a, b in bounds)
    for piece in some:
        yield Batch(statement, piece, by_id, gives_ids)


def _labels(labels: Iterable[str]) -> str:
    return "".join(f":{quote(label)}" for label in (RESOURCE_LABEL, *sorted(set(labels) - {RESOURCE_LABEL})))


def _by_columns(things: AlikeThings[Any]) -> Iterator[tuple[Any, Columns | None, AlikeTable]]:
    """Give alike things the columns that their values need, and put rare ones together.

    Yields
    ------
    what, columns, rows : object, tuple of (key, function) or None, AlikeTable
        Where the columns are None, one map of all keys takes the place of the values. The function is what
        Cypher makes a value of its text with; empty for none.
    """
    groups: dict[tuple[Any, Columns], AlikeTable] = {}
    for table in things.tables():
        what = table.blocks[0].what
        for columns, some in _by_types(table, things.ends):
            groups[what, columns] = some
    rare: dict[Any, list[list[Any]]] = defaultdict(list)
    for (what, columns), table in sorted(groups.items(), key=itemgetter(0)):
        if len(table) < COMMON:
            names = [key for key, _ in columns]
            rare[what] += (
                [*row[: things.ends], dict(zip(names, row[things.ends :], strict=True))]
                for row in table.rows()
            )
        else:
            dated = tuple(place for place, (_, function) in enumerate(columns, things.ends) if function)
            yield what, columns, replace(table, dated=dated)
    for what, rows in sorted(rare.items(), key=itemgetter(0)):
        yield what, None, AlikeTable.of_rows(what, (), rows)


def _by_types(table: AlikeTable, ends: int) -> Iterator[tuple[Columns, AlikeTable]]:
    """Sort things with the same keys by the functions that their values need; they mostly need the same."""
    what, keys = table.blocks[0].what, table.blocks[0].keys
    readers = [{_READERS.get(kind, "") for kind in held} for held in table.types()[ends:]]
    if all(len(functions) == 1 for functions in readers):
        yield tuple((key, functions.pop()) for key, functions in zip(keys, readers, strict=True)), table
        return
    groups: dict[Columns, list[Any]] = defaultdict(list)
    for row in table.rows():
        values = zip(keys, row[ends:], strict=True)
        groups[tuple((key, _READERS.get(type(value), "")) for key, value in values)].append(row)
    for columns, rows in groups.items():
        yield columns, AlikeTable.of_rows(what, keys, rows)


def _pattern(columns: Columns, first: int) -> str:
    """Return the map of properties for rows whose columns begin at `first`."""
    values = [
        f"{quote(key)}: {function}(row[{place}])" if function else f"{quote(key)}: row[{place}]"
        for place, (key, function) in enumerate(columns, first)
    ]
    return f"{{{', '.join(values)}}}"


def create_nodes(nodes: AlikeThings[Node], *, gives_ids: bool = False) -> Iterator[Batch]:
    """Yield statements that create nodes, all labels at once."""
    for labels, columns, rows in _by_columns(nodes):
        if columns is None:
            statement = f"UNWIND $rows AS row CREATE (n{_labels(labels)}) SET n = row[0]"
        else:
            statement = f"UNWIND $rows AS row CREATE (n{_labels(labels)} {_pattern(columns, 0)})"
        if gives_ids:
            statement += " RETURN collect([n.uri, elementId(n)]) AS ids"
        yield from _pieces(statement, rows, gives_ids=gives_ids)


def update_nodes(changes: Iterable[tuple[str, Row, frozenset[str], frozenset[str]]]) -> Iterator[Batch]:
    """Yield statements that set properties (None takes one away), and add and remove labels.

    Parameters
    ----------
    changes : iterable of (uri, properties, labels to add, labels to remove)
    """
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Row]] = defaultdict(list)
    for uri, properties, new, old in changes:
        groups[tuple(sorted(new)), tuple(sorted(old))].append({"uri": uri, "set": properties})
    for (added, removed), rows in sorted(groups.items(), key=lambda group: group[0]):
        statement = f"UNWIND $rows AS row {seek('n', 'row.uri')} SET n += row.set"
        statement += "".join(f" SET n:{quote(label)}" for label in added)
        statement += "".join(f" REMOVE n:{quote(label)}" for label in removed)
        yield from _pieces(statement, rows)


def delete_nodes(uris: list[str]) -> Iterator[Batch]:
    """Yield statements that delete nodes and the relationships they have."""
    yield from _pieces(f"UNWIND $rows AS row {seek('n', 'row')} DETACH DELETE n", uris)


def create_relationships(items: AlikeThings[Relationship]) -> Iterator[Batch]:
    """Yield statements that create relationships."""
    for kind, columns, rows in _by_columns(items):
        if columns is None:
            create = f"CREATE (a)-[r:{quote(kind)}]->(b) SET r = row[2]"
        else:
            create = f"CREATE (a)-[:{quote(kind)} {_pattern(columns, 2)}]->(b)"
        yield from _pieces(
            f"UNWIND $rows AS row {_ENDS} {create}", rows, by_id=f"UNWIND $rows AS row {_ENDS_BY_ID} {create}"
        )


def update_relationships(changes: Iterable[tuple[Relationship, Row]]) -> Iterator[Batch]:
    """Yield statements that set properties of relationships that keep their type and ends."""
    places = ((item.type, item.start, item.end, item.properties["key"], row) for item, row in changes)
    yield from at_relationships(places, f"SET r += row[1][{STORED_KEY}]")


def delete_relationships(items: Iterable[tuple[str, str, str, str]]) -> Iterator[Batch]:
    """Yield statements that delete relationships, given as (type, start, end, key)."""
    yield from at_relationships(((*item, True) for item in items), "DELETE r")


def at_relationships(
    items: Iterable[tuple[str, str, str, str, Any]], change: str, also: str = ""
) -> Iterator[Batch]:
    """Yield statements that find relationships by their ends and change them.

    A node's relationships are looked through once, however many of them change: to look for one of them at a
    time takes time by the square of their number where a node has thousands. Of its two ends, a relationship
    is looked for from the one that more of the others share.

    Parameters
    ----------
    items : iterable of (type, start, end, key, value)
    change : str
        What happens to ``r``. The value is ``row[1][key]``.
    also : str
        A further condition on ``r``.
    """
    by_type: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for kind, *item in items:
        by_type[kind].append(tuple(item))
    for kind, places in sorted(by_type.items(), key=itemgetter(0)):
        starts, ends = (Counter(place[side] for place in places) for side in (0, 1))
        nodes: dict[bool, dict[str, Row]] = {True: defaultdict(dict), False: defaultdict(dict)}
        for start, end, key, value in places:
            outgoing = starts[start] >= ends[end]
            nodes[outgoing][start if outgoing else end][key] = value
        for outgoing, wanted in nodes.items():
            arrow = f"-[r:{quote(kind)}]->()" if outgoing else f"<-[r:{quote(kind)}]-()"
            statement = (
                f"UNWIND $rows AS row {seek('n', 'row[0]')} MATCH (n){arrow} "
                f"WHERE row[1][{STORED_KEY}] IS NOT NULL {also} {change}"
            )
            for rows in _portions(wanted):
                yield Batch(statement, rows, things=sum(len(keys) for _, keys in rows))


def _portions(wanted: dict[str, Row]) -> Iterator[list[list[Any]]]:
    """Yield rows of a node and the values at it, `BATCH` values at a time."""
    rows: list[list[Any]] = []
    room = BATCH
    for node, values in wanted.items():
        waiting = list(values.items())
        while waiting:
            rows.append([node, dict(waiting[:room])])
            taken, waiting = min(room, len(waiting)), waiting[room:]
            room -= taken
            if not room:
                yield rows
                rows, room = [], BATCH
    if rows:
        yield rows


def create_tie(kind: str, *, named_start: bool, named_end: bool) -> str:
    """Return a statement that creates relationships from rows of start, end and properties.

    Parameters
    ----------
    kind : str
        Their type.
    named_start, named_end : bool
        Whether that end is given by its ``uri``; else by its element id.
    """
    start, end = _end_of_row("a", 0, named=named_start), _end_of_row("b", 1, named=named_end)
    return f"UNWIND $rows AS row {start} {end} CREATE (a)-[r:{quote(kind)}]->(b) SET r = row[2]"


def _end_of_row(name: str, place: int, *, named: bool) -> str:
    if named:
        return seek(name, f"row[{place}]")
    return f"MATCH ({name}) WHERE elementId({name}) = row[{place}]"


def run_batches(
    tx: neo4j.ManagedTransaction | neo4j.Transaction,
    batches: Iterable[Batch],
    ids: dict[str, str],
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Run statements in a transaction, each result consumed; return the number of round trips.

    Parameters
    ----------
    ids : dict of str to str
        Element ids by ``uri`` of the nodes that were created; added to, and used to find them faster.
    told : callable
        Called with the number of rows that each statement wrote.
    """
    trips = 0
    # Pack and send a statement while the server executes the previous one.
    last: tuple[Batch, neo4j.Result] | None = None
    for batch in batches:
        if batch.by_id and last is not None:
            _end(*last, ids, told)
            last = None
        sent = batch, tx.run(*_with_ids(batch, ids))
        if last is not None:
            _end(*last, ids, told)
        last = sent
        trips += 1
    if last is not None:
        _end(*last, ids, told)
    return trips


def _with_ids(batch: Batch, ids: dict[str, str]) -> tuple[str, dict[str, Any]]:
    if isinstance(batch.rows, Portion) and batch.by_id:
        try:
            rows = Rows(batch.rows.rows(ids))
        except KeyError:
            pass
        else:
            return batch.by_id, {"rows": rows}
    return batch.statement, {"rows": Rows(batch.rows)}


def _end(batch: Batch, result: neo4j.Result, ids: dict[str, str], told: Callable[[int], None]) -> None:
    if batch.gives_ids:
        ids.update(result.single(strict=True)["ids"])
    result.consume()
    told(batch.count)
