"""Organisations, ownership and membership as entities of FollowTheMoney, for Aleph and tools like it.

Which class is which schema stands in ``ontology/followthemoney.toml``. Natural persons, and relations with
one at an end, are never written. What cannot be written is named in a list.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.declarations import declarations
from kgraph.namespaces import DCAT, DCT, FOAF, KG, ORG, OWL, RDFS, SKOS
from kgraph.words.catalogue import catalogue

from .union_data import UnionData

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.words.text import Text

_ID = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.\-]*[0-9A-Za-z])?")
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9][0-9]*)")
_OWNER = "/role/owner"
_PERSON = FOAF + "Person"
# Ended relations go out too, with their dates.
_ALWAYS = dt.date.min
words = catalogue("export")


def ftm_entities(quads: Iterable[ox.Quad]) -> tuple[bytes, list[Text]]:
    """Return entities as lines of JSON, sorted by id, and what had to be left out and why."""
    writer = _FtmLines(list(quads))
    entities = [*writer.things(), *writer.relations()]
    entities.sort(key=lambda each: str(each["id"]))
    lines = (json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in entities)
    return "".join(lines).encode(), list(dict.fromkeys(writer.left_out))


class _FtmLines:
    """The entities as they are put together."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self.data = UnionData(quads, _ALWAYS)
        self.left_out: list[Text] = []
        self.schemata: dict[str, str] = {}
        self.graphs: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            if isinstance(quad.graph_name, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
                self.graphs[quad.subject.value].add(quad.graph_name.value)
        people = set(self.data.instances(_PERSON))
        # What is of several classes is called by the one that is declared last.
        for schema, kind in declarations("followthemoney")["things"].items():
            if kind != _PERSON:
                self.schemata |= dict.fromkeys(set(self.data.instances(kind)) - people, schema)

    def things(self) -> Iterator[dict[str, Any]]:
        """Yield the organisations that have a name."""
        for thing in sorted(self.schemata):
            names = self.data.texts(thing, SKOS + "prefLabel")
            if not names:
                self.left_out.append(words("left-out.name", name=self.data.name(thing)))
                del self.schemata[thing]
                continue
            values = {
                "name": list(dict.fromkeys(names.values())),
                "alias": self.data.all_texts(thing, SKOS + "altLabel"),
                "summary": self.data.all_texts(thing, DCT + "description"),
                "registrationNumber": [
                    *self.data.all_texts(thing, KG + "organisationNumber"),
                    *self.data.all_texts(thing, DCT + "identifier"),
                ],
                "website": self.data.related(thing, RDFS + "seeAlso"),
                "wikidataId": [
                    match[1]
                    for iri in self.data.related(thing, OWL + "sameAs")
                    if (match := _WIKIDATA.fullmatch(iri))
                ],
                "parent": [self._id(other) for other in self._parents(thing)],
            }
            yield self._entity(thing, self.schemata[thing], values)

    def relations(self) -> Iterator[dict[str, Any]]:
        """Yield ownerships and other memberships between organisations."""
        for body in sorted(self.schemata):
            for relation in self.data.relations(ORG + "Membership", ORG + "organization", body):
                members = self.data.related(relation, ORG + "member")
                known = [each for each in members if each in self.schemata]
                if not known:
                    self.left_out.append(words("left-out.member", name=self.data.name(body)))
                    continue
                yield self._relation(relation, known, body)

    def _relation(self, relation: str, members: list[str], body: str) -> dict[str, Any]:
        roles = self.data.related(relation, ORG + "role")
        owning = any(role.endswith(_OWNER) for role in roles)
        schema, start, end = (
            ("Ownership", "owner", "asset") if owning else ("Membership", "member", "organization")
        )
        values = {
            start: [self._id(member) for member in members],
            end: [self._id(body)],
            "role": [] if owning else [self._role(role) for role in roles],
            "percentage": self._percentages(relation),
            "summary": self.data.all_texts(relation, DCT + "description"),
        }
        return self._entity(relation, schema, values)

    def _entity(self, thing: str, schema: str, values: dict[str, list[str]]) -> dict[str, Any]:
        periods = self.data.related(thing, DCT + "temporal")
        thingly = schema in ("Company", "Organization", "PublicBody")
        first, last = ("incorporationDate", "dissolutionDate") if thingly else ("startDate", "endDate")
        for key, term in ((first, DCAT + "startDate"), (last, DCAT + "endDate")):
            values[key] = [text for period in periods for text in self.data.all_texts(period, term)]
        addresses = {
            address for graph in self.graphs[thing] for address in self.data.related(graph, DCT + "source")
        }
        values["sourceUrl"] = sorted(addresses | set(self.data.related(thing, DCT + "source")))
        properties = {key: found for key, found in values.items() if found}
        return {"id": self._id(thing), "schema": schema, "properties": properties}

    def _parents(self, thing: str) -> list[str]:
        found = self.data.related(thing, ORG + "subOrganizationOf", ORG + "unitOf")
        return [each for each in found if each in self.schemata]

    def _percentages(self, relation: str) -> list[str]:
        found = []
        for text in self.data.all_texts(relation, KG + "ownershipShare"):
            try:
                found.append(f"{(Decimal(text) * 100).normalize():f}")
            except InvalidOperation:
                found.append(text)
        return found

    def _role(self, role: str) -> str:
        names = self.data.texts(role, SKOS + "prefLabel")
        return names.get("en") or next(iter(names.values()), role.rpartition("/")[2])

    def _id(self, iri: str) -> str:
        """Return the id of a thing: the end of its IRI if no other thing can have it, else a digest of it."""
        _, entity, local = iri.rpartition("/entity/")
        if entity and _ID.fullmatch(local):
            return local
        return f"kg-{hashlib.sha256(iri.encode()).hexdigest()[:24]}"
