"""Passages: the normal form of a text, and anchors that say where a passage stands and prove it.

An anchor is ``START-END:DIGEST``. START and END are the positions of the passage in the normalised text of
the document, counted in characters from 0, the end excluded, as ``oa:start`` and ``oa:end`` of a
``TextPositionSelector`` are (https://www.w3.org/TR/annotation-model/). DIGEST is the first 128 bits of the
SHA-256 of the normalised passage. The digest is the proof; the position tells where to begin looking.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST, LONGEST = 12, 2000
"""Length of a passage in characters: a shorter one stands in many places, a longer one points at nothing."""
DIGEST_DIGITS = 32
ANCHOR_PATTERN = r"^(0|[1-9][0-9]*)-([1-9][0-9]*):([0-9a-f]{32})$"

_ANCHOR = re.compile(ANCHOR_PATTERN)
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010\u2011\u00ac]\s*\n\s*(?=\w)")
# Soft hyphens, characters of no width, marks of direction and of byte order.
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0f\ufeff]"
)
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]")
_MARKS = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u00b4", "'")
)
_LEFT_OUT = re.compile(r"\s*(?:\[(?:\.\.\.|\u2026)\]|\(\.\.\.\)|\u2026|\.\.\.)\s*")


@dataclass(frozen=True, slots=True, order=True)
class PassageAnchor:
    """Where a passage stands in the normalised text of a document, and the proof of what it says.

    Parameters
    ----------
    start, end : int
        Position of its first character, and of the first one after it.
    digest : str
        Hexadecimal digits of the digest.
    """

    start: int
    end: int
    digest: str

    def __str__(self) -> str:
        """Return the anchor as it is written in data."""
        return f"{self.start}-{self.end}:{self.digest}"

    @property
    def length(self) -> int:
        """Length of the passage in characters."""
        return self.end - self.start


def normalise(text: str) -> str:
    """Return `text` in a form that ignores differences in white space, hyphenation and quotation marks.

    Compatibility composition (NFKC, https://unicode.org/reports/tr15/) resolves the ligatures of PDFs too. A
    word broken at the end of a line is joined; hyphens and dashes are left out, as the two cannot be told
    apart; white space becomes one blank. Normalising twice changes nothing.
    """
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", _BROKEN_WORD.sub("", text)))
    text = _DASHES.sub("", text).translate(_MARKS)
    # What was taken away may have stood between a letter and its accent.
    return " ".join(unicodedata.normalize("NFKC", text).split())


def digest_of(passage: str) -> str:
    """Return the digest of a passage that is in normal form."""
    return sha256(passage.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_DIGITS]


def parts_of(phrase: str) -> list[str]:
    """Return the normalised parts of `phrase`; ``...``, ``[...]`` and ``…`` stand for words left out."""
    return [part for part in map(normalise, _LEFT_OUT.split(phrase)) if part]


def anchor_at(text: str, start: int, end: int) -> PassageAnchor:
    """Return the anchor of the passage between two positions of a normalised text."""
    return PassageAnchor(start, end, digest_of(text[start:end]))


def find_phrase(text: str, phrase: str) -> list[PassageAnchor]:
    """Return an anchor for each place where a normalised text has `phrase`, in order.

    A phrase of several parts is found where its parts follow each other; the passage runs from the first to
    the last. Where no place has the same case, case is ignored.
    """
    parts = parts_of(phrase)
    if not parts:
        return []
    pattern = f".{{0,{LONGEST}}}?".join(map(re.escape, parts))
    for flags in (0, re.IGNORECASE):
        found = [anchor_at(text, *match.span()) for match in re.finditer(pattern, text, flags)]
        if found:
            return found
    return []


def parse_anchor(written: str) -> PassageAnchor | None:
    """Return the anchor that `written` stands for; `None` if it is not one."""
    match = _ANCHOR.fullmatch(written)
    if match is None or len(written) > 80:
        return None
    anchor = PassageAnchor(int(match[1]), int(match[2]), match[3])
    return anchor if anchor.length > 0 else None


def find_passage(text: str, anchor: PassageAnchor) -> int | None:
    """Return where a normalised text has the passage of `anchor`, the place nearest to its position first.

    A window of the passage's length slides over the text, outwards from the position.
    """
    for start in _outwards(anchor.start, len(text) - anchor.length):
        if digest_of(text[start : start + anchor.length]) == anchor.digest:
            return start
    return None


def _outwards(start: int, last: int) -> Iterator[int]:
    """Yield the numbers from 0 to `last`, those nearest to `start` first."""
    first = min(start, last)
    below, above = first, first + 1
    while below >= 0 or above <= last:
        if below >= 0:
            yield below
            below -= 1
        if above <= last:
            yield above
            above += 1
