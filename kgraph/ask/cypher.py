"""A person's Cypher query: run it, and say of every name in it that nothing in the store or ontology has."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kgraph.errors import QueryError
from kgraph.graph_keys import WRITTEN_KEYS
from kgraph.node_names import fold
from kgraph.store.readonly import Token, tokens
from kgraph.store.store_schema import read_schema
from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.store.connection import Connection, QueryResult

# The words of Cypher that a beginner writes; also what the shell completes.
KEYWORDS = (
    *("MATCH", "OPTIONAL", "WHERE", "RETURN", "WITH", "UNWIND", "ORDER", "BY", "SKIP", "LIMIT", "UNION"),
    *("DISTINCT", "AS", "AND", "OR", "XOR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "STARTS", "ENDS"),
    *("CONTAINS", "EXISTS", "COUNT", "COLLECT", "CALL", "YIELD", "CASE", "WHEN", "THEN", "ELSE", "END"),
    *("ASC", "DESC", "ALL", "ANY", "NONE", "SINGLE"),
)
# Its functions that a beginner uses.
FUNCTIONS = (
    *("count", "collect", "sum", "avg", "min", "max", "size", "length", "labels", "type", "keys"),
    *(
        "properties",
        "nodes",
        "relationships",
        "startNode",
        "endNode",
        "coalesce",
        "toLower",
        "toUpper",
        "trim",
    ),
    *("split", "replace", "substring", "head", "last", "range", "reduce", "date", "duration", "round", "abs"),
    *("toInteger", "toFloat", "toString", "shortestPath"),
)
KINDS = {"label": "label", "type": "relationship type", "key": "property"}
NEAREST = 3
_TO_COME = "here_it_comes"
_PLACE = re.compile(r"\(line (\d+), column (\d+)\)")
# Words after which a round bracket opens a pattern, also without a space between.
_BEFORE_PATTERN = frozenset(
    {"MATCH", "WHERE", "AND", "OR", "NOT", "XOR", "RETURN", "WITH", "CREATE", "MERGE"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a query: what it must be there, and how it is written.

    Parameters
    ----------
    kind : {"label", "type", "key"}
        Label, relationship type or property key.
    name : str
        As written, without backticks.
    """

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query, with notes about names in it that mean nothing here."""

    result: QueryResult
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The names that mean something: those of the ontology with their words, and those of the store.

    Parameters
    ----------
    words : dict of str to dict of str to tuple of str
        By kind and name, what people call the term.
    held : dict of str to frozenset of str
        By kind, the names that something in the store has.
    """

    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_ontology(cls) -> Names:
        """Return the names of the ontology that comes with kgraph."""
        words: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in KINDS}
        for term in Vocabulary.load().terms:
            words[term.kind][term.name] = tuple(term.labels.values())
        return cls(words)

    def with_store(self, connection: Connection) -> Names:
        """Return these names with those that the store holds."""
        schema = read_schema(connection)
        uses = (*schema.labels, *schema.types)
        held = {
            "label": frozenset(use.name for use in schema.labels),
            "type": frozenset(use.name for use in schema.types),
            "key": frozenset(each.key for use in uses for each in use.properties),
        }
        return replace(self, held=held)

    def knows(self, each: Name) -> bool:
        """Return whether the ontology, or the mapping to the property graph, has the name."""
        stem = each.name.removesuffix("_sv").removesuffix("_en").removesuffix("_uri")
        return stem in self.words[each.kind] or (each.kind == "key" and stem in WRITTEN_KEYS)

    def all(self, kind: str) -> list[str]:
        """Return every name of one kind, sorted."""
        return sorted({*self.words[kind], *self.held.get(kind, ())})

    def near(self, kind: str, name: str) -> list[str]:
        """Return the names nearest to `name`, by spelling or by the term's words in either language."""
        spelled: dict[str, str] = {}
        for known in self.all(kind):
            for word in (known, *self.words[kind].get(known, ())):
                spelled.setdefault(_folded(word), known)
        found = difflib.get_close_matches(_folded(name), spelled, n=2 * NEAREST, cutoff=0.7)
        held = self.held.get(kind, frozenset())
        ordered = sorted(dict.fromkeys(spelled[word] for word in found), key=lambda known: known not in held)
        return ordered[:NEAREST]


def ask(
    connection: Connection,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    write: bool = False,
    max_rows: int | None = None,
) -> Answer:
    """Run a person's query and check the names in it.

    A misspelt label is no error in Cypher: it matches nothing. The notes say so, with the nearest names.

    Parameters
    ----------
    connection : Connection
        The store.
    cypher : str
        One statement; read-only unless `write`.
    parameters : mapping, optional
        Values of its parameters.
    write : bool
        Let it change the store.
    max_rows : int, optional
        Fetch no more than so many rows.

    Raises
    ------
    QueryError
        Not Cypher, or a write that was not asked for; a misspelt word of Cypher is named.
    StoreError
        The store cannot be reached or refuses.
    """
    try:
        result = connection.query(cypher, parameters, write=write, max_rows=max_rows)
    except QueryError as error:
        raise told(error, cypher) from None
    nothing = not result.records or any(
        all(value is None for value in column) for column in zip(*result.records, strict=True)
    )
    return Answer(result, () if write else notes(cypher, connection, empty=nothing))


def told(error: QueryError, cypher: str) -> QueryError:
    """Return `error` with the word of Cypher that was probably meant at its place, if there is one."""
    place = _PLACE.search(error.message)
    if place is None:
        return error
    line, column = int(place[1]), int(place[2]) - 1
    lines = cypher.split("\n")
    # One store counts to the word, the other to the blank before it.
    found = re.match(r"\W?(\w+)", lines[line - 1][column:]) if line <= len(lines) else None
    word = found[1].casefold() if found else ""
    known = {each.casefold(): each for each in (*KEYWORDS, *FUNCTIONS)}
    near = [known[each] for each in difflib.get_close_matches(word, known, n=1, cutoff=0.7)]
    if not near or word in known:
        return error
    hint = f"{error.hint}\n" if error.hint else ""
    return QueryError(error.message, where=error.where, hint=f"{hint}Did you mean {near[0]}?")


