"""The schema in levels: first all names with counts, then one class, relationship or property in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.ask.schema_tables import KINDS, schema_json
from kgraph.errors import UsageError
from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary
from kgraph.words.catalogue import catalogue
from kgraph.words.text import nearest_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.ask.query_names import KnownNames
    from kgraph.store.store_schema import StoreSchema, Use
    from kgraph.vocabulary import Term

_WORDS = catalogue("assistants")
#: Characters of the names of one kind in the overview; with them it stays below 1,000 tokens.
OVERVIEW_ROOM = 1_150
#: Kinds of node at the other end of a relationship that are named.
_ENDS = 6
_KIND = {"classes": "label", "relationships": "type", "properties": "key"}
LISTS = tuple(_KIND)


def overview(schema: StoreSchema, language: str) -> dict[str, Any]:
    """Return the first level: labels and relationship types by how many there are, and how to go on."""
    labels = [use for use in schema.labels if use.name != RESOURCE_LABEL]
    return {
        "classes": _counted(labels, "classes"),
        "relationships": _counted(schema.types, "relationships"),
        "next": _WORDS("overview.next").in_language(language),
    }


def listed(schema: StoreSchema, what: str, language: str) -> dict[str, Any]:
    """Return the names of one kind, each with the ontology's word for it."""
    terms, kind = terms_by_name(), _KIND[what]
    uses = {"label": schema.labels, "type": schema.types}.get(kind, ())
    rows: list[tuple[str, int | None]] = [(use.name, use.count) for use in uses if use.name != RESOURCE_LABEL]
    if kind == "key":
        keys = {each.key for use in (*schema.labels, *schema.types) for each in use.properties}
        rows = [(key, None) for key in sorted(keys)]
    return {
        what: [
            {"name": name, "label": _word(terms.get((kind, name)), language)}
            | ({} if count is None else {"count": count})
            for name, count in rows
        ]
    }


def one_term(schema: StoreSchema, names: KnownNames, wanted: str) -> dict[str, Any]:
    """Return one class, relationship or property in full.

    Parameters
    ----------
    schema : StoreSchema
        What the store holds.
    names : KnownNames
        The names that there are, for suggestions.
    wanted : str
        A label, relationship type or property key.

    Raises
    ------
    UsageError
        There is no such name; the hint suggests the nearest.
    """
    content = schema_json(schema)
    found: dict[str, Any] = {}
    for key, kind in (("labels", "label"), ("relationshipTypes", "type")):
        for use in content[key]:
            if use["name"] == wanted:
                found[KINDS[kind]] = use | _ties(schema, kind, wanted)
    if carriers := _carriers(content, wanted):
        found["property"] = carriers
    term = terms_by_name()
    for kind, shown in (*KINDS.items(), ("key", "property")):
        if shown not in found and (known := term.get((kind, wanted))) is not None:
            found[shown] = term_json(known) | {"count": 0}
    if found:
        return found
    near = dict.fromkeys(name for kind in ("label", "type", "key") for name in names.near(kind, wanted))
    key = "refused.near" if near else "refused.far"
    raise UsageError(_WORDS("refused.name", name=wanted).en, hint=_WORDS(key, names=", ".join(near)).en)


def terms_by_name() -> dict[tuple[str, str], Term]:
    """Return the terms of the ontology by kind and by name in the property graph."""
    return {(term.kind, term.name): term for term in Vocabulary.load().terms}


def term_json(term: Term) -> dict[str, Any]:
    """Return a term as the ontology has it: IRI, labels and definitions in both languages."""
    return {"name": term.name, "iri": term.iri, "label": term.labels, "definition": term.definitions}


def _counted(uses: Sequence[Use], what: str) -> str:
    """Return names with their counts, the most frequent first, as many as have room."""
    shown: list[str] = []
    used = 0
    for use in sorted(uses, key=lambda use: (-use.count, use.name)):
        text = f"{use.name} {use.count}"
        used += len(text) + 2
        if used > OVERVIEW_ROOM:
            more = len(uses) - len(shown)
            shown.append(_WORDS("overview.more", n=more, what=what).en)
            break
        shown.append(text)
    return ", ".join(shown)


def _ties(schema: StoreSchema, kind: str, name: str) -> dict[str, Any]:
    """Return what stands at the other end: of a class for each relationship, of a relationship itself."""
    if kind == "type":
        own = [each for each in schema.patterns if each.type == name]
        return {
            "from": _ends((each.start, each.count) for each in own),
            "to": _ends((each.end, each.count) for each in own),
        }
    out = [(each.type, each.end, each.count) for each in schema.patterns if each.start == name]
    into = [(each.type, each.start, each.count) for each in schema.patterns if each.end == name]
    return {
        side: {
            type_: _ends((end, count) for each, end, count in rows if each == type_)
            for type_ in sorted({each for each, _, _ in rows})
        }
        for side, rows in (("out", out), ("in", into))
    }


def _ends(counted: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, count in counted:
        if name != RESOURCE_LABEL:
            counts[name] = max(counts.get(name, 0), count)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_ENDS])


def _carriers(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return which classes and relationships have a property, and what the ontology says of it."""
    said: dict[str, Any] = {}
    for group, shown in (("labels", "onClasses"), ("relationshipTypes", "onRelationships")):
        for use in content[group]:
            for each in use["properties"]:
                if each["key"] == key:
                    said = said or {name: value for name, value in each.items() if name != "count"}
                    said.setdefault(shown, {})[use["name"]] = each["count"]
    return said


def _word(term: Term | None, language: str) -> str:
    return "" if term is None else nearest_text(term.labels, language)
