"""The property-graph form of RDF as text and as a diagram, made by kgraph's own mapper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.loaders.mapping.mapper import map_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.loaders.property_graph import Node, PropertyGraph, Relationship

# Keys that every node and relationship has; shown only in the pattern that explains them.
EVIDENCE = (
    "sources",
    "locators",
    "paraphrases",
    "anchors",
    "quotes",
    "statuses",
    "confidences",
    "statementStatus",
    "confidence",
)
INTERNAL = ("uri", "key", "label", "_hash", "_graphs", "_rdf")
SHOWN_IN_DIAGRAM = 26


class Form:
    """The property graph of some statements.

    Parameters
    ----------
    quads : iterable of pyoxigraph.Quad
        The statements.
    languages : tuple of str
        Display order of languages.
    """

    def __init__(self, quads: Iterable[ox.Quad], languages: tuple[str, ...] = ("en", "sv")) -> None:
        statements = list(quads)
        self.graph: PropertyGraph = map_dataset(statements, languages=languages, prefixes={})
        self._described = {
            str(quad.subject.value) for quad in statements if not isinstance(quad.subject, ox.Triple)
        }

    def cypher(self, *, evidence: bool = False) -> str:
        """Return nodes and relationships as Cypher writes them."""
        hidden = INTERNAL if evidence else (*INTERNAL, *EVIDENCE)
        lines = [
            f"({_variable(uri)}{''.join(f':{label}' for label in _labels(node))}{_properties(node, hidden)})"
            for uri, node in sorted(self.graph.nodes.items())
            if uri in self._described
        ]
        lines += [
            f"({_variable(edge.start)})-[:{edge.type}{_properties(edge, hidden)}]->({_variable(edge.end)})"
            for edge in self._edges()
        ]
        return "\n".join(lines)

    def mermaid(self) -> str:
        """Return the same as a Mermaid flowchart."""
        number = {uri: f"n{index}" for index, uri in enumerate(sorted(self._shown()))}
        lines = ["flowchart LR"]
        for uri, name in number.items():
            node = self.graph.nodes[uri]
            kinds = ":".join(_labels(node)[:1])
            title = str(node.properties.get("label", _variable(uri)))
            lines.append(f'    {name}["{_plain(title)}<br/><i>{kinds}</i>"]')
        for edge in self._edges():
            details = [
                f"{key}: {value}"
                for key, value in edge.properties.items()
                if key not in (*INTERNAL, *EVIDENCE) and not key.endswith(("_uri", "Text"))
            ]
            text = "<br/>".join([edge.type, *(_plain(each) for each in details)])
            lines.append(f'    {number[edge.start]} -->|"{text}"| {number[edge.end]}')
        return "\n".join(lines)

    def _edges(self) -> list[Relationship]:
        return sorted(
            self.graph.relationships.values(), key=lambda edge: (edge.type, edge.start, edge.end, _key(edge))
        )

    def _shown(self) -> set[str]:
        ends = {uri for edge in self.graph.relationships.values() for uri in (edge.start, edge.end)}
        return ends | (set(self.graph.nodes) & self._described)


def read_example(text: str, prefixes: dict[str, str]) -> list[ox.Quad]:
    """Return the statements of a Turtle example, in the graph of an unnamed document."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    document = ox.NamedNode("https://example.org/document")
    parsed = ox.parse(head + text, format=ox.RdfFormat.TURTLE)
    return [ox.Quad(quad.subject, quad.predicate, quad.object, document) for quad in parsed]


def _key(edge: Relationship) -> str:
    return str(edge.properties["key"])


def _labels(node: Node) -> list[str]:
    """Return the labels, the most specific first."""
    order = [
        "Organization",
        "FormalOrganization",
        "PublicOrganisation",
        "OrganizationalUnit",
        "GoverningBody",
    ]
    order += ["OrganizationalCollaboration", "Service", "PublicService", "SoftwareApplication", "Concept"]
    return sorted(
        node.labels, key=lambda label: (-order.index(label) if label in order else -len(order), label)
    )


def _variable(uri: str) -> str:
    name = re.sub(r"\W+", "_", re.split(r"[/#]", uri.rstrip("/#"))[-1]).strip("_")
    return name or "thing"


def _properties(item: Node | Relationship, hidden: tuple[str, ...]) -> str:
    shown = {key: value for key, value in item.properties.items() if key not in hidden}
    if not shown:
        return ""
    return " {" + ", ".join(f"{key}: {_value(value)}" for key, value in shown.items()) + "}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if hasattr(value, "isoformat"):
        return f"date('{value.isoformat()}')"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return str(value)


def _plain(text: str) -> str:
    """Return text that Mermaid shows unchanged, shortened to fit its box."""
    cut = text if len(text) <= SHOWN_IN_DIAGRAM else text[: SHOWN_IN_DIAGRAM - 1] + "…"
    return cut.replace('"', "'").replace("<", "‹").replace(">", "›")
