"""The words of the ontology as the pages show them: classes, relations, properties, concepts; sv and en."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kgraph.packaged_ontology import concept_labels
from kgraph.vocabulary import Vocabulary

Words = dict[str, str]

LANGUAGES = ("sv", "en")


@dataclass(frozen=True, slots=True)
class Terms:
    """Labels by name and language, with the name itself as the answer for what is unknown.

    Parameters
    ----------
    labels : dict of str to dict of str to str
        Node label (class) to its words by language code, for instance ``{"Municipality": {"sv": "Kommun"}}``.
    types : dict
        Relationship type to its words.
    keys : dict
        Property key to its words.
    values : dict, optional
        IRI of a concept to its words, for properties whose value is a concept.
    definitions : dict, optional
        Node label or relationship type to its definition by language code.
    """

    labels: dict[str, Words] = field(default_factory=dict)
    types: dict[str, Words] = field(default_factory=dict)
    keys: dict[str, Words] = field(default_factory=dict)
    values: dict[str, Words] = field(default_factory=dict)
    definitions: dict[str, Words] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Terms:
        """Return the words of the ontology that comes with kgraph."""
        return cls.from_vocabulary(Vocabulary.load())

    @classmethod
    def from_vocabulary(cls, vocabulary: Vocabulary) -> Terms:
        """Return the words of an ontology's terms."""
        words: dict[str, dict[str, Words]] = {"label": {}, "type": {}, "key": {}}
        definitions: dict[str, Words] = {}
        for term in vocabulary.terms:
            words[term.kind].setdefault(term.name, dict(term.labels))
            if term.kind != "key" and term.definitions:
                definitions.setdefault(term.name, dict(term.definitions))
        return cls(words["label"], words["type"], words["key"], concept_labels(), definitions)

    def label(self, name: str) -> Words:
        """Return the words for a node label, in every language of the pages."""
        return _filled(self.labels.get(name), _spaced(name))

    def type(self, name: str) -> Words:
        """Return the words for a relationship type."""
        return _filled(self.types.get(name), name.replace("_", " ").lower())

    def key(self, name: str) -> Words:
        """Return the words for a property key."""
        return _filled(self.keys.get(name), _spaced(name))


def _filled(words: Words | None, name: str) -> Words:
    found = words or {}
    first = next((found[code] for code in LANGUAGES if found.get(code)), name)
    return {code: found.get(code) or first for code in LANGUAGES}


def _spaced(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return words[:1].upper() + words[1:].lower() if " " in words else words
