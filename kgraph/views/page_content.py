"""The data of a page: every node and relationship of a view with its words, dates, evidence and measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.measures.measure_registry import LEADING, is_shown_alone
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.statements import STATED, status_of
from kgraph.views.axis_layouts import layer_headings, timeline_axis
from kgraph.views.item_values import (
    aliases_of,
    evidence_of,
    has_name,
    origins_of,
    period_of,
    plain,
    properties_of,
    words_of,
)
from kgraph.views.node_style import legend_order, mark, primary_labels
from kgraph.views.page_texts import CHANGES, IN_VIEW, MEASURES, STATUSES
from kgraph.views.report_texts import figure_name
from kgraph.views.view_selection import ENTAILED, NETWORKS
from kgraph.words.text import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.views.term_words import Terms, Words
    from kgraph.views.view_selection import View


LEADING_LIMIT = 1000
"""Nodes of a view up to which its own leading measure of centrality is computed."""
GROUP_LIMIT = 400
DEPENDENCY_NETWORK = "service-dependency"
# Questions whose rows are each about one thing; the rest is in the report.
REGISTER = next(name for name, question in QUESTIONS.items() if question.register)
IN_REGISTER = tuple(name for name, question in QUESTIONS.items() if question.in_register)
NODE_QUESTIONS = tuple(name for name, question in QUESTIONS.items() if question.about_things)


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a view: the whole graph, the words, and what analysis and build have to say.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The whole graph: sources and concepts are looked up in it even where a view leaves them out.
    terms : Terms
        Words of the ontology.
    analysis : dict, optional
        The content of ``analysis.json``.
    build : dict, optional
        Build id, hashes and versions, as ``manifest.json`` has them.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy on natural persons.
    language : str
        Language a page opens in.
    limit : int
        Number of nodes above which a page opens grouped.
    """

    graph: nx.MultiDiGraph
    terms: Terms
    analysis: dict[str, Any] | None = None
    build: dict[str, Any] | None = None
    persons: str = "omit"
    language: str = "sv"
    limit: int = GROUP_LIMIT
    links: tuple[tuple[str, Words], ...] = field(default=())

    @property
    def contact(self) -> bool:
        """Whether contact data of persons may be shown."""
        return self.persons != "omit"


def page_data(view: View, setting: Setting) -> dict[str, Any]:
    """Return all that the page of `view` needs, apart from the drawing itself, as plain JSON values."""
    words = setting.terms
    order = sorted(view.graph)
    number = {uri: index for index, uri in enumerate(order)}
    sources = source_numbers(view.graph)
    concepts = WordIndex(setting)
    primary = primary_labels(tuple(labels or ()) for _uri, labels in view.graph.nodes(data="labels"))
    results = _results(view, setting.analysis)
    findings, by_node = _findings(results, number)
    nodes = []
    for uri in order:
        attributes = view.graph.nodes[uri]
        record = _record(attributes, sources, concepts, setting)
        labels = tuple(attributes.get("labels") or ())
        record |= {
            "uri": uri,
            "labels": list(labels),
            "kind": primary[labels],
            "name": words_of(uri, attributes),
        }
        optional = {
            "aliases": aliases_of(attributes),
            "origins": origins_of(attributes),
            "findings": by_node.get(uri),
        }
        nodes.append(record | {key: value for key, value in optional.items() if value})
    edges = []
    for source, target, key, attributes in sorted_edges(view.graph):
        record = _record(attributes, sources, concepts, setting)
        record |= {
            "key": str(key),
            "type": str(attributes.get("type")),
            "from": number[source],
            "to": number[target],
        }
        edges.append(record)
    return {
        "view": view.name,
        "title": view.title,
        "meaning": view.meaning,
        "removal": view.removal,
        "rules": _loss_rules() if view.removal == "dependency" else None,
        "off": sorted(ENTAILED & {edge["type"] for edge in edges}),
        "focus": number.get(view.focus) if view.focus is not None else None,
        "persons": view.persons,
        "language": setting.language,
        "limit": setting.limit,
        "nodes": nodes,
        "edges": edges,
        "sources": [source_record(uri, setting, concepts) for uri in sources],
        "measures": _measures(view.graph, order, results, (setting.analysis or {}).get("networks") or {}),
        "findings": findings,
        "results": [
            {"title": result.get("title"), "definition": result.get("definition")} for result in results
        ],
        "kinds": {
            kind: {"words": words.label(kind), "colour": mark(kind).colour, "shape": mark(kind).shape}
            for kind in sorted({node["kind"] for node in nodes}, key=legend_order)
        },
        "kindOrder": sorted({node["kind"] for node in nodes}, key=legend_order),
        "types": {kind: words.type(kind) for kind in sorted({edge["type"] for edge in edges})},
        "keys": {
            key: words.key(key)
            for key in sorted({key for item in (*nodes, *edges) for key in item.get("properties", ())})
        },
        "statuses": STATUSES,
        "changes": CHANGES if view.name == "comparison" else {},
        "guides": _guides(view),
        "build": {
            key: plain(value) for key, value in (setting.build or {}).items() if isinstance(value, str | int)
        },
    }


