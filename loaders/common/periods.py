"""The one RDF pattern for the period in which something holds, whatever format it was read from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import DCAT, DCT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.errors import Location

FROM, UNTIL = DCAT + "startDate", DCAT + "endDate"

Bounds = dict[str, tuple[ox.Literal, "Location"]]
"""The first and last day, month or year, by `FROM` and `UNTIL`, each with its place."""


def reversed_bounds(bounds: Bounds) -> str:
    """Return what is wrong if a period ends before it starts, compared to the precision of both dates."""
    if len(bounds) < 2:
        return ""
    start, end = bounds[FROM][0].value, bounds[UNTIL][0].value
    if end[: len(start)] < start[: len(end)]:
        return f"the end {end} is before the start {start}"
    return ""


def period_quads(
    subject: ox.NamedNode, graph: ox.NamedNode, bounds: Bounds
) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield the statements that say that `subject` holds within `bounds`; none if there are no bounds.

    The period is a blank node labelled by its content alone, so reading it twice gives one node.
    """
    if not bounds:
        return
    content = "\n".join([graph.value, subject.value, *(f"{k}={v.value}" for k, (v, _) in bounds.items())])
    node = ox.BlankNode("period" + hashlib.sha256(content.encode()).hexdigest()[:24])
    first = next(iter(bounds.values()))[1]
    yield ox.Quad(subject, ox.NamedNode(DCT + "temporal"), node, graph), first
    yield ox.Quad(node, ox.NamedNode(RDF + "type"), ox.NamedNode(DCT + "PeriodOfTime"), graph), first
    for predicate, (value, where) in bounds.items():
        yield ox.Quad(node, ox.NamedNode(predicate), value, graph), where
