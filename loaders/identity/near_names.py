"""Names so alike that two things may be one: reported with the evidence, never merged.

Names are compared word by word, without regard to case, composed or decomposed letters (Unicode NFKD),
hyphens or spaces, diacritics, and order. Words for kinds of things, such as "kommun", may be missing from one
of them. All other words must be equal, or long and nearly equal, measured by RapidFuzz's normalised Indel
similarity from 0 to 100.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

THRESHOLD = 88.0
"""Similarity, of 100, from which two different words count as one word misspelt."""
SHORT = 6
"""Words with fewer letters than this must be equal: Vara is not Skara."""
WITHOUT_KIND = 97.0
"""Similarity of names that differ only in words for kinds of things."""
BLOCK = 3
"""Letters with which a distinctive word of both names must begin for the names to be compared."""
LARGEST_BLOCK = 500
"""Things whose names share such a beginning; where there are more, they are not compared by it."""
FILLERS = frozenset({"ab", "the", "of", "for", "in", "i", "och", "and", "av", "s"})


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two things that may be one.

    Parameters
    ----------
    a, b : str
        Their IRIs, in alphabetical order.
    names : tuple of str
        The two names that are most alike.
    score : float
        Their similarity, from 0 to 100.
    reason : str
        ``"same-name"``, ``"near-name"``, ``"same-number"`` or ``"same-outside"`` (both are
        declared to be one third thing, which `names` then holds).
    sources : tuple of tuple of str
        The graphs that describe each.
    """

    a: str
    b: str
    names: tuple[str, str]
    score: float
    reason: str
    sources: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def plain_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in the form in which they are compared."""
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return tuple(re.findall(r"\w+", text))


def near_names(
    names: Mapping[str, Iterable[str]], kinds: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield pairs of things whose names are alike: both IRIs, the two names, and their similarity.

    Parameters
    ----------
    names : mapping of str to iterable of str
        All names of each thing, by IRI.
    kinds : frozenset of str
        Words for kinds of things, in the form of `plain_words`, which do not single anything out.
    """
    generic = kinds | FILLERS
    words = {iri: {name: plain_words(name) for name in sorted(set(own))} for iri, own in names.items()}
    blocks: dict[str, set[str]] = {}
    for iri, own in words.items():
        for parts in own.values():
            distinctive = [word for word in parts if word not in generic]
            for key in ("".join(distinctive), *distinctive):
                blocks.setdefault(key[:BLOCK], set()).add(iri)
    pairs = {
        pair
        for members in blocks.values()
        if len(members) <= LARGEST_BLOCK
        for pair in combinations(sorted(members), 2)
    }
    for a, b in sorted(pairs):
        scored = [
            (_similarity(first, second, generic), name, other)
            for name, first in words[a].items()
            for other, second in words[b].items()
        ]
        score, name, other = max(scored, default=(0.0, "", ""))
        if score >= THRESHOLD:
            yield a, b, name, other, score


@lru_cache(maxsize=2**17)
def _similarity(one: tuple[str, ...], other: tuple[str, ...], generic: frozenset[str]) -> float:
    """Return how alike two names are; 0 if a distinctive word has no counterpart.

    The workbench asks this of nearly the same names after each edit.
    """
    if not set(one) - generic or not set(other) - generic:
        return 100.0 if one == other and one else 0.0
    if "".join(one) == "".join(other) or Counter(one) == Counter(other):
        return 100.0
    left = Counter(one) - Counter(other)
    right = Counter(other) - Counter(one)
    scores = [WITHOUT_KIND] if generic & (left.keys() | right.keys()) else []
    first = sorted(word for word in left.elements() if word not in generic)
    second = sorted(word for word in right.elements() if word not in generic)
    if "".join(first) == "".join(second):
        return min(scores, default=100.0)
    if len(first) != len(second):
        return 0.0
    for word, match in zip(first, second, strict=True):
        long = min(len(word), len(match)) >= SHORT and not re.search(r"\d", word + match)
        scores.append(fuzz.ratio(word, match) if long else 0.0)
    return round(min(scores), 1)
