"""A fast way for plain qualified relations: all is said in one graph, once, and read back as it was.

As plain nodes they are made a pattern at a time, column by column. Everything else is left to
:class:`kgraph.loaders.mapping.unit_builder.UnitBuilder`, which places what both can place alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from ..alike_things import Alike
from .graph_shape import LENGTHS
from .grouped_statements import RDF_TYPE
from .plain_nodes import NOWHERE, Plan
from .term_values import REFERENCE, is_blank, term_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.vocabulary import QualifiedRelation

    from .graph_shape import Period
    from .plain_nodes import PlainNodes
    from .statement_patterns import Graphs, StatementColumn, StatementPattern


class PlainRelationTable(NamedTuple):
    """The plain qualified relations of one pattern.

    Parameters
    ----------
    blocks : list of Alike
        The relationships, without their hashes; those whose periods have the same dates together.
    which : list of int
        Of each subject of the pattern the place of its block, -1 of those that are not plain.
    placed, proven, inlined : int
        Number of statements that became relationships and properties, evidence and periods.
    """

    blocks: list[Alike]
    which: list[int]
    placed: int
    proven: int
    inlined: int


@dataclass(slots=True)
class _RelationPlan:
    """What the statements of a pattern become: places of columns."""

    form: QualifiedRelation
    graphs: Graphs
    start: int = -1
    end: int = -1
    period: int = -1
    # Place, key of the IRI, and key of what it is shown as.
    links: list[tuple[int, str, str]] = field(default_factory=list)
    said: Plan = field(default_factory=Plan)

    def keys(self) -> list[str]:
        """Return the keys of all properties that are not the period's."""
        shown = [key for _, *keys in self.links for key in keys]
        return [*self.said.values, *shown, "uri", "key"]


