"""Everything the store holds about one node, statement by statement, each with its source."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

EVIDENCE_KEYS = frozenset(
    {"sources", "locators", "quotes", "statuses", "confidences", "statementStatus", "confidence"}
)
INTERNAL_KEYS = frozenset({"uri", "key", "type", "labels", "label"})


@dataclass(frozen=True, slots=True)
class Support:
    """What one source contributes: its name, where in it, and with what status.

    Parameters
    ----------
    source : str
        IRI of the source.
    title : str
        Its title.
    locator, quote, status : str
        Empty where the source gives none; the status is then "stated".
    """

    source: str
    title: str
    locator: str = ""
    quote: str = ""
    status: str = "stated"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said of the node.

    Parameters
    ----------
    text : str
        Property key, or relationship type with an arrow for its direction.
    value : str
        The value, or the name of the node at the other end and the relationship's own properties.
    other : str
        IRI of the node at the other end; empty for a property.
    supports : tuple of Support
        The sources that say so.
    """

    text: str
    value: str
    other: str = ""
    supports: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All statements about one node.

    Parameters
    ----------
    uri : str
        The node.
    heading : str
        Its name in all languages, and its classes.
    statements : tuple of Statement
        Properties first, then relationships out and in.
    """

    uri: str
    heading: str
    statements: tuple[Statement, ...] = field(default=())

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Return one row per statement and source: statement, value, status, source, locator."""
        return [
            (statement.text, statement.value, support.status, support.title, support.locator)
            for statement in self.statements
            for support in statement.supports or (Support("", "", status=""),)
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as plain values."""
        return {
            "node": self.uri,
            "heading": self.heading,
            "statements": [
                {
                    "statement": statement.text,
                    "value": statement.value,
                    "other": statement.other or None,
                    "evidence": [
                        {
                            "source": support.source,
                            "title": support.title,
                            "locator": support.locator,
                            "quote": support.quote,
                            "status": support.status,
                        }
                        for support in statement.supports
                    ],
                }
                for statement in self.statements
            ],
        }


def explain(graph: nx.MultiDiGraph[str], uri: str) -> Explanation:
    """Return all that `graph` holds about the node `uri`.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As :func:`kgraph.store.read.read_graph` returns it.
    uri : str
        A node of it.
    """
    attributes = graph.nodes[uri]
    names = dict.fromkeys(
        str(attributes[key]) for key in ("label", "label_sv", "label_en") if attributes.get(key)
    )
    heading = " / ".join(names) or uri
    labels = ", ".join(attributes.get("labels", ()))
    return Explanation(
        uri,
        f"{heading} ({labels})\n{uri}",
        (*_properties(graph, attributes), *_relationships(graph, uri)),
    )


def _properties(graph: nx.MultiDiGraph[str], attributes: dict[str, Any]) -> Iterator[Statement]:
    said_by: dict[str, Any] = json.loads(attributes.get("_graphs", "{}"))
    for key in sorted(attributes):
        if key.startswith("_") or key in EVIDENCE_KEYS or key in INTERNAL_KEYS:
            continue
        value = attributes[key]
        indexes = _flat(said_by[key]) if key in said_by else None
        yield Statement(key, _text(value), supports=_supports(graph, attributes, indexes))


def _relationships(graph: nx.MultiDiGraph[str], uri: str) -> Iterator[Statement]:
    outward = [(target, data, "->") for _, target, data in graph.out_edges(uri, data=True)]
    inward = [(source, data, "<-") for source, _, data in graph.in_edges(uri, data=True)]
    for other, data, arrow in sorted(outward, key=_order) + sorted(inward, key=_order):
        own = [
            f"{key} {_text(value)}"
            for key, value in sorted(data.items())
            if not key.startswith("_")
            and not key.endswith(("_uri", "Precision"))
            and key not in EVIDENCE_KEYS
            and key not in INTERNAL_KEYS
        ]
        name = str(graph.nodes[other].get("label", other))
        value = f"{name} ({', '.join(own)})" if own else name
        text = f"-{data['type']}-> " if arrow == "->" else f"<-{data['type']}- "
        yield Statement(text.strip(), value, other, _supports(graph, data, None))


def _order(item: tuple[str, dict[str, Any], str]) -> tuple[str, str, str]:
    other, data, _ = item
    return str(data["type"]), other, str(data.get("key", ""))


def _supports(
    graph: nx.MultiDiGraph[str], attributes: dict[str, Any], indexes: list[int] | None
) -> tuple[Support, ...]:
    sources = attributes.get("sources", ())
    found = []
    for index, source in enumerate(sources):
        if indexes is not None and index not in indexes:
            continue
        known = graph.nodes[source] if source in graph else {}
        title = str(known.get("label") or known.get("title") or source)
        locator, quote, status = (
            _aligned(attributes, key, index) for key in ("locators", "quotes", "statuses")
        )
        found.append(Support(source, title, locator, quote, status or "stated"))
    return tuple(found)


def _aligned(attributes: dict[str, Any], key: str, index: int) -> str:
    values = attributes.get(key, ())
    return str(values[index]) if index < len(values) else ""


def _flat(indexes: Any) -> list[int]:
    """Return all indexes in a value of ``_graphs``: a list of indexes, or one such list per value."""
    if isinstance(indexes, int):
        return [indexes]
    return [index for item in indexes for index in _flat(item)]


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_text(item) for item in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
