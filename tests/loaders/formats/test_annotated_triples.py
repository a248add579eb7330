"""Annotated triples of RDF 1.2 are evidence: they come in as sourced statements and go out again as such."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quick_examples import examples

from kgraph.errors import SourceError, UsageError
from kgraph.loaders.export.annotated_rdf import annotated_quads, union_with_sources
from kgraph.loaders.export.graph_export import annotated_rdf, write_graph
from kgraph.loaders.formats.rdf_format import ReadingOptions, rdf_file, read
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.reading import read_study
from kgraph.rdf.blank_nodes import name_blank_nodes
from kgraph.statements import evidence_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

BASE = "https://w3id.org/kgraph/study/t/"
HEAD = f"""@prefix : <{BASE}> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
"""
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def lines_of(dataset: StudyDataset) -> set[str]:
    own = BASE + "graph/"
    return {str(quad).replace(own, "graph/").replace(BASE, "") for quad in dataset.quads()}


def plain(text: str) -> set[str]:
    """Return the statements of TriG text."""
    quads = ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TRIG, base_iri=BASE)
    return {str(quad).replace(BASE + "graph/", "graph/").replace(BASE, "") for quad in quads}


STATEMENT = (
    'a kg:SourcedStatement ; rdf:subject :a ; rdf:predicate org:linkedTo ; rdf:object :b ; kg:locator "§ 1"'
)


@pytest.mark.parametrize(
    "text",
    [
        ':a org:linkedTo :b ~ :r {| kg:locator "§ 1" |} .',
        ':a org:linkedTo :b . << :a org:linkedTo :b ~ :r >> kg:locator "§ 1" .',
        ':a org:linkedTo :b . :r rdf:reifies <<( :a org:linkedTo :b )>> ; kg:locator "§ 1" .',
    ],
)
@pytest.mark.parametrize("name", ["a.ttl", "a.trig"])
def test_each_way_of_writing_gives_the_same_sourced_statement(
    name: str, text: str, make_study: Callable[..., Study]
) -> None:
    dataset = read_study(make_study({name: HEAD + text}))
    graph = f"<{BASE}graph/a>"
    assert lines_of(dataset) == plain(f"{graph} {{ :a org:linkedTo :b . :r {STATEMENT} . }}")
    assert [note.kind for note in dataset.notes] == []


@pytest.mark.parametrize(("name", "graph"), [("a.nq", f" <{BASE}doc>"), ("a.nt", "")])
def test_line_formats_give_it_too(name: str, graph: str, make_study: Callable[..., Study]) -> None:
    triple = f"<{BASE}a> <http://www.w3.org/ns/org#linkedTo> <{BASE}b>"
    text = f"""{triple}{graph} .
<{BASE}r> <{RDF}reifies> <<( {triple} )>>{graph} .
<{BASE}r> <https://w3id.org/kgraph/ontology#locator> "§ 1"{graph} .
"""
    dataset = read_study(make_study({name: text}))
    where = f"<{BASE}doc>" if graph else f"<{BASE}graph/a>"
    assert lines_of(dataset) == plain(f"{where} {{ :a org:linkedTo :b . :r {STATEMENT} . }}")


def test_what_only_one_relation_rests_on_is_its_evidence_in_the_graph(
    make_study: Callable[..., Study],
) -> None:
    text = """
    :a org:linkedTo :b {| kg:locator "p. 4" ; kg:statementStatus status:inferred ; kg:confidence 0.7 ;
      kg:paraphrase "They work together."@en ; prov:wasDerivedFrom :report |} , :c .
    """
    dataset = read_study(make_study({"a.ttl": HEAD + text}))
    assert {g.rpartition("/")[2] for g in dataset.graphs()} == {"report", "a"}
    graph = map_dataset(dataset, languages=("en",))
    found = {
        item.end.removeprefix(BASE): evidence_of(item.properties)
        for item in graph.relationships.values()
        if item.type == "LINKED_TO"
    }
    (evidence,) = found["b"]
    assert (evidence.source, evidence.locator, evidence.status) == (BASE + "report", "p. 4", "inferred")
    assert (evidence.confidence, evidence.paraphrase) == ("0.7", "They work together.")
    (other,) = found["c"]
    assert (other.source, other.locator, other.status) == (BASE + "graph/a", "", "stated")


def test_sources_place_a_statement_and_a_reifier_that_says_no_more_is_not_kept(
    make_study: Callable[..., Study],
) -> None:
    text = """:a org:linkedTo :b {| prov:wasDerivedFrom :one , :two |} {| prov:wasDerivedFrom :three |} .
    << :a org:linkedTo :c ~ :said >> prov:wasDerivedFrom :one ; kg:conflictsWith [ kg:locator "x" ] ."""
    dataset = read_study(make_study({"a.ttl": HEAD + text}))
    for source in ("one", "two", "three"):
        quads = dataset.quads(ox.NamedNode(BASE + "a"), None, None, ox.NamedNode(BASE + source))
        assert [quad.object.value for quad in quads] == [BASE + "b"]
    # What nobody asserts stays unasserted, and all that is said of it stands with its source.
    assert not list(dataset.quads(ox.NamedNode(BASE + "a"), None, ox.NamedNode(BASE + "c")))
    assert dataset.graphs() == [BASE + name for name in ("one", "three", "two")]
    assert len(list(dataset.quads(None, None, None, ox.NamedNode(BASE + "one")))) == 7
    assert dataset.notes == []


def test_what_is_no_evidence_is_kept_and_noted_with_its_line(make_study: Callable[..., Study]) -> None:
    text = """
