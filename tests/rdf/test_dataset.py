# ruff: noqa: E501 - the text of a file is read best on one line
"""The dataset of a study: places, hashes, blank nodes, and reading what was written."""

from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quick_examples import examples
from rdflib.compare import to_isomorphic

from kgraph.errors import Location
from kgraph.loaders.formats.rdf_format import read
from kgraph.loaders.reading import read_study
from kgraph.rdf import blank_nodes
from kgraph.rdf.blank_nodes import name_blank_nodes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.study import Study

BASE = "https://w3id.org/kgraph/study/t/"
INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
PREFIX = "@prefix e: <http://e/> .\n@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
TURTLE = PREFIX + (
    'e:a a e:Org ;\n  e:name "Göliska"@sv ;\n  e:period [\n    dcat:startDate "2018" ] ,\n'
    '  [ dcat:startDate "2019" ] .\n\ne:b\n  e:p e:a .\n'
)


def place(dataset: object, *what: object) -> int | None:
    found = dataset.locate(*what)  # type: ignore[attr-defined]
    return found.line if found else None


def test_statements_are_placed_where_they_end(make_study: Callable[..., Study]) -> None:
    dataset = read_study(make_study({"a.ttl": TURTLE}))
    assert dataset.locate("http://e/a") == Location("a.ttl", line=3)
    assert place(dataset, "http://e/a", "http://e/name") == 4
    assert place(dataset, "http://e/a", "http://e/nothing") == 3
    assert place(dataset, "http://e/b") == 10
    lines = {
        quad.object.value: place(dataset, quad)
        for quad in dataset.quads(None, ox.NamedNode("http://www.w3.org/ns/dcat#startDate"))
    }
    assert lines == {"2018": 6, "2019": 7}
    assert dataset.locate("http://e/unknown") is None


def test_a_few_things_are_placed_where_all_are(make_study: Callable[..., Study]) -> None:
    files = {
        "a.nq": "# a comment\n<http://e/b> <http://e/p> _:x .\n\n<http://e/b> <http://e/p> <http://e/a> <http://e/g> .\n"
        "<http://e/c> <http://e/p> _:x .\n_:x <http://e/p> <http://e/d> .\n<http://e/\\u00E5> <http://e/p> <http://e/a> .",
        "b.ttl": TURTLE,
        "c.nt": '<http://e/b> <http://e/p> "again" .\n<http://e/d> <http://e/p> "1" .\r\n  <http://e/f> <http://e/p> "1" .\n',
    }
    things = [f"http://e/{name}" for name in "abcdfåz"]
    found = read_study(make_study(files)).locate_things(things)
    assert found == {
        "http://e/a": Location("b.ttl", line=3),
        "http://e/b": Location("a.nq", line=4),
        "http://e/c": Location("a.nq", line=5),
        "http://e/d": Location("c.nt", line=2),
        "http://e/f": Location("c.nt", line=3),
        "http://e/å": Location("a.nq", line=7),
    }
    one_by_one = read_study(make_study(files))
    assert found == {thing: place for thing in things if (place := one_by_one.locate(thing))}


def test_graphs_are_placed_where_something_is_first_stated_in_them(make_study: Callable[..., Study]) -> None:
    lines = (
        "<http://e/a> <http://e/p> <http://e/g> .\n<http://e/a> <http://e/p> <http://e/g> <http://e/h> .\n"
    )
    lines += '<http://e/a> <http://e/p> "<http://e/g>" .\n<http://e/a> <http://e/p> _:x <http://e/g> .\t\r\n'
    lines += "<http://e/b> <http://e/p> <http://e/a> <http://e/g>.\n"
    graphs = ["http://e/g", "http://e/h", "http://e/i"]
    files = {"b.nq": lines, "a.nq": "<http://e/b> <http://e/p> <http://e/a> <http://e/h> .\n"}
    expected = {"http://e/g": Location("b.nq", line=4), "http://e/h": Location("a.nq", line=1)}
    assert read_study(make_study(files)).locate_graphs(graphs) == expected
    beside = files | {"c.trig": "@prefix e: <http://e/> . e:h { e:c e:p e:a . } e:i {\ne:c e:p e:a . }"}
    found = read_study(make_study(beside)).locate_graphs(graphs)
    assert found == expected | {"http://e/i": Location("c.trig", line=2)}


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.nt", '# a comment\n<http://e/x> <http://e/p> "1" .\n<http://e/a> <http://e/p> "x" .\n', 3),
        ("a.nq", '<http://e/x> <http://e/p> "1" .\n<http://e/a> <http://e/p> "x" <http://e/g> .\n', 2),
        ("a.trig", '@prefix e: <http://e/> .\ne:g {\n  e:a e:p "x" .\n}', 3),
        ("a.jsonld", '{"@context": {"e": "http://e/"}, "@graph": [\n{"@id": "e:x", "e:p": "1"},\n{"@id": "e:a", "e:p": "x"}]}', 3),
        ("a.jsonld", '{"@graph": [\n{"@id": "e:x", "e:p": "1"},\n{"@id": "e:a", "e:p": "x"}],\n "@context": {"e": "http://e/"}}', 3),
        ("a.rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
                  '<rdf:Description rdf:about="http://e/x"><e:p>1</e:p></rdf:Description>\n'
                  '<rdf:Description rdf:about="http://e/a"><e:p>x</e:p></rdf:Description></rdf:RDF>', 3),
    ],
)  # fmt: skip
def test_every_format_gives_lines(
    name: str, content: str, line: int, make_study: Callable[..., Study]
) -> None:
    assert place(read_study(make_study({name: content})), "http://e/a", "http://e/p") == line


