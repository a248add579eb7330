"""The JSON-LD context of the ontology: a short name for each term that data may use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ontology_reader import KG
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SH, XSD, Graph, URIRef
from rdflib.collection import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib.term import Node

SCHEMES = "https://w3id.org/kgraph/scheme/"
BY_LANGUAGE = {"label", "title", "description", "definition", "scopeNote", "note"}
# JSON has no dates and no exact decimals, so a context has to give them their type; it needs none for text,
# and JSON's own integers and booleans come out right.
TYPED = {XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth, XSD.decimal, XSD.duration}
# What other vocabularies say of terms of theirs that no rule here speaks of.
ELI = "http://data.europa.eu/eli/ontology#"
DATES = {XSD.date, XSD.gYear, XSD.gYearMonth}
TYPES_OF_OTHERS: dict[URIRef, set[URIRef]] = {
    URIRef(f"{ELI}first_date_entry_in_force"): {XSD.date},
    URIRef(f"{ELI}date_no_longer_in_force"): {XSD.date},
    PROV.startedAtTime: {XSD.dateTime},
    PROV.endedAtTime: {XSD.dateTime},
    DCTERMS.created: DATES,
    DCTERMS.modified: DATES,
    DCTERMS.date: DATES,
}
# A term has one type. Where data may also say a year or a month, these are names of the same property.
COARSER = {XSD.gYear: "Year", XSD.gYearMonth: "Month"}


def context_document(terms: Graph, shapes: Graph, prefixes: Mapping[str, str]) -> str:
    """Return the context as JSON text.

    Parameters
    ----------
    terms : rdflib.Graph
        The ontology with the annotations on reused terms.
    shapes : rdflib.Graph
        The rules for data, which say what types of value a property may have.
    prefixes : mapping of str to str
        Namespace by prefix, for the compact IRIs in the context. A concept of a code list is written
        ``scheme:role/member``, because the prefixes of the lists are names of properties here.
    """
    names: dict[str, Any] = {}
    # If two terms would share a name, kgraph's own gets it, or else the first; the other is prefix:name.
    for term in sorted(_usable(terms), key=lambda term: (not term.startswith(str(KG)), term)):
        name = _name(terms, term)
        if name in names:
            continue
        types = {*terms.objects(term, RDFS.range), *_types_in_rules(shapes, term)} & TYPED
        types |= TYPES_OF_OTHERS.get(term, set())
        names[name] = _definition(terms, term, prefixes, types)
        if types > {XSD.date}:
            for coarser in sorted(types & COARSER.keys()):
                names[name + COARSER[coarser]] = {
                    "@id": _compact(term, prefixes),
                    "@type": _compact(coarser, prefixes),
                }
    used = {_iri(definition).split(":")[0] for definition in names.values()} | {"xsd"}
    context = {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "graph": "@graph",
        **{prefix: iri for prefix, iri in sorted(prefixes.items()) if prefix in used},
        "scheme": SCHEMES,
        **dict(sorted(names.items())),
    }
    return json.dumps({"@context": context}, ensure_ascii=False, indent=2) + "\n"


def _usable(terms: Graph) -> set[URIRef]:
    """Return the terms that data may use, without the ontology's own annotations."""
    inlined = set(terms.subjects(KG.inlined))
    annotated = {
        *terms.subjects(KG.nodeLabel),
        *terms.subjects(KG.relationshipType),
        *terms.subjects(KG.propertyKey),
        *terms.objects(None, KG.startProperty),
        *terms.objects(None, KG.endProperty),
        *inlined,
        *(link for kind in inlined for link in terms.subjects(RDFS.range, kind)),
    }
    return {term for term in annotated if isinstance(term, URIRef)}


def _name(terms: Graph, term: URIRef) -> str:
    name = terms.value(term, KG.nodeLabel) or terms.value(term, KG.propertyKey)
    if name is not None and not term.startswith(str(KG)):
        return str(name)
    return term.replace("#", "/").rpartition("/")[2]


def _types_in_rules(shapes: Graph, term: URIRef) -> Iterator[Node]:
    """Yield the datatypes that the rules allow for values of a property."""
    for shape in shapes.subjects(SH.path, term):
        yield from shapes.objects(shape, SH.datatype)
        for alternatives in shapes.objects(shape, SH["or"]):
            for alternative in Collection(shapes, alternatives):
                yield from shapes.objects(alternative, SH.datatype)


def _definition(terms: Graph, term: URIRef, prefixes: Mapping[str, str], types: set[Node]) -> Any:
    compact = _compact(term, prefixes)
    kinds = set(terms.objects(term, RDF.type))
    if OWL.Class in kinds:
        return compact
    if _name(terms, term) in BY_LANGUAGE:
        return {"@id": compact, "@container": "@language"}
    if OWL.ObjectProperty in kinds:
        return {"@id": compact, "@type": "@id"}
    # A day is the finest of the types for a time; a decimal takes integers too.
    for datatype in (XSD.date, XSD.dateTime, XSD.decimal, XSD.duration):
        if datatype in types:
            return {"@id": compact, "@type": _compact(datatype, prefixes)}
    return compact


def _iri(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def _compact(term: URIRef, prefixes: Mapping[str, str]) -> str:
    for prefix, base in sorted(prefixes.items(), key=lambda item: -len(item[1])):
        if term.startswith(base):
            return f"{prefix}:{term.removeprefix(base)}"
    return str(term)
