"""The services of a graph as CPSV-AP 3.2, the EU's application profile for public services.

What CPSV-AP demands and the data lacks is derived where kgraph knows it (an identifier, the role of a
participation, a description in words of its own). What nobody has said, such as who is competent, is not
invented: the service is left out and named in a list.

References
----------
SEMIC, *Core Public Service Vocabulary Application Profile* 3.2.0, https://semiceu.github.io/CPSV-AP/
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import COMMON_PREFIXES, DCT, FOAF, KG, ORG, OWL, RDF, RDFS, SKOS
from kgraph.packaged_ontology import ontology
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text, text_from

from .catalogue_areas import AREA, areas_of
from .union_data import UnionData

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CV = COMMON_PREFIXES["cv"]
CPSV = COMMON_PREFIXES["cpsv"]
PUBLIC_SERVICE = CPSV + "PublicService"
PUBLIC_ORGANISATION = CV + "PublicOrganisation"
# Relations between an organisation and a service: class, the end at each, wording.
_PARTICIPATIONS = (
    (KG + "ServiceProvision", KG + "provider", KG + "providedService", "provides"),
    (KG + "ServiceConsumption", KG + "consumer", KG + "consumedService", "uses"),
)
_MATCHES = tuple(SKOS + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow"))
words = catalogue("export")
_NONE = b"# The study describes no service that the profile has a place for.\n"
_PREFIXES = ("cpsv", "cv", "dct", "foaf", "org", "skos")


def cpsv_ap(quads: Iterable[ox.Quad], today: dt.date | None = None) -> tuple[bytes, list[Text]]:
    """Return the services as Turtle, and what had to be left out and why.

    Parameters
    ----------
    quads : iterable of pyoxigraph.Quad
        The statements of a study.
    today : date, optional
        Relations that ended before this day are left out; the day of the call when absent.
    """
    service_catalogue = _ServiceCatalogue(UnionData(quads, today or dt.date.today()))
    service_catalogue.add_services()
    triples = sorted(service_catalogue.triples, key=lambda t: tuple(map(str, t)))
    prefixes = {name: COMMON_PREFIXES[name] for name in _PREFIXES}
    turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or _NONE
    return turtle, list(dict.fromkeys(service_catalogue.left_out))


class _ServiceCatalogue:
    """The triples of a catalogue as they are put together."""

    def __init__(self, data: UnionData) -> None:
        self.data = data
        self.triples: set[ox.Triple] = set()
        self.left_out: list[Text] = []
        self._described: set[str] = set()

    def add_services(self) -> None:
        """Add every service that has a name and a competent public organisation."""
        offered: dict[str, list[str]] = {}
        for service in self.data.instances(KG + "Service", PUBLIC_SERVICE):
            authorities = self._authorities(service)
            if not self.data.texts(service, SKOS + "prefLabel"):
                self._leave_out("name", service)
            elif not authorities:
                self._leave_out("authority", service)
            else:
                offered[service] = authorities
        for service, authorities in offered.items():
            self._add_service(service, authorities)
            for other in self.data.related(service, DCT + "requires", KG + "dependsOn"):
                if other in offered:
                    self._link(service, DCT + "requires", other)

    def _authorities(self, service: str) -> list[str]:
        """Return the public organisations that answer for a service: those said to, or else its providers."""
        answering = [
            self.data.value(relation, KG + "answerer")
            for relation in self.data.relations(KG + "Answerability", KG + "answersFor", service)
            if (self.data.value(relation, KG + "answerabilityKind") or "").endswith("/accountable")
        ]
        providing = [
            self.data.value(relation, KG + "provider")
            for relation in self.data.relations(KG + "ServiceProvision", KG + "providedService", service)
        ]
        for bodies in (answering, providing):
            found = {each for body in bodies if body for each in self._public(body)}
            if found:
                return sorted(found)
        return []

    def _public(self, body: str) -> list[str]:
        """Return the public organisations that a body is, or that stand behind it.

        A joint board or a network is no legal person. Behind it stand its members: in Swedish law each keeps
        the responsibility, whichever of them houses the board.
        """
        members = self.data.members(body)
        behind = members or self.data.related(body, ORG + "unitOf", ORG + "subOrganizationOf")
        return [each for each in ([body] if self._is_public(body) else behind) if self._add_public(each)]

    def _is_public(self, organisation: str) -> bool:
        return self.data.is_a(organisation, PUBLIC_ORGANISATION)

    def _add_public(self, organisation: str) -> bool:
        """Add a public organisation with its area; return whether it is one and has an area and a name."""
        if not self._is_public(organisation):
            return False
        if not self.data.texts(organisation, SKOS + "prefLabel"):
            self._leave_out("name", organisation)
            return False
        areas = areas_of(self.data, organisation)
        if not areas:
            self._leave_out("area", organisation)
            return False
        self._add_agent(organisation)
        self._type(organisation, PUBLIC_ORGANISATION)
        for area in areas:
            self._link(organisation, DCT + "spatial", area.iri)
            self._type(area.iri, AREA)
            self._texts(area.iri, SKOS + "prefLabel", area.names)
        return True

    def _add_service(self, service: str, authorities: list[str]) -> None:
        self._type(service, PUBLIC_SERVICE)
        self._identify(service)
        self._texts(service, DCT + "title", self.data.texts(service, SKOS + "prefLabel"))
        described = self.data.texts(service, DCT + "description")
        self._texts(service, DCT + "description", described or self._description(service, authorities))
        for authority in authorities:
            self._link(service, CV + "hasCompetentAuthority", authority)
        for kind, organisation_end, service_end, wording in _PARTICIPATIONS:
            for relation in self.data.relations(kind, service_end, service):
                organisation = self.data.value(relation, organisation_end)
                if organisation and self.data.texts(organisation, SKOS + "prefLabel"):
                    self._add_participation(relation, kind, (organisation, service), wording)
        for task in self.data.related(service, KG + "supportsTask", DCT + "subject"):
            if self.data.is_a(task, KG + "Task"):
                self._link(service, CV + "thematicArea", task)
                self._add_concept(task)
                for match in sorted(self._cofog(task)):
                    self._link(service, CV + "isClassifiedBy", match)
                    self._type(match, SKOS + "Concept")

    def _add_participation(self, relation: str, kind: str, ends: tuple[str, str], wording: str) -> None:
        organisation, service = ends
        if self._is_public(organisation):
            self._add_public(organisation)
        self._add_agent(organisation)
        self._link(service, CV + "hasParticipation", relation)
        self._type(relation, CV + "Participation")
        self._identify(relation)
        who, what = (self.data.name(each) for each in ends)
        described = words(f"participation.{wording}", who=who, what=what)
        self._texts(relation, DCT + "description", described.to_json())
        self._link(relation, CV + "hasParticipant", organisation)
        role = _role_of(kind)
        self._link(relation, CV + "role", role)
        self._add_concept(role)

    def _add_agent(self, organisation: str) -> None:
        if organisation in self._described:
            return
        self._described.add(organisation)
        self._type(organisation, ORG + "Organization")
        self._type(organisation, FOAF + "Agent")
        self._identify(organisation, KG + "organisationNumber", KG + "municipalityCode")
        names = self.data.texts(organisation, SKOS + "prefLabel")
        for term in (SKOS + "prefLabel", DCT + "title"):
            self._texts(organisation, term, names)

    def _add_concept(self, concept: str) -> None:
        self._type(concept, SKOS + "Concept")
        names = self.data.texts(concept, SKOS + "prefLabel") or _ontology_texts(concept, SKOS + "prefLabel")
        self._texts(concept, SKOS + "prefLabel", names)

    def _cofog(self, task: str) -> Iterator[str]:
        for match in _MATCHES:
            for quad in ontology().quads_for_pattern(ox.NamedNode(task), ox.NamedNode(match), None, None):
                if isinstance(quad.object, ox.NamedNode):
                    yield quad.object.value

    def _description(self, service: str, authorities: list[str]) -> dict[str, str]:
        """Return a description of a service that has none: what kind of service it is, and whose."""
        (kind, *_) = [*self.data.kinds(service, KG + "Service"), KG + "Service"]
        label = _ontology_texts(kind, RDFS + "label")
        whose = [self.data.name(each) for each in authorities]
        text = words(
            "service.provided",
            kind=text_from({language: each[:1].upper() + each[1:] for language, each in label.items()}),
            names=Text(", ".join(each.sv for each in whose), ", ".join(each.en for each in whose)),
        )
        return text.to_json()

    def _identify(self, thing: str, *terms: str) -> None:
        """Give a thing its one identifier: a number or code that the data has for it, else its IRI."""
        found = next(
            (value for term in (*terms, DCT + "identifier") if (value := self.data.text(thing, term))), thing
        )
        self._add(thing, DCT + "identifier", ox.Literal(found))

    def _leave_out(self, reason: str, thing: str) -> None:
        self.left_out.append(words(f"left-out.{reason}", name=self.data.name(thing)))

    def _texts(self, thing: str, term: str, texts: dict[str, str]) -> None:
        for language, text in texts.items():
            self._add(thing, term, ox.Literal(text, language=language))

    def _type(self, thing: str, kind: str) -> None:
        self._link(thing, RDF + "type", kind)

    def _link(self, thing: str, term: str, other: str) -> None:
        self._add(thing, term, ox.NamedNode(other))

    def _add(self, thing: str, term: str, value: ox.NamedNode | ox.Literal) -> None:
        self.triples.add(ox.Triple(ox.NamedNode(thing), ox.NamedNode(term), value))


def _role_of(kind: str) -> str:
    """Return the role that every instance of a class of participations has, as the alignments say."""
    query = f"""SELECT ?role {{ <{kind}> <{RDFS}subClassOf>
        [ <{OWL}onProperty> <{CV}role> ; <{OWL}hasValue> ?role ] }}"""
    (solution,) = ontology().query(query)  # type: ignore[misc]
    role: str = solution["role"].value
    return role


def _ontology_texts(term: str, predicate: str) -> dict[str, str]:
    quads = ontology().quads_for_pattern(ox.NamedNode(term), ox.NamedNode(predicate), None, None)
    return {
        quad.object.language: quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.Literal) and quad.object.language
    }