def test_graph_of_a_file_is_named_after_it(make_study: Callable[..., Study]) -> None:
    dataset = read_study(
        make_study({"data/my notes.ttl": TURTLE, "b.trig": PREFIX + "e:g { e:x e:p 1 } e:y e:p 2 ."})
    )
    assert dataset.graphs() == ["http://e/g", f"{BASE}graph/b", f"{BASE}graph/my%20notes"]
    assert dataset.prefixes == {"e": "http://e/", "dcat": "http://www.w3.org/ns/dcat#"}


def test_order_file_names_and_labels_do_not_change_the_hash(make_study: Callable[..., Study]) -> None:
    parts = {
        "a.ttl": TURTLE,
        "b.trig": PREFIX
        + 'e:g { e:x e:period _:n . _:n dcat:startDate "2020" ; e:next _:m . _:m e:next _:n }',
        "c.nt": '_:n <http://e/p> "x" .\n_:o <http://e/p> "x" .\n',
    }
    expected = read_study(make_study(parts))
    renamed = {f"z{name}": text.replace("_:n", "_:other") for name, text in reversed(parts.items())}
    other = read_study(make_study(renamed))
    assert other.content_hash() == expected.content_hash()
    assert len(other) == len(expected)
    changed = read_study(make_study({**parts, "a.ttl": TURTLE.replace("2019", "2017")}))
    assert changed.content_hash() != expected.content_hash()


def test_a_file_read_twice_adds_nothing(make_study: Callable[..., Study]) -> None:
    text = (
        PREFIX
        + 'e:g { e:x e:period [ dcat:startDate "2020" ] , [ dcat:startDate "2020" ] . _:a e:to _:b . _:b e:to _:a }'
    )
    once = read_study(make_study({"a.trig": text}))
    twice = read_study(make_study({"a.trig": text, "copy/of.trig": text}))
    assert len(once) == len(twice) == 6
    assert once.content_hash() == twice.content_hash()
    assert {str(quad) for quad in once.quads()} == {str(quad) for quad in twice.quads()}


def test_blank_labels_of_two_files_are_apart(make_study: Callable[..., Study]) -> None:
    dataset = read_study(make_study({"a.nt": '_:n <http://e/p> "1" .', "b.nt": '_:n <http://e/q> "1" .'}))
    assert len({quad.subject for quad in dataset.quads()}) == 2


SHAPES_OF_BLANKS = {
    "chain": "_:a e:p _:b . _:b e:p _:c . _:c e:q 1 .",
    "cycle": "_:a e:p _:b . _:b e:p _:c . _:c e:p _:a .",
    "two cycles": "_:a e:p _:b . _:b e:p _:a . _:c e:p _:d . _:d e:p _:c .",
    "clique": " ".join(f"_:n{i} e:p _:n{j} ." for i, j in permutations(range(8), 2)),
    "twins below twins": "e:x e:p [ e:p [ e:q 1 ] , [ e:q 1 ] ] , [ e:p [ e:q 1 ] , [ e:q 1 ] ] .",
    "shared child": "_:a e:p _:c . _:b e:p _:c . _:c e:q 1 .",
    "tail on a cycle": "_:a e:p _:b . _:b e:p _:a . _:b e:p _:t . _:t e:q 1 .",
    "alone, and twins": "e:x e:p [ e:q 1 ] , [ e:q 2 ] , [ e:q 1 ] . [] e:q 3 . [] e:q 3 . _:a e:p _:b .",
}


