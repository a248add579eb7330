"""A text read with the places of its words states what a strict parser reads from it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgraph.loaders.migration.placed_turtle import PlacedTurtle, quads_of
from kgraph.loaders.migration.turtle_tokens import NotTurtleError

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for room in ("ontology", "studies", "tests")
    for path in (ROOT / room).rglob("*")
    if path.suffix in (".ttl", ".trig") and "build" not in path.parts
)
BASE = "https://example.org/base/"
DIFFICULT = """
PREFIX ex: <https://example.org/>
@prefix : <#> . # a comment; with . and "
@base <https://example.org/other/> .
ex:a a ex:B , <c> ; ex:p "text", 'text', '''long "'" text''', \"\"\"a "quoted" \\u00e5\\n\"\"\"@sv-SE ;;
  ex:n 1 , -2.50 , +1e-3 , .5 , true , "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> , "x"^^ex:type ;
  ex:list ( 1 ( ) [ ex:q ex:r ] "z"@en ) ; .
[ ex:p [ ] ] ex:o _:b.1 .
[ ex:only "this" ] .
_:b.1 ex:local.name ex:with\\,comma , ex:per%20cent , :%41b , ex: .
GRAPH ex:g { ex:a ex:p ex:b . ex:c ex:p ex:d }
ex:h { [] a ex:Thing }
{ ex:default ex:p ex:b . }
"""


def same(text: str, form: ox.RdfFormat) -> bool:
    datasets = [
        ox.Dataset(quads)
        for quads in (quads_of(PlacedTurtle(text, BASE)), ox.parse(text, format=form, base_iri=BASE))
    ]
    for dataset in datasets:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return datasets[0] == datasets[1]


def test_difficult_text_is_read_as_a_strict_parser_reads_it() -> None:
    assert same(DIFFICULT, ox.RdfFormat.TRIG)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_repository_is_read_as_a_strict_parser_reads_it(path: Path) -> None:
    form = ox.RdfFormat.TURTLE if path.suffix == ".ttl" else ox.RdfFormat.TRIG
    assert same(path.read_text(encoding="utf-8"), form)


def test_lines_with_a_graph_are_n_quads() -> None:
    text = '<https://e.org/s> <https://e.org/p> "o" <https://e.org/g> .\n_:x <https://e.org/p> _:y .\n'
    assert same(text, ox.RdfFormat.N_QUADS)


def test_a_statement_knows_its_words_and_their_lines() -> None:
    text = PlacedTurtle("@prefix ex: <https://e.org/> .\nex:a\n    ex:p ex:b ,\n    ex:c .\n", BASE)
    first, second = text.statements
    assert (first.predicate.text, first.object.text, text.line(first.object.start)) == ("ex:p", "ex:b", 3)
    assert (second.object.text, text.line(second.object.start), second.alone) == ("ex:c", 4, False)


@pytest.mark.parametrize(
    "text",
    [
        "<a> <b>",
        "ex:a ex:b ex:c .",
        "<a> <b> <c> ; <d> .",
        '<a> <b> "open .',
        "<a> <b> << <c> <d> <e> >> .",
        "\x00",
    ],
)
def test_what_is_not_turtle_is_refused(text: str) -> None:
    with pytest.raises(NotTurtleError):
        PlacedTurtle(text, BASE)


def test_blank_nodes_of_two_texts_differ() -> None:
    one, other = (PlacedTurtle("[] a <b> . _:x a <b> .", BASE, scope) for scope in ("f1", "f2"))
    assert {quad.subject for quad in quads_of(one)}.isdisjoint({quad.subject for quad in quads_of(other)})
