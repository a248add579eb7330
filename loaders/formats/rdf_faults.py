"""The faults of RDF files, told to someone who has to correct them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import Location, SourceError

from .source_bytes import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLACE = re.compile(r"^Parser error (?:at|between) line .*?: ", re.DOTALL)
# Both kinds of brackets count as one, so that each round below takes away exactly one level.
_ONE_KIND_OF_BRACKET = bytes.maketrans(b"[]", b"{}")
_NOT_JSON_TOKENS = bytes(byte for byte in range(256) if byte not in b'"{}[]')
_JSON_STRING = re.compile(rb'"[^"]*"')
_ADVICE = (
    (re.compile(r"Invalid IRI code point ' '"), "write a space in an IRI as %20"),
    (
        re.compile(r"The prefix (\S*:) has not been declared"),
        "declare it at the top of the file: @prefix {0} <...> .",
    ),
    (re.compile(r"Unexpected end"), "the file is cut off, or a quotation mark or bracket is not closed"),
    (re.compile(r"No scheme found in an absolute IRI"), "write the whole IRI, or declare a base"),
)


def refusal(problems: list[tuple[Location, str]], *, more: bool = False) -> SourceError:
    """Return the error for a file, or several, with these faults."""
    where, message = problems[0]
    if len(problems) > 1:
        message += f" (and {'at least ' if more else ''}{len(problems) - 1} more)"
    return SourceError(
        message,
        where=where,
        hint="Nothing was loaded. Correct the place and run again.",
        problems=tuple(problems),
    )


def has_faulty_iri(quad: ox.Quad, known: set[str]) -> bool:
    """Tell whether subject, object, datatype or graph of a leniently read statement is a faulty IRI.

    `known` takes the good datatypes, which come again and again.
    """
    subject, value, graph = quad.subject, quad.object, quad.graph_name
    make = ox.NamedNode
    try:
        if isinstance(subject, make):
            make(subject.value)
        if isinstance(value, make):
            make(value.value)
        elif isinstance(value, ox.Literal) and value.datatype.value not in known:
            known.add(make(value.datatype.value).value)
        if isinstance(graph, make):
            make(graph.value)
    except ValueError:
        return True
    return False


def faulty_iris(quad: ox.Quad) -> Iterator[tuple[str, str]]:
    """Yield fault and IRI for the IRIs of a leniently read statement that are faulty."""
    terms: Iterable[Any] = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    for term in chain(terms, (term.datatype for term in terms if isinstance(term, ox.Literal))):
        if isinstance(term, ox.NamedNode):
            try:
                ox.NamedNode(term.value)
            except ValueError as error:
                yield f"{error} in the IRI <{term.value}>", term.value


def plain(message: str) -> str:
    """Return a parser's message without the place, with advice where there is some."""
    text = _PLACE.sub("", message)
    for pattern, advice in _ADVICE:
        found = pattern.search(text)
        if found:
            return f"{text} ({advice.format(*found.groups())})"
    return text


def near(message: str, text: str) -> str:
    """Return a parser's message with the line that it is about."""
    text = shorten(text)
    return f"{plain(message)}, near: {text}" if text else plain(message)


def line_naming(text: bytes, iri: str) -> int:
    """Return the first line of a JSON text that holds `iri`, or its end, in quotes."""
    end = re.split(r"[/#:]", iri)[-1]
    for wanted in (f'"{iri}"', f':{end}"', f'/{end}"', f'#{end}"', f'"{end}"'):
        at = text.find(wanted.encode())
        if end and at >= 0:
            return text.count(b"\n", 0, at) + 1
    return 1


def too_deep(content: bytes, levels: int) -> bool:
    """Tell whether the objects and arrays of a JSON text nest deeper than so many levels.

    Strings are taken out, then the innermost pairs of brackets, level by level.
    """
    if b"\\" in content:
        content = content.replace(rb"\\", b"").replace(rb"\"", b"")
    rest = content.translate(_ONE_KIND_OF_BRACKET, _NOT_JSON_TOKENS)
    # Nearly all strings are empty by now, which takes no regular expression.
    rest = _JSON_STRING.sub(b"", rest.replace(b'""', b""))
    for _ in range(levels):
        rest = rest.replace(b"{}", b"")
        if not rest:
            return False
    # A pair that is left held one of so many levels; a cut file may have brackets that are never closed.
    return b"{}" in rest or b"{" * (levels + 1) in rest
