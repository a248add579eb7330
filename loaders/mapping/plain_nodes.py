"""A fast way for the plain nodes that make up most data: a value per key in one graph, nothing to correct.

Such nodes are made a pattern at a time, column by column: which graph holds which value is the same for all
of a pattern. Everything else is left to :class:`kgraph.loaders.mapping.unit_builder.UnitBuilder`; where both
can place the statements of a subject, they place them alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from kgraph.graph_keys import GRAPHS_KEY, NAME_KEY

from ..alike_things import Alike
from .decoder import ANCHORS, CONFIDENCES, SEPARATOR, STATUSES_KEY
from .evidence_lists import LIST_BY_PREDICATE, graph_table, number_of
from .grouped_statements import DEFAULT_GRAPH, RDF_TYPE
from .term_values import REFERENCE, is_iri, name_of_term, split_literal, term_of_name, unescape
from .unit_builder import NAME_PREDICATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .decoder import Decoder
    from .evidence_lists import Evidence
    from .graph_shape import Shape
    from .name_book import NameBook, Predicate
    from .statement_patterns import Graphs, StatementColumn, StatementPattern
    from .unit_builder import UnitBuilder

# Number of values cached per form, so that a repeated date or number is parsed once.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class PlainNodeTable:
    """The plain nodes of one pattern.

    Parameters
    ----------
    nodes : Alike
        The nodes, without their hashes, the keys of their properties in order.
    plain : list of bool
        Whether each subject of the pattern is plain.
    links : list of (Predicate, sequence of str, Graphs)
        Of the statements that become relationships, the predicate, the name of what each node links to, and
        the graph.
    evidence : list of Evidence
        What graphs say about their own statements of each node; nodes of the same evidence share it.
    stated, placed, proven : int
        Number of statements of a node that became labels, properties and evidence.
    """

    nodes: Alike
    plain: list[bool]
    links: list[tuple[Predicate, Sequence[str], Graphs]]
    evidence: list[Evidence]
    stated: int
    placed: int
    proven: int


class Placed(NamedTuple):
    """What the statements of one column become.

    A class, a link by a predicate, evidence for a list, or the values of a key, which may give the display
    name by a rank.
    """

    of_class: str = ""
    evidence: str = ""
    predicate: Predicate | None = None
    key: str = ""
    text: bool = False
    name: tuple[int, tuple[int, int], str] | None = None


@dataclass(slots=True)
class Plan:
    """What the statements of a pattern become: classes, links, evidence, and by key a column of values."""

    classes: dict[str, Graphs] = field(default_factory=dict)
    links: list[tuple[int, Predicate, Graphs]] = field(default_factory=list)
    evidence: dict[tuple[str, str], int] = field(default_factory=dict)
    values: dict[str, tuple[int, StatementColumn]] = field(default_factory=dict)
    # Key of the property that gives the display name, by its rank among those that could.
    names: dict[tuple[int, tuple[int, int], str], str] = field(default_factory=dict)


# Statements of which no plain node has any.
NOWHERE = Placed()


class PlainNodes:
    """Places the statements of plain subjects.

    Parameters
    ----------
    shape : Shape
        Which subjects are relationships, which are inlined.
    book : NameBook
        Names.
    units : UnitBuilder
        Places the statements of all other subjects.
    decoder : Decoder
        Decides which labels are read back.
    """

    def __init__(self, shape: Shape, book: NameBook, units: UnitBuilder, decoder: Decoder) -> None:
        self.elsewhere = frozenset(map(name_of_term, shape.relations.keys() | shape.inlined))
        self.odd = self.elsewhere.union(map(name_of_term, shape.periods))
        self.book = book
        self.units = units
        self.decoder = decoder
        self.names = {predicate: place for place, predicate in enumerate(NAME_PREDICATES)}
        self._labels: dict[tuple[str, ...], tuple[str, ...] | None] = {}
        self._placed: dict[StatementColumn, Placed] = {}
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._texts: dict[tuple[StatementColumn, str], str | None] = {}

    def read(self, pattern: StatementPattern) -> PlainNodeTable | None:
        """Return the nodes of the subjects of a pattern, or `None` if none of them is plain."""
        others = {i for i, name in enumerate(pattern.names) if name in self.odd or name.startswith("_:")}
        plan = self._plan(pattern.columns) if len(others) < len(pattern.names) else None
        labels = self._labels_of(tuple(plan.classes)) if plan else None
        if plan is None or labels is None:
            return None
        columns = list(zip(*pattern.rows, strict=True))
        made: dict[str, Sequence[Any]] = {"uri": pattern.names}
        for key, (place, column) in plan.values.items():
            made[key] = self.values(column, columns[place], others)
        if self.elsewhere:
            for place, _, _ in plan.links:
                others.update(i for i, name in enumerate(columns[place]) if name in self.elsewhere)
        made[NAME_KEY] = self._display_names(pattern, plan, others)
        evidence, said = self.said(pattern, plan, columns, others)
        for key in said[0]:
            made[key] = [each.get(key) for each in said]
        if not self.book.names.inlined.keys().isdisjoint(made):
            return None
        keys = tuple(sorted(made))
        nodes = Alike(labels, keys, [made[key] for key in keys])
        links: list[tuple[Predicate, Sequence[str], Graphs]] = [
            (each, columns[place], graphs) for place, each, graphs in plan.links
        ]
        plain = [place not in others for place in range(len(pattern.names))]
        if not any(plain):
            return None
        if others:
            nodes = nodes.only(plain)
            links = [(each, list(compress(ends, plain)), graphs) for each, ends, graphs in links]
            evidence = list(compress(evidence, plain))
        counts = len(plan.classes), len(plan.values), len(plan.evidence)
        return PlainNodeTable(nodes, plain, links, evidence, *counts)

    def _plan(self, columns: tuple[StatementColumn, ...]) -> Plan | None:
        """Return what statements in these columns become; `None` if their subjects are not plain."""
        plan = Plan()
        linked: dict[str, Graphs] = {}
        for place, column in enumerate(columns):
            placed = self.placed(column)
            graphs = column.graphs
            if placed is NOWHERE:
                return None
            if placed.of_class:
                # The same in two graphs is one label of both.
                if plan.classes.setdefault(placed.of_class, graphs) is not graphs:
                    return None
            elif placed.evidence:
                if plan.evidence.setdefault((graphs[0], placed.evidence), place) != place:
                    return None
            elif placed.predicate is not None:
                # What links to the same in two graphs is one relationship of both.
                if linked.setdefault(column.predicate, graphs) is not graphs:
                    return None
                plan.links.append((place, placed.predicate, graphs))
            elif placed.key in plan.values:
                return None
            else:
                plan.values[placed.key] = place, column
                if placed.name is not None:
                    plan.names[placed.name] = placed.key
        return plan

    def placed(self, column: StatementColumn) -> Placed:
        """Return what the statements of a column become where their subject is plain."""
        placed = self._placed.get(column)
        if placed is None:
            placed = self._placed[column] = self._placed_of(column)
        return placed

    def _placed_of(self, column: StatementColumn) -> Placed:
        if column.predicate == RDF_TYPE:
            return NOWHERE if column.literal else Placed(of_class=column.of_class)
        predicate = self.book.predicate(column.predicate)
        if predicate.evidence:
            own = column.graphs == DEFAULT_GRAPH
            return NOWHERE if own else Placed(evidence=LIST_BY_PREDICATE[column.predicate])
        if not column.literal:
            plain = column.kind == REFERENCE and not predicate.as_property
            return Placed(predicate=predicate) if plain else NOWHERE
        form = self.book.form(predicate, column.kind)
        if form.key == "uri":
            return NOWHERE
        place = self.names.get(column.predicate)
        name = None if place is None else (place, self.units.rank_of(form.datatype), form.datatype)
        return Placed(key=form.key, text=form.text, name=name)

    def values(self, column: StatementColumn, texts: Sequence[str], others: set[int]) -> Sequence[Any]:
        """Return the values of a column; add to `others` the places of those not read back as they were."""
        if self._placed[column].text and "\\" not in "".join(texts):
            return texts
        predicate = self.book.predicate(column.predicate)
        known = self._known.setdefault((column.predicate, column.kind), {})
        values = list(map(known.get, texts))
        for place, value in enumerate(values):
            if value is None:
                text = texts[place]
                values[place] = known.get(text)
                if values[place] is None:
                    read, loss, exact = predicate.read(column.term(text))
                    if loss or not exact:
                        others.add(place)
                        continue
                    values[place] = read
                    if len(known) < _REMEMBERED:
                        known[text] = read
        return values

    def said(
        self, pattern: StatementPattern, plan: Plan, columns: list[tuple[str, ...]], others: set[int]
    ) -> tuple[list[Evidence], list[dict[str, Any]]]:
        """Return the evidence of each subject, and the properties that say so and where each value is from.

        Adds to `others` the places of those whose evidence is not read back as it was.
        """
        graphs = {column.graphs for column in pattern.columns}
        texts = [
            [self._text(key, pattern.columns[place], value) for value in columns[place]]
            for (_, key), place in plan.evidence.items()
        ]
        known: dict[tuple[str | None, ...], tuple[Evidence, dict[str, Any]]] = {}
        found: list[tuple[Evidence, dict[str, Any]]] = []
        for place, row in enumerate(zip(*texts, strict=True) if texts else [()] * len(pattern.names)):
            if row not in known:
                evidence: Evidence = {}
                for (graph, key), text in zip(plan.evidence, row, strict=True):
                    evidence.setdefault(graph, {})[key] = text or ""
                known[row] = evidence, self._properties(plan, [graph for (graph,) in graphs], evidence)
            if None in row:
                others.add(place)
            found.append(known[row])
        return [evidence for evidence, _ in found], [said for _, said in found]

    def _properties(self, plan: Plan, graphs: list[str], evidence: Evidence) -> dict[str, Any]:
        said = dict(self.units.said(graphs, evidence))
        if len(graphs) > 1:
            sets = {f":{self.book.labels(term)[0]}": [held] for term, held in plan.classes.items()}
            sets |= {key: [column.graphs] for key, (_, column) in plan.values.items()}
            said[GRAPHS_KEY] = intern(graph_table(sets, said["sources"]))
        return said

    def _text(self, key: str, column: StatementColumn, value: str) -> str | None:
        """Return the text of a piece of evidence; `None` if it is not read back as it was."""
        place = column, value
        if place not in self._texts:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[place] = self._read_text(key, column, column.term(value))
        return self._texts[place]

    def _read_text(self, key: str, column: StatementColumn, term: str) -> str | None:
        text = split_literal(term)[0] if column.literal else self.units.status(term)
        default = key == STATUSES_KEY and text == self.units.defaults.get(column.graphs[0])
        several = key == ANCHORS and SEPARATOR in text
        if not text or default or several or self.decoder.evidence_term(key, text) != term:
            return None
        return None if key == CONFIDENCES and number_of(text) is None else text

    def _display_names(self, pattern: StatementPattern, plan: Plan, others: set[int]) -> list[str]:
        place = plan.values[plan.names[min(plan.names)]][0] if plan.names else None
        found = []
        for i, (name, row) in enumerate(zip(pattern.names, pattern.rows, strict=True)):
            text = "" if place is None else unescape(row[place])
            found.append(text or ("" if i in others else self.units.name_of(term_of_name(name))))
        return found

    def _labels_of(self, classes: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return the labels of a node of these classes; `None` if they would not be read back as these."""
        if classes not in self._labels:
            self._labels[classes] = None
            if len(set(classes)) == len(classes) and all(map(is_iri, classes)):
                names = [self.book.labels(term) for term in classes]
                labels = tuple(sorted({label for each in names for label in each}))
                if self.decoder.asserts(labels, {each[0] for each in names}):
                    self._labels[classes] = labels
        return self._labels[classes]
