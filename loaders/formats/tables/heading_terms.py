"""The ontology's terms as people write them in sheet names, headings and cells.

A class may be called by its label in any language, its node label or its local name; a property by its label,
an alternative label, such as one that it had before, its key in the property graph, or its local name; a
concept by its notation, label or alternative label. Case, spaces, hyphens and underscores make no difference,
nor do composed and decomposed letters (Unicode NFC).
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import DCT, KG, OWL, RDF, RDFS, SH, SKOS, local_name
from kgraph.packaged_ontology import ontology_with_shapes
from kgraph.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXTS = {DCT + "title", DCT + "description"}
"""Properties whose values are text in a language, although their vocabulary does not say so."""
CONCEPT = SKOS + "Concept"

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "identitet"),
    "type": ("type", "typ", "class", "klass"),
    "name": ("name", "namn"),
    "from": ("from", "från", "från och med", "fr.o.m.", "start"),
    "until": ("until", "till", "till och med", "t.o.m.", "slut", "end"),
    "source": ("source", "källa", "sources", "källor"),
    "locator": ("locator", "ställe"),
    "paraphrase": ("paraphrase", "återgivning"),
    "anchor": ("anchor", "ankare", "passage anchor", "passageankare"),
    "status": ("status", "påståendets status", "statement status"),
    "quote": ("quote", "citat"),
    "confidence": ("confidence", "säkerhet", "tillförlitlighet"),
}
"""Headings that any sheet may have, by field: the English one first, the Swedish one second."""
ELSEWHERE = ("given elsewhere", "anges på annat håll")
"""What stands in the column of the type if another row or file says what the thing is: English, Swedish."""


def fold(name: str) -> str:
    """Return `name` in the form in which sheet names and headings are compared."""
    text = unicodedata.normalize("NFC", name).casefold()
    return "".join(letter for letter in text if letter not in " \t\n\r\u00a0-_.")


@dataclass(frozen=True, slots=True)
class SheetTerm:
    """A class or property of the ontology.

    Parameters
    ----------
    iri : str
        The term.
    labels, definitions : dict of str to str
        By language.
    names : tuple of str
        Its keys or labels in the property graph, and its alternative labels.
    parents : frozenset of str
        All superclasses of a class, itself included.
    start, end : str, optional
        For a class of qualified relations: the properties that lead to its two ends.
    domain : tuple of str
        Classes whose instances have the property.
    ranges : tuple of str
        Classes or data types of its values, from the ontology and the shapes.
    link : bool
        Whether its values are things rather than text, numbers and dates.
    translated : bool
        Whether its values are text in some language: names, titles, notes.
    open : bool
        Whether its values may be either things or text.
    scheme : str, optional
        The concept scheme from which its values come.
    """

    iri: str
    labels: dict[str, str] = field(default_factory=dict, hash=False)
    definitions: dict[str, str] = field(default_factory=dict, hash=False)
    names: tuple[str, ...] = ()
    parents: frozenset[str] = frozenset()
    start: str | None = None
    end: str | None = None
    domain: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    link: bool = False
    translated: bool = False
    open: bool = False
    scheme: str | None = None

    @property
    def qualified(self) -> bool:
        """Whether this is a class of qualified relations."""
        return self.start is not None and self.end is not None

    def label(self, language: str) -> str:
        """Return the label in `language`, else in any language, else the local name."""
        return self.labels.get(language) or next(iter(self.labels.values()), local_name(self.iri))


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of one of the ontology's schemes."""

    iri: str
    scheme: str
    notation: str
    labels: dict[str, str] = field(hash=False)
    names: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


