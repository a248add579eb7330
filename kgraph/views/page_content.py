"""The data of a page: every node and relationship of a view with its words, dates, evidence and measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.statements import STATED, rule_of, status_of
from kgraph.views.answer_view import asked_data
from kgraph.views.catalogue_words import change_words, page_words, status_words
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
from kgraph.views.node_style import kinds_of, legend_order, marks_of
from kgraph.views.page_findings import findings_about, loss_rules, measures_of, results_about
from kgraph.views.presentation import role_names
from kgraph.views.view_registry import STANDARD_VIEWS, VIEWS
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from kgraph.views.ontology_words import OntologyWords, Words
    from kgraph.views.page_payload import PageContent, PayloadEdge, PayloadItem, PayloadNode, PayloadSource
    from kgraph.views.stories import Story
    from kgraph.views.view_definition import View

GROUP_LIMIT = 400
"""Number of nodes above which a page opens grouped by kind."""


@dataclass(frozen=True, slots=True)
class PageSetting:
    """What the pages of a build have in common: words, findings, facts about the build, the study's policy.

    Parameters
    ----------
    words : OntologyWords
        Words of the ontology.
    analysis : dict, optional
        Content of ``analysis.json``: findings and sizes.
    build : dict, optional
        What the build says about itself, as ``manifest.json`` has it. The report shows, where present,
        ``title`` (by language), ``build``, ``contentHash``, ``command``, ``seed``, ``inputs`` (hash by file),
        ``versions`` (by name) and ``losses`` (a list of ``{"kind", "reason", "count"}``).
    persons : {"omit", "pseudonymise", "include"}
        The study's policy on natural persons.
    language : {"sv", "en"}
        Language in which a page opens; the reader can switch.
    limit : int
        Number of nodes above which a page opens grouped by kind.
    links : tuple of (str, dict)
        Other pages to link to: address and words by language.
    embedded : bool
        Whether the page stands in a frame of a page of the same server, which shows heading and details.
    stories : tuple of Story
        The stories of the study.
    answers : tuple of str
        Names of the pages of answers beside it.
    beside : str
        Where the other pages lie, seen from this one.
    synced : bool
        Whether the page tells a notebook around it what the reader chooses, and takes choices from it.
    """

    words: OntologyWords
    analysis: dict[str, Any] | None = None
    build: dict[str, Any] | None = None
    persons: str = "omit"
    language: str = LANGUAGES[0]
    limit: int = GROUP_LIMIT
    links: tuple[tuple[str, Words], ...] = ()
    embedded: bool = False
    stories: tuple[Story, ...] = ()
    answers: tuple[str, ...] = ()
    beside: str = ""
    synced: bool = False

    @property
    def contact(self) -> bool:
        """Whether contact data of persons may be shown."""
        return self.persons != "omit"


def page_data(view: View, graph: nx.MultiDiGraph, setting: PageSetting) -> PageContent:
    """Return all that the page of a view needs, apart from the drawing itself, as plain JSON values.

    Parameters
    ----------
    view : View
        What the page shows.
    graph : networkx.MultiDiGraph
        The whole graph: sources and concepts are looked up in it even where the view leaves them out.
    setting : PageSetting
        What the pages have in common.
    """
    definition, words = view.definition, setting.words
    order = sorted(view.graph)
    number = {uri: index for index, uri in enumerate(order)}
    sources = source_numbers(view.graph)
    names = WordIndex(graph, words)
    results = results_about(definition.networks, setting.analysis)
    findings, by_node = findings_about(results, number)
    items = ItemReader(sources, names, contact=setting.contact)
    nodes = items.nodes(view.graph, by_node)
    edges = items.edges(view.graph, number)
    types = sorted({edge["type"] for edge in edges})
    kinds = sorted({node["kind"] for node in nodes}, key=legend_order)
    keys = sorted({key for item in (*nodes, *edges) for key in item.get("properties", ())})
    marks = marks_of(((node["kind"], tuple(node["labels"])) for node in nodes), definition.styles)
    return {
        "view": view.name,
        "title": view.title,
        "meaning": view.meaning,
        "removal": view.removal,
        "rules": loss_rules(definition.loss_network) if definition.loss_network else None,
        "off": [kind for kind in types if kind in role_names("entailed")],
        "later": [kind for kind in kinds if kind in view.later],
        "focus": number.get(view.focus) if view.focus is not None else None,
        "persons": view.persons,
        "undrawn": view.undrawn,
        "language": setting.language,
        "limit": setting.limit,
        "nodes": nodes,
        "edges": edges,
        "sources": [source_record(uri, graph, names) for uri in sources],
        "measures": measures_of(view.graph, order, results, setting.analysis),
        "findings": findings,
        "results": [
            {"title": result.get("title"), "definition": result.get("definition")} for result in results
        ],
        "kinds": {
            kind: {"words": words.label(kind), "colour": marks[kind].colour, "shape": marks[kind].shape}
            for kind in kinds
        },
        "kindOrder": kinds,
        "types": {kind: words.type(kind) for kind in types},
        "keys": {key: words.key(key) for key in keys},
        "statuses": status_words(),
        "changes": definition.changes or (change_words() if definition.shows_changes else {}),
        "guides": definition.layout.guides(view),
        "build": {
            key: plain(value) for key, value in (setting.build or {}).items() if isinstance(value, str | int)
        },
        "stories": list(setting.stories),
        "views": {name: VIEWS[name].title.to_json() for name in STANDARD_VIEWS},
        "pages": _pages(view, setting),
        "asked": asked_data(view),
        "beside": setting.beside,
    }


def _pages(view: View, setting: PageSetting) -> list[str]:
    """Return the standard views that this page is or has links to, and the answers beside it."""
    linked = {href.removesuffix(".html") for href, _words in setting.links} | {view.name}
    return [*(name for name in STANDARD_VIEWS if name in linked), *setting.answers]


def sorted_edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, Any, dict[str, Any]]]:
    """Return the relationships with their keys in one order for everything that a page is made of."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))


