"""Turtle, TriG, N-Triples and N-Quads as tokens with their places, so that a text can be changed in place.

References
----------
W3C, *RDF 1.1 Turtle* and *RDF 1.1 TriG*, sections on grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASE = r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
_BASE += r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
_CHARS = rf"{_BASE}_0-9\-\u00B7\u0300-\u036F\u203F\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?)?"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:(?:[{_CHARS}.:]|{_ESCAPED})*(?:[{_CHARS}:]|{_ESCAPED}))?"

KINDS = (
    ("space", r"[ \t\r\n]+|#[^\r\n]*"),
    ("iri", r"<[^\x00-\x20<>\"{}|^`]*>"),
    ("text", r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""|' + r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''"),
    ("text2", r'"(?:[^"\\\r\n]|\\.)*"|' + r"'(?:[^'\\\r\n]|\\.)*'"),
    ("directive", r"@prefix\b|@base\b"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("datatype", r"\^\^"),
    ("number", r"[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)"),
    ("blank", rf"_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    ("name", rf"{_PREFIX}:(?:{_LOCAL})?"),
    ("word", r"[A-Za-z]+"),
    ("mark", r"[.;,\[\](){}]"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS), re.DOTALL)


class NotTurtleError(ValueError):
    """The text cannot be read as Turtle or TriG.

    Parameters
    ----------
    offset : int
        Where in the text.
    """

    def __init__(self, offset: int) -> None:
        super().__init__(f"unexpected text at {offset}")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class TextToken:
    """A piece of the text: its kind (a name in `KINDS`), the text itself, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[TextToken]:
    """Yield the tokens of a text, without white space and comments.

    Raises
    ------
    NotTurtleError
        At the first character that begins no token.
    """
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotTurtleError(place)
        kind = match.lastgroup or ""
        if kind != "space":
            yield TextToken(kind.removesuffix("2"), match[0], place)
        place = match.end()
