"""What the packaged ontology adds to a study's statements when these are checked or inferred from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import KG, RDF, RDFS
from kgraph.packaged_ontology import ontology

if TYPE_CHECKING:
    from kgraph.rdf.dataset import Term

TYPE = ox.NamedNode(RDF + "type")
SUBCLASS_OF = ox.NamedNode(RDFS + "subClassOf")
SOURCE = ox.NamedNode(KG + "Source")

_HIERARCHIES = (SUBCLASS_OF, ox.NamedNode(RDFS + "subPropertyOf"))


def background(store: ox.Store) -> ox.Store:
    """Return what the ontology adds to the statements of `store` when these are checked.

    These are its hierarchies of classes and properties, and its descriptions of concepts in `store`. The rest
    would only be checked again with every study.
    """
    reference = ontology()
    added = ox.Store()
    for predicate in _HIERARCHIES:
        added.extend(reference.quads_for_pattern(None, predicate, None, None))
    # Asked term by term: a study has more statements than the ontology has terms.
    waiting: list[object] = [
        term
        for term in _described()
        if any(quad.predicate != TYPE for quad in store.quads_for_pattern(None, None, term, None))
    ]
    seen: set[object] = set()
    while waiting:
        node = waiting.pop()
        if node in seen or not isinstance(node, ox.NamedNode):
            continue
        seen.add(node)
        about = list(reference.quads_for_pattern(node, None, None, None))
        added.extend(about)
        waiting += [quad.object for quad in about if quad.predicate != TYPE]
    return added


@cache
def _described() -> frozenset[ox.NamedNode]:
    return frozenset(cast("ox.NamedNode", quad.subject) for quad in ontology())


def hierarchy(*stores: ox.Store) -> dict[str, set[str]]:
    """Return the IRIs of all subclasses of each class, direct and indirect, and of the class itself."""
    below: dict[str, set[str]] = {}
    for store in stores:
        for quad in store.quads_for_pattern(None, SUBCLASS_OF, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                below.setdefault(quad.object.value, set()).add(quad.subject.value)
    closed: dict[str, set[str]] = {}
    for name in below:
        reached = {name}
        waiting = [name]
        while waiting:
            for child in below.get(waiting.pop(), ()):
                if child not in reached:
                    reached.add(child)
                    waiting.append(child)
        closed[name] = reached
    return closed


def instances(kind: Term, data: ox.Store, *hierarchies: ox.Store) -> set[Term]:
    """Return the SHACL instances of a class: all of its type in `data`, or of a subclass of it.

    Parameters
    ----------
    kind : term
        The class; classes without an IRI count too, also between two others.
    data : pyoxigraph.Store
        States the types, and subclasses.
    *hierarchies : pyoxigraph.Store
        State further subclasses.
    """
    kinds = kinds_of(kind, data, *hierarchies)
    return {
        cast("Term", quad.subject) for one in kinds for quad in data.quads_for_pattern(None, TYPE, one, None)
    }


def kinds_of(kind: Term, *stores: ox.Store) -> set[Term]:
    """Return a class and all subclasses of it that `stores` state, classes without an IRI too."""
    kinds = [kind]
    seen = {kind}
    for one in kinds:
        for store in stores:
            for quad in store.quads_for_pattern(None, SUBCLASS_OF, one, None):
                if quad.subject not in seen:
                    seen.add(cast("Term", quad.subject))
                    kinds.append(cast("Term", quad.subject))
    return seen
