"""Generate statements of any size, to time the loaders on.

:func:`organisations` gives N-Triples about organisations, services and decisions, which break some rules
of kgraph; :func:`register` gives N-Quads that break none.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "https://example.org/"
_PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "kg": "https://w3id.org/kgraph/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcat": "http://www.w3.org/ns/dcat#",
}
_SYLLABLES = (
    *("al", "berg", "bro", "dal", "ek", "fors", "gård", "hult", "kil", "lid", "lund", "mo"),
    *("näs", "rud", "sjö", "sten", "strand", "torp", "vik", "ås"),
)
_KINDS = ("Municipality", "Company", "Municipality", "MunicipalFederation", "Company")
_WORDS = {
    "Municipality": ("kommun", "Municipality"),
    "Company": ("energi AB", "Energy Ltd"),
    "MunicipalFederation": ("kommunalförbund", "Federation"),
}
_IN_SOURCE = 40


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


def register(statements: int, seed: int = 1) -> Iterator[str]:
    """Yield `statements` lines of N-Quads or a few more: organisations and memberships, source by source.

    A source describes 40 organisations, each with names in two languages, a number and a link, and as many
    memberships with a share, a place in the source and, for every other, a period, which is a blank node.
    Names are made of syllables, so that some are equal or nearly so. The same seed gives the same lines.
    """
    rng = random.Random(seed)
    count = number = 0
    while count < statements:
        lines = list(_source(number, rng))
        yield from lines
        count += len(lines)
        number += 1


def _source(number: int, rng: random.Random) -> Iterator[str]:
    graph = iri(f"source/{number}")
    first = number * _IN_SOURCE

    def said(subject: str, predicate: str, value: str) -> str:
        """Return a statement of the source."""
        return f"{subject} {iri(predicate)} {value} {graph} ."

    yield said(graph, "rdf:type", iri("kg:Source"))
    yield said(graph, "dct:title", f'"Register {number}"@en')
    yield said(graph, "dct:publisher", '"A register of organisations"')
    yield said(graph, "dct:language", '"en"')
    yield said(graph, "dct:issued", f'"2024"^^{iri("xsd:gYear")}')
    yield said(graph, "dct:source", f"<https://example.org/register/{number}>")
    for body in range(first, first + _IN_SOURCE):
        yield from _body(body, rng, said)
    for member in range(first + 1, first + _IN_SOURCE):
        yield from _membership(member, rng.randrange(first, member), rng, said)


def _body(number: int, rng: random.Random, said: Callable[[str, str, str], str]) -> Iterator[str]:
    kind, subject = _KINDS[number % len(_KINDS)], iri(f"body/{number}")
    place = "".join(rng.choices(_SYLLABLES, k=4)).capitalize()
    swedish, english = _WORDS[kind]
    yield said(subject, "rdf:type", iri(f"kg:{kind}"))
    yield said(subject, "skos:prefLabel", f'"{place} {swedish}"@sv')
    yield said(subject, "skos:prefLabel", f'"{english} of {place}"@en')
    yield said(subject, "dct:identifier", f'"ID-{number:07d}"')
    yield said(subject, "org:linkedTo", iri(f"body/{rng.randrange(max(number, 1))}"))


def _membership(
    number: int, whole: int, rng: random.Random, said: Callable[[str, str, str], str]
) -> Iterator[str]:
    subject = iri(f"membership/{number}")
    yield said(subject, "rdf:type", iri("org:Membership"))
    yield said(subject, "org:member", iri(f"body/{number}"))
    yield said(subject, "org:organization", iri(f"body/{whole}"))
    yield said(subject, "kg:locator", f'"page {rng.randrange(1, 80)}"')
    share = f"0.{rng.randrange(101, 999)}"
    yield said(subject, "kg:ownershipShare", f'"{share}"^^{iri("xsd:decimal")}')
    if number % 2:
        period, year = f"_:p{number}", rng.randrange(1990, 2024)
        yield said(subject, "dct:temporal", period)
        yield said(period, "rdf:type", iri("dct:PeriodOfTime"))
        yield said(period, "dcat:startDate", f'"{year}"^^{iri("xsd:gYear")}')
