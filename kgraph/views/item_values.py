"""What a page shows of the attributes of a node or relationship: names, dates, evidence, properties."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kgraph import statements
from kgraph.graph_keys import EVIDENCE_KEYS, PERIOD_KEYS, READBACK_KEYS
from kgraph.views.presentation import role_classes, role_names
from kgraph.words.thing_names import NAME_STEMS, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.views.ontology_words import Words
    from kgraph.views.page_payload import PayloadEvidence, Period

_ALIASES = {"alias", *NAME_STEMS} - {"identifier"}
CONTACT = re.compile(r"(e-?mail|mbox|telephone|phone|mobile|telefon|e-?post)", re.IGNORECASE)
"""Keys with contact data of persons, shown only where the study includes persons."""
_TAGGED = re.compile(r"^(?P<stem>.+)_(?P<code>[a-z]{2})$")


def words_of(uri: str, attributes: Mapping[str, Any]) -> Words:
    """Return the name of a node in every language of the pages."""
    return name_of(uri, attributes).to_json()


def has_name(attributes: Mapping[str, Any]) -> bool:
    """Tell whether a node has a name of its own."""
    return any(key.partition("_")[0] in NAME_STEMS and value for key, value in attributes.items())


def aliases_of(attributes: Mapping[str, Any]) -> list[str]:
    """Return every other name of a node, in any language, sorted."""
    names: set[str] = set()
    for key, value in attributes.items():
        match = _TAGGED.match(key)
        stem = match["stem"] if match else key
        if stem in _ALIASES:
            names.update(str(item) for item in _list(value))
    return sorted(names)


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: dates as ISO 8601, decimals and numbers not finite as text."""
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str | int | bool) or value is None:
        return value
    return str(value) if not isinstance(value, Decimal) else format(value, "f")


def period_of(attributes: Mapping[str, Any]) -> Period:
    """Return first and last day (ISO 8601) for the filters; a dated event begins and ends that day."""
    start, end = (attributes.get(key) for key in PERIOD_KEYS[:2])
    if start is None and end is None:
        start = end = next(
            (attributes[key] for key in role_names("dates") if attributes.get(key) is not None), None
        )
        if start is None:
            return [None, None]
    return [_day(plain(start)), _day(plain(end))]


def evidence_of(attributes: Mapping[str, Any], sources: Mapping[str, int]) -> list[PayloadEvidence]:
    """Return one entry per source: what it says where, and the status unless it is stated."""
    entries = []
    for item in statements.evidence_of(attributes):
        entry: PayloadEvidence = {"source": sources[item.source]}
        if item.locator:
            entry["locator"] = item.locator
        if item.paraphrase:
            entry["paraphrase"] = item.paraphrase
        if item.anchor:
            entry["anchor"] = item.anchor
        if item.quote:
            entry["quote"] = item.quote
        if item.confidence:
            entry["confidence"] = item.confidence
        if item.status != statements.STATED:
            entry["status"] = item.status
        entries.append(entry)
    return entries


def properties_of(
    attributes: Mapping[str, Any], concepts: Mapping[str, Words], *, contact: bool
) -> dict[str, Any]:
    """Return the properties for display: each once, its languages side by side, concepts in words.

    Parameters
    ----------
    attributes : mapping
        Attributes of a node or an edge of the graph read from the store.
    concepts : mapping
        Words of the nodes and concepts that a ``<key>_uri`` may name.
    contact : bool
        Whether contact data of persons is shown.
    """
    shown: dict[str, Any] = {}
    for key, value in attributes.items():
        if not _is_shown(key, contact=contact) or value is None:
            continue
        match = _TAGGED.match(key)
        if match:
            if match["stem"] != "label":
                entry = shown.get(match["stem"])
                shown[match["stem"]] = {
                    **(entry if isinstance(entry, dict) else {}),
                    match["code"]: plain(value),
                }
        elif key.endswith("_uri"):
            continue
        elif key not in shown:
            uri = attributes.get(f"{key}_uri")
            words = concepts.get(str(uri)) if isinstance(uri, str) else None
            shown[key] = dict(words) if words else plain(value)
    return dict(sorted(shown.items()))


def origins_of(attributes: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return the entries of the evidence that state each property; empty where every source states all."""
    places = {str(uri): place for place, uri in enumerate(_list(attributes.get("sources")))}
    origins: dict[str, set[int]] = {}
    for key, uris in (attributes.get("property_sources") or {}).items():
        if not key.startswith(":"):
            match = _TAGGED.match(key)
            origins.setdefault(match["stem"] if match else key, set()).update(places[uri] for uri in uris)
    return {key: sorted(numbers) for key, numbers in sorted(origins.items())}


def is_person(labels: tuple[str, ...]) -> bool:
    """Tell whether a node stands for a natural person."""
    return not role_classes("persons").isdisjoint(labels)


def _is_shown(key: str, *, contact: bool) -> bool:
    hidden = key.startswith("_") or key in EVIDENCE_KEYS or key in PERIOD_KEYS or key in READBACK_KEYS
    return not hidden and (contact or CONTACT.search(key) is None)


def _day(value: Any) -> str | None:
    match = re.match(r"^\d{4}(-\d{2})?(-\d{2})?", str(value)) if value is not None else None
    return match.group(0) if match else None


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
