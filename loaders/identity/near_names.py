"""Names so alike that two things may be one: reported with the evidence, never merged.

Names are compared word by word, without regard to case, composed or decomposed letters (Unicode NFKD),
hyphens or spaces, diacritics, and order. Words for kinds of things, such as "kommun", may be missing from one
of them. All other words must be equal, or long and nearly equal, measured by RapidFuzz's normalised Indel
similarity from 0 to 100.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

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
COMPARED = 20_000
"""Names whose words are held while names are compared."""
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

    # The words of all names at once would take more memory than all else.
    @lru_cache(maxsize=COMPARED)
    def words(name: str) -> _NameWords:
        return _NameWords(plain_words(name), generic)

    # Things go by number here, in the order of their IRIs.
    iris = sorted(names)
    own = [sorted(set(names[iri])) for iri in iris]
    groups = _groups(own, words)
    near: dict[int, array[int]] = {}
    for number, group in enumerate(groups):
        for thing in group:
            near.setdefault(thing, array("I")).append(number)
    # Thing by thing, since the pairs of all things at once would fill the memory.
    for a in sorted(near):
        for b in sorted({other for number in near[a] for other in groups[number] if other > a}):
            scored = [
                (score, name, other)
                for name in own[a]
                for other in own[b]
                if (score := _similarity(words(name), words(other)))
            ]
            if scored:
                score, name, other = max(scored)
                yield iris[a], iris[b], name, other, score


def _groups(names: list[list[str]], words: Callable[[str], _NameWords]) -> list[array[int]]:
    """Return the things to compare with each other: their names share a beginning and a trait."""
    blocks: dict[str, array[int]] = {}
    for thing, own in enumerate(names):
        each = list(map(words, own))
        for key in {name.start for name in each}.union(word[:BLOCK] for name in each for word in name.own):
            blocks.setdefault(key, array("I")).append(thing)
    found = []
    for members in blocks.values():
        if 1 < len(members) <= LARGEST_BLOCK:
            traits: dict[Hashable, array[int]] = {}
            held = {thing: list(map(words, names[thing])) for thing in members}
            alike = _alike({word for each in held.values() for name in each for word in name.own})
            for thing, each in held.items():
                for trait in {trait for name in each for trait in name.traits(alike)}:
                    traits.setdefault(trait, array("I")).append(thing)
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