def sorted_edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, Any, dict[str, Any]]]:
    """Return the relationships with their keys in one order for everything that a page is made of."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))


class WordIndex(dict[str, "Words"]):
    """Words by IRI: of the graph's nodes, else of the ontology's concepts; looked up when first asked for."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting

    def get(self, uri: str, default: Any = None) -> Any:
        """Return the words for `uri`, or `default` where neither graph nor ontology has any."""
        if uri not in self:
            graph, concepts = self._setting.graph, self._setting.terms.values
            attributes = graph.nodes[uri] if uri in graph else {}
            if uri in concepts and not has_name(attributes):
                self[uri] = concepts[uri]
            elif attributes:
                self[uri] = words_of(uri, attributes)
            else:
                return default
        return self[uri]


def _record(
    attributes: Mapping[str, Any], sources: Mapping[str, int], concepts: Mapping[str, Words], setting: Setting
) -> dict[str, Any]:
    status = status_of(attributes)
    record: dict[str, Any] = {}
    # Most statements are stated: the page takes that for granted.
    optional = {
        "status": None if status == STATED else status,
        "properties": properties_of(attributes, concepts, contact=setting.contact),
        "evidence": evidence_of(attributes, sources),
        "rule": plain(attributes.get("rule")),
        "confidence": plain(attributes.get("confidence")),
        "change": attributes.get("_change"),
    }
    record |= {key: value for key, value in optional.items() if value not in (None, "", [], {})}
    period = period_of(attributes)
    if any(period):
        record["period"] = period
        if attributes.get("from") is None and attributes.get("until") is None:
            record["event"] = True
    former = attributes.get("_before")
    if former:
        shown = properties_of(former, concepts, contact=setting.contact)
        record["before"] = shown | {
            key: plain(former[key]) for key in ("from", "until", "statementStatus") if key in former
        }
    return record


def source_numbers(graph: nx.MultiDiGraph) -> dict[str, int]:
    """Return a number for every source that a node or relationship of `graph` names, by IRI in order."""
    found: set[str] = set()
    for _uri, values in graph.nodes(data="sources"):
        found.update(str(uri) for uri in values or ())
    for _s, _t, values in graph.edges(data="sources"):
        found.update(str(uri) for uri in values or ())
    return {uri: index for index, uri in enumerate(sorted(found))}


def source_record(uri: str, setting: Setting, concepts: WordIndex) -> dict[str, Any]:
    """Return title, publisher, date and web address of a source, as far as the graph describes it."""
    graph = setting.graph
    attributes = graph.nodes[uri] if uri in graph else {}
    publisher = attributes.get("publisher")
    if publisher is None and uri in graph:
        publisher = next(
            (t for _s, t, kind in sorted(graph.out_edges(uri, data="type")) if kind == "PUBLISHED_BY"), None
        )
    words = concepts.get(publisher) if isinstance(publisher, str) else None
    link = attributes.get("source") or attributes.get("url") or attributes.get("page")
    link = link[0] if isinstance(link, list | tuple) and link else link
    record = {
        "uri": uri,
        "name": words_of(uri, attributes),
        "publisher": words or (dict.fromkeys(("sv", "en"), str(publisher)) if publisher else None),
        "issued": plain(attributes.get("issued")),
        "link": plain(link) if _is_web(link) else None,
    }
    return {key: value for key, value in record.items() if value is not None}