:a org:linkedTo :b {| :certainty 0.8 |} .
:a org:linkedTo :c {| :certainty 0.9 ; prov:wasDerivedFrom [] |} .
:a org:linkedTo :d ~ .
"""
    dataset = read_study(make_study({"a.ttl": HEAD + text}))
    notes = {(note.kind, note.count, str(note.location)) for note in dataset.notes}
    assert notes == {
        ("annotation-kept", 2, "a.ttl:8"),
        ("annotation-kept", 1, "a.ttl:9"),
        ("annotation-empty", 1, "a.ttl:10"),
    }
    values = {quad.object.value for quad in dataset.quads(None, ox.NamedNode(BASE + "certainty"))}
    assert values == {"0.8", "0.9"}


def test_every_triple_term_that_cannot_be_said_is_listed_with_its_line(tmp_path: Path) -> None:
    text = f"""{HEAD}
:a :says <<( :a :b :c )>> .
:r rdf:reifies <<( :a :b <<( :c :d :e )>> )>> .
:s rdf:reifies <<( :a :b :c )>> .
:s rdf:reifies <<( :a :b :d )>> .
:t rdf:reifies <<( :a :b :c )>> .
"""
    path = tmp_path / "a.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        rdf_file(path, BASE + "g", BASE, "a.ttl", ReadingOptions()).load()
    assert [place.line for place, _ in refused.value.problems] == [8, 9, 11]
    messages = [message for _, message in refused.value.problems]
    assert "kgraph takes it by rdf:reifies only" in messages[0]
    assert "within a triple term" in messages[1]
    assert "stands for one statement at line 10 and for another here" in messages[2]
    assert "Annotate the statement itself" in (refused.value.hint or "")


def test_places_are_found_in_the_annotated_file(make_study: Callable[..., Study]) -> None:
    text = (
        ':a org:linkedTo :b\n {| kg:locator "§ 1" ;\n prov:wasDerivedFrom :doc |} .\n:c org:linkedTo [] .\n'
    )
    dataset = read_study(make_study({"a.ttl": HEAD + text}))
    first = HEAD.count("\n") + 1
    located = {
        quad.predicate.value.rpartition("/")[2]: dataset.locate(quad)
        for quad in dataset.quads()
        if quad.subject != ox.NamedNode(BASE + "c")
    }
    assert all(place is not None and first <= (place.line or 0) <= first + 2 for place in located.values())
    (other,) = dataset.quads(ox.NamedNode(BASE + "c"))
    place = dataset.locate(other)
    assert place is not None
    assert place.line == first + 3


def test_statements_read_one_by_one_have_the_sourced_statement_too(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + ':a org:linkedTo :b ~ :r {| kg:locator "§ 1" |} .', encoding="utf-8")
    assert len(list(read(path, graph=BASE + "g", base=BASE))) == 6
    path.write_text(HEAD + ":a org:linkedTo <<( :a :b :c )>> .", encoding="utf-8")
    with pytest.raises(SourceError, match="by rdf:reifies only"):
        list(read(path, graph=BASE + "g", base=BASE))


FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_graph_with_its_sources_goes_out_and_comes_back(
    form: str, make_study: Callable[..., Study], tmp_path: Path
) -> None:
    text = f"""{HEAD}
