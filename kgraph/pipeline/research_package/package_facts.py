"""What a package says of itself, gathered once for all of its descriptions."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyoxigraph as ox

from kgraph.namespaces import DCT, KG, OWL, SKOS
from kgraph.packaged_ontology import ontology
from kgraph.pipeline.research_package.licence_terms import licence_of
from kgraph.pipeline.study_choices import page_language
from kgraph.rdf.ontology_context import TYPE, hierarchy
from kgraph.version import DISTRIBUTION
from kgraph.words.catalogue import catalogue
from kgraph.words.text import nearest_text

if TYPE_CHECKING:
    from kgraph.pipeline.research_package.licence_terms import Licence
    from kgraph.pipeline.research_package.package_contents import KeptOut, PackageContents
    from kgraph.words.text import Text

HOME = "https://w3id.org/kgraph"
words = catalogue("package")
_ADDRESS = re.compile(r"\Ahttps?://\S+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that the study's statements come from.

    Parameters
    ----------
    iri, title : str
        Its name in the study, and what it is called.
    publisher : str
        Name of who published it; empty if it is not known.
    address : str
        Where it can be read; empty if it has no address.
    issued : str
        When it was published, as the study says.
    licences : tuple of Licence
        What is stated of it.
    """

    iri: str
    title: str
    publisher: str
    address: str
    issued: str
    licences: tuple[Licence, ...]


class PackageFacts:
    """Title, times, documents and licences of a package.

    Parameters
    ----------
    contents : PackageContents
        The files.
    """

    def __init__(self, contents: PackageContents) -> None:
        self.contents = contents
        self.manifest: dict[str, Any] = contents.manifest
        self.language = page_language(contents.study)

    def say(self, key: str, /, **values: Any) -> str:
        """Return a text of the catalogue in the study's language."""
        return words(key, **values).in_language(self.language)

    @cached_property
    def title(self) -> str:
        """Title of the study in its first language."""
        return nearest_text(self.contents.study.title, self.language, self.contents.study.id)

    @cached_property
    def description(self) -> str:
        """What the study file says, or else how much of what the package holds."""
        given = self.contents.study.package.get("description", "")
        texts = {"en": given} if isinstance(given, str) else given
        if text := nearest_text(texts, self.language).strip():
            return text
        counts = self.manifest["counts"]
        return self.say(
            "description", title=self.title, statements=counts["statements"], documents=counts["documents"]
        )

    @property
    def started(self) -> str:
        """When the build began."""
        return str(self.manifest["run"]["started"])

    @property
    def ended(self) -> str:
        """When the build ended."""
        return str(self.manifest["run"]["ended"])

    @cached_property
    def base(self) -> str:
        """IRI of the package, from which those of its files are made.

        It is an identifier by the ``arcp`` scheme for files in archives: the same for the same build.
        """
        study = self.contents.study
        name = f"{study.base}#{self.manifest['build']}#{self.ended}#{self.contents.with_sources}"
        return f"arcp://uuid,{uuid.uuid5(uuid.NAMESPACE_URL, name)}/"

    @property
    def creators(self) -> list[str]:
        """Names or addresses of those who made the study."""
        return list(self.contents.study.package.get("creators", ()))

    @cached_property
    def ontology_version(self) -> str:
        """IRI of the version of the ontology."""
        name = ox.NamedNode("https://w3id.org/kgraph/ontology")
        quads = ontology().quads_for_pattern(name, ox.NamedNode(OWL + "versionIRI"), None, None)
        return next(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))

    @property
    def version(self) -> str:
        """Version of kgraph that made the build."""
        return str(self.manifest["versions"][DISTRIBUTION])

    @property
    def rebuild(self) -> str:
        """The command that rebuilds."""
        return "kgraph rebuild --study study --store embedded"

    def why(self, kept: KeptOut) -> str:
        """Return why a file stays out, in the study's language."""
        return reason_of(kept).in_language(self.language)

    @cached_property
    def documents(self) -> list[SourceDocument]:
        """The documents, sorted by IRI."""
        store = self.contents.dataset
        kinds = hierarchy(store, ontology()).get(KG + "Source", {KG + "Source"})
        names = {
            quad.subject.value
            for kind in kinds
            for quad in store.quads_for_pattern(None, TYPE, ox.NamedNode(kind), None)
            if isinstance(quad.subject, ox.NamedNode)
        }
        return [self._document(name) for name in sorted(names)]

    def _document(self, iri: str) -> SourceDocument:
        address = next((each for each in self._values(iri, DCT + "source") if _ADDRESS.match(each)), "")
        publisher = next(iter(self._values(iri, DCT + "publisher")), "")
        return SourceDocument(
            iri,
            self._text(iri, DCT + "title") or iri,
            self._text(publisher, SKOS + "prefLabel") or publisher,
            address,
            next(iter(self._values(iri, DCT + "issued")), ""),
            tuple(licence_of(each) for each in self._values(iri, DCT + "license")),
        )

    def _values(self, iri: str, term: str) -> list[str]:
        quads = self.contents.dataset.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(term), None, None)
        return sorted({q.object.value for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal)})

    def _text(self, iri: str, term: str) -> str:
        if ":" not in iri or " " in iri:
            return ""
        quads = self.contents.dataset.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(term), None, None)
        texts: dict[str, str] = {}
        for value in sorted((q.object for q in quads if isinstance(q.object, ox.Literal)), key=str):
            texts.setdefault(value.language or "", value.value)
        return nearest_text(texts, self.language)


def reason_of(kept: KeptOut) -> Text:
    """Return why a file stays out."""
    return words(f"reason.{kept.reason}", licence=", ".join(each.stated for each in kept.licences))


def as_path(name: str) -> str:
    """Return the name of a file as a relative IRI."""
    return quote(name)


def media_type(name: str) -> str:
    """Return the media type of a file by the end of its name."""
    ending = name.rpartition(".")[2].lower()
    return _MEDIA_TYPES.get(ending, "application/octet-stream" if "." in name else "text/plain")


_MEDIA_TYPES = {
    "csv": "text/csv",
    "cypher": "text/plain",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "gz": "application/gzip",
    "html": "text/html",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "owl": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "rq": "application/sparql-query",
    "toml": "application/toml",
    "trig": "application/trig",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