@pytest.mark.parametrize("case", SHAPES_OF_BLANKS)
def test_names_of_blank_nodes_do_not_depend_on_the_order(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ox.Store()
    store.load(PREFIX + SHAPES_OF_BLANKS[case], ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://g/"))
    quads = list(store)
    seen = set()
    for seed in range(20):
        shuffled = quads[:]
        random.Random(seed).shuffle(shuffled)
        names = {
            node: ox.BlankNode()
            for quad in quads
            for node in (quad.subject, quad.object)
            if isinstance(node, ox.BlankNode)
        }
        other = ox.Store()
        other.extend(
            ox.Quad(names.get(q.subject, q.subject), q.predicate, names.get(q.object, q.object), q.graph_name)
            for q in shuffled
        )  # type: ignore[call-overload]
        # Also as those of a large file are named, some at a time.
        monkeypatch.setattr(blank_nodes, "_AT_ONCE", seed % 2 * 5_000 + 1)
        name_blank_nodes(other, sort=sorted if seed % 4 else None)
        assert len(other) == len(quads)
        seen.add(frozenset(str(quad) for quad in other))
    assert len(seen) == 1
    for _ in range(2):
        # What has a name keeps it, and nobody else gets it meanwhile.
        name_blank_nodes(other, sort=sorted)
        assert frozenset(str(quad) for quad in other) in seen


def test_a_blank_node_with_the_name_of_another_stays_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blank_nodes, "_AT_ONCE", 1)
    store = ox.Store()
    text = PREFIX + "e:x e:p _:a , _:b . _:a e:q 1 ; e:r 0 . _:b e:q 2 ; e:r 0 ."
    store.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://g/"))
    other = ox.Store()
    other.extend(store)
    name_blank_nodes(store, sort=sorted)
    (first,) = (quad.subject for quad in store if quad.object == ox.Literal("1", datatype=INTEGER))
    (second,) = (quad.subject for quad in other if quad.object == ox.Literal("2", datatype=INTEGER))
    exchanged = ox.Store()
    exchanged.extend(blank_nodes.rename(other, {second: first}))
    name_blank_nodes(exchanged, sort=sorted)
    assert {str(quad) for quad in exchanged} == {str(quad) for quad in store}


def test_a_hostile_graph_of_blank_nodes_is_named_all_the_same() -> None:
    text = PREFIX + " ".join(f"_:n{i} e:p _:n{j} ." for i, j in permutations(range(40), 2))
    store = ox.Store()
    store.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://g/"))
    name_blank_nodes(store)
    assert len(store) == 40 * 39


def test_the_rdflib_view_is_the_union(make_study: Callable[..., Study]) -> None:
    dataset = read_study(make_study({"a.trig": PREFIX + "e:g { e:x e:p 1 } e:h { e:x e:p 1 ; e:q 1.50 }"}))
    view = dataset.as_rdflib()
    assert len(view) == 2
    assert len(list(view.quads())) == 3
    assert {graph.identifier for graph in view.graphs()} >= {
        rdflib.URIRef("http://e/g"),
        rdflib.URIRef("http://e/h"),
    }
    union = dataset.union()
    assert len(union) == 2
    assert sorted(str(value) for value in union.objects()) == ["1", "1.5"]


def test_an_impossible_date_is_kept_and_prints_nothing(
    make_study: Callable[..., Study], capfd: pytest.CaptureFixture[str]
) -> None:
    text = PREFIX + 'e:a e:p "2024-13-45"^^<http://www.w3.org/2001/XMLSchema#date> .'
    dataset = read_study(make_study({"a.ttl": text}))
    assert [str(value) for value in dataset.union().objects()] == ["2024-13-45"]
    assert capfd.readouterr() == ("", "")


# Serialise, read, compare.

names = st.sampled_from([f"http://e/{letter}" for letter in "abcåäö"])
texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20)
xml_texts = texts.map(
    lambda text: "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff\x7f"))
)
xml_texts = xml_texts.map(lambda text: text.replace("\x85", "").replace("\u2028", ""))


def literals(values: st.SearchStrategy[str]) -> st.SearchStrategy[ox.Literal]:
    return st.one_of(
        values.map(ox.Literal),
        st.builds(
            lambda text, tag: ox.Literal(text, language=tag), values, st.sampled_from(["sv", "en", "en-gb"])
        ),
        st.integers().map(ox.Literal),
        st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode("http://e/type")), values),
    )


def triples(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[ox.Triple]]:
    blanks = st.integers(0, 3).map(lambda n: ox.BlankNode(f"n{n}"))
    nodes = st.one_of(names.map(ox.NamedNode), blanks)
    return st.lists(
        st.builds(ox.Triple, nodes, names.map(ox.NamedNode), st.one_of(nodes, literals(values))),
        max_size=12,
        unique=True,
    )


def canonical(quads: list[ox.Triple]) -> object:
    graph = rdflib.Graph()
    graph.parse(data=(ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b""), format="nt")
    return to_isomorphic(graph).internal_hash()


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf"])
@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_is_written_is_read(suffix: str, data: st.DataObject, tmp_path: Path) -> None:
    form = {"jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}.get(
        suffix
    ) or ox.RdfFormat.from_extension(suffix)
    assert form is not None
    written = data.draw(triples(xml_texts if suffix == "rdf" else texts))
    items = (
        [ox.Quad(t.subject, t.predicate, t.object) for t in written] if form.supports_datasets else written
    )
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(ox.serialize(items, format=form) or b"")
    found = [quad.triple for quad in read(path, graph="http://g/", base=BASE)]
    assert len(set(found)) == len(written)
    assert canonical(found) == canonical(written)
