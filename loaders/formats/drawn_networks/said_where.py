"""What a file says of where a node or tie was said: the document or respondent, the passage, the standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import DCT, KG, RDF, XSD
from kgraph.statements import STATUS_SCHEME

from ..annotated_triples import REIFIES, SOURCED, reification
from ..tables.cell_values import date_literal
from ..tables.row_names import iri_of_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.words.text import Text


def day_of(moment: str) -> str:
    """Return the day of a date and time in ISO 8601; empty if it is none."""
    try:
        return date.fromisoformat(moment[:10]).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class SaidWhere:
    """One source of a node or tie.

    Parameters
    ----------
    source : str
        IRI of the source, which is also the graph that holds what it says; empty for that of the file.
    locator : str
        Where in the source, in a few words.
    anchors : tuple of str
        Anchors of the passages.
    status : str
        Status of the statement; empty for the source's usual one.
    """

    source: str = ""
    locator: str = ""
    anchors: tuple[str, ...] = ()
    status: str = ""

    def quads(self, subject: ox.NamedNode, graph: ox.NamedNode, *, whole: bool = False) -> Iterator[ox.Quad]:
        """Yield what this says of `subject`; of a `whole` node the passages only, as statements differ."""
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (KG + "anchor", ox.Literal(anchor)) for anchor in self.anchors
        ]
        if self.locator and not whole:
            values.append((KG + "locator", ox.Literal(self.locator)))
        if self.status and not whole:
            values.append((KG + "statementStatus", ox.NamedNode(STATUS_SCHEME + self.status)))
        for predicate, value in values:
            yield ox.Quad(subject, ox.NamedNode(predicate), value, graph)

    def about_triple(self, statement: ox.Quad, base: str) -> Iterator[ox.Quad]:
        """Yield a sourced statement with what this says of one triple; nothing if it says nothing."""
        if not (self.locator or self.anchors or self.status):
            return
        graph = statement.graph_name
        parts = [str(statement.subject), str(statement.predicate), str(statement.object), str(graph)]
        subject = ox.NamedNode(iri_of_content(base, SOURCED.value, parts))
        yield from reification(ox.Quad(subject, REIFIES, statement.triple, graph))
        yield from self.quads(subject, ox.NamedNode(getattr(graph, "value", "")))


@dataclass(frozen=True, slots=True)
class PartSource:
    """A source that a file holds: one interview of several, the answers of one respondent.

    Parameters
    ----------
    iri, cls : str
        Its IRI and its class.
    title : Text
        Its title, which names no person.
    whole : str
        IRI of what it is a part of; empty for a file by itself.
    status : str
        Status of what it says, unless it says another; empty for the usual one.
    date : str
        When it was last changed, as a date; empty if the file does not say.
    numbers : tuple of (str, int or float)
        Properties with a number, such as how many answered.
    """

    iri: str
    cls: str
    title: Text
    whole: str = ""
    status: str = ""
    date: str = ""
    numbers: tuple[tuple[str, int | float], ...] = ()

    def quads(self, publisher: str, language: str, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield the description of the source in `graph`."""
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (RDF + "type", ox.NamedNode(self.cls)),
            (DCT + "title", ox.Literal(self.title.sv, language="sv")),
            (DCT + "title", ox.Literal(self.title.en, language="en")),
            (DCT + "publisher", ox.Literal(publisher)),
            (DCT + "language", ox.Literal(language)),
        ]
        if self.whole:
            values.append((DCT + "isPartOf", ox.NamedNode(self.whole)))
        if self.status:
            values.append((KG + "defaultStatus", ox.NamedNode(STATUS_SCHEME + self.status)))
        if self.date:
            values.append((DCT + "modified", date_literal(self.date)))
        for name, number in self.numbers:
            kind = "integer" if isinstance(number, int) else "decimal"
            text = str(number) if isinstance(number, int) else f"{number:.4f}"
            values.append((name, ox.Literal(text, datatype=ox.NamedNode(XSD + kind))))
        for predicate, value in values:
            yield ox.Quad(ox.NamedNode(self.iri), ox.NamedNode(predicate), value, graph)
