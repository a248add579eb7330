"""Everything that the store holds about one node, statement by statement, each with its sources."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from kgraph.graph_keys import EVIDENCE_KEYS, PERIOD_KEYS, READBACK_KEYS
from kgraph.namespaces import RDF
from kgraph.node_names import find_node, fold
from kgraph.statements import STATED, evidence_of, rule_of
from kgraph.vocabulary import Vocabulary
from kgraph.words.text import LANGUAGES, nearest_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from kgraph.statements import SourceEvidence
    from kgraph.views.ontology_words import OntologyWords

_NOT_DESCRIBING = (EVIDENCE_KEYS - {"rule"}) | READBACK_KEYS


@dataclass(frozen=True, slots=True)
class Support:
    """One source of a statement: its title, the place in it, and the status that it gives.

    Parameters
    ----------
    source : str
        IRI of the source.
    title : str
        Its title.
    locator, quote, status : str
        Empty if the source gives none; without a status the statement is "stated".
    paraphrase, anchor : str
        What the passage says in the recorder's words, and where it stands; empty if the source gives none.
    """

    source: str
    title: str
    locator: str = ""
    quote: str = ""
    status: str = STATED
    paraphrase: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about the node.

    Parameters
    ----------
    text : str
        Property key, or relationship type with an arrow for its direction.
    name : str
        The value, or the name of the node at the other end.
    other : str
        IRI of the node at the other end; empty for a property.
    supports : tuple of Support
        Its sources.
    own : tuple of (str, str)
        Properties of the relationship itself: key and value.
    concepts : tuple of (str, tuple of str)
        IRIs of the concepts that are the value of a property, by its key.
    """

    text: str
    name: str
    other: str = ""
    supports: tuple[Support, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    concepts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def value(self) -> str:
        """The value, or the name of the node at the other end with the relationship's own properties."""
        return self._with_own(f"{key} {value}" for key, value in self.own)

    def in_words(self, words: OntologyWords, language: str) -> tuple[str, str]:
        """Return text and value with the ontology's words for the keys of properties and for concepts.

        A relationship keeps its type and arrow: that is how a query names it. Of a text in several languages
        that a relationship has, the one in `language` is shown.
        """
        concepts, keys = dict(self.concepts), {key for key, _ in self.own}
        own = []
        for key, value in self.own:
            stem, _, tag = key.rpartition("_")
            if tag in LANGUAGES and f"{stem}_{language}" in keys:
                key = stem if tag == language else ""
            if key:
                said = _concept_words(concepts.get(key, ()), words, language) or value
                own.append(f"{words.key(key)[language]}: {said}")
        if self.other:
            return self.text, self._with_own(own)
        named = _concept_words(concepts.get(self.text, ()), words, language) or self.name
        return words.key(self.text)[language], named

    def _with_own(self, own: Iterable[str]) -> str:
        said = ", ".join(own)
        return f"{self.name} ({said})" if said else self.name


def _concept_words(concepts: Sequence[str], words: OntologyWords, language: str) -> str:
    """Return what the ontology calls some concepts; empty unless it knows all of them."""
    known = [words.values[each] for each in concepts if each in words.values]
    return "; ".join(nearest_text(each, language) for each in known) if len(known) == len(concepts) else ""


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

    columns: ClassVar = ("statement", "value", "status", "source", "locator", "paraphrase", "anchor")
    """Names of the columns of its table."""

    uri: str
    heading: str
    statements: tuple[Statement, ...] = field(default=())

    def rows(self) -> list[tuple[str, ...]]:
        """Return one row per statement and source, with the columns of `columns`, for programs."""
        return self._rows([(each.text, each.value) for each in self.statements], repeat=True)

    def told(self, language: str = "en") -> list[tuple[str, ...]]:
        """Return the same rows for people: properties in words, and each statement once."""
        from kgraph.views.ontology_words import OntologyWords

        words = OntologyWords.load()
        return self._rows([each.in_words(words, language) for each in self.statements], repeat=False)

    def _rows(self, said: list[tuple[str, str]], *, repeat: bool) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        for statement, words in zip(self.statements, said, strict=True):
            for number, support in enumerate(statement.supports or (Support("", "", status=""),)):
                place = support.locator, support.paraphrase, support.anchor
                shown = words if repeat or not number else ("", "")
                rows.append((*shown, support.status, support.title, *place))
        return rows

    def _repr_html_(self) -> str:
        """Return the explanation as a table, for notebooks."""
        head = "".join(f"<th>{name}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in self.told()
        )
        name = html.escape(self.heading.partition("\n")[0])
        return f"<p><strong>{name}</strong></p><table><tr>{head}</tr>{body}</table>"

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
                            "paraphrase": support.paraphrase,
                            "anchor": support.anchor,
                            "quote": support.quote,
                            "status": support.status,
                        }
                        for support in statement.supports
                    ],
                }
                for statement in self.statements
            ],
        }