class WordIndex(dict[str, "Words"]):
    """Words by IRI: of the graph's nodes, else of the ontology's concepts; looked up when first asked for.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The whole graph.
    words : OntologyWords
        Words of the ontology.
    """

    def __init__(self, graph: nx.MultiDiGraph, words: OntologyWords) -> None:
        super().__init__()
        self._graph, self._concepts = graph, words.values

    def get(self, uri: str, default: Any = None) -> Any:
        """Return the words for `uri`, or `default` where neither graph nor ontology has any."""
        if uri not in self:
            attributes = self._graph.nodes[uri] if uri in self._graph else {}
            if uri in self._concepts and not has_name(attributes):
                self[uri] = self._concepts[uri]
            elif attributes:
                self[uri] = words_of(uri, attributes)
            else:
                return default
        return self[uri]


@dataclass(frozen=True, slots=True)
class ItemReader:
    """Reads nodes and relationships into the form in which a page has them.

    Parameters
    ----------
    sources : mapping of str to int
        Number of each source by IRI.
    names : mapping
        Words by IRI.
    contact : bool
        Whether contact data of persons is shown.
    """

    sources: Mapping[str, int]
    names: Mapping[str, Words]
    contact: bool

    def nodes(self, graph: nx.MultiDiGraph, findings: Mapping[str, list[int]]) -> list[PayloadNode]:
        """Return the nodes by IRI, each with the numbers of the findings about it."""
        kinds = kinds_of(graph)
        nodes: list[PayloadNode] = []
        for uri in sorted(graph):
            attributes = graph.nodes[uri]
            node: PayloadNode = {
                "uri": uri,
                "labels": list(attributes.get("labels") or ()),
                "kind": kinds[uri],
                "name": words_of(uri, attributes),
            }
            self._fill(node, attributes)
            if aliases := aliases_of(attributes):
                node["aliases"] = aliases
            if origins := origins_of(attributes):
                node["origins"] = origins
            if uri in findings:
                node["findings"] = findings[uri]
            nodes.append(node)
        return nodes

    def edges(self, graph: nx.MultiDiGraph, number: Mapping[str, int]) -> list[PayloadEdge]:
        """Return the relationships in one order, each with the numbers of the nodes at its ends."""
        edges: list[PayloadEdge] = []
        for source, target, key, attributes in sorted_edges(graph):
            edge: PayloadEdge = {
                "key": str(key),
                "type": str(attributes.get("type")),
                "from": number[source],
                "to": number[target],
            }
            self._fill(edge, attributes)
            edges.append(edge)
        return edges

    def _fill(self, item: PayloadItem, attributes: Mapping[str, Any]) -> None:
        status = status_of(attributes)
        # Most statements are stated: the page takes that for granted.
        if status != STATED:
            item["status"] = status
        if properties := properties_of(attributes, self.names, contact=self.contact):
            item["properties"] = properties
        if evidence := evidence_of(attributes, self.sources):
            item["evidence"] = evidence
        if rule := plain(attributes.get("rule")):
            item["rule"] = rule
        confidence = plain(attributes.get("confidence"))
        if confidence not in (None, "", []):
            item["confidence"] = confidence
        if change := attributes.get("_change"):
            item["change"] = change
        period = period_of(attributes)
        if any(period):
            item["period"] = period
            if attributes.get("from") is None and attributes.get("until") is None:
                item["event"] = True
        if former := attributes.get("_before"):
            shown = properties_of(former, self.names, contact=self.contact)
            item["before"] = shown | {
                key: plain(former[key]) for key in ("from", "until", "statementStatus") if key in former
            }


