"""Statements by source and thing, with the period in which they hold: what one row of a sheet is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.namespaces import DCT, RDF

from ..common.periods import FROM, UNTIL, period_quads, reversed_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..common.periods import Bounds
    from .sheet_cells import CellWriter

TYPE = RDF + "type"
TEMPORAL = DCT + "temporal"
PERIOD = DCT + "PeriodOfTime"

Key = tuple[str, str]
"""A graph and a thing: what one row is about."""


@dataclass(slots=True)
class Said:
    """What one source says of one thing, by property, with the bounds of its period."""

    graph: str
    iri: str
    values: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    bounds: dict[str, ox.Literal] = field(default_factory=dict)
    period: list[ox.Quad] = field(default_factory=list)
    read_period: list[ox.Quad] = field(default_factory=list)

    def quad(self, predicate: str, value: Any) -> ox.Quad:
        """Return one of its statements."""
        return ox.Quad(ox.NamedNode(self.iri), ox.NamedNode(predicate), value, ox.NamedNode(self.graph))

    def quads(self) -> list[ox.Quad]:
        """Return its statements, without those of its period."""
        return [self.quad(predicate, value) for predicate, values in self.values.items() for value in values]


@dataclass(slots=True)
class LeftOut:
    """Statements that no sheet holds, and why, by reason and property or class."""

    quads: list[ox.Quad] = field(default_factory=list)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, reason: str, about: str, quads: Iterable[ox.Quad]) -> None:
        """Leave out `quads`."""
        added = list(quads)
        self.quads += added
        self.reasons[reason, about] += len(added)


def group_statements(quads: Iterable[ox.Quad], cells: CellWriter, left: LeftOut) -> list[Said]:
    """Group statements by graph and thing; those about nodes without a name are left out, periods are not."""
    said: dict[Key, Said] = {}
    unnamed: dict[str, list[ox.Quad]] = defaultdict(list)
    waiting: list[ox.Quad] = []
    for quad in sorted(quads, key=str):
        subject, graph, value = quad.subject, quad.graph_name, quad.object
        if isinstance(subject, ox.BlankNode):
            unnamed[subject.value].append(quad)
        elif not isinstance(subject, ox.NamedNode) or not isinstance(graph, ox.NamedNode):
            left.add("form", "", [quad])
        elif isinstance(value, ox.BlankNode):
            waiting.append(quad)
        elif isinstance(value, ox.Triple):
            left.add("form", "", [quad])
        else:
            one = said.setdefault((graph.value, subject.value), Said(graph.value, subject.value))
            one.values[quad.predicate.value].append(value)
    _attach_periods(said, unnamed, waiting, cells, left)
    return [said[key] for key in sorted(said)]


def _attach_periods(
    said: dict[Key, Said],
    unnamed: dict[str, list[ox.Quad]],
    waiting: list[ox.Quad],
    cells: CellWriter,
    left: LeftOut,
) -> None:
    users = Counter(quad.object.value for quad in waiting if isinstance(quad.object, ox.BlankNode))
    inside = {q.object.value for qs in unnamed.values() for q in qs if isinstance(q.object, ox.BlankNode)}
    for quad in waiting:
        key = (str(quad.graph_name.value), str(quad.subject.value))  # type: ignore[union-attr]
        node = quad.object.value  # type: ignore[union-attr]
        one = said.setdefault(key, Said(*key))
        bounds = _bounds(quad, unnamed.get(node, []))
        alone = users[node] == 1 and node not in inside and not one.bounds
        if bounds and alone and all(cells.day(value) for value in bounds.values()):
            one.bounds = bounds
            one.period = [quad, *unnamed.pop(node)]
            made = period_quads(quad.subject, quad.graph_name, _placed(bounds))  # type: ignore[arg-type]
            one.read_period = [statement for statement, _ in made]
        else:
            left.add("unnamed", quad.predicate.value, [quad])
    for quads in unnamed.values():
        left.add("unnamed", "", quads)


def _bounds(link: ox.Quad, quads: list[ox.Quad]) -> dict[str, ox.Literal]:
    """Return the bounds of a period that has nothing but its class and one of each; else nothing."""
    if link.predicate.value != TEMPORAL or any(quad.graph_name != link.graph_name for quad in quads):
        return {}
    bounds: dict[str, ox.Literal] = {}
    kinds = 0
    for quad in quads:
        name = quad.predicate.value
        if name == TYPE and quad.object == ox.NamedNode(PERIOD):
            kinds += 1
        elif name in (FROM, UNTIL) and isinstance(quad.object, ox.Literal) and name not in bounds:
            bounds[name] = quad.object
        else:
            return {}
    return bounds if kinds == 1 and not reversed_bounds(_placed(bounds)) else {}


def _placed(bounds: dict[str, ox.Literal]) -> Bounds:
    """Return bounds in the order and form in which the reader makes them."""
    return {name: (bounds[name], Location("")) for name in (FROM, UNTIL) if name in bounds}
