"""The schema of a store in the ontology's words: as rows and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.vocabulary import Vocabulary

if TYPE_CHECKING:
    from kgraph.store.store_schema import StoreSchema, Use
    from kgraph.vocabulary import Term

KINDS = {"label": "node", "type": "relationship"}
HEADINGS = ("kind", "name", "count", "svenska", "english", "definition", "properties")


def _terms() -> dict[tuple[str, str], Term]:
    return {(term.kind, term.name): term for term in Vocabulary.load().terms}


def rows_of(schema: StoreSchema) -> list[tuple[Any, ...]]:
    """Return one row per label and relationship type, in the order of `HEADINGS`."""
    terms = _terms()
    rows = []
    for kind, uses in (("label", schema.labels), ("type", schema.types)):
        for use in uses:
            term = terms.get((kind, use.name))
            labels, definitions = (term.labels, term.definitions) if term else ({}, {})
            words = (labels.get("sv", ""), labels.get("en", ""), definitions.get("en", ""))
            keys = ", ".join(each.key for each in use.properties)
            rows.append((KINDS[kind], use.name, use.count, *words, keys))
    return rows


def schema_json(schema: StoreSchema) -> dict[str, Any]:
    """Return a schema with the labels and definitions of the ontology, as JSON values."""
    terms = _terms()

    def described(kind: str, name: str) -> dict[str, Any]:
        """Return IRI, label and definition of a term; nothing for a name outside the ontology."""
        term = terms.get((kind, name))
        return {"iri": term.iri, "label": term.labels, "definition": term.definitions} if term else {}

    def uses(kind: str, items: tuple[Use, ...]) -> list[dict[str, Any]]:
        """Return labels or relationship types with their properties."""
        return [
            {
                "name": use.name,
                "count": use.count,
                **described(kind, use.name),
                "properties": [
                    {"key": each.key, "count": each.count, "type": each.kind, **described("key", each.key)}
                    for each in use.properties
                ],
            }
            for use in items
        ]

    return {
        "labels": uses("label", schema.labels),
        "relationshipTypes": uses("type", schema.types),
        "patterns": [
            {"start": each.start, "type": each.type, "end": each.end, "count": each.count}
            for each in schema.patterns
        ],
    }
