"""The policy of a study on natural persons in its sources: omit, pseudonymise or include them.

Omitting is not refusing: data published about organisations often names officials and is useful without them.
What was left out is counted and reported; the post and its place in the organisation stay.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import RDF, SKOS
from kgraph.packaged_ontology import ontology
from kgraph.rdf.dataset import ReadingNote
from kgraph.rdf.ontology_context import TYPE, hierarchy
from kgraph.vocabulary import Vocabulary
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset

PERSON_CLASSES = (
    "http://xmlns.com/foaf/0.1/Person",
    "https://schema.org/Person",
    "http://schema.org/Person",
    "http://www.w3.org/ns/person#Person",
    "http://www.w3.org/2006/vcard/ns#Individual",
)
LEFT_OUT = frozenset({"persons-omitted", "persons-pseudonymised", "personal-data-omitted"})
"""Kinds of reading notes that count statements left out of the graph."""
_words = catalogue("checks")
_SUBJECT = ox.NamedNode(RDF + "subject")
_LABEL = ox.NamedNode(SKOS + "prefLabel")
_DIGITS = 16

Node = ox.NamedNode | ox.BlankNode


def apply_policy(dataset: StudyDataset, policy: str, *, key: bytes = b"") -> None:
    """Apply the policy on persons to a dataset.

    ``omit`` removes every person (an instance of `PERSON_CLASSES` or of a subclass), all statements about
    them, the qualified relations with a person at one end, and the blank nodes that only these lead to.
    ``pseudonymise`` replaces their IRI by one that cannot be traced back without `key`, keeps their types and
    relations, and removes every text and outside link. ``include`` changes nothing.

    Parameters
    ----------
    dataset : StudyDataset
        Changed in place; a note with the counts is added to its ``notes``.
    policy : {"omit", "pseudonymise", "include"}
        The study's choice.
    key : bytes
        Secret of the study for pseudonyms (HMAC-SHA-256, RFC 2104).
    """
    if policy == "include":
        return
    persons = _persons(dataset)
    if not persons:
        return
    if policy == "omit":
        removed = _remove(dataset, persons | _relations(dataset, persons))
        text = _words("persons.omit", persons=len(persons), removed=removed)
        dataset.notes.append(ReadingNote("persons-omitted", text.to_json(), count=removed))
        return
    removed = _pseudonymise(dataset, persons, key)
    text = _words("persons.pseudonymise", persons=len(persons), removed=removed)
    dataset.notes.append(ReadingNote("persons-pseudonymised", text.to_json(), count=removed))


def _persons(dataset: StudyDataset) -> set[Node]:
    below = hierarchy(dataset.store, ontology())
    classes = {name for root in PERSON_CLASSES for name in below.get(root, {root})}
    return {
        cast("Node", quad.subject)
        for name in classes
        for quad in dataset.quads(None, TYPE, ox.NamedNode(name))
    }


def _relations(dataset: StudyDataset, persons: set[Node]) -> set[Node]:
    """Return the qualified relations and sourced statements that have a person at one end."""
    qualified = Vocabulary.load().qualified.values()
    ends = {ox.NamedNode(iri) for relation in qualified for iri in (relation.start, relation.end)} | {
        _SUBJECT
    }
    return {
        cast("Node", quad.subject)
        for person in persons
        for quad in dataset.quads(None, None, person)
        if quad.predicate in ends
    }


def _remove(dataset: StudyDataset, nodes: set[Node]) -> int:
    """Remove `nodes` and the blank nodes that only they lead to, and return the number of statements."""
    removed = 0
    for node in nodes:
        removed += remove_statements(dataset, {*dataset.quads(node), *dataset.quads(None, None, node)})
    return removed


def remove_statements(dataset: StudyDataset, statements: set[ox.Quad]) -> int:
    """Remove statements and the blank nodes that only they lead to, and return the number of statements."""
    removed = 0
    waiting = set(statements)
    while waiting:
        removed += len(waiting)
        for quad in waiting:
            dataset.store.remove(quad)
        led_to = {quad.object for quad in waiting if isinstance(quad.object, ox.BlankNode)}
        waiting = {quad for node in led_to if not _referred_to(dataset, node) for quad in dataset.quads(node)}
    return removed


def _described(dataset: StudyDataset, node: Node) -> bool:
    return next(dataset.quads(node), None) is not None


def _referred_to(dataset: StudyDataset, node: Node) -> bool:
    return next(dataset.quads(None, None, node), None) is not None


def _pseudonymise(dataset: StudyDataset, persons: set[Node], key: bytes) -> int:
    names = {person: _pseudonym(dataset.base, person, key) for person in persons}
    removed = 0
    left: set[Node] = set()
    for person in persons:
        for quad in list(dataset.quads(person)):
            dataset.store.remove(quad)
            value = quad.object
            described = isinstance(value, ox.NamedNode) and _described(dataset, value)
            if quad.predicate == TYPE or value in persons or described:
                renamed = names.get(cast("Node", value), value)
                dataset.store.add(ox.Quad(names[person], quad.predicate, renamed, quad.graph_name))
                if quad.predicate == TYPE:
                    label = ox.Literal(f"Person {names[person].value[-_DIGITS:][:6]}")
                    dataset.store.add(ox.Quad(names[person], _LABEL, label, quad.graph_name))
            else:
                removed += 1
                left |= {value} if isinstance(value, ox.BlankNode) else set()
        for quad in list(dataset.quads(None, None, person)):
            dataset.store.remove(quad)
            dataset.store.add(ox.Quad(quad.subject, quad.predicate, names[person], quad.graph_name))
    return removed + _remove(dataset, {node for node in left if not _referred_to(dataset, node)})


def _pseudonym(base: str, person: Node, key: bytes) -> ox.NamedNode:
    digest = hmac.new(key, str(person).encode(), "sha256").hexdigest()
    return ox.NamedNode(f"{base}person/{digest[:_DIGITS]}")
