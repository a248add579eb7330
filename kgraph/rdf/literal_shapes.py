"""Shapes about literals, restated for a store that keeps a literal's value and not how it was written.

Oxigraph's store makes `"3"^^xsd:int` the integer 3, in data and shapes alike (see decision 0030). What a
shape says of values holds as before; what it says of a narrower type of integers is restated here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import SH, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INTEGER = ox.NamedNode(XSD + "integer")
_DATATYPE = ox.NamedNode(SH + "datatype")
_UNIQUE_LANG = ox.NamedNode(SH + "uniqueLang")
_ONE = ox.Literal("1", datatype=ox.NamedNode(XSD + "boolean"))
_BITS = {"long": 64, "int": 32, "short": 16, "byte": 8}
# The narrower types of integers and their ranges (https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes).
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}


def restated(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the statements of a shapes file as they are to be checked.

    A narrower type of integers becomes ``xsd:integer`` with its range as ``sh:node``. Only the literal `true`
    switches ``sh:uniqueLang`` on (https://www.w3.org/TR/shacl/#UniqueLangConstraintComponent), so `1` goes.
    """
    for quad in quads:
        named = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        kind = named.removeprefix(XSD)
        if quad.predicate == _DATATYPE and kind in _RANGES:
            yield ox.Quad(quad.subject, _DATATYPE, _INTEGER)
            yield from _within(quad.subject, *_RANGES[kind])
        elif quad.predicate != _UNIQUE_LANG or quad.object != _ONE:
            yield quad


def _within(
    shape: ox.NamedNode | ox.BlankNode | ox.Triple, least: int | None, most: int | None
) -> Iterator[ox.Quad]:
    limits = ox.BlankNode()
    yield ox.Quad(shape, ox.NamedNode(SH + "node"), limits)
    for name, bound in (("minInclusive", least), ("maxInclusive", most)):
        if bound is not None:
            yield ox.Quad(limits, ox.NamedNode(SH + name), ox.Literal(bound))
