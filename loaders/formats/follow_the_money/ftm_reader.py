"""FollowTheMoney to RDF: organisations, ownership, membership, directors; persons as the study allows.

Which schema is what stands in ``ontology/followthemoney.toml``. What has no counterpart is counted by schema
and by property in notes. Where the study omits persons they never leave the file: of a person's directorship
only the post remains, and nothing of who holds it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyoxigraph as ox

from kgraph.declarations import declarations
from kgraph.errors import Location
from kgraph.namespaces import DCT, FOAF, KG, ORG, OWL, RDF, RDFS, SKOS, XSD
from kgraph.rdf.dataset import ReadingNote
from kgraph.words.catalogue import catalogue

from ...common.periods import FROM, UNTIL, Bounds, period_quads, reversed_bounds
from ..popolo.reading_notes import reading_notes
from ..source_format import SourceFormat, statements_loader
from ..source_graph import graph_of
from ..tables.cell_values import date_literal
from ..tables.heading_terms import load_terms
from ..tables.row_names import IRI, slug
from ..tables.sheets import decode, table_options
from .ftm_records import FtmEntity, FtmRecords

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

ENTITIES = "entity/"
"""Where the IRIs of entities begin, under the study's base."""
PERSON = FOAF + "Person"
_TEXTS = {
    "name": SKOS + "prefLabel",
    "other_name": SKOS + "altLabel",
    "description": DCT + "description",
}
_ADDRESSES = {"page": RDFS + "seeAlso", "source": DCT + "source"}
_OF_RELATIONS = frozenset({"role", "from", "until", "description", "source"})
_SHARE = re.compile(r"\s*([0-9]{1,3}(?:[.,][0-9]{1,10})?)\s*(%?)\s*")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
# A longer line is no entity, but a file of another format on one line.
_FIRST_LINE = 2**20
_words = catalogue("reading")


def ftm_map() -> dict[str, Any]:
    """Return which schema is what, and what the properties hold."""
    return declarations("followthemoney")


