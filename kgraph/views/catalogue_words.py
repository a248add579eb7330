"""Words of the catalogue in the form in which pages and templates take them: by language code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES, Text

if TYPE_CHECKING:
    from kgraph.views.ontology_words import Words

REPORT = {key: text.to_json() for key, text in catalogue("report").below("report").items()}
"""What the report says by itself, by key."""


@cache
def page_words() -> dict[str, dict[str, str]]:
    """Return what a page says by itself, by language and key."""
    texts = catalogue("pages").below("page")
    return {code: {key: text.in_language(code) for key, text in texts.items()} for code in LANGUAGES}


@cache
def status_words() -> dict[str, Words]:
    """Return the words for each status of a statement, as an entry of a legend."""
    return {status: capitalised(text) for status, text in catalogue("statements").below("status").items()}


@cache
def change_words() -> dict[str, Words]:
    """Return the words for what became of a node or relationship since an earlier build."""
    return {change: text.to_json() for change, text in catalogue("pages").below("changes").items()}


def figure_words(name: str) -> Words:
    """Return what a figure of the analysis is called; its own name where nobody has named it."""
    if name in MEASURES:
        return MEASURES[name].title.to_json()
    return catalogue("report").below("figures").get(name, Text(name, name)).to_json()


def role_words(name: str) -> Words:
    """Return what the role of a broker is called; its own name where nobody has named it."""
    return catalogue("report").below("roles").get(name, Text(name, name)).to_json()


def capitalised(text: Text) -> Words:
    """Return a text with its first letter in upper case, for a legend or a heading."""
    return {code: words[:1].upper() + words[1:] for code, words in text.to_json().items()}