class SheetTerms:
    """All terms of an ontology, to be looked up by name.

    Parameters
    ----------
    store : pyoxigraph.Store
        The ontology, its schemes and its shapes, in one graph.
    vocabulary : Vocabulary
        The same ontology, as names of the property graph.
    """

    def __init__(self, store: ox.Store, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self.classes = {iri: self._class(iri) for iri in sorted(self._class_iris())}
        self.properties = {iri: self._property(iri) for iri in sorted(self._property_iris())}
        self.concepts = {concept.iri: concept for concept in self._concepts()}
        self._accepted: dict[str, frozenset[str]] = {}
        self._concept_names: dict[str, dict[str, dict[str, Concept]]] = {}
        self._class_names = _index(self.classes.values())
        self._property_names = _index(self.properties.values())

    def class_named(self, name: str) -> list[SheetTerm]:
        """Return the classes that `name` may mean: as written, as an English plural, or cut at 31 letters."""
        wanted = fold(name)
        for candidate in (wanted, wanted.removesuffix("s"), wanted.removesuffix("ies") + "y"):
            if candidate in self._class_names:
                return self._class_names[candidate]
        if len(name) == 31:
            return [
                term for key, terms in self._class_names.items() if key.startswith(wanted) for term in terms
            ]
        return []

    def property_named(self, name: str, of: SheetTerm | None = None) -> list[SheetTerm]:
        """Return the properties that `name` may mean; only those that fit the class `of`, if any do."""
        terms = self._property_names.get(fold(name), [])
        if len(terms) > 1 and of is not None:
            ends = [term for term in terms if term.iri in {of.start, of.end}]
            fitting = [term for term in terms if set(term.domain) & of.parents]
            preferred = [term for term in terms if self._labelled(term, name)]
            terms = ends or fitting or preferred or terms
        return terms

    def takes_concepts(self, term: SheetTerm) -> bool:
        """Return whether the values of property `term` are concepts."""
        ranges = (self.classes[iri] for iri in term.ranges if iri in self.classes)
        return term.scheme is not None or any(CONCEPT in cls.parents for cls in ranges)

    def accepted_by(self, term: SheetTerm) -> frozenset[str]:
        """Return the classes whose instances may be values of property `term`."""
        if term.iri not in self._accepted:
            wanted = set(term.ranges)
            fitting = (cls.iri for cls in self.classes.values() if not wanted or wanted & cls.parents)
            self._accepted[term.iri] = frozenset(fitting)
        return self._accepted[term.iri]

    def concepts_for(self, term: SheetTerm) -> list[Concept]:
        """Return the concepts that property `term` may have: those of its scheme, else of its classes."""
        if term.scheme is not None:
            return [concept for concept in self.concepts.values() if concept.scheme == term.scheme]
        wanted = set(term.ranges)
        return [c for c in self.concepts.values() if not wanted or wanted & c.classes]

    def concept_words(self, term: SheetTerm, language: str) -> list[str]:
        """Return what the concepts of property `term` are called in a language, in the order of a list."""
        words = {concept.labels.get(language, concept.notation) for concept in self.concepts_for(term)}
        return sorted(words, key=str.casefold)

    def concept_of(self, term: SheetTerm, name: str) -> Concept | None:
        """Return the one concept for property `term` whose notation, label or IRI is `name`."""
        if term.iri not in self._concept_names:
            index: dict[str, dict[str, Concept]] = {}
            for concept in self.concepts_for(term):
                for key in (concept.iri, *concept.names):
                    index.setdefault(key, {})[concept.iri] = concept
            self._concept_names[term.iri] = index
        index = self._concept_names[term.iri]
        concepts = index.get(name) or index.get(fold(name)) or {}
        return next(iter(concepts.values())) if len(concepts) == 1 else None

    def properties_of(self, cls: SheetTerm) -> list[SheetTerm]:
        """Return the properties of `cls` by shapes and domains: ends, then required ones, then others."""
        ends = [iri for iri in (cls.start, cls.end) if iri]
        domain = [term.iri for term in self.properties.values() if set(term.domain) & cls.parents]
        ordered = [*ends, *sorted(self.required_of(cls)), *sorted(self._shaped(cls)), *domain]
        return [self.properties[iri] for iri in dict.fromkeys(ordered) if iri in self.properties]

    def required_of(self, cls: SheetTerm) -> set[str]:
        """Return the properties that every instance of `cls` must have."""
        return self._shaped(cls, having=SH + "minCount")

    def _shaped(self, cls: SheetTerm, having: str | None = None) -> set[str]:
        """Return the properties in the shapes of `cls` and its superclasses, those `having` something."""
        properties = set()
        for iri in cls.parents:
            target = ox.NamedNode(iri)
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(SH + "targetClass"), target):
                if isinstance(quad.subject, ox.Triple):
                    continue
                for shape in self._targets(quad.subject, SH + "property"):
                    if having is None or any(
                        self._store.quads_for_pattern(shape, ox.NamedNode(having), None)
                    ):
                        paths = self._targets(shape, SH + "path")
                        properties |= {path.value for path in paths if isinstance(path, ox.NamedNode)}
        return properties

    def class_words(self) -> list[str]:
        """Return all names of classes, for suggestions."""
        return [word for term in self.classes.values() for word in (*term.labels.values(), *term.names)]

    def property_words(self) -> list[str]:
        """Return all names of properties and all standard headings, for suggestions."""
        words = [word for term in self.properties.values() for word in (*term.labels.values(), *term.names)]
        return words + [word for names in FIELDS.values() for word in names]

    @staticmethod
    def _labelled(term: SheetTerm, name: str) -> bool:
        return fold(name) in {fold(label) for label in term.labels.values()}

    def _objects(self, iri: str, *predicates: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        subject = ox.NamedNode(iri)
        return [
            quad.object
            for predicate in predicates
            for quad in self._store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
            if not isinstance(quad.object, ox.Triple)
        ]

    def _iris(self, iri: str, *predicates: str) -> tuple[str, ...]:
        return tuple(sorted(o.value for o in self._objects(iri, *predicates) if isinstance(o, ox.NamedNode)))

    def _texts(self, iri: str, *predicates: str) -> dict[str, str]:
        texts = [o for o in self._objects(iri, *predicates) if isinstance(o, ox.Literal)]
        return {o.language or "": o.value for o in sorted(texts, key=lambda o: (o.language != "sv", o.value))}

    def _subjects(self, predicate: str, value: str | None = None) -> set[str]:
        target = ox.NamedNode(value) if value else None
        quads = self._store.quads_for_pattern(None, ox.NamedNode(predicate), target)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    def _class_iris(self) -> set[str]:
        return self._subjects(RDF + "type", OWL + "Class") | self._subjects(KG + "nodeLabel")

    def _property_iris(self) -> set[str]:
        kinds = ("ObjectProperty", "DatatypeProperty")
        typed = {iri for kind in kinds for iri in self._subjects(RDF + "type", OWL + kind)}
        typed |= self._subjects(RDF + "type", RDF + "Property")
        annotated = self._subjects(KG + "propertyKey") | self._subjects(KG + "relationshipType")
        return (typed | annotated | self._subjects(KG + "asProperty")) - self._class_iris()

    def _class(self, iri: str) -> SheetTerm:
        relation = self._vocabulary.qualified.get(iri)
        return SheetTerm(
            iri,
            labels=self._texts(iri, RDFS + "label"),
            definitions=self._texts(iri, SKOS + "definition", RDFS + "comment"),
            names=tuple(self._texts(iri, KG + "nodeLabel").values()),
            parents=frozenset((iri, *self._vocabulary.superclasses.get(iri, ()))),
            start=relation.start if relation else None,
            end=relation.end if relation else None,
        )

    def _property(self, iri: str) -> SheetTerm:
        types = set(self._iris(iri, RDF + "type"))
        ranges = self._iris(iri, RDFS + "range")
        link = OWL + "ObjectProperty" in types or (
            OWL + "DatatypeProperty" not in types
            and (bool(self._texts(iri, KG + "relationshipType")) or any(r in self.classes for r in ranges))
        )
        if not ranges:
            ranges = self._shape_values(iri, SH + ("class" if link else "datatype"))
        return SheetTerm(
            iri,
            labels=self._texts(iri, RDFS + "label"),
            definitions=self._texts(iri, SKOS + "definition", RDFS + "comment"),
            names=(
                *self._texts(iri, KG + "propertyKey").values(),
                *self._texts(iri, SKOS + "altLabel").values(),
            ),
            domain=self._iris(iri, RDFS + "domain"),
            ranges=ranges,
            link=link or bool(self._texts(iri, KG + "asProperty")),
            translated=OWL + "AnnotationProperty" in types or RDF + "langString" in ranges or iri in TEXTS,
            open=RDF + "Property" in types,
            scheme=next(iter(self._iris(iri, KG + "valueScheme")), None),
        )

    def _shape_nodes(self, iri: str) -> list[ox.NamedNode | ox.BlankNode]:
        """Return the property shapes whose path is `iri`, and the members of their sh:or and sh:node."""
        quads = self._store.quads_for_pattern(None, ox.NamedNode(SH + "path"), ox.NamedNode(iri))
        waiting = [quad.subject for quad in quads if not isinstance(quad.subject, ox.Triple)]
        nodes: list[ox.NamedNode | ox.BlankNode] = []
        follow = [SH + "or", SH + "node", RDF + "first", RDF + "rest"]
        while waiting:
            node = waiting.pop()
            if node in nodes or node.value == RDF + "nil":
                continue
            nodes.append(node)
            for predicate in follow:
                waiting.extend(self._targets(node, predicate))
        return nodes

    def _shape_values(self, iri: str, predicate: str) -> tuple[str, ...]:
        values = {
            quad.object.value
            for node in self._shape_nodes(iri)
            for quad in self._store.quads_for_pattern(node, ox.NamedNode(predicate), None)
            if isinstance(quad.object, ox.NamedNode)
        }
        return tuple(sorted(values))

    def _targets(
        self, node: ox.NamedNode | ox.BlankNode, predicate: str
    ) -> list[ox.NamedNode | ox.BlankNode]:
        quads = self._store.quads_for_pattern(node, ox.NamedNode(predicate), None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.BlankNode)]

    def _in_scheme(self) -> list[tuple[str, str]]:
        """Return each concept with its scheme."""
        quads = self._store.quads_for_pattern(None, ox.NamedNode(SKOS + "inScheme"), None)
        return sorted(
            (quad.subject.value, quad.object.value)
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
        )

    def _concepts(self) -> list[Concept]:
        concepts = []
        for iri, scheme in self._in_scheme():
            labels = self._texts(iri, SKOS + "prefLabel")
            notation = min(self._texts(iri, SKOS + "notation").values(), default=local_name(iri))
            others = [o.value for o in self._objects(iri, SKOS + "altLabel") if isinstance(o, ox.Literal)]
            names = frozenset(fold(name) for name in (*labels.values(), *others, notation, local_name(iri)))
            classes = {
                c
                for own in self._iris(iri, RDF + "type")
                for c in (own, *self._vocabulary.superclasses.get(own, ()))
            }
            concepts.append(Concept(iri, scheme, notation, labels, names, frozenset(classes)))
        return concepts


def _index(terms: Iterable[SheetTerm]) -> dict[str, list[SheetTerm]]:
    index: dict[str, list[SheetTerm]] = {}
    for term in terms:
        for name in {fold(n) for n in (*term.labels.values(), *term.names, local_name(term.iri))}:
            index.setdefault(name, []).append(term)
    return index


@functools.cache
def load_terms() -> SheetTerms:
    """Return the terms of the packaged ontology."""
    return SheetTerms(ontology_with_shapes(), Vocabulary.load())
