"""A research package in DCAT, for catalogues of data, and its build in PROV.

References
----------
W3C, *Data Catalog Vocabulary (DCAT) - Version 3*, https://www.w3.org/TR/vocab-dcat-3/; W3C, *PROV-O*,
https://www.w3.org/TR/prov-o/; SPDX 2.3 for check sums, as DCAT has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import DCAT, DCT, FOAF, PROV, RDF, RDFS, XSD
from kgraph.pipeline.research_package.package_contents import RESULT, SETTINGS, SOURCE
from kgraph.pipeline.research_package.package_facts import HOME, as_path, media_type

if TYPE_CHECKING:
    from kgraph.pipeline.research_package.licence_terms import Licence
    from kgraph.pipeline.research_package.package_facts import PackageFacts, SourceDocument

DCAT_FILE = "metadata/dcat.ttl"
PROV_FILE = "metadata/prov.ttl"
_SPDX = "http://spdx.org/rdf/terms#"
_SCHEMA = "https://schema.org/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_PREFIXES = {
    "dcat": DCAT,
    "dct": DCT,
    "foaf": FOAF,
    "prov": PROV,
    "rdfs": RDFS,
    "schema": _SCHEMA,
    "spdx": _SPDX,
    "xsd": XSD,
}


def dcat_turtle(facts: PackageFacts) -> bytes:
    """Return the package as a ``dcat:Dataset`` with a distribution for each file that is data or result."""
    sheet, contents = _Sheet(facts), facts.contents
    root = facts.base
    sheet.type(root, DCAT + "Dataset")
    for language, title in contents.study.title.items():
        sheet.text(root, DCT + "title", title, language)
    sheet.text(root, DCT + "description", facts.description, facts.language)
    sheet.text(root, DCT + "identifier", facts.manifest["build"])
    sheet.typed(root, DCT + "issued", facts.ended, "dateTime")
    sheet.link(root, DCT + "conformsTo", facts.ontology_version)
    sheet.licences(root, contents.own)
    for creator in facts.creators:
        if creator.startswith(("http://", "https://")):
            sheet.link(root, DCT + "creator", creator)
        else:
            agent = f"{root}#creator-{as_path(creator)}"
            sheet.link(root, DCT + "creator", agent)
            sheet.type(agent, FOAF + "Agent")
            sheet.text(agent, FOAF + "name", creator)
    for part in (*contents.of_kind(SOURCE), *contents.of_kind(RESULT)):
        file = root + as_path(part.name)
        sheet.link(root, DCAT + "distribution", file)
        sheet.type(file, DCAT + "Distribution")
        sheet.text(file, DCT + "title", part.name)
        sheet.link(file, DCAT + "downloadURL", file)
        sheet.link(file, DCAT + "accessURL", root)
        sheet.link(file, DCAT + "mediaType", _MEDIA + media_type(part.name))
        sheet.typed(file, DCAT + "byteSize", str(part.size), "nonNegativeInteger")
        sheet.digest(file, part.digest)
        sheet.licences(file, part.licences)
    for document in facts.documents:
        sheet.document(document)
        sheet.link(root, DCT + "source", document.iri)
    return sheet.turtle()


def prov_turtle(facts: PackageFacts) -> bytes:
    """Return the build as a ``prov:Activity``: agents, inputs and outputs with digests, times, command."""
    sheet, contents = _Sheet(facts), facts.contents
    root, build = facts.base, f"{facts.base}#build"
    sheet.type(build, PROV + "Activity")
    sheet.text(build, RDFS + "label", facts.say("build.name", build=facts.manifest["build"]), facts.language)
    sheet.typed(build, PROV + "startedAtTime", facts.started, "dateTime")
    sheet.typed(build, PROV + "endedAtTime", facts.ended, "dateTime")
    association, plan = f"{root}#association", f"{root}#command"
    sheet.link(build, PROV + "qualifiedAssociation", association)
    sheet.type(association, PROV + "Association")
    sheet.link(association, PROV + "hadPlan", plan)
    sheet.type(plan, PROV + "Plan")
    sheet.type(plan, PROV + "Entity")
    sheet.text(plan, PROV + "value", facts.manifest["command"])
    for name, version in sorted(facts.manifest["versions"].items()):
        agent = f"{root}#software-{name}"
        sheet.type(agent, PROV + "SoftwareAgent")
        sheet.text(agent, FOAF + "name", name)
        sheet.text(agent, _SCHEMA + "softwareVersion", version)
        sheet.link(build, PROV + "wasAssociatedWith", agent)
        if name.startswith("kgraph"):
            sheet.link(association, PROV + "agent", agent)
            sheet.link(agent, FOAF + "homepage", HOME)
    sheet.link(build, PROV + "used", facts.ontology_version)
    sheet.type(facts.ontology_version, PROV + "Entity")
    used = [(part.name, part.digest) for kind in (SOURCE, SETTINGS) for part in contents.of_kind(kind)]
    used += [(each.name, each.digest) for each in contents.missing]
    for name, digest in used:
        sheet.entity(name, digest)
        sheet.link(build, PROV + "used", root + as_path(name))
    made = [(part.name, part.digest) for part in contents.of_kind(RESULT)]
    made += [(each.name, each.digest) for each in contents.derived]
    for name, digest in made:
        sheet.entity(name, digest)
        sheet.link(root + as_path(name), PROV + "wasGeneratedBy", build)
    for document in facts.documents:
        sheet.type(document.iri, PROV + "Entity")
        sheet.link(build, PROV + "used", document.iri)
    return sheet.turtle()


class _Sheet:
    """Triples about a package as they are put together."""

    def __init__(self, facts: PackageFacts) -> None:
        self.facts = facts
        self.triples: set[ox.Triple] = set()

    def turtle(self) -> bytes:
        """Return the triples as Turtle, sorted, with the package as the base."""
        triples = sorted(self.triples, key=lambda each: tuple(map(str, each)))
        turtle = ox.serialize(
            triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES, base_iri=self.facts.base
        )
        return turtle or b""

    def link(self, thing: str, term: str, other: str) -> None:
        """Say that a property of a thing leads to another."""
        self._add(thing, term, ox.NamedNode(other))

    def type(self, thing: str, kind: str) -> None:
        """Say what a thing is."""
        self.link(thing, RDF + "type", kind)

    def text(self, thing: str, term: str, text: str, language: str = "") -> None:
        """Give a thing a text."""
        self._add(thing, term, ox.Literal(text, language=language or None))

    def typed(self, thing: str, term: str, text: str, kind: str) -> None:
        """Give a thing a value of a type of XML Schema."""
        self._add(thing, term, ox.Literal(text, datatype=ox.NamedNode(XSD + kind)))

    def digest(self, thing: str, digest: str) -> None:
        """Give a file its check sum."""
        check = f"{thing}#sha256"
        self.link(thing, _SPDX + "checksum", check)
        self.type(check, _SPDX + "Checksum")
        self.link(check, _SPDX + "algorithm", _SPDX + "checksumAlgorithm_sha256")
        self.typed(check, _SPDX + "checksumValue", digest, "hexBinary")

    def entity(self, name: str, digest: str) -> None:
        """Describe a file that the build used or made."""
        thing = self.facts.base + as_path(name)
        self.type(thing, PROV + "Entity")
        self.text(thing, DCT + "title", name)
        self.digest(thing, digest)

    def licences(self, thing: str, licences: tuple[Licence, ...]) -> None:
        """Give a thing its licences, by address or in words."""
        for each in licences:
            if each.iri:
                self.link(thing, DCT + "license", each.iri)
            else:
                self.text(thing, DCT + "rights", each.stated)

    def document(self, document: SourceDocument) -> None:
        """Describe a document that the study's statements come from."""
        self.type(document.iri, DCAT + "Resource")
        self.text(document.iri, DCT + "title", document.title)
        if document.publisher:
            self.text(document.iri, DCT + "publisher", document.publisher)
        if document.address:
            self.link(document.iri, DCAT + "landingPage", document.address)
        if document.issued:
            self.text(document.iri, DCT + "issued", document.issued)
        self.licences(document.iri, document.licences)

    def _add(self, thing: str, term: str, value: ox.NamedNode | ox.Literal) -> None:
        self.triples.add(ox.Triple(ox.NamedNode(thing), ox.NamedNode(term), value))
