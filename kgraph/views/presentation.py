"""How the terms of the ontology are shown, as ``presentation.toml`` beside the ontology declares it.

No class, relationship type or property key of a domain is named in the code of the views.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from kgraph.declarations import declarations
from kgraph.vocabulary import Vocabulary


def styles() -> dict[str, dict[str, str]]:
    """Return the declared colour token and shape by class, in the order of the legend."""
    table: dict[str, dict[str, str]] = _table("styles")
    return table


def view_classes(view: str, part: str = "classes") -> frozenset[str]:
    """Return the classes that a view declares, with all their subclasses."""
    return with_subclasses(tuple(_table("views", view)[part]))


@cache
def view_types(view: str, part: str = "relationships") -> frozenset[str]:
    """Return the relationship types that a view declares."""
    return frozenset(_table("views", view)[part])


def layout_classes(layout: str, part: str) -> frozenset[str]:
    """Return the classes that have a place of their own in a layout, with all their subclasses."""
    return with_subclasses(tuple(_table("layouts", layout)[part]))


def layout_types(layout: str, part: str) -> frozenset[str]:
    """Return the relationship types that decide a place in a layout."""
    return frozenset(_table("layouts", layout)[part])


def role_classes(role: str) -> frozenset[str]:
    """Return the classes that play a role in every view, with all their subclasses."""
    return with_subclasses(tuple(_table("roles")[role]))


@cache
def role_names(role: str) -> tuple[str, ...]:
    """Return the relationship types or property keys that play a role in every view, in their order."""
    return tuple(_table("roles")[role])


@cache
def with_subclasses(classes: tuple[str, ...]) -> frozenset[str]:
    """Return node labels with those of all their subclasses."""
    return frozenset(classes) | {
        label for label, above in superclasses().items() if not above.isdisjoint(classes)
    }


@cache
def superclasses() -> dict[str, frozenset[str]]:
    """Return the labels of all superclasses of each class that the ontology knows, others' classes too."""
    vocabulary = Vocabulary.load()
    labels = vocabulary.node_labels
    others = {term.iri: term.name for term in vocabulary.others if term.kind == "label"}
    return {
        label: frozenset(labels[above] for above in vocabulary.superclasses.get(iri, ()) if above in labels)
        for iri, label in {**others, **labels}.items()
    }


def _table(*path: str) -> Any:
    value: Any = declarations("presentation")
    for key in path:
        value = value[key]
    return value
