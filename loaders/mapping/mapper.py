"""RDF to property graph, driven by the ontology, with an account of every statement.

The rules are those of docs/decisions/0010. Two things hold by construction: reading a node or relationship
back with :class:`kgraph.loaders.mapping.decoder.Decoder` and correcting it by its ``_rdf`` gives exactly the
statements it was made of, and each statement is counted once in
:class:`kgraph.loaders.property_graph.Account`.
"""

from __future__ import annotations

from array import array
from hashlib import blake2b
from itertools import chain, repeat
from sys import intern
from typing import TYPE_CHECKING, Any

from kgraph.errors import KgraphError
from kgraph.gc_pause import collection_paused
from kgraph.graph_keys import HASH_KEY, NAME_KEY
from kgraph.vocabulary import Vocabulary

from ..alike_things import Alike
from ..property_graph import Account, Loss, Node, PropertyGraph, Relationship, digests, hashes_of_alike
from .decoder import Decoder
from .evidence_lists import Evidence, graph_table, single_evidence
from .graph_shape import Relation, find_shape
from .grouped_statements import DEFAULT_GRAPH, RDF_TYPE, Objects, read_statements
from .name_book import NameBook
from .plain_nodes import PlainNodes, PlainNodeTable
from .plain_relations import PlainRelations, PlainRelationTable
from .term_values import is_blank, is_iri, name_of_term, term_of_name, to_term, uri_of_name
from .unit_builder import Unit, UnitBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .grouped_statements import Source
    from .name_book import Predicate
    from .statement_patterns import Graphs, StatementPattern

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
        statements = read_statements(source)
        vocabulary = (vocabulary or Vocabulary.load()).with_subclasses(statements.subclasses())
        shape = find_shape(statements, vocabulary)
        book = NameBook(vocabulary, declared, statements.forms, statements.classes)
        for _, period in sorted(shape.periods.items()):
            book.inline(period)
        units = UnitBuilder(statements, shape, book, tuple(languages))
        single = single_evidence(statements, units.status, units.rank_of)
        mapper = Mapper(units, single, getattr(source, "inferred_prefix", ""))
        mapper.run()
        subjects = statements.subjects.keys()
        refuse_shared_uris(subjects & set(map(uri_of_name, filter(is_blank, subjects))))
        mapper.add_bare(mapper.reached)
        for block in chain(mapper.graph.nodes.blocks, mapper.graph.relationships.blocks):
            settle(block, units.several)
        graph = mapper.graph
        graph.names, graph.prefixes = book.names, declared
        graph.losses = each_once([*shape.losses, *units.losses])
        refuse_unbalanced(graph.account)
    return graph


