"""The names of the rows of a study's tables: a cell may refer to another row by its id or its exact name.

A short id lies under the study's base IRI. A row without id gets an IRI made of its class and label. Since a
name alone never makes rows in two files the same thing, such a name may occur in one file only.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import DCT, FOAF, KG, RDF, RDFS, SKOS, local_name

from ...common.problems import nearest
from .cell_values import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kgraph.errors import Location

IRI = re.compile(r"(?:https?|urn|tag|mailto):[^\s<>\"{}|\\^`]+")
SHORT_ID = re.compile(r"[^\s<>\"{}|\\^`#?;:]+")
SOURCE_CLASS = KG + "Source"
NAMING = frozenset(
    {SKOS + "prefLabel", RDFS + "label", DCT + "title", "https://schema.org/name"}
    | {"http://schema.org/name", FOAF + "name"}
)
"""Properties whose values are names of things."""


def slug(text: str) -> str:
    """Return `text` in lower case letters and digits joined by hyphens, without diacritics."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return "-".join(part for part in re.split(r"[\W_]+", plain) if part)


def iri_of_id(base: str, identifier: str, classes: Iterable[str]) -> str:
    """Return the IRI of a short id under `base`, for a source under ``source/``; an IRI is returned as it is.

    Raises
    ------
    ValueError
        The id has white space or characters that no IRI can hold.
    """
    if IRI.fullmatch(identifier):
        return identifier
    if not SHORT_ID.fullmatch(identifier):
        raise ValueError('an id has no spaces and none of < > " { } | \\ ^ ` # ? ; :')
    return f"{base}{'source/' if SOURCE_CLASS in classes else ''}{unicodedata.normalize('NFC', identifier)}"


def iri_of_label(base: str, label: str, cls: str) -> str | None:
    """Return the IRI minted for a row of class `cls` without id; None if the label has no letters."""
    part = slug(label)
    kind = "source" if cls == SOURCE_CLASS else slug(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", local_name(cls)))
    return f"{base}{kind}/{part}" if part else None


def iri_of_content(base: str, cls: str, parts: Iterable[str]) -> str:
    """Return the IRI minted for an unnamed row from its links and dates."""
    kind = slug(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", local_name(cls)))
    digest = hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]
    return f"{base}{kind}/{digest}"


@dataclass(frozen=True, slots=True)
class RowName:
    """The names by which others may refer to a row."""

    iri: str
    cls: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    place: Location
    minted: bool = False


def names_in(quads: Iterable[ox.Quad], base: str, place: Location) -> list[RowName]:
    """Return the things in `quads` that have an IRI and a class, with their names and short ids."""
    classes: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        if quad.predicate.value == RDF + "type" and isinstance(quad.object, ox.NamedNode):
            classes[quad.subject.value] = quad.object.value
        elif quad.predicate.value in NAMING and isinstance(quad.object, ox.Literal):
            labels.setdefault(quad.subject.value, []).append(quad.object.value)
    return [
        RowName(iri, cls, _short_ids(iri, base), tuple(labels.get(iri, ())), place)
        for iri, cls in sorted(classes.items())
    ]


def _short_ids(iri: str, base: str) -> tuple[str, ...]:
    if not iri.startswith(base):
        return ()
    short = iri.removeprefix(base)
    return (short, short.removeprefix("source/")) if short.startswith("source/") else (short,)


@dataclass(slots=True)
class RowNames:
    """All names of a study's rows and, as soon as one is looked up in vain, of the things in other sources.

    Parameters
    ----------
    rows : list of RowName
        All names added so far.
    later : list of callable
        Return more names when they are needed; each is called once.
    """

    rows: list[RowName] = field(default_factory=list)
    later: list[Callable[[], Iterable[RowName]]] = field(default_factory=list)
    _by_id: dict[str, list[RowName]] = field(default_factory=dict)
    _by_label: dict[str, list[RowName]] = field(default_factory=dict)

    def add(self, name: RowName) -> None:
        """Add a name, to be looked up from now on."""
        self.rows.append(name)
        for identifier in (name.iri, *name.ids):
            self._by_id.setdefault(identifier, []).append(name)
        for label in name.labels:
            self._by_label.setdefault(clean_name(label), []).append(name)

    def find(self, text: str, accepts: frozenset[str] | None = None) -> list[RowName]:
        """Return the things that `text` may mean: those with that id, else with exactly that name.

        Parameters
        ----------
        text : str
            A short id, an IRI or a name.
        accepts : frozenset of str, optional
            Classes that fit; they decide if several things have the name.
        """
        matches = self._called(text)
        while not matches and self.later:
            self._add_later()
            matches = self._called(text)
        if accepts and len(matches) > 1:
            matches = [name for name in matches if name.cls in accepts] or matches
        return sorted(matches, key=lambda name: name.iri)

    def every(self) -> list[RowName]:
        """Return all names, those of the things in other sources too."""
        while self.later:
            self._add_later()
        return self.rows

    def _add_later(self) -> None:
        for name in self.later.pop()():
            self.add(name)

    def _called(self, text: str) -> list[RowName]:
        names = self._by_id.get(text) or self._by_label.get(clean_name(text)) or []
        return list({name.iri: name for name in reversed(names)}.values())

    def suggest(self, text: str) -> str:
        """Return a did-you-mean for `text`, empty if nothing is near."""
        return nearest(text, [*self._by_label, *(i for i in self._by_id if not IRI.fullmatch(i))])

    def clashes(self, name: RowName) -> RowName | None:
        """Return another row that must not silently become one thing with that of `name`.

        Two rows clash if they have the same minted IRI but stand in different files or differ in their label,
        or if one of them has no id and the other, of the same class and name, has one.
        """
        for other in self._by_id.get(name.iri, []):
            same = set(map(clean_name, other.labels)) & set(map(clean_name, name.labels))
            if (name.minted or other.minted) and (other.place.file != name.place.file or not same):
                return other
        if name.minted:
            for label in name.labels:
                for other in self._by_label.get(clean_name(label), []):
                    if (
                        other.iri != name.iri
                        and other.cls == name.cls
                        and other.place.file == name.place.file
                    ):
                        return other
        return None
