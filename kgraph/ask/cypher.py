"""Run a user's Cypher query, and point out names in it that match nothing."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from kgraph.ask.answer import Answer, UnknownName
from kgraph.ask.query_names import FUNCTIONS, KEYWORDS, KINDS, KnownNames, names_in
from kgraph.ask.store_notes import refusal_hint, store_notes
from kgraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.ask.query_names import QueryName
    from kgraph.store.connection import Connection

_PLACE = re.compile(r"\(line (\d+), column (\d+)\)")


def ask(
    connection: Connection,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    write: bool = False,
    max_rows: int | None = None,
    stored: KnownNames | None = None,
) -> Answer:
    """Run a user's query and check the names in it.

    A misspelt label is no error in Cypher: it matches nothing. The answer's notes point it out and suggest
    the nearest names.

    Parameters
    ----------
    connection : Connection
        The store.
    cypher : str
        One statement; read-only unless `write`.
    parameters : mapping, optional
        Values of its parameters.
    write : bool
        Allow the query to change the store.
    max_rows : int, optional
        Fetch at most this many rows.
    stored : KnownNames, optional
        The names of the ontology and those in use in the store, where they have been read already.

    Raises
    ------
    QueryError
        Not Cypher, or a write without `write`. For a misspelt word of Cypher the hint suggests the right one.
    StoreError
        The store cannot be reached or refuses.
    """
    try:
        result = connection.query(cypher, parameters, write=write, max_rows=max_rows)
    except QueryError as error:
        raise with_suggestion(error, cypher) from None
    # A column of nulls is as suspicious as no rows: a misspelt property is null everywhere.
    empty = not result.records or any(
        all(value is None for value in column) for column in zip(*result.records, strict=True)
    )
    unknown = () if write else unknown_names(cypher, connection, empty=empty, stored=stored)
    return Answer(
        columns=result.columns,
        records=result.records,
        notes=() if write else (*map(_note, unknown), *store_notes(cypher, connection)),
        truncated=result.truncated,
        changes={name: count for name, count in result.counters.items() if count},
        unknown=unknown,
    )


def with_suggestion(error: QueryError, cypher: str) -> QueryError:
    """Return `error` with a hint at the word of Cypher that was probably meant, if one is near."""
    instead = refusal_hint(error.message)
    if instead:
        return QueryError(error.message, where=error.where, hint=instead)
    place = fault_in(error, cypher)
    if place is None:
        return error
    word = cypher[slice(*place)].casefold()
    spellings = {each.casefold(): each for each in (*KEYWORDS, *FUNCTIONS)}
    near = [spellings[each] for each in difflib.get_close_matches(word, spellings, n=1, cutoff=0.7)]
    if not near or word in spellings:
        return error
    hint = f"{error.hint}\n" if error.hint else ""
    hint += f"Did you mean {near[0]}?"
    return QueryError(error.message, where=error.where, hint=hint, instead=near[0])


def fault_in(error: QueryError, cypher: str) -> tuple[int, int] | None:
    """Return where the word that a store stumbled over begins and ends; None if it names no place."""
    place = _PLACE.search(error.message)
    if place is None:
        return None
    line, column = int(place[1]), int(place[2]) - 1
    lines = cypher.split("\n")
    if line > len(lines):
        return None
    # One store counts to the word, the other to the blank before it.
    match = re.compile(r"\W?(\w+)").match(lines[line - 1], column)
    start, end = match.span(1) if match else (column, column + 1)
    before = sum(len(each) + 1 for each in lines[: line - 1])
    return before + start, before + end


def unknown_names(
    cypher: str, connection: Connection, *, empty: bool, stored: KnownNames | None = None
) -> tuple[UnknownName, ...]:
    """Return the names in a query that nothing in the store has.

    Parameters
    ----------
    cypher : str
        The query.
    connection : Connection
        The store. Its schema is read only if the ontology lacks a name, or `empty`, and `stored` is missing.
    empty : bool
        Whether the answer, or a column of it, is empty. If so, names that the ontology has are looked up in
        the store too.
    stored : KnownNames, optional
        The names of the ontology and those in use in the store.
    """
    written = names_in(cypher)
    if not written:
        return ()
    names = stored or KnownNames.of_ontology()
    if not empty and all(names.in_ontology(each) for each in written):
        return ()
    if stored is None:
        names = names.with_store(connection)
    return tuple(_unknown(each, names) for each in written if each.name not in names.stored[each.kind])


def _unknown(each: QueryName, names: KnownNames) -> UnknownName:
    if names.in_ontology(each):
        return UnknownName(each.kind, each.name, known=True)
    return UnknownName(each.kind, each.name, tuple(names.near(each.kind, each.name)))


def _note(each: UnknownName) -> str:
    kind, shown = KINDS[each.kind], f":{each.name}" if each.kind != "key" else each.name
    if each.known:
        return f"nothing in the store has the {kind} {shown}, though the ontology knows it"
    if each.near:
        return f"no {kind} {shown}; did you mean {' or '.join(each.near)}?"
    return f"no {kind} {shown}; see all with: kgraph schema"
