"""The JSON-LD context of the ontology: a short name for each term that data may use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ontology_reader import KG
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES = "https://w3id.org/kgraph/scheme/"
BY_LANGUAGE = {"label", "title", "description", "definition", "scopeNote", "note"}


def context_document(terms: Graph, prefixes: Mapping[str, str]) -> str:
    """Return the context as JSON text.

    Parameters
    ----------
    terms : rdflib.Graph
        The ontology with the annotations on reused terms.
    prefixes : mapping of str to str
        Namespace by prefix, for the compact IRIs in the context. A concept of a code list is written
        ``scheme:role/member``, because the prefixes of the lists are names of properties here.
    """
    names: dict[str, Any] = {}
    # If two terms would share a name, kgraph's own gets it, or else the first; the other is prefix:name.
    for term in sorted(_usable(terms), key=lambda term: (not term.startswith(str(KG)), term)):
        names.setdefault(_name(terms, term), _definition(terms, term, prefixes))
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


def _definition(terms: Graph, term: URIRef, prefixes: Mapping[str, str]) -> Any:
    compact = _compact(term, prefixes)
    kinds = set(terms.objects(term, RDF.type))
    if OWL.Class in kinds:
        return compact
    if _name(terms, term) in BY_LANGUAGE:
        return {"@id": compact, "@container": "@language"}
    if OWL.ObjectProperty in kinds:
        return {"@id": compact, "@type": "@id"}
    datatype = terms.value(term, RDFS.range)
    if datatype in (XSD.date, XSD.decimal):
        return {"@id": compact, "@type": f"xsd:{str(datatype).removeprefix(str(XSD))}"}
    return compact


def _iri(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def _compact(term: URIRef, prefixes: Mapping[str, str]) -> str:
    for prefix, base in sorted(prefixes.items(), key=lambda item: -len(item[1])):
        if term.startswith(base):
            return f"{prefix}:{term.removeprefix(base)}"
    return str(term)
