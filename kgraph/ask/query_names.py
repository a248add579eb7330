"""The names in a Cypher query: where they stand, which of them are known, and what may come next."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgraph.graph_keys import WRITTEN_KEYS
from kgraph.node_names import fold
from kgraph.store.readonly import Token, tokens
from kgraph.store.store_schema import read_schema
from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgraph.store.connection import Connection
    from kgraph.store.store_schema import StoreSchema

_KEYWORDS = """
MATCH OPTIONAL WHERE RETURN WITH UNWIND ORDER BY SKIP LIMIT UNION DISTINCT AS AND OR XOR NOT IN IS NULL
TRUE FALSE STARTS ENDS CONTAINS EXISTS COUNT COLLECT CALL YIELD CASE WHEN THEN ELSE END ASC DESC ALL ANY
NONE SINGLE
"""
_FUNCTIONS = """
count collect sum avg min max size length labels type keys properties nodes relationships startNode endNode
coalesce toLower toUpper trim split replace substring head last range reduce date duration round abs toInteger
toFloat toString shortestPath
"""
# What a beginner writes: completed by the shell, and suggested for a misspelt word.
KEYWORDS, FUNCTIONS = tuple(_KEYWORDS.split()), tuple(_FUNCTIONS.split())
KINDS = {"label": "label", "type": "relationship type", "key": "property"}
_NEAREST = 3
# Stands for a name that is still to be typed.
_PLACEHOLDER = "here_it_comes"
# Keywords after which a round bracket opens a pattern, even without a space between.
_BEFORE_PATTERN = frozenset(
    {"MATCH", "WHERE", "AND", "OR", "NOT", "XOR", "RETURN", "WITH", "CREATE", "MERGE"}
)


@dataclass(frozen=True, slots=True)
class QueryName:
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
class KnownNames:
    """The names that match something: those of the ontology, and those in use in a store.

    Parameters
    ----------
    words : dict of str to dict of str to tuple of str
        By kind and name, the labels of the ontology's term.
    stored : dict of str to frozenset of str
        By kind, the names that something in the store has.
    """

    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    stored: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_ontology(cls) -> KnownNames:
        """Return the names of the ontology that comes with kgraph."""
        words: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in KINDS}
        for term in Vocabulary.load().terms:
            words[term.kind][term.name] = tuple(term.labels.values())
        return cls(words)

    def with_store(self, connection: Connection) -> KnownNames:
        """Return these names together with those in use in a store."""
        return self.with_schema(read_schema(connection))

    def with_schema(self, schema: StoreSchema) -> KnownNames:
        """Return these names together with those of a schema."""
        uses = (*schema.labels, *schema.types)
        stored = {
            "label": frozenset(use.name for use in schema.labels),
            "type": frozenset(use.name for use in schema.types),
            "key": frozenset(each.key for use in uses for each in use.properties),
        }
        return replace(self, stored=stored)

    def in_ontology(self, each: QueryName) -> bool:
        """Return whether the ontology has the name, or kgraph itself writes it."""
        stem = each.name.removesuffix("_sv").removesuffix("_en").removesuffix("_uri")
        return stem in self.words[each.kind] or (each.kind == "key" and stem in WRITTEN_KEYS)

    def all(self, kind: str) -> list[str]:
        """Return every name of one kind, sorted."""
        return sorted({*self.words[kind], *self.stored.get(kind, ())})

    def near(self, kind: str, name: str) -> list[str]:
        """Return the names nearest to `name`, by spelling or by the term's label in either language.

        Names in use in the store come first.
        """
        spellings: dict[str, str] = {}
        for each in self.all(kind):
            for word in (each, *self.words[kind].get(each, ())):
                spellings.setdefault(_folded(word), each)
        matches = difflib.get_close_matches(_folded(name), spellings, n=2 * _NEAREST, cutoff=0.7)
        stored = self.stored.get(kind, frozenset())
        names = dict.fromkeys(spellings[word] for word in matches)
        return sorted(names, key=lambda each: each not in stored)[:_NEAREST]


def names_in(cypher: str) -> tuple[QueryName, ...]:
    """Return the labels, relationship types and property keys in a query, each once, in order.

    Only certain ones count: keys of variables bound in a pattern, and of maps within a pattern.
    """
    names = dict.fromkeys(_PatternReader(list(tokens(cypher))).names())
    return tuple(name for name in names if name != QueryName("label", RESOURCE_LABEL))


def place_of(text: str) -> tuple[str, str]:
    """Return what kind of name may stand at the end of an unfinished query, and its first letters.

    Parameters
    ----------
    text : str
        The query typed so far.

    Returns
    -------
    kind : {"label", "type", "key", "word", "command", "question"}
        Label, relationship type, property key, a word of Cypher, a command of the shell, or the name of a
        prepared question.
    begun : str
        The letters already typed.
    """
    if re.fullmatch(r"\s*:\w*", text):
        return "command", text.strip()
    question = re.fullmatch(r"\s*:ask\s+(\S*)", text)
    if question:
        return "question", question[1]
    ending = re.search(r"\w*$", text)
    word = ending[0] if ending else ""
    # The kind of a placeholder at the end is the kind of the name to come.
    reader = _PatternReader(list(tokens(text[: len(text) - len(word)] + _PLACEHOLDER)))
    kinds = [each.kind for each in reader.names() if each.name == _PLACEHOLDER]
    return (kinds[-1] if kinds else "word"), word


def completions(text: str, names: KnownNames, commands: Iterable[str] = ()) -> list[tuple[int, str]]:
    """Return the words that may stand at the end of an unfinished query.

    Parameters
    ----------
    text : str
        The query typed so far.
    names : KnownNames
        Labels, relationship types and property keys.
    commands : iterable of str
        Commands of the shell, such as ``":ask"``.

    Returns
    -------
    list of (int, str)
        Where each word begins, counted back from the end (0 or below), and the word.
    """
    kind, begun = place_of(text)
    if kind == "command":
        pool = sorted(commands)
    elif kind == "question":
        from kgraph.ask.prepared import questions

        pool = [question.name for question in questions()]
    elif kind == "word":
        pool = sorted((*KEYWORDS, *FUNCTIONS))
    else:
        pool = names.all(kind)
    folded = begun.casefold()
    return [(-len(begun), word) for word in pool if word.casefold().startswith(folded) and word != begun]


class _PatternReader:
    """Reads the tokens of a query in order and keeps track of open brackets and bound variables."""

    def __init__(self, query: list[Token]) -> None:
        self.query = query
        self.open: list[str] = []
        self.variables: set[str] = set()

    def names(self) -> Iterator[QueryName]:
        """Yield the names in the query, in order."""
        for position, token in enumerate(self.query):
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
        """Return what a bracket opens: ``(`` node, ``[`` relationship, ``{`` map in one, or ``other``."""
        token, before = self.query[position], self._at(position - 1)
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

    def _name(self, position: int) -> Iterator[QueryName]:
        token, before, after = self.query[position], self._at(position - 1), self._at(position + 1)
        sign = before.written if before else ""
        inside = self.open[-1] if self.open else ""
        written = token.written.strip("`")
        if inside == "{" and after is not None and after.written == ":" and sign in ("{", ","):
            yield QueryName("key", written)
        elif sign == ".":
            owner = self._at(position - 2)
            called = after is not None and after.written in ("(", ".")
            if owner is not None and owner.written in self.variables and not called:
                yield QueryName("key", written)
        elif inside in ("(", "[", "") and (start := self._colon(position)) is not None:
            owner = self._at(start - 1)
            if inside or (owner is not None and owner.written in self.variables):
                yield QueryName("type" if inside == "[" else "label", written)

    def _colon(self, position: int) -> int | None:
        """Return the position of the colon of an expression such as ``:A``, ``:A|B`` or ``:!A&B``."""
        place = position - 1
        while (token := self._at(place)) is not None and token.written in ("|", "&", "!"):
            if token.written != "!" and (earlier := self._at(place - 1)) is not None:
                place -= 1 if earlier.kind in ("word", "name") else 0
            place -= 1
        return place if token is not None and token.written == ":" else None

    def _at(self, position: int) -> Token | None:
        return self.query[position] if 0 <= position < len(self.query) else None


def _folded(text: str) -> str:
    """Return a name in the form used for comparison: ``MEMBER_OF``, ``memberOf`` and ``member of`` agree."""
    return fold(re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])|_", " ", text))
