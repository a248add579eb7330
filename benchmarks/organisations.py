"""Generate N-Triples of any size about organisations, services and decisions, to time the loaders on."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://example.org/"
_PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "kg": "https://w3id.org/kgraph/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def iri(name: str) -> str:
    """Return a name in N-Triples: a term if it has a known prefix, else a thing."""
    prefix, _, local = name.partition(":")
    return f"<{_PREFIXES[prefix]}{local}>" if prefix in _PREFIXES else f"<{BASE}{name}>"


def organisations(triples: int, seed: int = 1) -> Iterator[str]:
    """Yield `triples` lines of N-Triples or a few more: five values and two or three links per thing.

    The same seed gives the same lines. A fifth of the things are municipalities; names are in two languages.
    """
    rng = random.Random(seed)
    count = number = 0
    while count < triples:
        lines = list(_thing(number, max(number, 1), rng))
        yield from lines
        count += len(lines)
        number += 1


def _thing(number: int, others: int, rng: random.Random) -> Iterator[str]:
    kind = ("Municipality", "Company", "SharedITService", "Decision", "Solution")[number % 5]
    subject = iri(f"thing/{number}")

    def link(predicate: str) -> str:
        """Return a link to an earlier thing."""
        return f"{subject} {iri(predicate)} {iri(f'thing/{rng.randrange(others)}')} ."

    yield f"{subject} {iri('rdf:type')} {iri(f'kg:{kind}')} ."
    yield f'{subject} {iri("skos:prefLabel")} "Sak {number}"@sv .'
    yield f'{subject} {iri("skos:prefLabel")} "Thing {number}"@en .'
    yield f'{subject} {iri("dct:identifier")} "ID-{number:07d}" .'
    day = f"{1990 + number % 35}-{1 + number % 12:02d}-01"
    yield f'{subject} {iri("dct:created")} "{day}"^^{iri("xsd:date")} .'
    if kind == "Municipality":
        yield f'{subject} {iri("kg:population")} "{rng.randrange(1000, 90000)}"^^{iri("xsd:integer")} .'
    for predicate in ("org:linkedTo", "org:subOrganizationOf"):
        yield link(predicate)
    if number % 3 == 0:
        yield link("dct:relation")