class Mapper:
    """One run over statements: makes the graph that they say, but for its names, losses and hashes.

    Parameters
    ----------
    units : UnitBuilder
        Has the statements, what their subjects become, and the names in use.
    single : dict
        Evidence of single statements, as :func:`single_evidence` gives it.
    inferred : str
        How IRIs of graphs of inferred statements begin, before the rule's name; empty for none.

    Attributes
    ----------
    graph : PropertyGraph
        What was made so far.
    reached : dict of str to None
        Names of things that something links to and nothing here is said of.
    """

    def __init__(
        self, units: UnitBuilder, single: dict[tuple[str, str, str], Evidence], inferred: str
    ) -> None:
        self.statements, self.shape, self.book = units.statements, units.shape, units.book
        self.units = units
        self.decoder = Decoder(self.book.names, units.defaults)
        self.single = single
        self.inferred = f"<{inferred}" if inferred else ""
        self.account = Account(statements=self.statements.count)
        self.graph = PropertyGraph(account=self.account)
        self.reached: dict[str, None] = {}

    def run(self) -> None:
        """Map all statements."""
        shape, subjects = self.shape, self.statements.subjects
        reader = PlainNodes(shape, self.book, self.units, self.decoder)
        related = PlainRelations(reader)
        plain = {pattern: self._plain(pattern, reader, related) for pattern in self.statements.patterns}
        del reader, related
        for name, (pattern, _) in subjects.items():
            if next(plain[pattern]):
                continue
            subject = term_of_name(name)
            relation = shape.relations.get(subject)
            if relation is not None:
                self._qualified(subject, relation)
            elif subject not in shape.inlined:
                self._node(subject)

    def add_bare(self, names: Iterable[str]) -> None:
        """Create a bare node for each thing that is only referred to."""
        for name in names:
            shown = self.units.name(term_of_name(name), {})
            self.graph.nodes.add(Node((), {NAME_KEY: shown, "uri": self._uri(name)}))

    def _plain(
        self, pattern: StatementPattern, nodes: PlainNodes, relations: PlainRelations
    ) -> Iterator[bool]:
        """Return of each subject of a pattern whether it is plain; a plain one has been placed then."""
        table = nodes.read(pattern)
        if table is None:
            related = relations.read(pattern)
            return repeat(False) if related is None else self._related(related)
        number = self.graph.nodes.put(table.nodes)
        self.account.labels += len(table.nodes) * table.stated
        self.account.properties += len(table.nodes) * table.placed
        self.account.evidence += len(table.nodes) * table.proven
        if self.single and any(graphs != DEFAULT_GRAPH for _, _, graphs in table.links):
            return self._with_evidence(table, number)
        return self._placed(table, number, array("I", [self._ties(table, *link) for link in table.links]))

    def _related(self, table: PlainRelationTable) -> Iterator[bool]:
        """Place plain qualified relations; return of each subject whether it is one."""
        relationships = self.graph.relationships
        numbers = [relationships.put(block) for block in table.blocks]
        self.account.qualified += table.placed
        self.account.evidence += table.proven
        self.account.inlined += table.inlined
        subjects = self.statements.subjects.keys()
        for block in table.blocks:
            for end in dict.fromkeys(chain(*block.columns[:2])):
                if end not in subjects:
                    self._reach(end)
        for which in table.which:
            if which >= 0:
                relationships.order.append(numbers[which])
            yield which >= 0

    def _placed(self, table: PlainNodeTable, number: int, ties: array[int]) -> Iterator[bool]:
        """Place plain subjects and their relationships, which are in the blocks with the numbers `ties`."""
        subjects, nodes, relationships = self.statements.subjects, self.graph.nodes, self.graph.relationships
        columns = [ends for _, ends, _ in table.links]
        known = all(map(subjects.__contains__, chain.from_iterable(columns)))
        each = repeat(()) if known else zip(*columns, strict=True)
        for plain in table.plain:
            if plain:
                relationships.order.extend(ties)
                for end in next(each):
                    self._reach(end)
                nodes.order.append(number)
            yield plain

    def _with_evidence(self, table: PlainNodeTable, number: int) -> Iterator[bool]:
        """Place plain subjects, and one by one their relationships, which may have evidence of their own."""
        columns = (ends for _, ends, _ in table.links)
        rows = zip(table.nodes.column("uri"), table.evidence, *columns, strict=True)
        for plain in table.plain:
            if plain:
                name, evidence, *ends = next(rows)
                links = zip(table.links, ends, strict=True)
                self._tie(name, [(predicate, end, graphs) for (predicate, _, graphs), end in links], evidence)
                self.graph.nodes.order.append(number)
            yield plain

    def _ties(self, table: PlainNodeTable, predicate: Predicate, ends: Sequence[str], graphs: Graphs) -> int:
        """Make the relationships of plain subjects by one predicate; return their block."""
        starts = table.nodes.column("uri")
        pairs = zip(starts, ends, strict=True)
        made = {"key": _keys_of([f"<{start}> {predicate.iri} <{end}>" for start, end in pairs])}
        if graphs != DEFAULT_GRAPH:
            evidence = {id(each): each for each in table.evidence}
            known = {name: self._said(graphs, each) for name, each in evidence.items()}
            said = [known[id(each)] for each in table.evidence]
            made |= {key: [each[key] for each in said] for key in said[0]}
        self.account.relationships += len(starts)
        keys = tuple(sorted(made))
        columns = [starts, ends, *(made[key] for key in keys)]
        return self.graph.relationships.put(Alike(self.book.plain_type(predicate), keys, columns))

    def _node(self, subject: str) -> None:
        statements = self.statements.of(subject)
        unit = Unit(subject, {"uri": self._uri(name_of_term(subject))})
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
            period = self.shape.periods.pop(subject, None)
            unit.correct(statements, period, self.decoder.node(labels, unit.properties))
        self.graph.nodes.add(Node(labels, dict(sorted(unit.properties.items()))))
        self.account.properties += unit.placed

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
        subject, start = term_of_name(name), self._uri(name)
        for predicate, other, graphs in links:
            value, end = term_of_name(other), self._uri(other)
            key = _keys_of([f"{subject} {predicate.iri} {value}"])[0]
            own = self.single.get((subject, f"<{predicate.iri}>", value), {})
            said = {} if graphs == DEFAULT_GRAPH else self._said(graphs, {**evidence, **own})
            properties = dict(sorted({"key": key, **said}.items()))
            self.graph.relationships.add(
                Relationship(self.book.plain_type(predicate), start, end, properties)
            )
            self.account.relationships += len(graphs)
            self._reach(other)

    def _said(self, graphs: Graphs, evidence: Evidence) -> dict[str, Any]:
        """Return the evidence properties of a relationship."""
        relevant = {graph: evidence[graph] for graph in graphs if graph in evidence} if evidence else {}
        properties = dict(self.units.said(graphs, relevant))
        if self.inferred and all(graph.startswith(self.inferred) for graph in graphs):
            rules = [graph[len(self.inferred) : -1] for graph in graphs]
            properties["rule"] = intern(", ".join(sorted(rules)))
        if "" in graphs:
            properties["_graphs"] = graph_table({"*": [graphs]}, properties["sources"])
        return properties

    def _uri(self, name: str) -> str:
        """Return the ``uri`` of a thing, one text for all that have it."""
        return uri_of_name(self.statements.names.get(name, name))

    def _reach(self, name: str) -> None:
        """Note a thing that something links to, unless something is said of it."""
        uri = self._uri(name)
        subjects = self.statements.subjects.keys()
        if subjects.isdisjoint((uri, name_of_term(to_term(uri)))):
            self.reached[name_of_term(to_term(uri))] = None

    def _qualified(self, subject: str, relation: Relation) -> None:
        statements = self.statements.of(subject)
        uri = self._uri(name_of_term(subject))
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
        kind = self.book.qualified_type(form.iri)
        start, end = (self._uri(name_of_term(term)) for term in (relation.start, relation.end))
        period = self.shape.periods.pop(subject, None)
        unit.correct(statements, period, self.decoder.relationship(kind, start, end, unit.properties))
        self.graph.relationships.add(Relationship(kind, start, end, dict(sorted(unit.properties.items()))))
        self.account.qualified += unit.placed


