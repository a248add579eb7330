"""Comparisons by order in the SHACL engine, made as SHACL defines them: by SPARQL's operators.

A value that cannot be compared is to be reported (https://www.w3.org/TR/shacl/#core-components-range,
https://www.w3.org/TR/shacl/#core-components-property-pairs). pyshacl orders values as Python and rdflib do
instead: it gives up on all data at a blank node or at NaN among decimals, takes NaN to be less than any other
number, and orders what cannot be compared, such as a year and a date, by the names of their datatypes.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from pyshacl.constraints.core import value_range_constraints as ranges
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)

from kgraph.rdf.dataset import to_oxigraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import rdflib

    from kgraph.rdf.dataset import Term

_NOTHING = ox.Store()
_FIRST, _LAST = ox.Variable("first"), ox.Variable("last")
_REMEMBERED = 10_000


@contextmanager
def compared_as_in_sparql() -> Iterator[None]:
    """Let pyshacl compare by SPARQL's operators, for the time of a ``with`` statement."""
    replaced: list[tuple[Any, str, object]] = [
        (ranges, "compare_literal", _compare),
        (LessThanConstraintComponent, "_compare_lt", _pairs("<")),
        (LessThanOrEqualsConstraintComponent, "_compare_ltoe", _pairs("<=")),
    ]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in replaced]
    for owner, name, ours in replaced:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, theirs in before:
            setattr(owner, name, theirs)


def _compare(first: rdflib.Literal, last: rdflib.Literal) -> int:
    """Return -1, 0 or 1, as the first is less, equal or greater; the engine reports a `TypeError`."""
    a, b = to_oxigraph(first), to_oxigraph(last)
    up, down = _holds(a, "<=", b), _holds(a, ">=", b)
    if not (up or down):
        raise TypeError(f"{a} and {b} cannot be compared")
    return int(down) - int(up)


def _pairs(operator: str) -> Callable[..., tuple[bool, list[Any]]]:
    """Return the method that compares each value of a shape with each value of the other property."""

    def compare(
        self: Any,
        values: Iterable[rdflib.term.Node],
        others: Iterable[rdflib.term.Node],
        data: object,
        focus: rdflib.term.Node,
    ) -> tuple[bool, list[Any]]:
        wrong = [
            self.make_v_result(data, focus, value_node=value)
            for value in values
            for other in others
            if not _holds(to_oxigraph(value), operator, to_oxigraph(other))
        ]
        return bool(wrong), wrong

    return compare


@lru_cache(maxsize=_REMEMBERED)
def _holds(first: Term, operator: str, last: Term) -> bool:
    if not (isinstance(first, ox.Literal) and isinstance(last, ox.Literal)):
        return False
    query = f"SELECT ?first ?last {{ FILTER(?first {operator} ?last) }}"
    rows = cast("ox.QuerySolutions", _NOTHING.query(query, substitutions={_FIRST: first, _LAST: last}))
    return next(rows, None) is not None
