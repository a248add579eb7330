"""The rules of one migration of the ontology, as ``ontology/migrations/`` states them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from kgraph.namespaces import DCT, RDF, RDFS, SKOS
from kgraph.packaged_ontology import ontology
from kgraph.words.text import Text, text_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Triple = tuple[Any, ox.NamedNode, Any]
"""Subject, predicate and object of a statement."""


@dataclass(frozen=True, slots=True)
class MovedConcept:
    """A concept that became the value of another property.

    Parameters
    ----------
    old, new : str
        The concept before and after.
    property, new_property : str
        The property that it was a value of, and the one that it is.
    labels : dict of str to str
        Its label before, by language.
    """

    old: str
    new: str
    property: str
    new_property: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What a statement becomes: another predicate, another object, or both."""

    predicate: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True)
class MigrationRules:
    """All rules from one version of the ontology to the next.

    Parameters
    ----------
    start, end : str
        The versions.
    prefixes : dict of str to str
        Namespaces by the prefix that the rules, and texts without one of their own, use.
    replaced : dict of str to str
        Terms by the name that they had.
    concepts : tuple of MovedConcept
        Concepts that moved to another property.
    queries : tuple of str
        SPARQL queries for statements that change, by what else is said.
    by_hand : tuple of (str, Text)
        SPARQL queries for statements that a person has to look at, and what to do.
    """

    start: str
    end: str
    prefixes: dict[str, str]
    replaced: dict[str, str]
    concepts: tuple[MovedConcept, ...]
    queries: tuple[str, ...]
    by_hand: tuple[tuple[str, Text], ...]

    def changes(self, quads: Iterable[ox.Quad]) -> dict[Triple, NewTerms]:
        """Return what statements become, by statement, for all that change."""
        known = _with_ontology(quads)
        found: dict[Triple, NewTerms] = {}
        for quad in known:
            new = self._by_name(quad)
            if new is not None:
                found[(quad.subject, quad.predicate, quad.object)] = new
        for query in self.queries:
            for triple, terms in self._select(known, query):
                before = found.get(triple, NewTerms())
                found[triple] = NewTerms(terms.predicate or before.predicate, terms.object or before.object)
        return found

    def to_do(self, quads: Iterable[ox.Quad]) -> Iterator[tuple[Triple, Text]]:
        """Yield the statements that a person has to look at, and what to do about each."""
        known = _with_ontology(quads)
        for query, advice in self.by_hand:
            for triple, _ in self._select(known, query):
                yield triple, advice

    def old_concepts(self) -> ox.Store:
        """Return the concepts that moved, described as they were, for reading old sheets."""
        store = ox.Store()

        def say(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
            store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value))

        for concept in self.concepts:
            scheme, _, name = concept.old.rpartition("/")
            say(concept.old, RDF + "type", ox.NamedNode(SKOS + "Concept"))
            say(concept.old, SKOS + "inScheme", ox.NamedNode(scheme))
            say(concept.old, SKOS + "notation", ox.Literal(name))
            for language, label in concept.labels.items():
                say(concept.old, SKOS + "prefLabel", ox.Literal(label, language=language))
        return store

    def _by_name(self, quad: ox.Quad) -> NewTerms | None:
        predicate = self.replaced.get(quad.predicate.value)
        value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        for concept in self.concepts:
            if (quad.predicate.value, value) == (concept.property, concept.old):
                return NewTerms(concept.new_property, concept.new)
        new = NewTerms(predicate, self.replaced.get(value))
        return new if new != NewTerms() else None

    def _select(self, known: ox.Store, query: str) -> Iterator[tuple[Triple, NewTerms]]:
        solutions = cast("ox.QuerySolutions", known.query(query, prefixes=self.prefixes))
        names = {variable.value for variable in solutions.variables}
        for row in solutions:
            predicate, value = (
                cast("ox.NamedNode", row[name]).value if name in names else None for name in ("newP", "newO")
            )
            yield (row["s"], cast("ox.NamedNode", row["p"]), row["o"]), NewTerms(predicate, value)


def migration_rules() -> MigrationRules:
    """Return the rules that lead to the version of the ontology that comes with kgraph."""
    directory = resources.files("kgraph.ontology") / "migrations"
    (file,) = (each for each in directory.iterdir() if each.name.endswith(".toml"))
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    prefixes: dict[str, str] = content["prefixes"]

    def iri(name: str) -> str:
        prefix, _, local = name.partition(":")
        return prefixes[prefix] + local

    replaced = {
        quad.subject.value: quad.object.value
        for quad in ontology().quads_for_pattern(None, ox.NamedNode(DCT + "isReplacedBy"), None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    return MigrationRules(
        start=content["from"],
        end=content["to"],
        prefixes=prefixes,
        replaced=replaced,
        concepts=tuple(
            MovedConcept(
                iri(each["old"]),
                replaced[iri(each["old"])],
                iri(each["property"]),
                iri(each["new-property"]),
                each["labels"],
            )
            for each in content["concept"]
        ),
        queries=tuple(each["find"] for each in content["rewritten"]),
        by_hand=tuple((each["find"], text_from(each)) for each in content["by-hand"]),
    )


def _with_ontology(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return statements in one graph, with the classes of the ontology."""
    store = ox.Store()
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    store.extend(ontology().quads_for_pattern(None, ox.NamedNode(RDFS + "subClassOf"), None, None))
    return store