def settle(block: Alike, several: set[str]) -> None:
    """Turn the values of keys of which a thing has several into lists, then hash each thing."""
    for key in several.intersection(block.keys):
        block.columns[block.place(key)] = [
            value if isinstance(value, list) else [value] for value in block.column(key)
        ]
    block.columns.append(hashes_of_alike(block))
    block.keys += (HASH_KEY,)


def each_once(losses: Iterable[Loss]) -> list[Loss]:
    """Return each loss once, in order of their statements."""
    found = {loss.statement + loss.kind: loss for loss in losses}
    return [found[key] for key in sorted(found)]


def refuse_shared_uris(uris: Iterable[str]) -> None:
    """Refuse what would be the ``uri`` of a blank node and of a thing.

    Raises
    ------
    KgraphError
        There is such a one.
    """
    for uri in uris:
        raise KgraphError(
            f"two things would share the uri {uri!r}: a blank node and one named so",
            hint="kgraph gives such names to blank nodes. Use another one for the thing.",
        )


def refuse_unbalanced(account: Account) -> None:
    """Refuse a graph that does not account for every statement.

    Raises
    ------
    KgraphError
        It does not.
    """
    if not account.balanced:
        raise KgraphError(
            f"{account.statements} statements came in, {account.accounted} are accounted for",
            hint="This is a fault of kgraph; nothing was written.",
        )


def _keys_of(statements: Iterable[str]) -> list[str]:
    """Return the key of the relationship that each statement becomes."""
    return [digest.hex() for digest in digests(_NOTHING, statements)]
