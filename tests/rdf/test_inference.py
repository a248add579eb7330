# ruff: noqa: E501 - the text of a file is read best on one line
"""Conclusions stay apart from what is stated, carry their rule, and come from the ontology alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.loaders.reading import read_study
from kgraph.rdf import inference
from kgraph.rdf.inference import infer, read_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

PREFIXES = """@prefix : <http://e/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
"""
KG = "https://w3id.org/kgraph/ontology#"


def graph(dataset: StudyDataset, rule: str) -> set[tuple[str, str, str]]:
    quads = dataset.quads(graph=ox.NamedNode(dataset.inferred_prefix + rule))
    return {
        tuple(str(term).strip("<>").removeprefix("http://e/").removeprefix(KG) for term in (q.subject, q.predicate, q.object))  # type: ignore[misc]
        for q in quads
        if q.predicate.value != KG + "statementStatus"
    }  # fmt: skip


def test_conclusions_have_a_graph_for_each_rule(make_study: Callable[..., Study]) -> None:
    text = PREFIXES + (
        ":m a org:Membership ; org:member :a ; org:organization :b . :n a org:Membership ; org:member :b ; org:organization :c .\n"
        ":p a kg:ServiceProvision ; kg:provider :a ; kg:providedService :s . :s kg:realisedBy :it .\n"
        ":board kg:hostedBy :a .\n"
    )
    dataset = read_study(make_study({"a.ttl": text}))
    stated, content = {str(quad) for quad in dataset.quads()}, dataset.content_hash()
    report = infer(dataset)
    assert graph(dataset, "indirectMemberOf") == {("a", "indirectMemberOf", "c")}
    assert graph(dataset, "ServiceProvision-dependsOn") == {("s", "dependsOn", "a")}
    assert graph(dataset, "realisedBy-as-dependsOn") == {("s", "dependsOn", "it")}
    assert graph(dataset, "hostedBy-as-unitOf") == {("board", "http://www.w3.org/ns/org#unitOf", "a")}
    assert set(report.counts) == {
        g.removeprefix(dataset.inferred_prefix) for g in dataset.graphs() if "/inferred/" in g
    }
    assert {str(quad) for quad in dataset.stated()} == stated
    assert dataset.content_hash() == content
    assert dataset.stated_graphs() == ["https://w3id.org/kgraph/study/t/graph/a"]


def test_each_inferred_subject_has_the_status(make_study: Callable[..., Study]) -> None:
    dataset = read_study(make_study({"a.ttl": PREFIXES + ":s kg:realisedBy :it ."}))
    infer(dataset)
    quads = [str(quad.object) for quad in dataset.quads(None, ox.NamedNode(KG + "statementStatus"))]
    assert quads == ["<https://w3id.org/kgraph/scheme/statement-status/inferred>"]


def test_what_is_stated_is_not_inferred_again_and_running_twice_changes_nothing(
    make_study: Callable[..., Study],
) -> None:
    dataset = read_study(make_study({"a.ttl": PREFIXES + ":s kg:realisedBy :it , :jt ; kg:dependsOn :it ."}))
    first = infer(dataset).counts
    size = len(dataset)
    assert graph(dataset, "realisedBy-as-dependsOn") == {("s", "dependsOn", "jt")}
    assert infer(dataset).counts == first
    assert len(dataset) == size


def test_relations_that_no_longer_hold_entail_nothing(make_study: Callable[..., Study]) -> None:
    text = PREFIXES + (
        ':old a kg:Dependency ; kg:dependent :a ; kg:antecedent :b ; dct:temporal [ dcat:endDate "2020" ] .\n'
        ":out a kg:Dependency ; kg:dependent :a ; kg:antecedent :c ; kg:statementStatus status:outdated .\n"
        ":self a kg:Dependency ; kg:dependent :a ; kg:antecedent :a .\n"
    )
    dataset = read_study(make_study({"a.ttl": text}))
    assert infer(dataset).counts == {}


def test_shortcuts_serve_as_premises_and_are_not_kept(make_study: Callable[..., Study]) -> None:
    text = PREFIXES + ":m a org:Membership ; org:member :a ; org:organization :b . :b org:memberOf :c ."
    dataset = read_study(make_study({"a.ttl": text}))
    infer(dataset)
    assert graph(dataset, "indirectMemberOf") == {("a", "indirectMemberOf", "c")}
    assert [
        str(q.subject) for q in dataset.quads(None, ox.NamedNode("http://www.w3.org/ns/org#memberOf"))
    ] == ["<http://e/b>"]


def test_rules_are_read_from_any_ontology(
    make_study: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ox.Store()
    known.load(
        PREFIXES + ':has owl:inverseOf :of . :of kg:relationshipType "OF" . :far kg:relationshipType "FAR" ; owl:propertyChainAxiom ( :of :of :of ) .',
        ox.RdfFormat.TURTLE,
    )  # fmt: skip
    assert [(rule.name, rule.kind) for rule in read_rules(known)] == [
        ("has-inverse-of", "owl:inverseOf"),
        ("far", "owl:propertyChainAxiom"),
    ]
    monkeypatch.setattr(inference, "ontology", lambda: known)
    dataset = read_study(make_study({"a.ttl": PREFIXES + ":b :has :a . :b :of :c . :d :has :c ."}))
    infer(dataset)
    assert graph(dataset, "has-inverse-of") == {("a", "of", "b"), ("c", "of", "d")}
    assert graph(dataset, "far") == {("a", "far", "d")}
