"""Classes that only the data knows have their own words in the legend, and the look of what they are."""

from __future__ import annotations

import networkx as nx

from kgraph.views.node_style import mark, marks_of, primary_labels
from kgraph.views.ontology_words import OntologyWords
from kgraph.words.term_words import CLASS_WORDS, TYPE_WORDS, spaced
from kgraph.words.text import Text

HARBOUR = ("Organization", "r__Harbour")


def test_a_class_that_the_data_names_is_the_kind_of_its_things() -> None:
    assert primary_labels([HARBOUR])[HARBOUR] == "Organization"
    assert primary_labels([HARBOUR], {"r__Harbour"})[HARBOUR] == "r__Harbour"


def test_a_class_of_another_vocabulary_comes_before_those_above_it() -> None:
    unit = ("FormalOrganization", "Organization", "besluit__Bestuurseenheid")
    assert primary_labels([unit])[unit] == "besluit__Bestuurseenheid"
    assert mark("besluit__Bestuurseenheid") == mark("FormalOrganization")


def test_a_class_that_the_ontology_does_not_know_looks_like_what_its_things_are() -> None:
    drawn = marks_of([("r__Harbour", HARBOUR), ("r__Quay", ("r__Quay",))], mark)
    assert drawn == {"r__Harbour": mark("Organization"), "r__Quay": mark("r__Quay")}


def test_words_come_from_the_data_then_the_ontology_then_the_name() -> None:
    graph = nx.MultiDiGraph()
    graph.graph[CLASS_WORDS] = {"r__Harbour": (Text("hamn", "harbour"), Text("hamnar", "harbours"))}
    graph.graph[TYPE_WORDS] = {"r__twinnedWith": (Text("vänort", "twin"), Text("vänort", "twin"))}
    words = OntologyWords.load().with_data(graph)
    assert words.label("r__Harbour") == {"sv": "hamn", "en": "harbour"}
    assert words.type("r__twinnedWith")["en"] == "twin"
    assert words.label("besluit__Bestuurseenheid")["en"] == "administrative unit"
    assert words.type("cv__hasCompetentAuthority")["sv"] == "har behörig myndighet"
    assert words.type("org__hasPrimarySite")["en"] == spaced("org__hasPrimarySite") == "has primary site"
    assert words.label("vl__Gemeente")["sv"] == "gemeente"