def notes(cypher: str, connection: Connection, *, empty: bool) -> tuple[str, ...]:
    """Return a line for each name in a query that nothing in the store has.

    Parameters
    ----------
    cypher : str
        The query.
    connection : Connection
        The store; its schema is read only if there is a reason to.
    empty : bool
        Whether the answer, or a column of it, was empty: then names that the ontology knows are looked up,
        too.
    """
    names, written = Names.of_ontology(), names_in(cypher)
    if not written or (not empty and all(names.knows(each) for each in written)):
        return ()
    names = names.with_store(connection)
    return tuple(_note(each, names) for each in written if each.name not in names.held[each.kind])


def _note(each: Name, names: Names) -> str:
    shown = f":{each.name}" if each.kind != "key" else each.name
    if names.knows(each):
        return f"nothing in the store has the {KINDS[each.kind]} {shown}, though the ontology knows it"
    near = names.near(each.kind, each.name)
    if near:
        return f"no {KINDS[each.kind]} {shown}; did you mean {' or '.join(near)}?"
    return f"no {KINDS[each.kind]} {shown}; see all with: kgraph schema"


def names_in(cypher: str) -> tuple[Name, ...]:
    """Return the labels, relationship types and property keys of a query's patterns, each once, in order.

    Only what is certain counts: keys of variables that stand in a pattern, and of maps within a pattern.
    """
    reader = _Reader(list(tokens(cypher)))
    return tuple(name for name in dict.fromkeys(reader.names()) if name != Name("label", RESOURCE_LABEL))


def place_of(text: str) -> tuple[str, str]:
    """Return what the end of a query asks for, and what is begun of it.

    Parameters
    ----------
    text : str
        The query as far as it is typed.

    Returns
    -------
    kind : {"label", "type", "key", "word", "command", "question"}
        Label, relationship type, property key, a word of Cypher, a command of the shell, a question's name.
    begun : str
        The letters that are there already.
    """
    if re.fullmatch(r"\s*:\w*", text):
        return "command", text.strip()
    question = re.fullmatch(r"\s*:ask\s+(\S*)", text)
    if question:
        return "question", question[1]
    begun = re.search(r"\w*$", text)
    word = begun[0] if begun else ""
    # A name put there stands for what is still to come, and says by its place what it must be.
    reader = _Reader(list(tokens(text[: len(text) - len(word)] + _TO_COME)))
    kinds = [each.kind for each in reader.names() if each.name == _TO_COME]
    return (kinds[-1] if kinds else "word"), word


class _Reader:
    """Walks over the tokens of a query and keeps the brackets that are open."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.open: list[str] = []
        self.variables: set[str] = set()

    def names(self) -> Iterable[Name]:
        for position, token in enumerate(self.found):
            text = token.written
            if text in ("(", "[", "{"):
                self.open.append(self._kind_of(position))
                self._take_variable(position)
            elif text in (")", "]", "}"):
                if self.open:
                    self.open.pop()
            elif token.kind in ("word", "name"):
                yield from self._name(position)

    def _kind_of(self, position: int) -> str:
        """Return what a bracket opens: ``(`` node, ``[`` relationship, ``{`` map in one, ``other``."""
        token, before = self.found[position], self._at(position - 1)
        if token.written == "(":
            if before is None or before.kind != "word" or before.text in _BEFORE_PATTERN:
                return "("
            # A word that touches the bracket is a function's name: count(...), but IN (...).
            return "other" if before.start + len(before.written) == token.start else "("
        if token.written == "[":
            return "[" if before is not None and before.written == "-" else "other"
        return "{" if self.open and self.open[-1] in ("(", "[") else "other"

    def _take_variable(self, position: int) -> None:
        after = self._at(position + 1)
        if self.open[-1] in ("(", "[") and after is not None and after.kind in ("word", "name"):
            self.variables.add(after.written)

    def _name(self, position: int) -> Iterable[Name]:
        token, before, after = self.found[position], self._at(position - 1), self._at(position + 1)
        sign = before.written if before else ""
        inside = self.open[-1] if self.open else ""
        written = token.written.strip("`")
        if inside == "{" and after is not None and after.written == ":" and sign in ("{", ","):
            yield Name("key", written)
        elif sign == ".":
            owner = self._at(position - 2)
            called = after is not None and after.written in ("(", ".")
            if owner is not None and owner.written in self.variables and not called:
                yield Name("key", written)
        elif inside in ("(", "[", "") and (start := self._colon(position)) is not None:
            owner = self._at(start - 1)
            if inside or (owner is not None and owner.written in self.variables):
                yield Name("type" if inside == "[" else "label", written)

    def _colon(self, position: int) -> int | None:
        """Return the place of the colon of a label or type expression such as ``:A``, ``:A|B``, ``:!A&B``."""
        place = position - 1
        while (token := self._at(place)) is not None and token.written in ("|", "&", "!"):
            if token.written != "!" and (earlier := self._at(place - 1)) is not None:
                place -= 1 if earlier.kind in ("word", "name") else 0
            place -= 1
        return place if token is not None and token.written == ":" else None

    def _at(self, position: int) -> Token | None:
        return self.found[position] if 0 <= position < len(self.found) else None


def _folded(text: str) -> str:
    """Return a name as it is compared: ``MEMBER_OF``, ``memberOf`` and ``member of`` are one."""
    return fold(re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])|_", " ", text))
