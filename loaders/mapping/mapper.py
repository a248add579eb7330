"""RDF to property graph, driven by the ontology, with an account of every statement.

The rules are those of docs/decisions/0010. Two things hold by construction: reading a node or relationship
back with :class:`kgraph.loaders.mapping.decoder.Decoder` and correcting it by its ``_rdf`` gives exactly the
statements it was made of, and each statement is counted once in
:class:`kgraph.loaders.property_graph.Account`.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any

from kgraph.errors import KgraphError
from kgraph.gc_pause import collection_paused
from kgraph.graph_keys import HASH_KEY, NAME_KEY
from kgraph.vocabulary import Vocabulary

from ..property_graph import (
    Account,
    Node,
    PropertyGraph,
    Relationship,
    digests,
    item_hash,
    node_hashes,
    tie_hashes,
)
from .decoder import Decoder
from .evidence_lists import Evidence, evidence_properties, graph_table, single_evidence
from .graph_shape import Relation, find_shape
from .grouped_statements import DEFAULT_GRAPH, RDF_TYPE, Objects, read_statements
from .name_book import NameBook
from .plain_nodes import PlainNodes, PlainNodeTable
from .term_values import is_iri, name_of_term, term_of_name, to_uri, uri_of_name
from .unit_builder import Unit, UnitBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .grouped_statements import Source
    from .name_book import Predicate
    from .statement_patterns import Graphs, StatementPattern

# A relationship with its key, and the name of its end if that is no subject.
_Tie = tuple[str, Relationship, str | None]

# Subjects whose relationships are made together: more of them no longer fit into a processor's cache.
PORTION = 200

_NOTHING = blake2b(digest_size=10)


def map_dataset(
    source: Source,
    vocabulary: Vocabulary | None = None,
    *,
    languages: Iterable[str] = ("sv", "en"),
    prefixes: Mapping[str, str] | None = None,
) -> PropertyGraph:
    """Return the property graph of an RDF dataset.

    Parameters
    ----------
    source : pyoxigraph.Store or StudyDataset or iterable of pyoxigraph.Quad
        The statements.
    vocabulary : Vocabulary, optional
        Names and rules; kgraph's own ontology when absent.
    languages : iterable of str
        Display order of languages, first choice first.
    prefixes : mapping of str to str, optional
        Namespace by prefix, as the data declares them; those of `source` when it has some.

    Raises
    ------
    KgraphError
        Two terms would share one name.
    """
    declared = dict(prefixes if prefixes is not None else getattr(source, "prefixes", {}))
    with collection_paused():
        return _Mapper(source, vocabulary or Vocabulary.load(), tuple(languages), declared).run()


class _Mapper:
    """One mapping run: the statements, the names in use, and the graph in the making."""

    def __init__(
        self, source: Source, vocabulary: Vocabulary, languages: tuple[str, ...], prefixes: dict[str, str]
    ) -> None:
        self.statements = read_statements(source)
        vocabulary = vocabulary.with_subclasses(self.statements.subclasses())
        self.shape = find_shape(self.statements, vocabulary)
        self.book = NameBook(vocabulary, prefixes, self.statements.forms, self.statements.classes)
        for _, period in sorted(self.shape.periods.items()):
            self.book.inline(period)
        self.units = UnitBuilder(self.statements, self.shape, self.book, languages)
        self.decoder = Decoder(self.book.names, self.units.defaults)
        self.single = single_evidence(self.statements, self.units.status, self.units.rank_of)
        self.plain = PlainNodes(self.shape, self.book, self.units, self.decoder)
        self.tables: list[PlainNodeTable] = []
        # What is hashed at the end, when it is known which keys hold lists.
        self.loose: list[Node] = []
        self.tied: list[Relationship] = []
        self.account = Account(statements=self.statements.count)
        # Graphs of inferred statements are named after the rule.
        prefix = getattr(source, "inferred_prefix", "")
        self.inferred = f"<{prefix}" if prefix else ""
        self.graph = PropertyGraph(names=self.book.names, prefixes=prefixes, account=self.account)

    def run(self) -> PropertyGraph:
        """Map all statements and return the graph."""
        shape, nodes, relationships = self.shape, self.graph.nodes, self.graph.relationships
        tables = {pattern: self._plain_nodes(pattern) for pattern in self.statements.patterns}
        for name, (pattern, _) in self.statements.subjects.items():
            plain, ties = tables[pattern]
            node = next(plain)
            if node is not None:
                for key, item, unknown in next(ties):
                    relationships[key] = item
                    if unknown is not None:
                        self._reach(unknown)
                nodes[name] = node
                continue
            subject = term_of_name(name)
            relation = shape.relations.get(subject)
            if relation is not None:
                self._qualified(subject, relation)
            elif subject not in shape.inlined:
                self._node(subject)
        self._finish()
        if not self.account.balanced:
            raise KgraphError(
                f"{self.account.statements} statements came in, {self.account.accounted} are accounted for",
                hint="This is a fault of kgraph; nothing was written.",
            )
        return self.graph

    def _plain_nodes(
        self, pattern: StatementPattern
    ) -> tuple[Iterator[Node | None], Iterator[tuple[_Tie, ...]]]:
        """Return the node of each subject of a pattern, if it is plain, and relationships of the plain."""
        table = self.plain.read(pattern)
        if table is None:
            return repeat(None), iter(())
        self.tables.append(table)
        made = len(table.nodes) - table.nodes.count(None)
        self.account.labels += made * table.stated
        self.account.properties += made * table.placed
        return iter(table.nodes), self._plain_ties(pattern, table) if table.links else repeat(())

    def _plain_ties(self, pattern: StatementPattern, table: PlainNodeTable) -> Iterator[tuple[_Tie, ...]]:
        """Yield the relationships of each plain subject of a pattern, made column by column."""
        names = list(compress(pattern.names, table.nodes))
        rows = list(compress(pattern.rows, table.nodes))
        graphs = pattern.columns[0].graphs
        if self.single and graphs != DEFAULT_GRAPH:
            for name, row in zip(names, rows, strict=True):
                self._tie(name, [(predicate, row[place], graphs) for place, predicate in table.links], {})
                yield ()
            return
        said = {} if graphs == DEFAULT_GRAPH else self._said(graphs, {})
        for first in range(0, len(names), PORTION):
            some = slice(first, first + PORTION)
            columns = [
                self._tie_column(predicate, names[some], [row[place] for row in rows[some]], said)
                for place, predicate in table.links
            ]
            yield from zip(*columns, strict=True)

    def _tie_column(
        self, predicate: Predicate, starts: list[str], ends: list[str], said: dict[str, Any]
    ) -> Iterator[_Tie]:
        """Return relationships by one predicate that share what is `said` of them."""
        kind, iri, subjects = self.book.plain_type(predicate), predicate.iri, self.statements.subjects
        keys = _keys_of([f"<{start}> {iri} <{end}>" for start, end in zip(starts, ends, strict=True)])
        hashes = tie_hashes(kind, starts, ends, keys, said)
        # No property of the data has one of these keys, so none of them turns out to hold a list.
        usual = dict(sorted({"key": "", **said}.items()))
        rows = [{**usual, "key": key, HASH_KEY: value} for key, value in zip(keys, hashes, strict=True)]
        self.account.relationships += len(rows)
        unknown = [None if end in subjects else end for end in ends]
        return zip(keys, map(Relationship, repeat(kind), starts, ends, rows), unknown, strict=True)

    def _node(self, subject: str) -> None:
        statements = self.statements.of(subject)
        uri = to_uri(subject)
        unit = Unit(subject, {"uri": uri})
        evidence = self._place(unit, statements, relation=False)
        labels, stated = self._labels(unit, statements.get(RDF_TYPE))
        for _, _, graphs in unit.links:
            unit.graphs.update(graphs)
        links = [(predicate, name_of_term(value), graphs) for predicate, value, graphs in unit.links]
        self._tie(name_of_term(subject), links, evidence)
        unit.properties[NAME_KEY] = self.units.name(subject, statements)
        self.units.seal(unit, evidence)
        names = self.book.names
        exact = unit.exact and len(unit.graphs) == 1 and self.decoder.asserts(labels, stated)
        if not exact or not names.inlined.keys().isdisjoint(unit.properties):
            period = self.shape.periods.get(subject)
            unit.correct(statements, period, self.decoder.node(labels, unit.properties))
        self._keep(uri, Node(labels, unit.properties))
        self.account.properties += unit.placed

    def _keep(self, uri: str, node: Node) -> None:
        self.graph.nodes[uri] = node
        self.loose.append(node)

    def _place(self, unit: Unit, held: dict[str, Objects], *, relation: bool) -> Evidence:
        evidence = self.units.evidence(unit, held)
        for predicate, objects in held.items():
            if predicate == RDF_TYPE:
                # A class is an IRI; anything else is kept like any other value.
                odd = {value: graphs for value, graphs in objects.items() if not is_iri(value)}
                if odd:
                    self.units.values(unit, predicate, odd, relation=relation)
            else:
                self.units.values(unit, predicate, objects, relation=relation)
        period = self.shape.periods.get(unit.subject)
        if period is not None:
            self.units.period(unit, period)
        self.account.evidence += unit.evidence
        self.account.inlined += unit.inlined
        self.account.hidden += unit.hidden
        return evidence

    def _labels(self, unit: Unit, classes: Objects | None) -> tuple[tuple[str, ...], set[str]]:
        """Return all labels of a node, and the labels of its stated classes."""
        labels: set[str] = set()
        stated: set[str] = set()
        for value, graphs in (classes or {}).items():
            if is_iri(value):
                names = self.book.labels(value)
                labels.update(names)
                stated.add(names[0])
                unit.sets[f":{names[0]}"] = [graphs]
                self.account.labels += unit.state(graphs)
        return tuple(sorted(labels)), stated

    def _tie(self, name: str, links: list[tuple[Predicate, str, Graphs]], evidence: Evidence) -> None:
        """Create a relationship for each statement that links a thing to another, given by their names."""
        subjects, relationships = self.statements.subjects, self.graph.relationships
        subject, start = term_of_name(name), uri_of_name(name)
        for predicate, other, graphs in links:
            value, end = term_of_name(other), uri_of_name(other)
            key = _keys_of([f"{subject} {predicate.iri} {value}"])[0]
            own = self.single.get((subject, f"<{predicate.iri}>", value), {})
            said = {} if graphs == DEFAULT_GRAPH else self._said(graphs, {**evidence, **own})
            item = Relationship(self.book.plain_type(predicate), start, end, {"key": key, **said})
            self.tied.append(item)
            relationships[key] = item
            self.account.relationships += len(graphs)
            if other not in subjects:
                self._reach(other)

    def _said(self, graphs: Graphs, evidence: Evidence) -> dict[str, Any]:
        """Return the evidence properties of a relationship."""
        relevant = {graph: evidence[graph] for graph in graphs if graph in evidence} if evidence else {}
        properties = evidence_properties(graphs, relevant, self.units.defaults)
        if self.inferred and all(graph.startswith(self.inferred) for graph in graphs):
            rules = [graph[len(self.inferred) : -1] for graph in graphs]
            properties["rule"] = ", ".join(sorted(rules))
        if "" in graphs:
            properties["_graphs"] = graph_table({"*": [graphs]}, properties["sources"])
        return properties

    def _reach(self, name: str) -> None:
        """Create a bare node for a thing that is only referred to."""
        if name not in self.statements.subjects:
            uri = uri_of_name(name)
            if uri not in self.graph.nodes:
                shown = self.units.name(term_of_name(name), {})
                self._keep(uri, Node((), {"uri": uri, NAME_KEY: shown}))

    def _qualified(self, subject: str, relation: Relation) -> None:
        statements = self.statements.of(subject)
        uri = to_uri(subject)
        unit = Unit(subject, {"uri": uri, "key": uri})
        form = relation.form
        ends = {f"<{form.start}>": (":start", relation.start), f"<{form.end}>": (":end", relation.end)}
        rest = {predicate: objects for predicate, objects in statements.items() if predicate not in ends}
        evidence = self._place(unit, rest, relation=True)
        for predicate, (name, end) in ends.items():
            graphs = statements[predicate][end]
            unit.sets[name] = [graphs]
            unit.placed += unit.state(graphs)
            self._reach(name_of_term(end))
        # Decoding gives the relation's declared class; a relation that is only of a subclass is corrected in
        # `_rdf`.
        classes = sorted(statements[RDF_TYPE].items(), key=lambda item: (item[0] != f"<{form.iri}>", item[0]))
        for value, graphs in classes:
            if is_iri(value):
                unit.sets.setdefault(":type", [graphs])
                unit.placed += unit.state(graphs)
        self.units.seal(unit, evidence)
        item = Relationship(
            self.book.qualified_type(form.iri), to_uri(relation.start), to_uri(relation.end), unit.properties
        )
        period = self.shape.periods.get(subject)
        unit.correct(
            statements, period, self.decoder.relationship(item.type, item.start, item.end, item.properties)
        )
        self.graph.relationships[uri] = item
        self.tied.append(item)
        self.account.qualified += unit.placed

    def _finish(self) -> None:
        """Turn the values of a key into lists if any of them is one, then hash each item."""
        several = self.units.several
        for table in self.tables:
            made = [node for node in table.nodes if node is not None]
            if not several.isdisjoint(table.keys):
                self.loose += made
                continue
            rows = (tuple(node.properties.values()) for node in made)
            for node, value in zip(made, node_hashes(table.labels, table.keys, rows), strict=True):
                node.properties[HASH_KEY] = value
        for node in self.loose:
            node.properties = _ordered(node.properties, several)
            node.properties[HASH_KEY] = item_hash(node.labels, node.properties)
        for item in self.tied:
            item.properties = _ordered(item.properties, several)
            item.properties[HASH_KEY] = item_hash(item.type, item.start, item.end, item.properties)
        losses = {loss.statement + loss.kind: loss for loss in self.shape.losses + self.units.losses}
        self.graph.losses = [losses[key] for key in sorted(losses)]


def _ordered(properties: dict[str, Any], several: set[str]) -> dict[str, Any]:
    if several:
        for key in several & properties.keys():
            if not isinstance(properties[key], list):
                properties[key] = [properties[key]]
    return dict(sorted(properties.items()))


def _keys_of(statements: Iterable[str]) -> list[str]:
    """Return the key of the relationship that each statement becomes."""
    return [digest.hex() for digest in digests(_NOTHING, statements)]