def explain_name(graph: nx.MultiDiGraph[str], name: str) -> Explanation:
    """Return everything that `graph` holds about the node or relationship called `name`.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As :func:`kgraph.store.readback.read_graph` returns it.
    name : str
        Any name of a node (see :func:`kgraph.node_names.find_node`), or the IRI or key of a relationship.

    Raises
    ------
    UsageError
        Nothing, or more than one node, has that name.
    """
    wanted = fold(name)
    for start, end, key, data in graph.edges(keys=True, data=True):
        uri = str(data.get("uri", ""))
        if name == key or (uri and wanted in (fold(uri), fold(uri.rpartition("/")[2]))):
            return explain_relationship(graph, start, end, key)
    return explain(graph, find_node(graph, name))


def explain(graph: nx.MultiDiGraph[str], uri: str) -> Explanation:
    """Return everything that `graph` holds about the node `uri`.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As :func:`kgraph.store.readback.read_graph` returns it.
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
        (*_properties(graph, attributes, _single_statements(graph, uri)), *_relationships(graph, uri)),
    )


def explain_relationship(graph: nx.MultiDiGraph[str], start: str, end: str, key: str) -> Explanation:
    """Return everything that `graph` holds about one relationship, the tie itself first."""
    data = graph.edges[start, end, key]
    first, last = (str(graph.nodes[node].get("label", node)) for node in (start, end))
    tie = Statement(f"-{data['type']}->", last, end, supports_of(graph, data))
    uri = str(data.get("uri", key))
    heading = f"{first} -{data['type']}-> {last}\n{uri}"
    return Explanation(uri, heading, (tie, *_properties(graph, data)))


def _properties(
    graph: nx.MultiDiGraph[str],
    attributes: dict[str, Any],
    single: Mapping[str, Sequence[dict[str, Any]]] | None = None,
) -> Iterator[Statement]:
    sources: dict[str, list[str]] = attributes.get("property_sources", {})
    concepts = _concepts_of(attributes)
    for key, value in _described(attributes):
        supports = supports_of(graph, attributes, sources.get(key))
        own = {
            item.source: _support(graph, item)
            for about in (single or {}).get(key.partition("_")[0], ())
            if _text(about.get("object")) in map(_text, _items(attributes[key]))
            for item in evidence_of(about)
        }
        supports = tuple(own.get(support.source, support) for support in supports)
        yield Statement(key, _text(value), supports=supports, concepts=concepts)


def _described(attributes: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the properties that say something of a thing, dates of a period as the source has them."""
    for key in sorted(attributes):
        if key in PERIOD_KEYS[:2]:
            yield key, attributes.get(f"{key}Text", attributes[key])
        elif key not in PERIOD_KEYS and key not in _NOT_DESCRIBING:
            yield key, attributes[key]


def _single_statements(graph: nx.MultiDiGraph[str], uri: str) -> dict[str, list[dict[str, Any]]]:
    """Return the sourced statements about single values of a node, by property key."""
    vocabulary = Vocabulary.load()
    about = vocabulary.relationship_types[f"{RDF}subject"]
    found: dict[str, list[dict[str, Any]]] = {}
    for statement, _, data in graph.in_edges(uri, data=True):
        attributes = graph.nodes[statement]
        key = vocabulary.property_keys.get(str(attributes.get("predicate")))
        if data["type"] == about and key:
            found.setdefault(key, []).append(attributes)
    return found


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _relationships(graph: nx.MultiDiGraph[str], uri: str) -> Iterator[Statement]:
    outward = [(target, data, "->") for _, target, data in graph.out_edges(uri, data=True)]
    inward = [(source, data, "<-") for source, _, data in graph.in_edges(uri, data=True)]
    for other, data, arrow in sorted(outward, key=_order) + sorted(inward, key=_order):
        own = tuple((key, _text(value)) for key, value in _described(data) if not key.endswith("_uri"))
        name = str(graph.nodes[other].get("label", other))
        text = f"-{data['type']}->" if arrow == "->" else f"<-{data['type']}-"
        yield Statement(text, name, other, supports_of(graph, data), own, _concepts_of(data))


def _concepts_of(attributes: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key.removesuffix("_uri"), tuple(map(str, _items(value))))
        for key, value in attributes.items()
        if key.endswith("_uri")
    )


def _order(item: tuple[str, dict[str, Any], str]) -> tuple[str, str, str]:
    other, data, _ = item
    return str(data["type"]), other, str(data.get("key", ""))


def supports_of(
    graph: nx.MultiDiGraph[str], attributes: dict[str, Any], sources: list[str] | None = None
) -> tuple[Support, ...]:
    """Return what each source says about a node or relationship, with the titles of the sources.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The whole graph.
    attributes : dict
        Properties of the node or relationship.
    sources : list of str, optional
        The sources that count; all when absent.
    """
    return tuple(
        _support(graph, item) for item in evidence_of(attributes) if sources is None or item.source in sources
    )


def _support(graph: nx.MultiDiGraph[str], item: SourceEvidence) -> Support:
    title = _title(graph, item.source)
    return Support(item.source, title, item.locator, item.quote, item.status, item.paraphrase, item.anchor)


def _title(graph: nx.MultiDiGraph[str], source: str) -> str:
    attributes = graph.nodes[source] if source in graph else {}
    title = attributes.get("label") or attributes.get("title")
    if title:
        return str(title)
    rule = rule_of(source)
    return f"rule {rule}" if rule else source


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_text(item) for item in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
