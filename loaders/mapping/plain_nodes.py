"""A fast way for the plain nodes that make up most data: one graph, one value per key, nothing to correct.

Such a node needs no record of which graph holds which value, which is most of the work of
:class:`kgraph.loaders.mapping.unit_builder.UnitBuilder`. Everything else is left to that class; where both
can place the statements of a subject, they place them alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kgraph.graph_keys import NAME_KEY

from .evidence_lists import evidence_properties
from .grouped_statements import RDF_TYPE
from .term_values import is_iri, split_literal, to_uri
from .unit_builder import NAME_PREDICATES

if TYPE_CHECKING:
    from .decoder import Decoder
    from .graph_shape import Shape
    from .grouped_statements import Graphs
    from .name_book import NameBook, Predicate
    from .unit_builder import Link, UnitBuilder

# Number of values cached per form, so that a repeated date or number is parsed once.
_REMEMBERED = 10_000


class PlainNode(NamedTuple):
    """A node made from its own statements.

    Parameters
    ----------
    labels : tuple of str
        Sorted.
    properties : dict
        Its properties in no order, without the hash.
    links : list of (Predicate, str, tuple of str)
        Predicate, object and graph of the statements that become relationships.
    stated : int
        Number of statements that became labels.
    placed : int
        Number of statements that became properties.
    """

    labels: tuple[str, ...]
    properties: dict[str, Any]
    links: list[Link]
    stated: int
    placed: int


class _Kept(NamedTuple):
    """A form of literals: its property key, whether values are plain text, rank as a name, cached values."""

    key: str
    text: bool
    name: tuple[int, tuple[int, int], str] | None
    values: dict[str, Any]


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
        self.elsewhere = shape.relations.keys() | shape.inlined
        self.owners = shape.periods.keys()
        self.book = book
        self.units = units
        self.decoder = decoder
        self.names = {predicate: place for place, predicate in enumerate(NAME_PREDICATES)}
        self._predicates: dict[str, tuple[Predicate, dict[str, _Kept]]] = {}
        self._labels: dict[tuple[str, ...], tuple[str, ...] | None] = {}
        self._sources: dict[Graphs, dict[str, Any]] = {}

    def read(self, subject: str, flat: list[str | Graphs]) -> PlainNode | None:
        """Return the node of `subject`, or `None` if it is not plain.

        Parameters
        ----------
        flat : list
            Predicate, object, graphs, predicate... as
            :class:`kgraph.loaders.mapping.grouped_statements.Statements` has them.
        """
        if subject[0] == "_" or subject in self.owners:
            return None
        properties: dict[str, Any] = {"uri": to_uri(subject)}
        classes: list[str] = []
        names: list[tuple[int, tuple[int, int], str, str]] = []
        links = self._place(flat, properties, classes, names)
        if links is None or not self.book.names.inlined.keys().isdisjoint(properties):
            return None
        labels = self._labels_of(tuple(classes))
        if labels is None:
            return None
        placed = len(properties) - 1
        properties[NAME_KEY] = (min(names)[3] if names else "") or self.units.name_of(subject)
        sources = self._sources_of(cast("Graphs", flat[2]))
        if sources:
            properties |= sources
            properties["sources"] = [*sources["sources"]]
        return PlainNode(labels, properties, links, len(classes), placed)

    def _place(
        self,
        flat: list[str | Graphs],
        properties: dict[str, Any],
        classes: list[str],
        names: list[tuple[int, tuple[int, int], str, str]],
    ) -> list[Link] | None:
        """Fill properties, classes and names, and return the links; `None` if the node is not plain."""
        predicates, elsewhere, graphs = self._predicates, self.elsewhere, flat[2]
        links: list[Link] = []
        statements = iter(cast("list[str]", flat))
        for predicate, value, held in zip(statements, statements, statements, strict=True):
            if held is not graphs:
                return None
            if predicate == RDF_TYPE:
                classes.append(value)
                continue
            plan, forms = predicates.get(predicate) or self._predicate(predicate)
            first = value[0]
            if first == '"':
                end = value.rindex('"')
                form = forms.get(value[end + 1 :]) or self._kept(predicate, value[end + 1 :])
                key, text, name, values = form
                read = value[1:end] if text and "\\" not in value else values.get(value)
                if read is None:
                    read = self._value(plan, values, value)
                if read is None or key in properties or plan.evidence:
                    return None
                properties[key] = read
                if name is not None:
                    names.append((*name, read if text else split_literal(value)[0]))
            elif first == "_" or value[1] == "<" or plan.as_property or plan.evidence or value in elsewhere:
                return None
            else:
                links.append((plan, value, cast("Graphs", held)))
        return links

    def _predicate(self, term: str) -> tuple[Predicate, dict[str, _Kept]]:
        entry = self._predicates[term] = (self.book.predicate(term), {})
        return entry

    def _kept(self, term: str, suffix: str) -> _Kept:
        plan, forms = self._predicates[term]
        form = self.book.form(plan, suffix)
        place = self.names.get(term)
        name = None if place is None else (place, self.units.rank_of(form.datatype), form.datatype)
        kept_form = forms[suffix] = _Kept(form.key, form.text, name, {})
        return kept_form

    def _value(self, plan: Predicate, known: dict[str, Any], term: str) -> Any | None:
        """Return the value that is read back as exactly `term`, or `None`."""
        value, loss, exact = plan.read(term)
        if loss or not exact:
            return None
        if len(known) < _REMEMBERED:
            known[term] = value
        return value

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

    def _sources_of(self, graphs: Graphs) -> dict[str, Any]:
        properties = self._sources.get(graphs)
        if properties is None:
            properties = self._sources[graphs] = evidence_properties(graphs, {}, self.units.defaults)
        return properties
