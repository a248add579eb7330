"""Names, counts and lists in sentences: Swedish and English, singular and plural."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kgraph.declarations import declarations
from kgraph.words.catalogue import catalogue
from kgraph.words.term_words import spaced
from kgraph.words.text import LANGUAGES, Text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES_SHOWN = 6
ClassWords = dict[str, tuple[Text, Text]]
"""Words for one and for several by label: what the data itself calls its classes."""
_NO_WORDS: ClassWords = {}
_words = catalogue("sentences")


def one_or_many(number: float) -> str:
    """Return ``"one"`` for 1, else ``"many"``: the last part of the key of a text in two numbers."""
    return "one" if number == 1 else "many"


def class_words(label: str, number: int, data: ClassWords = _NO_WORDS) -> Text:
    """Return the words for `number` things of class `label`, such as ``tjänster`` / ``services``.

    What the data calls a class comes before the words of ``networks.toml``. A class without words is called
    by its own name, as words.
    """
    index = 0 if number == 1 else 1
    if label in data:
        return data[label][index]
    words = declarations("networks")["classes"].get(label)
    if words is None:
        name = spaced(label)
        return Text(name, name)
    return Text(words["sv"][index], words["en"][index])


def has_words(label: str, data: ClassWords = _NO_WORDS) -> bool:
    """Return whether the data or ``networks.toml`` has words for a class."""
    return label in data or label in declarations("networks")["classes"]


def counted(labels: Iterable[str], data: ClassWords = _NO_WORDS) -> Text:
    """Return "5 services and 6 municipalities" for a list of classes, most common first."""
    counts = sorted(Counter(labels).items(), key=lambda item: (-item[1], item[0]))
    words = [(number, class_words(label, number, data)) for label, number in counts]
    return _joined([Text(f"{number} {word.sv}", f"{number} {word.en}") for number, word in words])


def counted_word(number: int, label: str = "") -> Text:
    """Return "nine services", or "nine" without a class: words up to twelve, then digits."""
    key = str(number)
    words = _words.below("number")
    said = words[key] if key in words else Text(key, key)
    return _words("counted.things", number=said, things=class_words(label, number)) if label else said


def capital(text: Text) -> Text:
    """Return a text with its first letter in upper case, as a sentence begins."""
    return Text(text.sv[:1].upper() + text.sv[1:], text.en[:1].upper() + text.en[1:])


def count_of(number: float, word: str) -> Text:
    """Return a number with its word, such as "1 länk" / "1 tie"; `word` is a key under ``count``."""
    return _words(f"count.{word}.{one_or_many(number)}", n=number_text(number))


def percent(share: float) -> Text:
    """Return a share in whole percent; only what holds in every draw is called 100 %."""
    shown = 100 * share
    return number_text(min(99.0, shown) if shown < 100 else shown, 0)


def listed(names: Sequence[Text], shown: int = NAMES_SHOWN) -> Text:
    """Return "A, B and C", with at most `shown` names and the number of those left out."""
    return _joined(_shown(names, shown))


def alternatives(names: Sequence[Text], shown: int = NAMES_SHOWN) -> Text:
    """Return "A, B or C", with at most `shown` names and the number of those left out."""
    parts = _shown(names, shown)
    if len(parts) < 2:
        return series(parts, "")
    return _words("list.either", others=series(parts[:-1], ", "), last=parts[-1])


def series(texts: Iterable[Text], separator: str) -> Text:
    """Return texts with `separator` between them, in both languages."""
    all_texts = list(texts)
    return Text(*(separator.join(text.in_language(code) for text in all_texts) for code in LANGUAGES))


def _joined(parts: Sequence[Text]) -> Text:
    if len(parts) < 2:
        return series(parts, "")
    return _words("list.last", others=series(parts[:-1], ", "), last=parts[-1])


def _shown(names: Sequence[Text], shown: int) -> list[Text]:
    parts = list(names[:shown])
    if len(names) > shown:
        parts.append(_words("list.more", n=len(names) - shown))
    return parts
