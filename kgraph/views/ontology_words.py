"""What the ontology calls its classes, relationships, properties and concepts, in Swedish and English."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgraph.packaged_ontology import concept_labels
from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary
from kgraph.words.catalogue import catalogue
from kgraph.words.term_words import CLASS_WORDS, TYPE_WORDS, spaced
from kgraph.words.text import text_from

if TYPE_CHECKING:
    import networkx as nx

Words = dict[str, str]
"""The same words by language code."""


@dataclass(frozen=True, slots=True)
class OntologyWords:
    """Words by name and language; a name that the ontology does not know is its own word.

    Parameters
    ----------
    labels : dict of str to dict of str to str
        Words of a class by node label, for instance ``{"Municipality": {"sv": "Kommun"}}``.
    types : dict
        Words by relationship type.
    keys : dict
        Words by property key.
    values : dict, optional
        Words of a concept by its IRI, for properties whose value is a concept.
    definitions : dict, optional
        Definition by node label or relationship type.
    """

    labels: dict[str, Words] = field(default_factory=dict)
    types: dict[str, Words] = field(default_factory=dict)
    keys: dict[str, Words] = field(default_factory=dict)
    values: dict[str, Words] = field(default_factory=dict)
    definitions: dict[str, Words] = field(default_factory=dict)

    @classmethod
    def load(cls) -> OntologyWords:
        """Return the words of the ontology that comes with kgraph."""
        return cls.from_vocabulary(Vocabulary.load())

    @classmethod
    def from_vocabulary(cls, vocabulary: Vocabulary) -> OntologyWords:
        """Return the words of an ontology's terms."""
        words: dict[str, dict[str, Words]] = {"label": {}, "type": {}, "key": {}}
        definitions: dict[str, Words] = {}
        # What the store calls every thing, and pages one of no known class.
        words["label"][RESOURCE_LABEL] = catalogue("pages")("kinds.any").to_json()
        for term in (*vocabulary.terms, *vocabulary.others):
            words[term.kind].setdefault(term.name, dict(term.labels))
            if term.kind != "key" and term.definitions:
                definitions.setdefault(term.name, dict(term.definitions))
        return cls(words["label"], words["type"], words["key"], concept_labels(), definitions)

    def with_data(self, graph: nx.MultiDiGraph) -> OntologyWords:
        """Return the words with those that the data of a graph has for its own terms."""
        labels = {name: one.to_json() for name, (one, _) in graph.graph.get(CLASS_WORDS, {}).items()}
        types = {name: one.to_json() for name, (one, _) in graph.graph.get(TYPE_WORDS, {}).items()}
        return replace(self, labels={**self.labels, **labels}, types={**self.types, **types})

    def label(self, name: str) -> Words:
        """Return the words for a node label, in every language of the pages."""
        return _filled(self.labels.get(name), _spaced(name))

    def type(self, name: str) -> Words:
        """Return the words for a relationship type."""
        words = spaced(name) if "__" in name else name.replace("_", " ").lower()
        return _filled(self.types.get(name), words)

    def key(self, name: str) -> Words:
        """Return the words for a property key; of one language's text, with that language."""
        plain, _, tag = name.rpartition("_")
        if plain in self.keys and name not in self.keys:
            return {code: f"{word} ({tag})" for code, word in self.key(plain).items()}
        return _filled(self.keys.get(name), _spaced(name))


def _filled(words: Words | None, name: str) -> Words:
    return text_from(words or {}, name).to_json()


def _spaced(name: str) -> str:
    words = spaced(name) if "__" in name else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return words[:1].upper() + words[1:].lower() if " " in words else words
