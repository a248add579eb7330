"""The shape of the graph: which subjects become relationships, which are inlined, which become nodes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.namespaces import XSD

from ..property_graph import Loss
from .grouped_statements import RDF_TYPE, Objects, Statements, join_line
from .term_values import is_iri, split_literal

if TYPE_CHECKING:
    from kgraph.vocabulary import QualifiedRelation, Vocabulary

    from .statement_patterns import Graphs

LENGTHS = {"": 10, "month": 7, "year": 4}
"""Length of the text of a date by its precision."""

_DATES = {
    XSD + "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"), ""),
    XSD + "gYearMonth": (re.compile(r"[0-9]{4}-[0-9]{2}\Z"), "month"),
    XSD + "gYear": (re.compile(r"[0-9]{4}\Z"), "year"),
}
# Partial dates of this key mean the last day that they cover; of all others, the first.
LAST_DAY_KEY = "until"


@dataclass(frozen=True, slots=True)
class Relation:
    """A qualified relation with exactly one start and one end."""

    form: QualifiedRelation
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Period:
    """An inlined period: its blank node, class and statements, and predicate, date and precision by key."""

    blank: str
    link: str
    form: str
    link_graphs: Graphs
    statements: dict[str, Objects]
    dates: dict[str, tuple[str, dt.date, str]]


@dataclass(slots=True)
class Shape:
    """The subjects that do not become nodes.

    Parameters
    ----------
    relations : dict of str to Relation
        By the qualified relation's term.
    periods : dict of str to Period
        By their owner's term; taken away when that has been placed, since they take memory.
    inlined : set of str
        The periods' blank nodes.
    losses : list of Loss
        Qualified relations and periods that stay nodes.
    """

    relations: dict[str, Relation] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)
    inlined: set[str] = field(default_factory=set)
    losses: list[Loss] = field(default_factory=list)


def find_shape(statements: Statements, vocabulary: Vocabulary) -> Shape:
    """Decide what the subjects of `statements` become.

    A qualified relation with one start and one end becomes a relationship, unless it is itself the start or
    end of a qualified relation: a relationship cannot end at a relationship. A blank node of an inlined class
    becomes properties of its owner if it has one owner, the owner has no other, and all it says is dates.
    """
    shape = Shape()
    _find_relations(shape, statements, vocabulary)
    _find_periods(shape, statements, vocabulary)
    return shape


def _find_relations(shape: Shape, statements: Statements, vocabulary: Vocabulary) -> None:
    candidates: dict[str, str] = {}
    for iri in sorted(vocabulary.qualified):
        for subject in statements.instances(f"<{iri}>"):
            candidates.setdefault(subject, iri)
    ends: set[str] = set()
    for subject, iri in candidates.items():
        form = vocabulary.qualified[iri]
        around = statements.of(subject)
        starts, stops = (list(around.get(f"<{p}>", ())) for p in (form.start, form.end))
        ends.update(starts, stops)
        if len(starts) == len(stops) == 1 and _is_thing(starts[0]) and _is_thing(stops[0]):
            shape.relations[subject] = Relation(form, starts[0], stops[0])
    for subject in candidates:
        if subject in ends:
            shape.relations.pop(subject, None)
        if subject not in shape.relations:
            quad = (subject, RDF_TYPE, f"<{candidates[subject]}>", "")
            shape.losses.append(Loss("qualified-as-node", join_line(quad)))


def _is_thing(term: str) -> bool:
    return term[0] == "_" or is_iri(term)


def _find_periods(shape: Shape, statements: Statements, vocabulary: Vocabulary) -> None:
    candidates = {
        blank: iri
        for iri in sorted(vocabulary.inlined)
        for blank in statements.instances(f"<{iri}>")
        if blank.startswith("_:")
    }
    owned = Counter(owner for blank in candidates for owner, _ in statements.referrers.get(blank, ()))
    for blank, iri in candidates.items():
        referrers = sorted(set(statements.referrers.get(blank, ())))
        period = None
        if len(referrers) == 1 and owned[referrers[0][0]] == 1 and referrers[0][0] not in candidates:
            period = _period(blank, iri, referrers[0], statements, vocabulary)
        if period is None:
            shape.losses.append(Loss("period-as-node", join_line((blank, RDF_TYPE, f"<{iri}>", ""))))
        else:
            shape.periods[referrers[0][0]] = period
            shape.inlined.add(blank)


def _period(
    blank: str, iri: str, referrer: tuple[str, str], statements: Statements, vocabulary: Vocabulary
) -> Period | None:
    owner, link = referrer
    held, around = statements.of(blank), statements.of(owner)
    dates: dict[str, tuple[str, dt.date, str]] = {}
    for predicate, objects in held.items():
        if predicate == RDF_TYPE:
            continue
        key = vocabulary.property_keys.get(predicate[1:-1])
        value = next(iter(objects))
        read = _date(value, last=key == LAST_DAY_KEY) if value[0] == '"' else None
        if key is None or len(objects) > 1 or read is None or predicate in around:
            return None
        dates[key] = (predicate, *read)
    if not dates or len(held[RDF_TYPE]) > 1:
        return None
    return Period(blank, link, iri, around[link][blank], held, dates)


def _date(term: str, *, last: bool) -> tuple[dt.date, str] | None:
    text, datatype = split_literal(term)
    pattern, precision = _DATES.get(datatype, (None, ""))
    if pattern is None or not pattern.match(text):
        return None
    try:
        if not precision:
            return dt.date.fromisoformat(text), ""
        year, month = int(text[:4]), int(text[5:7] or (12 if last else 1))
        if not last:
            return dt.date(year, month, 1), precision
        following = dt.date(year + month // 12, month % 12 + 1, 1) if year < 9999 or month < 12 else None
        return (following - dt.timedelta(days=1) if following else dt.date.max), precision
    except ValueError:
        return None
