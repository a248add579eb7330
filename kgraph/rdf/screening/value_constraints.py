"""SHACL constraints on the values of a node that refer to no other shape, with three answers.

`True` means that the reference engine surely accepts the node, `False` that it surely does not, and `None`
that this is undecided (https://www.w3.org/TR/shacl/#core-components).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import RDF, SH
from kgraph.rdf.dataset import to_rdflib
from kgraph.rdf.screening.shape_paths import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

Component = Callable[[Node, Collection[Node]], "bool | None"]
"""Answers for a node and its values."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRINGS = frozenset({_XSD + "string", RDF + "langString"})
_KINDS: dict[type, frozenset[str]] = {
    ox.NamedNode: frozenset(SH + kind for kind in ("IRI", "BlankNodeOrIRI", "IRIOrLiteral")),
    ox.BlankNode: frozenset(SH + kind for kind in ("BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral")),
    ox.Literal: frozenset(SH + kind for kind in ("Literal", "BlankNodeOrLiteral", "IRIOrLiteral")),
}
_PLAIN_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_NUMBERS = frozenset({_XSD + "integer", _XSD + "decimal"})
# Years and months as every version of rdflib accepts them, whether or not it reads them.
_PLAIN_YEARS = {
    _XSD + "gYear": re.compile(r"(?!0000)[0-9]{4}"),
    _XSD + "gYearMonth": re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])"),
}
# So short that every engine keeps it exactly.
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")


def all_hold(answers: Iterable[bool | None]) -> bool | None:
    """Return whether all hold: `False` if one does not, `None` if one is undecided and none fails."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def opposite(answer: bool | None) -> bool | None:
    """Return the negated answer."""
    return None if answer is None else not answer


def whole_number(parameter: Node) -> int | None:
    """Return the value of a plainly written integer that is not negative."""
    if isinstance(parameter, ox.Literal) and parameter.datatype.value == _XSD + "integer":
        return int(parameter.value) if parameter.value.isdecimal() else None
    return None


def _min_count(parameter: Node) -> Component | None:
    least = whole_number(parameter)
    return None if least is None else lambda _, values: len(values) >= least


def _max_count(parameter: Node) -> Component | None:
    most = whole_number(parameter)
    return None if most is None else lambda _, values: len(values) <= most


def _min_length(parameter: Node) -> Component | None:
    least = whole_number(parameter)
    if not least:
        return None
    return lambda _, values: all(
        not isinstance(value, ox.BlankNode) and len(value.value) >= least for value in values
    )


def _max_length(parameter: Node) -> Component | None:
    most = whole_number(parameter)
    if most is None:
        return None
    return lambda _, values: all(
        not isinstance(value, ox.BlankNode) and len(value.value) <= most for value in values
    )


def _datatype(parameter: Node) -> Component | None:
    if not isinstance(parameter, ox.NamedNode):
        return None
    known: dict[Node, bool | None] = {}

    def has_type(value: Node) -> bool | None:
        if value not in known:
            known[value] = _has_datatype(value, parameter.value)
        return known[value]

    return lambda _, values: all_hold(has_type(value) for value in values)


def _has_datatype(value: Node, datatype: str) -> bool | None:
    if not isinstance(value, ox.Literal):
        return False
    if value.datatype.value != datatype:
        # Of texts, only whether they have a language counts. Another type may be one that engines derive.
        return False if {value.datatype.value, datatype} <= _STRINGS else None
    return True if datatype in _STRINGS or _well_formed(value) else None


def _well_formed(value: ox.Literal) -> bool:
    plain = _PLAIN_YEARS.get(value.datatype.value)
    if plain is not None and plain.fullmatch(value.value):
        return True
    literal = to_rdflib(value)
    return getattr(literal, "ill_typed", None) is not True and getattr(literal, "value", None) is not None


def _node_kind(parameter: Node) -> Component | None:
    kind = parameter.value
    if not isinstance(parameter, ox.NamedNode) or not any(kind in kinds for kinds in _KINDS.values()):
        return None
    return lambda _, values: all(kind in _KINDS[type(value)] for value in values)


def _has_value(parameter: Node) -> Component:
    return lambda _, values: parameter in values or None


def _unique_language(parameter: Node) -> Component | None:
    if parameter != ox.Literal(True):
        return None

    def differ(_: Node, values: Collection[Node]) -> bool:
        tags = [
            value.language.lower() for value in values if isinstance(value, ox.Literal) and value.language
        ]
        return len(tags) == len(set(tags))

    return differ


def _if_any(_parameter: Node) -> Component:
    """Return a component that holds without values and is undecided with any."""
    return lambda _, values: None if values else True


def _within(in_range: Callable[[Decimal, Decimal], bool]) -> Callable[[Node], Component | None]:
    """Return a factory for a component that holds where all values are plain numbers within a plain limit."""

    def make(parameter: Node) -> Component:
        limit = _number(parameter)
        if limit is None:
            return _if_any(parameter)
        known: dict[Node, bool | None] = {}

        def holds(value: Node) -> bool | None:
            if value not in known:
                number = _number(value)
                known[value] = True if number is not None and in_range(number, limit) else None
            return known[value]

        return lambda _, values: all_hold(holds(value) for value in values)

    return make


def _number(value: Node) -> Decimal | None:
    """Return the value of a plainly written integer or decimal."""
    if not isinstance(value, ox.Literal) or value.datatype.value not in _NUMBERS:
        return None
    return Decimal(value.value) if _PLAIN_NUMBER.fullmatch(value.value) else None


def in_order(first: Node, last: Node) -> bool | None:
    """Return whether two dates or years of one kind are surely in order."""
    dated = (
        isinstance(first, ox.Literal)
        and isinstance(last, ox.Literal)
        and first.datatype == last.datatype
        and first.datatype.value in {_XSD + "date", _XSD + "gYear"}
        and _PLAIN_DATE.fullmatch(first.value)
        and _PLAIN_DATE.fullmatch(last.value)
        and _well_formed(first)
        and _well_formed(last)
    )
    return True if dated and first.value <= last.value else None


SIMPLE: dict[str, Callable[[Node], Component | None]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "minLength": _min_length,
    "maxLength": _max_length,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "hasValue": _has_value,
    "uniqueLang": _unique_language,
    "languageIn": _if_any,
    "minInclusive": _within(operator.ge),
    "maxInclusive": _within(operator.le),
    "minExclusive": _within(operator.gt),
    "maxExclusive": _within(operator.lt),
}
