"""The statements of all sources in one graph, asked by class, property and relation."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from kgraph.namespaces import DCT, KG, ORG, RDF, SKOS
from kgraph.packaged_ontology import ontology
from kgraph.rdf.ontology_context import hierarchy
from kgraph.words.text import text_from

from ..common.periods import UNTIL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from kgraph.words.text import Text

_Term = TypeVar("_Term")

# A relation with one of these statuses is no ground for saying that it holds.
_NOT_HELD = ("disputed", "outdated", "unverified")
_BELONGING = (
    (ORG + "Membership", ORG + "member", ORG + "organization"),
    (KG + "Participation", KG + "participant", KG + "participatesIn"),
)


class UnionData:
    """The statements of a study, without the names of their sources.

    Parameters
    ----------
    quads : iterable of pyoxigraph.Quad
        The statements.
    today : date
        Relations that ended before this day do not hold.
    """

    def __init__(self, quads: Iterable[ox.Quad], today: dt.date) -> None:
        self.store = ox.Store()
        self.store.extend(ox.Quad(_named(q.subject), q.predicate, _named(q.object)) for q in quads)
        self.today = today.isoformat()

    @cached_property
    def _below(self) -> dict[str, set[str]]:
        return hierarchy(self.store, ontology())

    def instances(self, *kinds: str) -> list[str]:
        """Return the IRIs of all instances of some classes and of their subclasses, sorted."""
        return sorted(
            quad.subject.value
            for kind in {below for kind in kinds for below in self._below.get(kind, {kind})}
            for quad in self.store.quads_for_pattern(
                None, ox.NamedNode(RDF + "type"), ox.NamedNode(kind), None
            )
            if isinstance(quad.subject, ox.NamedNode)
        )

    def kinds(self, thing: str, above: str) -> list[str]:
        """Return the classes of a thing below a class, the most specific first."""
        found = set(self.related(thing, RDF + "type")) & self._below.get(above, {above})
        return sorted(found, key=lambda kind: (len(self._below.get(kind, ())), kind))

    def is_a(self, thing: str, kind: str) -> bool:
        """Return whether a thing is an instance of a class; concepts of the ontology are known too."""
        types = {*self.related(thing, RDF + "type"), *_iris(ontology(), thing, RDF + "type")}
        return not types.isdisjoint(self._below.get(kind, {kind}))

    def related(self, thing: str, *terms: str) -> list[str]:
        """Return the IRIs that some properties lead to, sorted."""
        return sorted({iri for term in terms for iri in _iris(self.store, thing, term)})

    def value(self, thing: str, term: str) -> str | None:
        """Return the first IRI that a property leads to."""
        return next(iter(self.related(thing, term)), None)

    def texts(self, thing: str, term: str) -> dict[str, str]:
        """Return the values of a property that have a language, the first of each."""
        found: dict[str, str] = {}
        for literal in sorted(self._literals(thing, term), key=str):
            if literal.language:
                found.setdefault(literal.language, literal.value)
        return found

    def text(self, thing: str, term: str) -> str | None:
        """Return the first literal value of a property as text."""
        return next((literal.value for literal in sorted(self._literals(thing, term), key=str)), None)

    def all_texts(self, thing: str, term: str) -> list[str]:
        """Return all literal values of a property as text, sorted, each once."""
        return sorted({literal.value for literal in self._literals(thing, term)})

    def name(self, thing: str) -> Text:
        """Return the name of a thing, in one language for both if need be, or else its IRI."""
        return text_from(self.texts(thing, SKOS + "prefLabel") or thing)

    def relations(self, kind: str, end: str, thing: str) -> list[str]:
        """Return the IRIs of the relations of a class that have a thing at one end, and hold today."""
        return [
            relation
            for relation in sorted(self._pointing(end, thing))
            if self.is_a(relation, kind) and self._holds(relation)
        ]

    def members(self, body: str) -> list[str]:
        """Return the organisations that belong to a body or take part in it today, sorted."""
        return sorted(
            {
                member
                for kind, member_end, body_end in _BELONGING
                for relation in self.relations(kind, body_end, body)
                for member in self.related(relation, member_end)
            }
        )

    def _holds(self, relation: str) -> bool:
        statuses = {iri.rpartition("/")[2] for iri in self.related(relation, KG + "statementStatus")}
        if statuses & set(_NOT_HELD):
            return False
        query = f"SELECT ?until {{ <{relation}> <{DCT}temporal>/<{UNTIL}> ?until }}"
        # A year or a month ends with its last day, so dates are compared to the coarser precision.
        return all(
            solution["until"].value >= self.today[: len(solution["until"].value)]
            for solution in self.store.query(query)  # type: ignore[union-attr]
        )

    def _pointing(self, term: str, thing: str) -> set[str]:
        quads = self.store.quads_for_pattern(None, ox.NamedNode(term), ox.NamedNode(thing), None)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    def _literals(self, thing: str, term: str) -> list[ox.Literal]:
        quads = self.store.quads_for_pattern(ox.NamedNode(thing), ox.NamedNode(term), None, None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]


def _named(term: _Term) -> _Term | ox.NamedNode:
    """Return a term with an IRI in place of a blank node, so that an export can name it."""
    return ox.NamedNode(f"urn:kgraph:{term.value}") if isinstance(term, ox.BlankNode) else term


def _iris(store: ox.Store, thing: str, term: str) -> list[str]:
    quads = store.quads_for_pattern(ox.NamedNode(thing), ox.NamedNode(term), None, None)
    return [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)]
