"""The faults of RDF files, explained to whoever has to correct them."""

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
# Brackets and braces count as one kind, so that each round in `too_deep` removes exactly one level.
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
    """Return the error that refuses one or more files for these faults."""
    where, message = problems[0]
    if len(problems) > 1:
        message += f" (and {'at least ' if more else ''}{len(problems) - 1} more)"
    return SourceError(
        message,
        where=where,
        hint="Nothing was loaded. Correct the place and run again.",
        problems=tuple(problems),
    )


def has_faulty_iri(quad: ox.Quad, good: set[str]) -> bool:
    """Return whether subject, object, datatype or graph of a leniently read statement is a faulty IRI.

    Good datatypes are added to `good`, since the same few return again and again.
    """
    subject, value, graph = quad.subject, quad.object, quad.graph_name
    make = ox.NamedNode
    try:
        if isinstance(subject, make):
            make(subject.value)
        if isinstance(value, make):
            make(value.value)
        elif isinstance(value, ox.Literal) and value.datatype.value not in good:
            good.add(make(value.datatype.value).value)
        if isinstance(graph, make):
            make(graph.value)
    except ValueError:
        return True
    return False


def faulty_iris(quad: ox.Quad) -> Iterator[tuple[str, str]]:
    """Yield fault and IRI for each faulty IRI of a leniently read statement."""
    terms: Iterable[Any] = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    for term in chain(terms, (term.datatype for term in terms if isinstance(term, ox.Literal))):
        if isinstance(term, ox.NamedNode):
            try:
                ox.NamedNode(term.value)
            except ValueError as error:
                yield f"{error} in the IRI <{term.value}>", term.value


def plain(message: str) -> str:
    """Return a parser's message without the place, and with advice if there is any."""
    text = _PLACE.sub("", message)
    for pattern, advice in _ADVICE:
        match = pattern.search(text)
        if match:
            return f"{text} ({advice.format(*match.groups())})"
    return text


def near(message: str, text: str) -> str:
    """Return a parser's message together with the text of the line concerned."""
    text = shorten(text)
    return f"{plain(message)}, near: {text}" if text else plain(message)


def line_naming(text: bytes, iri: str) -> int:
    """Return the number of the first line of a JSON text that holds `iri`, or its end, in quotes."""
    end = re.split(r"[/#:]", iri)[-1]
    for wanted in (f'"{iri}"', f':{end}"', f'/{end}"', f'#{end}"', f'"{end}"'):
        at = text.find(wanted.encode())
        if end and at >= 0:
            return text.count(b"\n", 0, at) + 1
    return 1


def too_deep(content: bytes, levels: int) -> bool:
    """Return whether the objects and arrays of a JSON text nest deeper than `levels`.

    Strings are removed first, then the innermost pairs of brackets, level by level.
    """
    if b"\\" in content:
        content = content.replace(rb"\\", b"").replace(rb"\"", b"")
    rest = content.translate(_ONE_KIND_OF_BRACKET, _NOT_JSON_TOKENS)
    # By now nearly all strings are empty, and need no regular expression.
    rest = _JSON_STRING.sub(b"", rest.replace(b'""', b""))
    for _ in range(levels):
        rest = rest.replace(b"{}", b"")
        if not rest:
            return False
    # A pair is left if there were more levels; in a file cut off, brackets that were never closed are.
    return b"{}" in rest or b"{" * (levels + 1) in rest
