"""The alignments of the ontology with other vocabularies as SSSOM."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import COMMON_PREFIXES, DCT, KG, OWL, RDFS, SKOS
from kgraph.packaged_ontology import ontology, ontology_prefixes

from ..common.sssom_tables import MappingRow, write_sssom

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIGNMENTS = ox.NamedNode("https://w3id.org/kgraph/ontology/alignments")
_OWN = (KG, "https://w3id.org/kgraph/scheme/")
_PREDICATES = (
    *(SKOS + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")),
    RDFS + "subClassOf",
    RDFS + "subPropertyOf",
    OWL + "equivalentClass",
    OWL + "equivalentProperty",
)


def alignment_mappings() -> bytes:
    """Return as SSSOM/TSV how terms and concepts of the ontology relate to those of other vocabularies."""
    prefixes = {**COMMON_PREFIXES, **ontology_prefixes()}
    metadata = {
        "mapping_set_id": _ALIGNMENTS.value,
        "mapping_set_version": _value(_ALIGNMENTS, OWL + "versionIRI")
        .rpartition("/ontology/")[2]
        .split("/")[0],
        "mapping_set_title": _text(_ALIGNMENTS, DCT + "title"),
        "license": _value(_ALIGNMENTS, DCT + "license"),
    }
    return write_sssom(_rows(), metadata, prefixes)


def _rows() -> Iterator[MappingRow]:
    for predicate in _PREDICATES:
        for quad in ontology().quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode):
                continue
            if subject.value.startswith(_OWN) and not value.value.startswith(_OWN):
                label = _text(subject, RDFS + "label") or _text(subject, SKOS + "prefLabel")
                other = _text(value, RDFS + "label") or _text(value, SKOS + "prefLabel")
                yield MappingRow(
                    subject.value, predicate, value.value, subject_label=label, object_label=other
                )


def _value(thing: ox.NamedNode, term: str) -> str:
    quads = ontology().quads_for_pattern(thing, ox.NamedNode(term), None, None)
    return next((quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)), "")


def _text(thing: ox.NamedNode, term: str) -> str:
    quads = ontology().quads_for_pattern(thing, ox.NamedNode(term), None, None)
    texts = [q.object for q in quads if isinstance(q.object, ox.Literal) and q.object.language == "en"]
    return min((text.value for text in texts), default="")