class PlainRelations:
    """Places the statements of plain qualified relations.

    Parameters
    ----------
    nodes : PlainNodes
        Reads values and evidence.
    """

    def __init__(self, nodes: PlainNodes) -> None:
        self.nodes = nodes
        self.units, self.book, self.shape = nodes.units, nodes.book, nodes.units.shape

    def read(self, pattern: StatementPattern) -> PlainRelationTable | None:
        """Return the relationships of the subjects of a pattern, or `None` if none of them is plain."""
        plan = self._plan(pattern.columns)
        if plan is None:
            return None
        relations = self.shape.relations
        others = {
            place
            for place, name in enumerate(pattern.names)
            if is_blank(name) or term_of_name(name) not in relations
        }
        if len(others) == len(pattern.names):
            return None
        columns = list(zip(*pattern.rows, strict=True))
        made: dict[str, Sequence[Any]] = {"uri": pattern.names, "key": pattern.names}
        for key, (place, column) in plan.said.values.items():
            made[key] = self.nodes.values(column, columns[place], others)
        for place, key, shown in plan.links:
            made[key] = columns[place]
            made[shown] = [self.units.shown(f"<{value}>") for value in columns[place]]
        _, said = self.nodes.said(pattern, plan.said, columns, others)
        for key in said[0]:
            made[key] = [each.get(key) for each in said]
        dated = self._periods(pattern, plan, columns, others)
        kinds = {dates: place for place, dates in enumerate(dict.fromkeys(filter(None, dated)))}
        if not kinds:
            return None
        which = [-1 if dates is None else kinds[dates] for dates in dated]
        blocks = [
            self._block(pattern, plan, columns, made, dates, [each == place for each in which])
            for dates, place in kinds.items()
        ]
        for place, each in enumerate(which):
            if each >= 0 and plan.period >= 0:
                del self.shape.periods[term_of_name(pattern.names[place])]
        count = sum(map(len, blocks))
        proven = len(plan.said.evidence)
        # Of a period: the link, the class, and the dates.
        inlined = sum(len(block) * (2 + len(dates)) for block, dates in zip(blocks, kinds, strict=True))
        placed = len(pattern.columns) - proven - (plan.period >= 0)
        return PlainRelationTable(
            blocks, which, placed * count, proven * count, inlined if plan.period >= 0 else 0
        )

    def _plan(self, columns: tuple[StatementColumn, ...]) -> _RelationPlan | None:
        """Return what statements in these columns become; `None` if their subjects are not plain."""
        forms = [column.of_class[1:-1] for column in columns if column.predicate == RDF_TYPE]
        form = self.book.vocabulary.qualified.get(forms[0]) if len(forms) == 1 else None
        if form is None or len({column.graphs for column in columns}) > 1:
            return None
        plan = _RelationPlan(form, columns[0].graphs)
        for place, column in enumerate(columns):
            if column.predicate != RDF_TYPE and not self._put(plan, place, column):
                return None
        keys = plan.keys()
        names = self.book.names
        unclear = len(set(keys)) < len(keys) or not names.inlined.keys().isdisjoint(keys)
        # What an IRI is shown as would be read back as a statement, if that key has a meaning.
        shown = any(key in names.keys for _, _, key in plan.links)
        return None if unclear or shown or min(plan.start, plan.end) < 0 else plan

    def _put(self, plan: _RelationPlan, place: int, column: StatementColumn) -> bool:
        """Add a column to a plan; return whether its subjects may still be plain."""
        predicate = column.predicate
        if predicate in (f"<{plan.form.start}>", f"<{plan.form.end}>"):
            end = "start" if predicate == f"<{plan.form.start}>" else "end"
            if column.kind != REFERENCE or column.literal or getattr(plan, end) >= 0:
                return False
            setattr(plan, end, place)
            return True
        placed = self.nodes.placed(column)
        if placed is NOWHERE:
            if column.literal or column.kind == REFERENCE or plan.period >= 0:
                return False
            plan.period = place
            return True
        if placed.evidence:
            return plan.said.evidence.setdefault((column.graphs[0], placed.evidence), place) == place
        if placed.predicate is not None:
            key = self.book.key(placed.predicate, REFERENCE)
            plan.links.append((place, key, placed.predicate.key))
            return True
        return plan.said.values.setdefault(placed.key, (place, column))[0] == place

    def _periods(
        self,
        pattern: StatementPattern,
        plan: _RelationPlan,
        columns: list[tuple[str, ...]],
        others: set[int],
    ) -> list[tuple[str, ...] | None]:
        """Return the keys of the dates of each subject's period, `None` of those that are not plain."""
        found: list[tuple[str, ...] | None] = []
        taken = plan.keys()
        for place, name in enumerate(pattern.names):
            dates: tuple[str, ...] | None = ("",)
            if place in others:
                dates = None
            elif plan.period >= 0:
                period = self.shape.periods.get(term_of_name(name))
                blank = columns[plan.period][place]
                plain = period is not None and period.blank == blank and self._is_plain(period, plan.graphs)
                dates = tuple(sorted(period.dates)) if plain and period else None
                if dates and not {*dates, *(f"{key}Text" for key in dates)}.isdisjoint(taken):
                    dates = None
            found.append(dates)
        return found

    def _is_plain(self, period: Period, graphs: Graphs) -> bool:
        """Return whether a period is all in one graph and is read back as it is."""
        inlined = self.book.names.inlined
        same = period.link_graphs == graphs and all(
            held == graphs for objects in period.statements.values() for held in objects.values()
        )
        return same and all(
            inlined.get(key) == (period.link[1:-1], period.form, predicate[1:-1])
            for key, (predicate, _, _) in period.dates.items()
        )

    def _block(
        self,
        pattern: StatementPattern,
        plan: _RelationPlan,
        columns: list[tuple[str, ...]],
        made: dict[str, Sequence[Any]],
        dates: tuple[str, ...],
        chosen: list[bool],
    ) -> Alike:
        """Return the relationships of the chosen subjects, whose periods have these dates."""
        own: dict[str, Sequence[Any]] = {key: list(compress(held, chosen)) for key, held in made.items()}
        if plan.period >= 0:
            periods = [self.shape.periods[term_of_name(name)] for name in own["uri"]]
            for key in dates:
                own[key] = [period.dates[key][1] for period in periods]
                own[f"{key}Text"] = [
                    intern(day.isoformat()[: LENGTHS[precision]])
                    for _, day, precision in (period.dates[key] for period in periods)
                ]
        keys = tuple(sorted(own))
        ends = [list(compress(columns[place], chosen)) for place in (plan.start, plan.end)]
        return Alike(self.book.qualified_type(plan.form.iri), keys, [*ends, *(own[key] for key in keys)])
