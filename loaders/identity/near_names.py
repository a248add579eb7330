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
    from collections.abc import Hashable, Iterable, Iterator, Mapping

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
REMEMBERED = 50_000
"""Names, and pairs of names, that are not compared anew when a study is checked again."""
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


@lru_cache(maxsize=REMEMBERED)
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
    traits = {
        iri: {each for parts in own.values() for each in _traits(parts, generic)}
        for iri, own in words.items()
    }
    pairs = {
        pair
        for members in blocks.values()
        if len(members) <= LARGEST_BLOCK
        for alike in _by_trait(members, traits)
        for pair in combinations(alike, 2)
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


def _by_trait(members: Iterable[str], traits: Mapping[str, set[Hashable]]) -> Iterable[list[str]]:
    """Return the things that share a trait, in alphabetical order, for each trait."""
    groups: dict[Hashable, list[str]] = {}
    for iri in sorted(members):
        for trait in traits[iri]:
            groups.setdefault(trait, []).append(iri)
    return groups.values()


def _traits(words: tuple[str, ...], generic: frozenset[str]) -> Iterator[Hashable]:
    """Yield what a name shares with each that `_similarity` finds alike: at least one of these.

    They can be looked up, so that few pairs are compared word by word.
    """
    own = sorted(word for word in words if word not in generic)
    # Equal word for word, or divided into other words.
    yield ("".join(words),)
    yield "".join(sorted("".join(own)))
    # As many words, and the same ones among those that cannot be misspelt.
    yield len(own), *(word for word in own if not _is_long(word))


def _is_long(word: str) -> bool:
    return len(word) >= SHORT and not re.search(r"\d", word)


@lru_cache(maxsize=REMEMBERED)
def _similarity(one: tuple[str, ...], other: tuple[str, ...], generic: frozenset[str]) -> float:
    """Return how alike two names are; 0 if a distinctive word has no counterpart."""
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
        scores.append(fuzz.ratio(word, match) if _is_long(word) and _is_long(match) else 0.0)
    return round(min(scores), 1)
