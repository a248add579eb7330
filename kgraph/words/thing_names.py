"""What a thing of the graph is called, in each language of the pages: the one rule for its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import local_name
from kgraph.words.text import LANGUAGES, Text, nearest_text, own_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME_STEMS = ("label", "title", "name", "notation", "identifier")
"""Keys that hold the name of a thing, the best one first; with or without a language."""

# The language in a key such as label_sv or label_en_gb; label_uri and label_und are no languages.
_LANGUAGE = re.compile(r"(?!uri$|und$)[a-z]{2,3}(_[A-Za-z0-9]+)*")


def name_of(uri: str, attributes: Mapping[str, Any]) -> Text:
    """Return the name of a node in both languages.

    Each language has the best of its own names, in the order of :data:`NAME_STEMS`. One that has none gets
    the display name, which is in the first of the study's languages; else the nearest language
    (:func:`kgraph.words.text.nearest_text`). A node without any name is called by the end of its IRI.
    """
    texts = _texts_by_stem(attributes, NAME_STEMS)
    named = [texts[stem] for stem in NAME_STEMS if stem in texts]
    shown = next((text for stem in NAME_STEMS if (text := first_text(attributes.get(stem)))), "")

    def in_language(code: str) -> str:
        """Return the name in one language."""
        own = next((text for texts in named if (text := own_text(texts, code))), "")
        return own or shown or (nearest_text(named[0], code) if named else local_name(uri))

    return Text(*map(in_language, LANGUAGES))


def texts_by_language(attributes: Mapping[str, Any], stem: str) -> dict[str, str]:
    """Return the texts of the keys ``STEM_LANGUAGE``, by language; of several values the first."""
    return _texts_by_stem(attributes, (stem,)).get(stem, {})


def _texts_by_stem(attributes: Mapping[str, Any], stems: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, value in attributes.items():
        stem, _, code = key.partition("_")
        if stem in stems and _LANGUAGE.fullmatch(code) and (text := first_text(value)):
            found.setdefault(stem, {})[code] = text
    return found


def first_text(value: Any) -> str:
    """Return a value as text, of several the first; nothing where there is none."""
    first = (value[0] if value else None) if isinstance(value, list | tuple) else value
    return "" if first is None else str(first)
