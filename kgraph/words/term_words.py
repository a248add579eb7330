"""What data calls its own terms: words for labels and relationship types that the ontology does not name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import local_name
from kgraph.words.text import LANGUAGES, Text
from kgraph.words.thing_names import first_text, name_of, texts_by_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CLASS_WORDS = "class_words"
TYPE_WORDS = "type_words"
"""Attributes of the graph of a study: words, for one and for several, by label and by relationship type."""
_SEVERAL = "pluralLabel"


def words_of_terms(
    terms: Mapping[str, str], described: Callable[[str], Mapping[str, Any] | None]
) -> dict[str, tuple[Text, Text]]:
    """Return what the data calls its terms: the words for one and for several, by name.

    Parameters
    ----------
    terms : mapping
        IRI of each term by its name in the property graph.
    described : callable
        Gives what the graph says of a node by IRI, None where it has no such node.
    """
    found = {}
    for name, iri in terms.items():
        # Terms of kgraph's ontology have their words there.
        attributes = described(iri) if "__" in name else None
        if attributes and first_text(attributes.get("label")) not in ("", local_name(iri)):
            one = name_of(iri, attributes)
            several = texts_by_language(attributes, _SEVERAL)
            found[name] = (one, Text(*(several.get(code) or one.in_language(code) for code in LANGUAGES)))
    return found


def spaced(name: str) -> str:
    """Return the name of a term as words: ``cv__hasCompetentAuthority`` is ``has competent authority``."""
    local = name.rpartition("__")[2] or name
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).replace("_", " ").strip()
    return words.lower() if " " in words or "__" in name else words