def read(
    path: Path, study: Study, notes: list[ReadingNote] | None = None
) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield the statements of a FollowTheMoney file, each with its line.

    Parameters
    ----------
    path : Path
        Lines of JSON, one entity each.
    study : Study
        The study: its base IRI and its policy on persons.
    notes : list of ReadingNote, optional
        Receives what was not read: schemata, properties, persons, references to nothing.

    Raises
    ------
    SourceError
        A line that is no entity, an impossible date; ``problems`` lists them all.
    """
    file = study.relative(path)
    options = table_options(path, study)
    records = FtmRecords(decode(path.read_bytes(), file, options.encoding), file)
    writer = _FtmWriter(records, study, ox.NamedNode(graph_of(path, study, options.source)))
    for entity in records.entities.values():
        writer.write(entity)
    records.problems.refuse()
    if notes is not None:
        notes.extend(writer.notes())
    yield from writer.quads


class _FtmWriter:
    """Turn the entities of one file into statements."""

    def __init__(self, records: FtmRecords, study: Study, graph: ox.NamedNode) -> None:
        self.records = records
        self.base = study.base
        self.language = study.languages[0]
        self.omit = study.policy.persons == "omit"
        self.graph = graph
        self.map = ftm_map()
        self.kinds = {name: kind for kind, names in self.map["values"].items() for name in names}
        self.terms = load_terms()
        self.quads: list[tuple[ox.Quad, Location]] = []
        self.counts: Counter[str] = Counter()
        self.schemata: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self.dangling: list[tuple[Location, str]] = []
        self.spellings: dict[str, str] = {}

    def write(self, entity: FtmEntity) -> None:
        """Write an entity as a thing or a relation, or count it."""
        if entity.schema in self.map["relations"]:
            self._write_relation(entity, self.map["relations"][entity.schema])
        elif entity.schema not in self.map["things"]:
            self.schemata[entity.schema] += 1
        elif self.omit and self._is_person(entity.id):
            self.counts["persons"] += 1
        else:
            self._write_thing(entity)

    def notes(self) -> list[ReadingNote]:
        """Return what was not read, by kind, with counts."""
        here = Location(self.records.file)
        notes = [
            ReadingNote(kind, _words(f"ftm.{key}", n=count).to_json(), here, count)
            for key, kind in (
                ("persons", "persons-omitted"),
                ("posts", "memberships-reduced"),
                ("contact", "contact-details-omitted"),
                ("without-end", "membership-without-end"),
            )
            if (count := self.counts[key])
        ]
        for schema, count in sorted(self.schemata.items()):
            message = _words("ftm.schema", schema=schema, n=count).to_json()
            notes.append(ReadingNote("unmapped-schema", message, here, count))
        extra = Counter(self.unread)
        extra.update(self.records.extra)
        return notes + reading_notes(self.records.file, {}, extra, self.dangling)

    def _is_person(self, name: str) -> bool:
        entity = self.records.entities.get(name)
        return entity is not None and self.map["things"].get(entity.schema) == PERSON

    def _iri(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.base}{ENTITIES}{quote(name, safe='-._~:')}")

    def _add(self, subject: ox.NamedNode, predicate: str, value: Any, place: Location) -> None:
        self.quads.append((ox.Quad(subject, ox.NamedNode(predicate), value, self.graph), place))

    def _named(self, text: str) -> ox.Literal:
        return ox.Literal(text, language=self.language)

    def _spelled(self, subject: ox.NamedNode, text: str) -> ox.Literal:
        """Return the name of a role or post as the file first spells it: "Mayor" and "mayor" have one IRI."""
        return self._named(self.spellings.setdefault(subject.value, text))

    def _write_thing(self, entity: FtmEntity) -> None:
        subject, place = self._iri(entity.id), self._place(entity)
        self._add(subject, RDF + "type", ox.NamedNode(self.map["things"][entity.schema]), place)
        named = False
        for key, values in entity.values.items():
            kind = self.kinds.get(key, "")
            for value in values:
                # A thing has one name in each language; the others are other names.
                chosen = "other_name" if kind == "name" and named else kind
                named = named or kind == "name"
                if not self._write_value(subject, chosen, value, place):
                    self._count(entity, key)
        self._write_period(subject, entity)

    def _write_value(self, subject: ox.NamedNode, kind: str, value: str, place: Location) -> bool:
        """Write a value of a thing; return whether it has a place there."""
        if kind in _TEXTS:
            self._add(subject, _TEXTS[kind], self._named(value), place)
        elif kind in _ADDRESSES and IRI.fullmatch(value):
            self._add(subject, _ADDRESSES[kind], ox.NamedNode(value), place)
        elif kind == "wikidata" and _WIKIDATA.fullmatch(value):
            item = ox.NamedNode(f"http://www.wikidata.org/entity/{value}")
            self._add(subject, OWL + "sameAs", item, place)
        elif kind == "identifier":
            self._add(subject, DCT + "identifier", ox.Literal(value), place)
        elif kind == "part_of":
            target = self._target(value, place)
            if target is not None:
                self._add(subject, ORG + "subOrganizationOf", target, place)
        else:
            return kind in ("from", "until")
        return True

    def _write_relation(self, entity: FtmEntity, relation: dict[str, str]) -> None:
        place = self._place(entity)
        starts, ends = (entity.values.get(relation[end], []) for end in ("start", "end"))
        if not starts or not ends:
            self.counts["without-end"] += 1
            return
        for key in entity.values.keys() - {relation["start"], relation["end"]}:
            kind = self.kinds.get(key, "")
            for value in entity.values[key]:
                unread = self._share(value) is None if kind == "share" else kind not in _OF_RELATIONS
                if unread:
                    self._count(entity, key)
        several = len(starts) > 1 or len(ends) > 1
        for start in starts:
            for end in ends:
                target = self._target(end, place)
                if target is None:
                    continue
                if self.omit and self._is_person(start):
                    self._write_vacant(entity, relation, target)
                    continue
                member = self._target(start, place)
                if member is not None:
                    name = f"{entity.id}:{start}:{end}" if several else entity.id
                    self._write_membership(entity, relation, self._iri(name), (member, target))

    def _write_membership(
        self,
        entity: FtmEntity,
        relation: dict[str, str],
        subject: ox.NamedNode,
        ends: tuple[ox.NamedNode, ox.NamedNode],
    ) -> None:
        place = self._place(entity)
        self._add(subject, RDF + "type", ox.NamedNode(ORG + "Membership"), place)
        self._add(subject, ORG + "member", ends[0], place)
        self._add(subject, ORG + "organization", ends[1], place)
        for role in self._roles(entity, relation):
            self._add(subject, ORG + "role", role, place)
        for key, values in entity.values.items():
            kind = self.kinds.get(key, "")
            for value in values:
                share = self._share(value) if kind == "share" else None
                if share is not None:
                    decimal = ox.NamedNode(XSD + "decimal")
                    self._add(subject, KG + "ownershipShare", ox.Literal(share, datatype=decimal), place)
                elif kind in ("description", "source"):
                    self._write_value(subject, kind, value, place)
        self._write_period(subject, entity)

    def _write_vacant(self, entity: FtmEntity, relation: dict[str, str], target: ox.NamedNode) -> None:
        """Write only that a post exists, and nothing of the person who holds it; of an owner, nothing."""
        self.counts["posts"] += 1
        if entity.schema == "Ownership":
            return
        texts = self._role_texts(entity) or [relation["role"].rpartition("/")[2]]
        place = self._place(entity)
        for text in texts:
            local = target.value.removeprefix(self.base + ENTITIES)
            post = ox.NamedNode(f"{self.base}post/{local}--{slug(text) or quote(text, safe='')}")
            self._add(post, RDF + "type", ox.NamedNode(ORG + "Post"), place)
            self._add(post, SKOS + "prefLabel", self._spelled(post, text), place)
            self._add(post, ORG + "postIn", target, place)
            self._add(post, ORG + "role", self._role(text, place), place)

    def _roles(self, entity: FtmEntity, relation: dict[str, str]) -> list[ox.NamedNode]:
        place = self._place(entity)
        texts = self._role_texts(entity)
        if not texts and IRI.fullmatch(relation["role"]):
            return [ox.NamedNode(relation["role"])]
        if entity.schema == "Ownership":
            # An owner in another role is still an owner, or no network of ownership would have it.
            return [ox.NamedNode(relation["role"])]
        return [self._role(text, place) for text in texts or [relation["role"]]]

    def _role_texts(self, entity: FtmEntity) -> list[str]:
        return [
            text for key, kind in self.kinds.items() if kind == "role" for text in entity.values.get(key, [])
        ]

    def _role(self, text: str, place: Location) -> ox.NamedNode:
        """Return the role called `text` from the code list, else one of the study's own."""
        known = self.terms.concept_of(self.terms.properties[ORG + "role"], text)
        if known:
            return ox.NamedNode(known.iri)
        role = ox.NamedNode(f"{self.base}role/{slug(text) or quote(text, safe='')}")
        self._add(role, RDF + "type", ox.NamedNode(ORG + "Role"), place)
        self._add(role, SKOS + "prefLabel", self._spelled(role, text), place)
        return role

    def _share(self, text: str) -> str | None:
        """Return a percentage as a fraction; None if it is none, such as "25-50"."""
        match = _SHARE.fullmatch(text)
        if match is None:
            return None
        share = Decimal(match[1].replace(",", ".")) / 100
        return f"{share.normalize():f}" if share <= 1 else None

    def _target(self, name: str, place: Location) -> ox.NamedNode | None:
        entity = self.records.entities.get(name)
        if entity is not None and entity.schema in self.map["things"]:
            omitted = self.omit and self._is_person(name)
            return None if omitted else self._iri(name)
        self.dangling.append((place, repr(name)))
        return None

    def _write_period(self, subject: ox.NamedNode, entity: FtmEntity) -> None:
        bounds: Bounds = {}
        place = self._place(entity)
        for bound, kind in ((FROM, "from"), (UNTIL, "until")):
            for key in self.map["values"][kind]:
                for text in entity.values.get(key, []):
                    try:
                        date = date_literal(text.partition("T")[0])
                    except ValueError as error:
                        self.records.problems.add(place, f"{key} {text!r}: {error}")
                        continue
                    if bounds.setdefault(bound, (date, place))[0] != date:
                        self._count(entity, key)
        wrong = reversed_bounds(bounds)
        if wrong:
            self.records.problems.add(place, wrong)
        self.quads.extend(period_quads(subject, self.graph, bounds))

    def _count(self, entity: FtmEntity, key: str) -> None:
        if key in self.map["contact"]["properties"]:
            self.counts["contact"] += 1
        else:
            self.unread[f"{entity.schema}.{key}"] += 1

    def _place(self, entity: FtmEntity) -> Location:
        return Location(self.records.file, line=entity.line)


def _is_ftm(path: Path, study: Study) -> bool:
    """Return whether a JSON file is lines of entities, by its name or its first line."""
    name = path.name.lower()
    if not name.endswith(".json") or name.endswith(".ftm.json"):
        return True
    with path.open("rb") as file:
        first = file.readline(_FIRST_LINE)
    try:
        entity = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(entity, dict) and all(isinstance(entity.get(key), str) for key in ("id", "schema"))


FOLLOW_THE_MONEY = SourceFormat(
    name="ftm",
    title="FollowTheMoney",
    suffixes=(".json", ".ijson", ".jsonl"),
    guide="how-to/networks-from-other-tools.md",
    load=statements_loader(read),
    recognises=_is_ftm,
)