def _is_web(link: Any) -> bool:
    return isinstance(link, str) and link.lower().startswith(("http://", "https://"))


def _kind(uri: str, label: str, terms: Terms) -> str:
    """Return the class that a node is shown as; an unlabelled entry of a code list is a concept."""
    return "Concept" if label == "Resource" and uri in terms.values else label


def _results(view: View, analysis: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the results about this view's networks, of the questions that name single things."""
    networks = NETWORKS.get(view.name)
    near = [
        result
        for result in (analysis or {}).get("results", ())
        if networks is None or result.get("network") in networks
    ]
    registered = {
        result["network"] for result in near if result.get("question") == REGISTER and result.get("rows")
    }
    return [
        result
        for result in near
        if result.get("question") in NODE_QUESTIONS
        and not (result.get("question") in IN_REGISTER and result.get("network") in registered)
    ]


def _measures(
    graph: nx.MultiDiGraph, order: list[str], results: list[dict[str, Any]], networks: dict[str, Any]
) -> list[dict[str, Any]]:
    number = {uri: index for index, uri in enumerate(order)}
    measures: list[dict[str, Any]] = [
        {"key": "degree", "words": MEASURES["degree"], "values": [graph.degree(uri) for uri in order]},
        {
            "key": "sources",
            "words": MEASURES["sources"],
            "values": [len(graph.nodes[uri].get("sources") or ()) for uri in order],
        },
    ]
    if 2 < len(order) <= LEADING_LIMIT:
        # Relationships of a view point in many ways, so its own measure sets their direction aside.
        scores = LEADING.scores(nx.freeze(nx.Graph(graph)))
        values = [round(scores[uri] or 0.0, 4) for uri in order]
        words = filled(IN_VIEW, measure=LEADING.title).to_json()
        words = {code: word[:1].upper() + word[1:] for code, word in words.items()}
        measures.insert(1, {"key": LEADING.name, "words": words, "values": values})
    for result in results:
        title = networks.get(result["network"], {}).get("title") or {}
        for name, figures in _figures(result, number).items():
            words = {
                code: f"{word} ({title.get(code, result['network'])})"
                for code, word in figure_name(name).items()
            }
            key = f"{result['question']}/{result['network']}/{name}"
            measures.append({"key": key, "words": words, "values": figures})
    return measures


def _figures(result: dict[str, Any], number: Mapping[str, int]) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = {}
    for row in result.get("rows", ()):
        figure = row.get("figure") or {}
        if row.get("node") in number and isinstance(figure.get("value"), int | float):
            values = found.setdefault(str(figure.get("name")), [None] * len(number))
            values[number[row["node"]]] = figure["value"]
    return found


def _findings(
    results: list[dict[str, Any]], number: Mapping[str, int]
) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    findings: list[dict[str, Any]] = []
    by_node: dict[str, list[int]] = {}
    for place, result in enumerate(results):
        for row in result.get("rows", ()):
            name = (row.get("figure") or {}).get("name")
            # Of the measures of centrality one is told in words; the others are sizes to choose from.
            if row.get("node") in number and is_shown_alone(str(name)):
                by_node.setdefault(row["node"], []).append(len(findings))
                figure = row.get("figure") or {}
                kept = {key: row.get(key) for key in ("claim", "interval") if row.get(key) is not None}
                kept["figure"] = {"words": figure_name(str(figure.get("name"))), "value": figure.get("value")}
                findings.append({"result": place, **kept})
    return findings, by_node


def _loss_rules() -> dict[str, Any]:
    """Return what the loss of each kind of relationship means, as the analysis declares it."""
    definition = network_definitions()[DEPENDENCY_NETWORK]
    return {
        "relations": {
            relation.type: {"reverse": relation.reverse, "anyOf": relation.any_of, "loss": relation.loss}
            for relation in definition.relations
        },
        "byCriticality": dict(definition.loss_by_criticality),
    }


def _guides(view: View) -> dict[str, Any]:
    if view.layout == "layers":
        return {"columns": layer_headings(view.graph), "sides": True}
    if view.layout == "timeline":
        axis = timeline_axis(view.graph)
        return {"axis": axis, "bodies": True} if axis else {}
    return {}
