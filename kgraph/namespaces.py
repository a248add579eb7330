"""IRIs of the namespaces that kgraph reads by name, and prefixes of vocabularies that data often uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KG = "https://w3id.org/kgraph/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

COMMON_PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "adres": "https://data.vlaanderen.be/ns/adres#",
    "besluit": "http://data.vlaanderen.be/ns/besluit#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": DCAT,
    "dct": DCT,
    "eli": "http://data.europa.eu/eli/ontology#",
    "euvoc": "http://publications.europa.eu/ontology/euvoc#",
    "foaf": FOAF,
    "generiek": "https://data.vlaanderen.be/ns/generiek#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "kg": KG,
    "locn": "http://www.w3.org/ns/locn#",
    "mandaat": "http://data.vlaanderen.be/ns/mandaat#",
    "opengov": "http://www.w3.org/ns/opengov#",
    "org": ORG,
    "organisatie": "https://data.vlaanderen.be/ns/organisatie#",
    "owl": OWL,
    "person": "http://www.w3.org/ns/person#",
    "persoon": "https://data.vlaanderen.be/ns/persoon#",
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": "https://schema.org/",
    "sdo": "http://schema.org/",
    "sh": SH,
    "skos": SKOS,
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": XSD,
}
"""Namespace by prefix, for names of terms from vocabularies that kgraph's ontology does not use itself.

The name of a term must not depend on the prefixes that a file happens to declare; N-Triples declares none.
"""


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last ``#`` or ``/``, else after its last ``:``."""
    path = iri.rstrip("/#").replace("#", "/")
    return path.rpartition("/" if "/" in path else ":")[2] or iri
