"""The statements of a Turtle or TriG text, each with the tokens that write its predicate and object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pyoxigraph as ox

from kgraph.namespaces import RDF, XSD

from .turtle_tokens import NotTurtleError, TextToken, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal

TYPE = ox.NamedNode(RDF + "type")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class PlacedStatement:
    """A statement of a text.

    Parameters
    ----------
    quad : pyoxigraph.Quad
        The statement.
    predicate, object : TextToken
        The tokens that they are written by; the opening bracket of a blank node or a list.
    alone : bool
        Whether the predicate is followed by this object only, so that it can be changed with the object.
    """

    quad: ox.Quad
    predicate: TextToken
    object: TextToken
    alone: bool = True


class PlacedTurtle:
    """A Turtle, TriG, N-Triples or N-Quads text with its statements.

    Parameters
    ----------
    text : str
        The text.
    base : str
        The IRI that relative IRIs are relative to, until the text says another.
    scope : str
        Letters that the names of blank nodes begin with, so that those of several texts differ.

    Raises
    ------
    NotTurtleError
        The text is something else, or uses what RDF 1.1 does not have.
    """

    def __init__(self, text: str, base: str, scope: str = "") -> None:
        self.text = text
        self.prefixes: dict[str, str] = {}
        self.last_prefix: TextToken | None = None
        """The last token of the last declaration of a prefix."""
        self.statements: list[PlacedStatement] = []
        self._base = base
        self._scope = scope
        self._tokens = [*tokens(text), TextToken("end", "", len(text))]
        self._next = 0
        self._numbers = count()
        self._graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph = ox.DefaultGraph()
        while self._peek.kind != "end":
            self._read_block()

    def line(self, offset: int) -> int:
        """Return the number of the line that holds a place of the text."""
        return self.text.count("\n", 0, offset) + 1

    @property
    def _peek(self) -> TextToken:
        return self._tokens[self._next]

    def _take(self, text: str = "") -> TextToken:
        token = self._peek
        if text and token.text != text:
            raise NotTurtleError(token.start)
        self._next += 1
        return token

    def _read_block(self) -> None:
        token = self._peek
        word = token.text.lower()
        if token.kind == "directive" or (token.kind == "word" and word in ("prefix", "base")):
            self._read_directive()
            return
        if token.kind == "word" and word == "graph":
            self._take()
            self._read_graph(self._subject(self._take()))
        elif token.text == "{":
            self._read_graph(ox.DefaultGraph())
        elif token.kind in ("iri", "name", "blank") and self._tokens[self._next + 1].text == "{":
            self._read_graph(self._subject(self._take()))
        else:
            self._read_triples()
            self._take(".")

    def _read_directive(self) -> None:
        directive = self._take()
        if directive.text.lower().endswith("prefix"):
            name, iri = self._take(), self._take()
            if name.kind != "name" or not name.text.endswith(":") or iri.kind != "iri":
                raise NotTurtleError(name.start)
            self.prefixes[name.text[:-1]] = self._iri(iri.text)
            self.last_prefix = iri
        else:
            self._base = self._iri(self._take().text)
        if directive.text.startswith("@"):
            end = self._take(".")
            if directive.text.lower().endswith("prefix"):
                self.last_prefix = end

    def _read_graph(self, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> None:
        self._take("{")
        self._graph = graph
        while self._peek.text != "}":
            self._read_triples()
            if self._peek.text != "}":
                self._take(".")
        self._take("}")
        self._graph = ox.DefaultGraph()

    def _read_triples(self) -> None:
        token = self._peek
        subject: Subject
        if token.text == "[":
            subject, filled = self._blank_with_properties()
            if filled and self._peek.text in (".", "}"):
                return
        elif token.text == "(":
            subject = self._list()
        else:
            subject = self._subject(self._take())
        self._read_properties(subject)

    def _read_properties(self, subject: Subject) -> None:
        while True:
            while self._peek.text == ";":
                self._take()
            if self._peek.text in (".", "]", "}"):
                return
            predicate = self._take()
            term = TYPE if predicate.kind == "word" and predicate.text == "a" else self._subject(predicate)
            if isinstance(term, ox.BlankNode):
                raise NotTurtleError(predicate.start)
            found = [self._object()]
            while self._peek.text == ",":
                self._take()
                found.append(self._object())
            graph = self._graph
            if self._peek.kind in ("iri", "blank") and isinstance(graph, ox.DefaultGraph):
                graph = self._subject(self._take())  # the fourth term of N-Quads
            for value, token in found:
                quad = ox.Quad(subject, term, value, graph)
                self.statements.append(PlacedStatement(quad, predicate, token, len(found) == 1))
            if self._peek.text != ";":
                return

    def _object(self) -> tuple[Term, TextToken]:
        token = self._peek
        if token.text == "[":
            return self._blank_with_properties()[0], token
        if token.text == "(":
            return self._list(), token
        self._take()
        if token.kind == "text":
            return self._literal(token), token
        if token.kind == "number":
            kind = (
                "double" if re.search("[eE]", token.text) else "decimal" if "." in token.text else "integer"
            )
            return ox.Literal(token.text, datatype=ox.NamedNode(XSD + kind)), token
        if token.kind == "word" and token.text in ("true", "false"):
            return ox.Literal(token.text, datatype=ox.NamedNode(XSD + "boolean")), token
        return self._subject(token), token

    def _literal(self, token: TextToken) -> ox.Literal:
        width = 3 if token.text[:3] in ('"""', "'''") and len(token.text) >= 6 else 1
        value = _ESCAPE.sub(_unescaped, token.text[width:-width])
        if self._peek.kind == "language":
            return ox.Literal(value, language=self._take().text[1:])
        if self._peek.kind == "datatype":
            self._take()
            datatype = self._subject(self._take())
            if isinstance(datatype, ox.BlankNode):
                raise NotTurtleError(token.start)
            return ox.Literal(value, datatype=datatype)
        return ox.Literal(value)

    def _subject(self, token: TextToken) -> Subject:
        if token.kind == "iri":
            return ox.NamedNode(self._iri(token.text))
        if token.kind == "blank":
            return ox.BlankNode(f"{self._scope}b{token.text[2:].encode().hex()}")
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in self.prefixes:
                return ox.NamedNode(self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
        raise NotTurtleError(token.start)

    def _iri(self, token: str) -> str:
        iri = _ESCAPE.sub(_unescaped, token[1:-1])
        if re.match("[A-Za-z][A-Za-z0-9+.-]*:", iri):
            return iri
        # Python takes away a fragment without text, which a namespace may end with.
        return urljoin(self._base, iri) + ("#" if iri.endswith("#") else "")

    def _blank_with_properties(self) -> tuple[ox.BlankNode, bool]:
        self._take("[")
        node = self._new_blank()
        filled = self._peek.text != "]"
        self._read_properties(node)
        self._take("]")
        return node, filled

    def _list(self) -> Subject:
        opening = self._take("(")
        members = []
        while self._peek.text != ")":
            members.append(self._object())
        self._take(")")
        rest: Subject = ox.NamedNode(RDF + "nil")
        for value, token in reversed(members):
            node = self._new_blank()
            for name, item, place in (("first", value, token), ("rest", rest, opening)):
                quad = ox.Quad(node, ox.NamedNode(RDF + name), item, self._graph)
                self.statements.append(PlacedStatement(quad, opening, place))
            rest = node
        return rest

    def _new_blank(self) -> ox.BlankNode:
        return ox.BlankNode(f"{self._scope}n{next(self._numbers)}")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _LETTERS.get(code, code)


def quads_of(text: PlacedTurtle) -> Iterator[ox.Quad]:
    """Yield the statements of a text without their places."""
    return (statement.quad for statement in text.statements)
