"""Names and counts in sentences: Swedish and English, singular and plural."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kgraph.declarations import declarations
from kgraph.namespaces import local_name
from kgraph.words.text import LANGUAGES, Text, decimal, filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMES_SHOWN = 6
_LABEL_KEYS = ("label", "title", "name", "notation", "identifier")
_MORE = {"sv": "ytterligare {n}", "en": "{n} more"}
_AND = {"sv": " och ", "en": " and "}


def label_of(uri: str, attributes: Mapping[str, Any]) -> Text:
    """Return the name of a node in both languages, from its label, title, name or, last, its address."""
    fallback = next((_one(attributes[key]) for key in _LABEL_KEYS if attributes.get(key)), local_name(uri))
    by_language = [
        next(
            (_one(attributes[f"{key}_{code}"]) for key in _LABEL_KEYS if attributes.get(f"{key}_{code}")),
            fallback,
        )
        for code in LANGUAGES
    ]
    return Text(*by_language)


def _one(value: Any) -> str:
    return str(value[0] if isinstance(value, (list, tuple)) else value)


def class_words(label: str, number: int) -> Text:
    """Return the words for `number` things of class `label`, such as ``tjänster`` / ``services``.

    A class that ``networks.toml`` has no words for keeps its own name.
    """
    words = declarations("networks")["classes"].get(label)
    if words is None:
        return Text(label, label)
    index = 0 if number == 1 else 1
    return Text(words["sv"][index], words["en"][index])


def has_words(label: str) -> bool:
    """Return whether ``networks.toml`` has words for a class."""
    return label in declarations("networks")["classes"]


def counted(labels: Iterable[str]) -> Text:
    """Return "5 services and 6 municipalities" for a list of classes, most common first."""
    counts = sorted(Counter(labels).items(), key=lambda item: (-item[1], item[0]))
    parts = [
        [f"{n} {class_words(label, n).in_language(language)}" for label, n in counts]
        for language in LANGUAGES
    ]
    return Text(*(_joined(part, language) for part, language in zip(parts, LANGUAGES, strict=True)))


_WORDS = {
    "link": (("länk", "länkar"), ("tie", "ties")),
    "pair": (("par", "par"), ("pair", "pairs")),
    "path": (("skild väg", "skilda vägar"), ("separate path", "separate paths")),
    "relationship": (("relation", "relationer"), ("relationship", "relationships")),
    "source": (("källa", "källor"), ("source", "sources")),
    "new tie": (("ny länk", "nya länkar"), ("new tie", "new ties")),
}


def count_of(number: float, word: str) -> Text:
    """Return a number with its word, such as "1 länk" / "1 tie"; the words are those in `_WORDS`."""
    sv, en = _WORDS[word]
    index = 0 if number == 1 else 1
    return Text(f"{decimal(number, 'sv')} {sv[index]}", f"{decimal(number, 'en')} {en[index]}")


def listed(names: Sequence[Text], shown: int = NAMES_SHOWN) -> Text:
    """Return "A, B and C", with at most `shown` names and the number of those left out."""
    result = []
    for language in LANGUAGES:
        parts = [name.in_language(language) for name in names[:shown]]
        if len(names) > shown:
            parts.append(_MORE[language].format(n=len(names) - shown))
        result.append(_joined(parts, language))
    return Text(*result)


def _joined(parts: Sequence[str], language: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + _AND[language] + parts[-1]


def sentence(sv: str, en: str, /, **values: Any) -> Text:
    """Fill two templates with the same values; a `Text` value goes in in the template's own language."""
    return filled(Text(sv, en), **values)