def source_numbers(graph: nx.MultiDiGraph) -> dict[str, int]:
    """Return a number for every source that a node or relationship of `graph` names, by IRI in order."""
    named: set[str] = set()
    for _uri, values in graph.nodes(data="sources"):
        named.update(str(uri) for uri in values or ())
    for _s, _t, values in graph.edges(data="sources"):
        named.update(str(uri) for uri in values or ())
    return {uri: index for index, uri in enumerate(sorted(named))}


def source_record(uri: str, graph: nx.MultiDiGraph, names: Mapping[str, Words]) -> PayloadSource:
    """Return title, publisher, date and web address of a source, as far as the graph describes it.

    Parameters
    ----------
    uri : str
        The source.
    graph : networkx.MultiDiGraph
        The whole graph.
    names : mapping
        Words by IRI.
    """
    attributes = graph.nodes[uri] if uri in graph else {}
    named = words_of(uri, attributes)
    if not attributes and (rule := rule_of(uri)):
        named = {code: f"{texts['rule']} {rule}" for code, texts in page_words().items()}
    record: PayloadSource = {"uri": uri, "name": named}
    publisher = attributes.get("publisher")
    if publisher is None and uri in graph:
        types = role_names("publishers")
        publisher = next(
            (target for _s, target, kind in sorted(graph.out_edges(uri, data="type")) if kind in types), None
        )
    words = names.get(publisher) if isinstance(publisher, str) else None
    if words or publisher:
        record["publisher"] = words or dict.fromkeys(LANGUAGES, str(publisher))
    if (issued := plain(attributes.get("issued"))) is not None:
        record["issued"] = issued
    if link := link_of(attributes):
        record["link"] = link
    return record


def link_of(attributes: Mapping[str, Any]) -> str:
    """Return the address of a source on the web, http or https; empty where it has none."""
    link = attributes.get("source") or attributes.get("url") or attributes.get("page")
    link = link[0] if isinstance(link, list | tuple) and link else link
    return link if isinstance(link, str) and link.lower().startswith(("http://", "https://")) else ""
