"""Qualified relations in columns are those that are made one by one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.loaders.mapping.decoder import unmap
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.mapping.plain_relations import PlainRelations

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph

PREFIXES = """@prefix e: <http://e/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
"""
MEMBER = "e:m a org:Membership ; org:member e:a ; org:organization e:b "
PERIOD = "dct:temporal [ a dct:PeriodOfTime ; dcat:startDate '2013'^^xsd:gYear ]"
PLAIN = {
    "nothing but its ends": f"{MEMBER} .",
    "in a source": f"e:g {{ {MEMBER} . }}",
    "of what is described and what is not": f"e:g {{ {MEMBER} . e:a e:p 1 . }}",
    "with a share": f"{MEMBER} ; kg:ownershipShare 0.5 .",
    "with a place": f'e:g {{ {MEMBER} ; kg:locator "page 1" . }}',
    "disputed, and how surely": (
        f"e:g {{ {MEMBER} ; kg:statementStatus status:disputed ; kg:confidence 0.8 . }}"
    ),
    "with a role": f'e:g {{ {MEMBER} ; org:role e:chair . e:chair skos:prefLabel "Chair"@en . }}',
    "with a role of which nothing is said": f"{MEMBER} ; org:role e:chair .",
    "with a year": f"e:g {{ {MEMBER} ; {PERIOD} . }}",
    "with a last month": (
        f"{MEMBER} ; dct:temporal [ a dct:PeriodOfTime ; dcat:endDate '2013-02'^^xsd:gYearMonth ] ."
    ),
    "with a day and a last day": (
        f"e:g {{ {MEMBER} ; dct:temporal [ a dct:PeriodOfTime ; dcat:startDate '2013-02-01'^^xsd:date ;"
        " dcat:endDate '2014-02-28'^^xsd:date ] . }"
    ),
    "many": "e:g { "
    + "".join(
        f"e:m{n} a org:Membership ; org:member e:a{n} ; org:organization e:b ; kg:locator '{n % 3}'"
        + (f" ; {PERIOD}" if n % 2 else "")
        + " . "
        for n in range(9)
    )
    + "}",
}
ONE_BY_ONE = {
    "in two graphs": f"e:g {{ {MEMBER} . }} e:h {{ e:m kg:ownershipShare 0.5 . }}",
    "of two kinds": f"{MEMBER} . e:m a kg:Participation .",
    "with a share as it is not kept": f"{MEMBER} ; kg:ownershipShare 0.50 , 0.5 .",
    "with two roles": f"{MEMBER} ; org:role e:r , e:s .",
    "with a role that is a text elsewhere": f'{MEMBER} ; org:role e:r . e:x org:role "Chair" .',
    "with two ends": f"{MEMBER} , e:c .",
    "that is an end": f"{MEMBER} . e:n a org:Membership ; org:member e:m ; org:organization e:b .",
    "a blank node": "[] a org:Membership ; org:member e:a ; org:organization e:b .",
    "to a blank node": "e:m a org:Membership ; org:member e:a ; org:organization [ e:p 1 ] .",
    "with a place in a language": f'e:g {{ {MEMBER} ; kg:locator "sidan 1"@sv . }}',
    "with a name": f'{MEMBER} ; skos:prefLabel "One"@en , "En"@sv , "Eins"@de , "1"@en .',
    "with a period in another graph": (
        f"e:g {{ {MEMBER} ; dct:temporal _:p . }} e:h {{ _:p a dct:PeriodOfTime ; dcat:startDate "
        "'2013'^^xsd:gYear . }"
    ),
    "with a period that means otherwise than that of another": (
        f"{MEMBER} ; {PERIOD} . e:a e:held [ a dct:PeriodOfTime ; dcat:startDate '2013'^^xsd:gYear ] ."
    ),
    "with a period that is no date": (
        f"{MEMBER} ; dct:temporal [ a dct:PeriodOfTime ; dcat:startDate 'lately' ] ."
    ),
    "with a day of its own": f"{MEMBER} ; {PERIOD} ; dcat:startDate '2012-01-01'^^xsd:date .",
    "with a blank node that is no period": f"{MEMBER} ; e:q [ e:p 1 ] .",
    "a class that is no IRI": f"{MEMBER} ; a 'x' .",
}


def one_by_one(quads: list[ox.Quad]) -> PropertyGraph:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainRelations, "read", lambda *_: None)
        return map_dataset(quads)


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, ox.RdfFormat.TRIG))


def plain_relations(quads: list[ox.Quad]) -> list[str]:
    """Return the qualified relations that are made in columns."""
    found: list[str] = []
    read = PlainRelations.read

    def noted(self: PlainRelations, pattern: object) -> object:
        table = read(self, pattern)  # type: ignore[arg-type]
        for block in table.blocks if table else ():
            found.extend(block.column("uri"))
        return table

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainRelations, "read", noted)
        map_dataset(quads)
    return sorted(uri.removeprefix("http://e/") for uri in found)


def assert_same(quads: list[ox.Quad]) -> None:
    graph, expected = map_dataset(quads), one_by_one(quads)
    assert dict(graph.nodes.items()) == dict(expected.nodes.items())
    assert list(graph.relationships.items()) == list(expected.relationships.items())
    assert (graph.account, graph.losses, graph.names) == (expected.account, expected.losses, expected.names)


@pytest.mark.parametrize("name", [*PLAIN, *ONE_BY_ONE])
def test_a_relation_is_the_same_in_columns_and_one_by_one(name: str) -> None:
    quads = parsed((PLAIN | ONE_BY_ONE)[name])
    assert_same(quads)
    kept = ox.Dataset(ox.parse("\n".join(unmap(map_dataset(quads))), format=ox.RdfFormat.N_QUADS))
    given = ox.Dataset(quads)
    for each in (kept, given):
        each.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert kept == given


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_relation_is_made_in_columns(name: str) -> None:
    expected = [f"m{n}" for n in range(9)] if name == "many" else ["m"]
    assert plain_relations(parsed(PLAIN[name])) == expected


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_what_is_not_plain_is_left_to_the_general_way(name: str) -> None:
    assert "m" not in plain_relations(parsed(ONE_BY_ONE[name]))


@pytest.mark.parametrize("seed", range(6))
def test_any_mixture_of_relations_is_the_same_either_way(seed: int) -> None:
    """Relations of which more or less is said share graphs, ends and roles; some are ends themselves."""
    rng = random.Random(seed)
    extras = [
        *(
            "kg:ownershipShare 0.5",
            "kg:ownershipShare 0.50",
            "kg:locator 'p'",
            "kg:locator 'p'@sv",
            "org:role e:r1",
        ),
        *(
            "org:role e:m3",
            PERIOD,
            "kg:statementStatus status:disputed",
            "kg:confidence 0.5",
            "dct:description 'x'@en",
        ),
    ]
    text = "e:r1 skos:prefLabel 'Chair'@en . "
    for number in range(200):
        ends = [rng.choice([f"e:a{rng.randrange(30)}", f"e:m{rng.randrange(400)}"]) for _ in range(2)]
        said = " ; ".join(rng.sample(extras, rng.randrange(4)))
        member = f"e:m{number} a org:Membership ; org:member {ends[0]} ; org:organization {ends[1]}"
        text += f"e:g{rng.randrange(3)} {{ {member}{' ; ' if said else ''}{said} . }} "
    quads = parsed(text)
    assert 20 < len(plain_relations(quads)) < 180
    assert_same(quads)
