"""What names of codes and cases mean: ``Municipality: Skara`` an actor, ``Relation: advice`` a relation.

A code that stands under the code *Municipality* means the same without the word before the colon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..tables.heading_terms import fold, load_terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..drawn_networks.network_map import NetworkMap


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a name says: the kind, as the map writes it, and the name of that kind."""

    kind: str
    name: str


class NamingConvention:
    """The study's convention for names of codes and cases.

    Parameters
    ----------
    choices : NetworkMap
        The study's map: `classes` lists kinds of actors, and `type_from` is the kind of relations.
    """

    def __init__(self, choices: NetworkMap) -> None:
        self._terms = load_terms()
        self._kinds = {fold(kind): kind for kind in choices.classes}
        self._relation = fold(choices.type_from or "")
        self._types = {fold(value): value for value in choices.types}

    def actor(self, name: str, above: Iterable[str] = ()) -> CodeMeaning | None:
        """Return the actor that a code or case is; None if it is none."""
        for kind, rest in _readings(name, above):
            known = self._kind(kind)
            if known and rest and fold(kind) != self._relation:
                return CodeMeaning(known, rest)
        return None

    def relation(self, name: str, above: Iterable[str] = ()) -> str:
        """Return the type of relation that a code is; empty if it is none."""
        for kind, rest in _readings(name, above):
            if self._relation and rest and fold(kind) == self._relation:
                return self._types.get(fold(rest), rest)
        return ""

    def link(self, name: str) -> str:
        """Return the type of relation that a link is, by its name; empty if the map does not know it."""
        written = self.relation(name) or name
        return self._types.get(fold(written), "")

    def _kind(self, word: str) -> str:
        if fold(word) in self._kinds:
            return self._kinds[fold(word)]
        classes = self._terms.class_named(word)
        return word if len(classes) == 1 and not classes[0].qualified else ""


def _readings(name: str, above: Iterable[str]) -> list[tuple[str, str]]:
    """Return kinds and names that a code may be read as: its own words, then what it stands under."""
    kind, colon, rest = name.partition(":")
    own = [(kind.strip(), rest.strip())] if colon else []
    return [*own, *((each, name) for each in reversed(tuple(above)))]
