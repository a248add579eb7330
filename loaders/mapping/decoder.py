"""A property graph decoded to RDF, from nothing but what a store holds."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kgraph.graph_keys import EVIDENCE_LIST_KEYS
from kgraph.namespaces import KG, XSD

from .graph_shape import LENGTHS
from .grouped_statements import RDF_TYPE, Quad, join_line, split_line
from .term_values import USUAL_DATATYPES, escape, is_iri, kind_of, to_term, to_uri, write_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..property_graph import Names, PropertyGraph

# Predicate of each list that holds evidence aligned with `sources`.
EVIDENCE_LISTS = dict(
    zip(
        EVIDENCE_LIST_KEYS,
        (
            f"<{KG}{name}>"
            for name in ("locator", "paraphrase", "anchor", "quote", "statementStatus", "confidence")
        ),
        strict=True,
    )
)

PARAPHRASES, ANCHORS, STATUSES_KEY, CONFIDENCES = "paraphrases", "anchors", "statuses", "confidences"
SEPARATOR = "; "
"""Stands between the texts of one source that share a place in a list."""
DEFAULT_STATUS = f"{KG}defaultStatus"
"""Property of a source: the status of what its graph says where it gives none itself."""

# What the text of a date is of, by its length.
_DATATYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_DEFAULT_GRAPH = -1


def inlined_blank(owner: str, link: str) -> str:
    """Return the name of the blank node that was inlined into `owner`, terms as N-Quads text."""
    return "_:p" + blake2b(f"{owner} {link}".encode(), digest_size=10).hexdigest()


class Decoder:
    """Decodes nodes and relationships to statements.

    Parameters
    ----------
    names : Names
        The meaning of labels, types and keys.
    defaults : mapping, optional
        Status of what a graph says where it gives none itself, by the graph's term.
    """

    def __init__(self, names: Names, defaults: Mapping[str, str] | None = None) -> None:
        self.names = names
        self.defaults = defaults or {}
        self._asserted: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def node(self, labels: tuple[str, ...], properties: dict[str, Any]) -> list[Quad]:
        """Return the statements of a node, without the corrections in ``_rdf``."""
        subject = to_term(properties["uri"])
        graphs = _GraphSets(properties)
        asserted = self._assert(labels)
        quads = [(subject, RDF_TYPE, term, graph) for name, term in asserted for graph in graphs.of(name)]
        quads += self._properties(subject, properties, graphs)
        return quads

    def asserts(self, labels: tuple[str, ...], stated: set[str]) -> bool:
        """Return whether `labels` are read back as exactly the `stated` ones."""
        return {f":{label}" for label in stated} == {name for name, _ in self._assert(labels)}

    def _assert(self, labels: tuple[str, ...]) -> list[tuple[str, str]]:
        # A label implied by another was not stated, unless ``_rdf`` says so.
        asserted = self._asserted.get(labels)
        if asserted is None:
            meanings = self.names.labels
            implied = {above for label in labels for above in meanings.get(label, ("", ()))[1]}
            stated = [label for label in labels if label in meanings and label not in implied]
            asserted = self._asserted[labels] = [(f":{label}", f"<{meanings[label][0]}>") for label in stated]
        return asserted

    def relationship(self, kind: str, start: str, end: str, properties: dict[str, Any]) -> list[Quad]:
        """Return the statements of a relationship, without the corrections in ``_rdf``."""
        predicate, parts = self.names.types[kind]
        graphs = _GraphSets(properties)
        if "uri" not in properties or parts is None:
            return [(to_term(start), f"<{predicate}>", to_term(end), graph) for graph in graphs.of("*")]
        subject = to_term(properties["uri"])
        triples = (
            (":type", RDF_TYPE, f"<{parts[0]}>"),
            (":start", f"<{parts[1]}>", to_term(start)),
            (":end", f"<{parts[2]}>", to_term(end)),
        )
        quads = [(subject, p, o, graph) for name, p, o in triples for graph in graphs.of(name)]
        quads += self._properties(subject, properties, graphs)
        return quads

    def _properties(self, subject: str, properties: dict[str, Any], graphs: _GraphSets) -> Iterator[Quad]:
        keys, inlined = self.names.keys, self.names.inlined
        periods: dict[str, list[str]] = {}
        for key, held in properties.items():
            if key in inlined and type(held) is dt.date:
                periods.setdefault(inlined[key][0], []).append(key)
                continue
            meaning = keys.get(key)
            if meaning is None:
                continue
            predicate, kinds = f"<{meaning[0]}>", meaning[1]
            values = held if isinstance(held, list) else [held]
            for value, sets in zip(values, graphs.per_value(key, len(values)), strict=False):
                kind = kind_of(value)
                term = write_term(value, kinds.get(kind) or USUAL_DATATYPES[kind])
                for graph in sets:
                    yield subject, predicate, term, graph
        for link, members in periods.items():
            yield from self._period(subject, link, sorted(members), properties, graphs)
        if graphs.sources:
            yield from self._evidence(subject, properties, graphs.sources)

    def _period(
        self, subject: str, link: str, members: list[str], properties: dict[str, Any], graphs: _GraphSets
    ) -> Iterator[Quad]:
        blank = inlined_blank(subject, f"<{link}>")
        inlined = self.names.inlined
        for graph in graphs.of(members[0]):
            yield subject, f"<{link}>", blank, graph
            yield blank, RDF_TYPE, f"<{inlined[members[0]][1]}>", graph
        for key in members:
            # Stores of format 2 have the precision of a partial date in place of its text.
            length = LENGTHS[properties.get(f"{key}Precision", "")]
            text = properties.get(f"{key}Text") or properties[key].isoformat()[:length]
            term = f'"{text}"^^<{XSD}{_DATATYPES[len(text)]}>'
            for graph in graphs.of(key):
                yield blank, f"<{inlined[key][2]}>", term, graph

    def _evidence(self, subject: str, properties: dict[str, Any], sources: list[str]) -> Iterator[Quad]:
        for key, predicate in EVIDENCE_LISTS.items():
            for graph, text in zip(sources, properties.get(key) or (), strict=False):
                if not text or (key == STATUSES_KEY and text == self.defaults.get(graph)):
                    continue
                for part in text.split(SEPARATOR) if key == ANCHORS else (text,):
                    yield subject, predicate, self.evidence_term(key, part), graph

    def evidence_term(self, key: str, text: str) -> str:
        """Return the term that a text in a list of evidence is read back as."""
        if key == STATUSES_KEY:
            return f"<{self.names.statuses.get(text, text)}>"
        return f'"{escape(text)}"' + (f"^^<{XSD}decimal>" if key == CONFIDENCES else "")


class _GraphSets:
    """The graphs of each label, type or property value of one node or relationship."""

    __slots__ = ("all", "sources", "table")

    def __init__(self, properties: dict[str, Any]) -> None:
        self.sources = [to_term(source) for source in properties.get("sources") or ()]
        table = properties.get("_graphs")
        self.table: dict[str, Any] = json.loads(table) if table else {}
        self.all = self._named(self.table["*"]) if self.table else self.sources or [""]

    def _named(self, indexes: list[int]) -> list[str]:
        return ["" if i == _DEFAULT_GRAPH else self.sources[i] for i in indexes]

    def of(self, name: str) -> list[str]:
        """Return the graphs of a label, type or property."""
        indexes = self.table.get(name)
        return self.all if indexes is None else self._named(indexes)

    def per_value(self, name: str, count: int) -> list[list[str]]:
        """Return the graphs of each of the `count` values of a property."""
        places = self.table.get(name)
        if places and isinstance(places[0], list):
            return [self._named(indexes) for indexes in places]
        return [self.of(name)] * count


def apply_residue(quads: Iterable[Quad], residue: Iterable[str] | None) -> list[str]:
    """Return `quads` as N-Quads lines, corrected by the ``-`` and ``+`` lines of a ``_rdf`` property."""
    lines = dict.fromkeys(join_line(quad) for quad in quads)
    for line in residue or ():
        if line[0] == "-":
            lines.pop(line[1:], None)
        else:
            lines[line[1:]] = None
    return list(lines)


def unmap(graph: PropertyGraph) -> Iterator[str]:
    """Yield the N-Quads lines of a property graph, each once per named graph that holds it.

    Parameters
    ----------
    graph : PropertyGraph
        From :func:`kgraph.loaders.mapping.mapper.map_dataset` or
        :func:`kgraph.loaders.sync.store_state.read_store`.
    """
    decoder = Decoder(graph.names, _default_statuses(graph))
    for node in graph.nodes.values():
        yield from apply_residue(decoder.node(node.labels, node.properties), node.properties.get("_rdf"))
    for item in graph.relationships.values():
        quads = decoder.relationship(item.type, item.start, item.end, item.properties)
        yield from apply_residue(quads, item.properties.get("_rdf"))


def _default_statuses(graph: PropertyGraph) -> dict[str, str]:
    """Return the status that each source gives by default, by the term of its graph."""
    keys = {key for key, meaning in graph.names.keys.items() if meaning[0] == DEFAULT_STATUS}
    if not keys:
        return {}
    decoder = Decoder(graph.names)
    lines: list[str] = []
    for node in graph.nodes.values():
        if not keys.isdisjoint(node.properties):
            decoded = decoder.node(node.labels, node.properties)
            lines += apply_residue(decoded, node.properties.get("_rdf"))
    for item in graph.relationships.values():
        if not keys.isdisjoint(item.properties):
            quads = decoder.relationship(item.type, item.start, item.end, item.properties)
            lines += apply_residue(quads, item.properties.get("_rdf"))
    terms: dict[str, set[str]] = {}
    for subject, predicate, value, _ in map(split_line, (line for line in lines if DEFAULT_STATUS in line)):
        if predicate == f"<{DEFAULT_STATUS}>" and is_iri(value):
            terms.setdefault(subject, set()).add(value)
    texts = {iri: text for text, iri in graph.names.statuses.items()}
    return {subject: texts[to_uri(min(found))] for subject, found in terms.items()}
