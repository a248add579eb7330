"""Names and counts in sentences: Swedish and English, singular and plural."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LANGUAGES = ("sv", "en")
NAMES_SHOWN = 6
_LABEL_KEYS = ("label", "title", "name", "notation", "identifier")
_MORE = {"sv": "ytterligare {n}", "en": "{n} more"}
_AND = {"sv": " och ", "en": " and "}


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in Swedish and in English.

    Parameters
    ----------
    sv, en : str
        The text in each language.
    """

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in `language`, Swedish for ``"sv"`` and English for all else."""
        return self.sv if language == "sv" else self.en

    def to_json(self) -> dict[str, str]:
        """Return ``{"sv": ..., "en": ...}``."""
        return {"sv": self.sv, "en": self.en}


def text_from(value: str | Mapping[str, str] | Text) -> Text:
    """Return a `Text` from one string for both languages, or from a table with ``sv`` and/or ``en``."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return Text(value, value)
    first = next(iter(value.values()), "")
    return Text(str(value.get("sv", value.get("en", first))), str(value.get("en", value.get("sv", first))))


def local_name(uri: str) -> str:
    """Return the part of `uri` after its last ``#`` or ``/``, or `uri` itself."""
    return uri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] or uri


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


@lru_cache(maxsize=1)
def shipped_declarations() -> dict[str, Any]:
    """Return the content of the ontology's ``networks.toml``: default networks and words for classes."""
    text = resources.files("kgraph.ontology").joinpath("networks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def class_words(label: str, number: int) -> Text:
    """Return the words for `number` things of class `label`, such as ``tjänster`` / ``services``.

    A class that ``networks.toml`` has no words for keeps its own name.
    """
    words = shipped_declarations()["classes"].get(label)
    if words is None:
        return Text(label, label)
    index = 0 if number == 1 else 1
    return Text(words["sv"][index], words["en"][index])


def has_words(label: str) -> bool:
    """Return whether ``networks.toml`` has words for a class."""
    return label in shipped_declarations()["classes"]


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
    filled = []
    for template, language in ((sv, "sv"), (en, "en")):
        own = {key: v.in_language(language) if isinstance(v, Text) else v for key, v in values.items()}
        filled.append(template.format(**own))
    return Text(*filled)


def decimal(value: float, language: str, digits: int = 3) -> str:
    """Return `value` with at most `digits` decimals, and a decimal comma in Swedish."""
    shown = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    shown = "0" if shown in ("-0", "") else shown
    return shown.replace(".", ",") if language == "sv" else shown


def number_text(value: float, digits: int = 3) -> Text:
    """Return `value` as a `Text`, see `decimal`."""
    return Text(decimal(value, "sv", digits), decimal(value, "en", digits))