:one {{ :a org:linkedTo :b , [ org:linkedTo :d ] . :r {STATEMENT} ; kg:confidence 0.5 . }}
:two {{ :a org:linkedTo :b , :c . :s a kg:SourcedStatement ; rdf:subject :a ; rdf:predicate org:linkedTo ;
  rdf:object :x ; kg:statementStatus status:disputed ; kg:conflictsWith :r . }}
"""
    before = read_study(make_study({"a.trig": text}))
    graph = map_dataset(before, languages=("en",))
    content = annotated_rdf(graph, FORMATS[form])
    assert b"reifies" in content
    assert b"SourcedStatement" not in content
    after = read_study(make_study({f"again/b.{form}": content}))
    assert after.content_hash() == before.content_hash()
    if form in ("ttl", "trig"):  # The others have no prefixes, by which the graph names terms of others.
        assert map_dataset(after, languages=("en",)).content_hash == graph.content_hash
    assert write_graph(graph, form, tmp_path / f"x.{form}", annotations=True)[0].read_bytes() == content
    with pytest.raises(UsageError, match="has no annotated triples"):
        write_graph(graph, "graphml", tmp_path / "x.graphml", annotations=True)


GRAPHS = [ox.NamedNode(BASE + name) for name in ("g1", "g2", "graph/own")]
NODES = [*(ox.NamedNode(BASE + name) for name in "abr"), *(ox.BlankNode(name) for name in "xyz")]
KG = "https://w3id.org/kgraph/ontology#"
PREDICATES = [
    ox.NamedNode(iri)
    for iri in (BASE + "p", KG + "locator", "http://www.w3.org/ns/prov#wasDerivedFrom", RDF + "object")
]
VALUES = [*NODES, ox.Literal("v"), ox.Literal("w", language="sv")]


@st.composite
def datasets(draw: st.DrawFn) -> list[ox.Quad]:
    """Draw statements, some of them sourced statements, whole or not."""
    node, graph = st.sampled_from(NODES), st.sampled_from(GRAPHS)
    quads = draw(
        st.lists(
            st.builds(ox.Quad, node, st.sampled_from(PREDICATES), st.sampled_from(VALUES), graph), max_size=10
        )
    )
    for _ in range(draw(st.integers(0, 3))):
        reifier, where = draw(node), draw(graph)
        parts = [draw(node), draw(st.sampled_from(PREDICATES[:2])), draw(st.sampled_from(VALUES))]
        quads.append(
            ox.Quad(reifier, ox.NamedNode(RDF + "type"), ox.NamedNode(KG + "SourcedStatement"), where)
        )
        for name, value in zip(("subject", "predicate", "object"), parts, strict=True):
            quads.append(ox.Quad(reifier, ox.NamedNode(RDF + name), value, where))
        if draw(st.booleans()):
            quads.append(ox.Quad(*parts, where))
    return list(dict.fromkeys(quads))


def named(quads: list[ox.Quad]) -> set[ox.Quad]:
    store = ox.Store()
    store.extend(quads)
    name_blank_nodes(store)
    return set(store)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(300),
)
@given(datasets())
def test_any_statements_come_back_as_they_were(tmp_path: Path, quads: list[ox.Quad]) -> None:
    for form, items in (("nq", annotated_quads(quads)), ("nt", union_with_sources(quads))):
        path = tmp_path / f"own.{form}"
        path.write_bytes(ox.serialize(items, format=FORMATS[form]) or b"")
        store = rdf_file(path, BASE + "graph/own", BASE, path.name, ReadingOptions()).load()
        assert named(list(store)) == named(quads), form


SIGNS = st.lists(
    st.sampled_from(
        [
            "<<",
            ">>",
            "<<(",
            ")>>",
            "{|",
            "|}",
            "~",
            ":a",
            ":r",
            "[]",
            ".",
            ";",
            ",",
            '"v"',
            "rdf:reifies",
            "{",
        ]
    ),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(SIGNS)
def test_any_signs_of_annotation_are_read_or_refused(tmp_path: Path, signs: list[str]) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + ":a :p :b " + " ".join(signs), encoding="utf-8")
    file = rdf_file(path, BASE + "g", BASE, "a.ttl", ReadingOptions())
    with suppress(SourceError):
        store = file.load()
        assert not any(isinstance(quad.object, ox.Triple) for quad in store)
        assert {quad for quad, _ in file.lines() if "_:" not in str(quad)} == {
            quad for quad in store if "_:" not in str(quad)
        }
