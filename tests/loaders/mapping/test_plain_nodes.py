"""Nodes with statements in several graphs, or with evidence: alike in columns and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.loaders.mapping.decoder import unmap
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.mapping.plain_nodes import PlainNodes

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph

PREFIXES = """@prefix e: <http://e/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
"""
PLAIN = {
    "in two graphs": 'e:g { e:a a org:Organization ; e:p 1 . } e:h { e:a skos:prefLabel "A"@en ; e:q e:b . }',
    "in a graph and outside": "e:g { e:a a org:Organization . } e:a e:p 1 ; e:q e:b .",
    "with a place": 'e:g { e:a e:p 1 ; kg:locator "page 1" . } e:h { e:a e:q e:b . }',
    "with places of two": 'e:g { e:a e:p 1 ; kg:locator "1" . } e:h { e:a e:q e:b , e:c ; kg:locator "2" . }',
    "disputed": "e:g { e:a e:p 1 . } e:h { e:a e:q e:b ; kg:statementStatus status:disputed . }",
    "surely": "e:g { e:a e:p 1 ; kg:confidence 0.8 . } e:h { e:a e:q e:b ; kg:confidence 0.5 . }",
    "quoted": 'e:g { e:a e:p 1 ; kg:quote "a \\"b\\"" ; kg:paraphrase "c" ; kg:anchor "d" . }',
    "of which only that is said": 'e:g { e:a e:p 1 . } e:h { e:a kg:locator "page 1" . }',
    "many of them": "".join(f'e:g {{ e:a{n} e:p {n} ; kg:locator "{n % 3}" . }}' for n in range(9)),
    "with another status than is usual": (
        "e:g { e:a e:p 1 ; kg:statementStatus status:disputed . e:g kg:defaultStatus status:unverified . }"
    ),
}
ONE_BY_ONE = {
    "the same value in two graphs": "e:g { e:a e:p 1 . } e:h { e:a e:p 1 . }",
    "a link in two graphs": "e:g { e:a e:q e:b . } e:h { e:a e:q e:b . }",
    "links by one predicate in two graphs": "e:g { e:a e:q e:b . } e:h { e:a e:q e:c . }",
    "a class in two graphs": "e:g { e:a a org:Organization . } e:h { e:a a org:Organization . }",
    "the usual status": (
        "e:g { e:a e:p 1 ; kg:statementStatus status:disputed . e:g kg:defaultStatus status:disputed . }"
    ),
    "two places": 'e:g { e:a e:p 1 ; kg:locator "1" , "2" . }',
    "a place in a language": 'e:g { e:a e:p 1 ; kg:locator "1"@en . }',
    "an empty place": 'e:g { e:a e:p 1 ; kg:locator "" . }',
    "a place outside": 'e:a kg:locator "1" . e:g { e:a e:p 1 . }',
    "an anchor that looks like two": 'e:g { e:a e:p 1 ; kg:anchor "b; c" . }',
    "a confidence that is no number": 'e:g { e:a e:p 1 ; kg:confidence "high" . }',
    "a confidence in another type": "e:g { e:a e:p 1 ; kg:confidence 1 . }",
    "a status that is no concept": 'e:g { e:a e:p 1 ; kg:statementStatus "disputed" . }',
}


def one_by_one(quads: list[ox.Quad]) -> PropertyGraph:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainNodes, "read", lambda *_: None)
        return map_dataset(quads)


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, ox.RdfFormat.TRIG))


def plain_subjects(quads: list[ox.Quad]) -> set[str]:
    """Return the things that are made in columns."""
    found: set[str] = set()
    read = PlainNodes.read

    def noted(self: PlainNodes, pattern: object) -> object:
        table = read(self, pattern)  # type: ignore[arg-type]
        found.update(table.nodes.column("uri") if table else ())
        return table

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainNodes, "read", noted)
        map_dataset(quads)
    return {uri.removeprefix("http://e/") for uri in found}


@pytest.mark.parametrize("name", [*PLAIN, *ONE_BY_ONE])
def test_a_thing_is_the_same_in_columns_and_one_by_one(name: str) -> None:
    quads = parsed((PLAIN | ONE_BY_ONE)[name])
    graph, expected = map_dataset(quads), one_by_one(quads)
    assert list(graph.nodes.items()) == list(expected.nodes.items())
    assert list(graph.relationships.items()) == list(expected.relationships.items())
    assert graph.account == expected.account
    assert graph.losses == expected.losses
    assert sorted(unmap(graph)) == sorted(f"{quad} ." for quad in quads)


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_the_same_for_all_of_a_pattern_is_made_in_columns(name: str) -> None:
    assert any(thing.startswith("a") for thing in plain_subjects(parsed(PLAIN[name])))


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_what_is_not_read_back_alike_is_left_to_the_general_way(name: str) -> None:
    assert "a" not in plain_subjects(parsed(ONE_BY_ONE[name]))
