"""Names so alike that two things may be one: reported with the evidence, never merged.

Names are compared word by word, without regard to case, composed or decomposed letters (Unicode NFKD),
hyphens or spaces, diacritics, and order. Words for kinds of things, such as "kommun", may be missing from one
of them. All other words must be equal, or long and nearly equal, measured by RapidFuzz's normalised Indel
similarity from 0 to 100.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

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
"""Names whose words are not looked for anew when a study is checked again."""
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
    words = {
        iri: [(name, _NameWords(plain_words(name), generic)) for name in sorted(set(own))]
        for iri, own in names.items()
    }
    groups = _groups(words)
    near: dict[str, list[list[str]]] = {}
    for group in groups:
        for iri in group:
            near.setdefault(iri, []).append(group)
    # Thing by thing, since the pairs of all things at once would fill the memory.
    for a in sorted(near):
        for b in sorted({other for group in near[a] for other in group if other > a}):
            scored = [
                (score, name, other)
                for name, first in words[a]
                for other, second in words[b]
                if (score := _similarity(first, second))
            ]
            if scored:
                score, name, other = max(scored)
                yield a, b, name, other, score


def _groups(words: Mapping[str, list[tuple[str, _NameWords]]]) -> list[list[str]]:
    """Return the things to compare with each other: their names share a beginning and a trait."""
    blocks: dict[str, set[str]] = {}
    for iri, own in words.items():
        for _, each in own:
            for key in {each.start, *(word[:BLOCK] for word in each.own)}:
                blocks.setdefault(key, set()).add(iri)
    found = []
    for members in blocks.values():
        if 1 < len(members) <= LARGEST_BLOCK:
            traits: dict[Hashable, list[str]] = {}
            alike = _alike({word for iri in members for _, each in words[iri] for word in each.own})
            for iri in sorted(members):
                for trait in {trait for _, each in words[iri] for trait in each.traits(alike)}:
                    traits.setdefault(trait, []).append(iri)
            found += [group for group in traits.values() if len(group) > 1]
    return found


def _alike(words: Iterable[str]) -> dict[str, str]:
    """Return for each word that may be misspelt the first of those that are nearly it, one from the next."""
    long = sorted(filter(_is_long, words))
    first = list(range(len(long)))

    def root(number: int) -> int:
        while first[number] != number:
            number = first[number]
        return number

    near = cdist(long, long, scorer=fuzz.ratio, score_cutoff=THRESHOLD, dtype="uint8")
    for one, other in zip(*near.nonzero(), strict=True):
        if one < other:
            a, b = sorted((root(one), root(other)))
            first[b] = a
    return {word: long[root(number)] for number, word in enumerate(long)}


class _NameWords:
    """The words of a name, as they are compared.

    Parameters
    ----------
    words : tuple of str
        In the form of `plain_words`.
    generic : frozenset of str
        Words that single nothing out.
    """

    __slots__ = ("joined", "kinds", "own", "start", "words")

    def __init__(self, words: tuple[str, ...], generic: frozenset[str]) -> None:
        self.words = words
        self.joined = "".join(words)
        in_order = [word for word in words if word not in generic]
        self.start = "".join(in_order)[:BLOCK]
        self.own = tuple(sorted(in_order))
        self.kinds = tuple(sorted(word for word in words if word in generic))

    def traits(self, alike: Mapping[str, str]) -> Iterator[Hashable]:
        """Yield what a name shares with each that `_similarity` finds alike: at least one of these.

        They can be looked up, so that few pairs are compared word by word. `alike` has one word for all that
        may be misspellings of each other.
        """
        # Equal word for word, or divided into other words.
        yield (self.joined,)
        yield "".join(sorted("".join(self.own)))
        # As many words, and nearly the same ones.
        yield len(self.own), *sorted(alike.get(word, word) for word in self.own)


@lru_cache(maxsize=REMEMBERED)
def _is_long(word: str) -> bool:
    return len(word) >= SHORT and not re.search(r"\d", word)


def _similarity(one: _NameWords, other: _NameWords) -> float:
    """Return how alike two names are; 0 below `THRESHOLD`, as where a distinctive word has no counterpart."""
    if not one.own or not other.own:
        return 100.0 if one.words == other.words and one.words else 0.0
    same_kinds = one.kinds == other.kinds
    if one.joined == other.joined or (same_kinds and one.own == other.own):
        return 100.0
    first, second = _without_common(one.own, other.own)
    score = 100.0 if same_kinds else WITHOUT_KIND
    if "".join(first) == "".join(second):
        return score
    if len(first) != len(second):
        return 0.0
    for word, match in zip(first, second, strict=True):
        if not (_is_long(word) and _is_long(match)):
            return 0.0
        score = min(score, fuzz.ratio(word, match, score_cutoff=THRESHOLD))
        if not score:
            return 0.0
    return round(score, 1)


def _without_common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the words of each of two sorted sequences that the other lacks, sorted."""
    left, right = [], []
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            i, j = i + 1, j + 1
        elif one[i] < other[j]:
            left.append(one[i])
            i += 1
        else:
            right.append(other[j])
            j += 1
    return [*left, *one[i:]], [*right, *other[j:]]
