"""What Popolo records of every kind share: identity, names, identifiers, links, periods."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyoxigraph as ox

from kgraph.namespaces import DCT, FOAF, KG, ORG, OWL, PROV, RDF, RDFS, SKOS

from ...common.periods import FROM, UNTIL, Bounds, period_quads, reversed_bounds
from ...common.problems import Problems
from ..tables.cell_values import date_literal
from ..tables.heading_terms import load_terms
from ..tables.row_names import IRI, slug

if TYPE_CHECKING:
    from kgraph.errors import Location

    from .popolo_records import Record

OWL_SAME = OWL + "sameAs"
WIKIDATA = "http://www.wikidata.org/entity/"

CLASSES = {
    "person": FOAF + "Person",
    "organization": ORG + "Organization",
    "post": ORG + "Post",
    "membership": ORG + "Membership",
    "area": DCT + "Location",
    "motion": KG + "DecisionMaking",
    "vote_event": KG + "DecisionMaking",
    "event": "https://schema.org/Event",
}
REFERENCE_PROPERTIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "organization": (
        ("parent_id", "organization", ORG + "subOrganizationOf"),
        ("area_id", "area", DCT + "spatial"),
    ),
    "post": (("organization_id", "organization", ORG + "postIn"), ("area_id", "area", DCT + "spatial")),
    "area": (("parent_id", "area", DCT + "isPartOf"),),
    "motion": (("organization_id", "organization", PROV + "wasAssociatedWith"),),
    "vote_event": (
        ("motion_id", "motion", DCT + "isPartOf"),
        ("organization_id", "organization", PROV + "wasAssociatedWith"),
    ),
}
"""Key, kind of its target, and property, by the kind of record."""
NUMBER_SCHEMES = {"orgnr", "organisationsnummer", "organisation number", "se-orgnr", "se:orgnr"}
CODE_SCHEMES = {"kommunkod", "scb", "scb code", "municipality code"}


class RecordWriter:
    """Write records as statements of one graph.

    Parameters
    ----------
    file, base, language : str
        The file's name, the study's base IRI, and the language of text that names none.
    all_records : dict
        All records of the study, by kind and id.
    graph : pyoxigraph.NamedNode
        Where the statements go.
    """

    def __init__(
        self,
        file: str,
        base: str,
        language: str,
        all_records: dict[tuple[str, str], list[Record]],
        graph: ox.NamedNode,
    ) -> None:
        self.file = file
        self.base = base
        self.language = language
        self.all_records = all_records
        self.graph = graph
        self.problems = Problems(file)
        self.quads: list[tuple[ox.Quad, Location]] = []
        self.dangling: list[tuple[Location, str]] = []
        self.counts: Counter[str] = Counter()
        self.used: set[str] = set()
        self.terms = load_terms()
        self._spellings: dict[str, str] | None = None

    def check_identity(self, record: Record) -> None:
        """Refuse an id that two different records have; count one that the file left out."""
        if record.minted:
            self.counts["minted"] += 1
            return
        for other in self.all_records[record.kind, record.id]:
            if other is record:
                if other.place.file == self.file:
                    return
                continue
            same_file = other.place.file == record.place.file
            differs = other.values != record.values if same_file else _name(other) != _name(record)
            if differs:
                self.problems.add(
                    self.at(record, "id"),
                    f"the {record.kind} id {record.id!r} is also that of another record, at {other.place}",
                )
                return

    def iri(self, kind: str, identifier: str) -> ox.NamedNode:
        """Return the IRI of the record of `kind` with `identifier`, which may be an IRI itself."""
        if IRI.fullmatch(identifier):
            return ox.NamedNode(identifier)
        local = identifier.removeprefix(f"{kind}/")
        return ox.NamedNode(f"{self.base}{kind.replace('_', '-')}/{quote(local, safe='-._~:')}")

    def at(self, record: Record, key: str = "") -> Location:
        """Return the place of `record`, or of the value under `key` in it."""
        pointer = (record.place.column or "").rstrip("/")
        return dataclasses.replace(record.place, column=f"{pointer}/{key}" if key else pointer or "/")

    def add(self, subject: ox.NamedNode, predicate: str, value: Any, place: Location) -> None:
        """Keep a statement with its place."""
        self.quads.append((ox.Quad(subject, ox.NamedNode(predicate), value, self.graph), place))

    def text(self, record: Record, key: str) -> str:
        """Return the text under `key`; empty if there is no value or one of another kind."""
        value = record.values.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            self.used.add(key)
            return str(value).strip()
        if value is None:
            self.used.add(key)
        return ""

    def write_common(self, record: Record) -> ox.NamedNode:
        """Write class, names, identifiers, links, period and references; return the subject."""
        subject = self.iri(record.kind, record.id)
        self.add(subject, RDF + "type", ox.NamedNode(CLASSES[record.kind]), self.at(record))
        for key in ("name", "label", "title"):
            text = self.text(record, key)
            if text:
                self.add(subject, SKOS + "prefLabel", self.named(text), self.at(record, key))
                break
        for key in ("abstract", "description", "summary", "biography"):
            text = self.text(record, key)
            if text:
                self.add(subject, DCT + "description", self.named(text), self.at(record, key))
        self._write_other_names(record, subject)
        self._write_identifiers(record, subject)
        self.write_links(record, subject)
        self.write_period(record, subject)
        for key, kind, predicate in REFERENCE_PROPERTIES.get(record.kind, ()):
            target = self.target(record, key, kind)
            if target is not None:
                self.add(subject, predicate, target, self.at(record, key))
        return subject

    def named(self, text: str, language: str | None = None) -> ox.Literal:
        """Return `text` as a literal in `language`, else in the study's first language."""
        return ox.Literal(text, language=language or self.language)

    def entries(self, record: Record, key: str) -> list[tuple[int, dict[str, Any]]]:
        """Return the objects in the list under `key`, each with its index."""
        value = record.values.get(key)
        if isinstance(value, list):
            self.used.add(key)
            return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]
        return []

    def _write_other_names(self, record: Record, subject: ox.NamedNode) -> None:
        for index, item in self.entries(record, "other_names"):
            name = item.get("name")
            if isinstance(name, str) and name.strip():
                language = str(item.get("lang") or item.get("language") or self.language)
                tag = (
                    language
                    if language.replace("-", "").isalnum() and language[:2].isalpha()
                    else self.language
                )
                place = self.at(record, f"other_names/{index}")
                self.add(subject, SKOS + "altLabel", self.named(name.strip(), tag), place)
        text = self.text(record, "other_label")
        if text:
            self.add(subject, SKOS + "altLabel", self.named(text), self.at(record, "other_label"))

    def _write_identifiers(self, record: Record, subject: ox.NamedNode) -> None:
        for index, item in self.entries(record, "identifiers"):
            value = str(item.get("identifier") or "").strip()
            scheme = str(item.get("scheme") or "").strip()
            if not value:
                continue
            place = self.at(record, f"identifiers/{index}")
            if scheme.casefold() == "wikidata" and value[:1] == "Q" and value[1:].isdigit():
                self.add(subject, OWL_SAME, ox.NamedNode(WIKIDATA + value), place)
            elif scheme.casefold() in NUMBER_SCHEMES:
                self.add(subject, KG + "organisationNumber", ox.Literal(value), place)
            elif scheme.casefold() in CODE_SCHEMES:
                self.add(subject, KG + "municipalityCode", ox.Literal(value), place)
            else:
                shown = f"{scheme}: {value}" if scheme else value
                self.add(subject, DCT + "identifier", ox.Literal(shown), place)
        text = self.text(record, "identifier")
        if text:
            self.add(subject, DCT + "identifier", ox.Literal(text), self.at(record, "identifier"))

    def write_links(self, record: Record, subject: ox.NamedNode) -> None:
        """Write the pages about the record and the sources that it names."""
        for key, predicate in (("links", RDFS + "seeAlso"), ("sources", DCT + "source")):
            for index, item in self.entries(record, key):
                address = item.get("url")
                if isinstance(address, str) and IRI.fullmatch(address.strip()):
                    self.add(
                        subject, predicate, ox.NamedNode(address.strip()), self.at(record, f"{key}/{index}")
                    )

    def write_period(self, record: Record, subject: ox.NamedNode, fallback: Record | None = None) -> None:
        """Write the period in which `record` holds, from its own dates or else those of `fallback`."""
        bounds: Bounds = {}
        for bound, keys in (
            (FROM, ("start_date", "founding_date", "valid_from")),
            (UNTIL, ("end_date", "dissolution_date", "valid_until")),
        ):
            for holder in (record, fallback):
                date = self.date(holder, keys) if holder is not None and bound not in bounds else None
                if date:
                    bounds[bound] = date
        wrong = reversed_bounds(bounds)
        if wrong:
            self.problems.add(bounds[UNTIL][1], wrong)
        self.quads.extend(period_quads(subject, self.graph, bounds))

    def date(self, record: Record, keys: tuple[str, ...]) -> tuple[ox.Literal, Location] | None:
        """Return the first date under one of `keys`, as precise as it is written, with its place."""
        for key in keys:
            text = self.text(record, key).partition("T")[0]
            if text:
                place = self.at(record, key)
                try:
                    return date_literal(text), place
                except ValueError as error:
                    self.problems.add(place, f"{text!r}: {error}")
        return None

    def target(self, record: Record, key: str, *kinds: str) -> ox.NamedNode | None:
        """Return the target of the reference under `key`; note it if the study has no such record."""
        value = record.values.get(key)
        self.used.add(key)
        if value in (None, ""):
            return None
        for kind in kinds:
            if (kind, str(value)) in self.all_records:
                return self.iri(kind, str(value))
        self.dangling.append((self.at(record, key), f"{key} {value!r}"))
        return None

    def concept(self, kind: str, text: str, place: Location, cls: str = SKOS + "Concept") -> ox.NamedNode:
        """Write a concept of the study's own called `text`, and return it."""
        concept = ox.NamedNode(f"{self.base}{kind}/{slug(text) or quote(text, safe='')}")
        self.add(concept, RDF + "type", ox.NamedNode(cls), place)
        self.add(concept, SKOS + "prefLabel", self.named(self.spelling(text)), place)
        return concept

    def spelling(self, text: str) -> str:
        """Return a role or label as the study first spells it, since "mayor" and "Mayor" have one IRI."""
        if self._spellings is None:
            self._spellings = {}
            for record in (record for records in self.all_records.values() for record in records):
                for key in ("role", "label"):
                    value = str(record.values.get(key) or "")
                    known = self._spellings.setdefault(slug(value), value)
                    self._spellings[slug(value)] = min(known, value)
        return self._spellings.get(slug(text), text) if slug(text) else text

    def role(self, text: str, place: Location) -> ox.NamedNode:
        """Return the role called `text` from the code list, else one of the study's own."""
        role = self.terms.concept_of(self.terms.properties[ORG + "role"], text)
        return ox.NamedNode(role.iri) if role else self.concept("role", text, place, ORG + "Role")


def _name(record: Record) -> str:
    return str(record.values.get("name") or record.values.get("label") or "")
