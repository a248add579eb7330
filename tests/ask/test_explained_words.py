"""What people read of a relationship is in their language: keys, concepts, and one language of a text."""

from __future__ import annotations

import networkx as nx

from kgraph.ask.explanation import explain
from kgraph.views.ontology_words import OntologyWords


def test_concepts_are_in_words_and_a_note_in_one_language() -> None:
    words = OntologyWords.load()
    concept = next(iri for iri, names in words.values.items() if names.get("en") == "high")
    high = words.values[concept]["sv"]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", labels=["Service"], label="A", criticality="high", criticality_uri=concept)
    graph.add_node("b", labels=["Service"], label="B")
    own = {"criticality": "high", "criticality_uri": concept, "note_sv": "Så.", "note_en": "So."}
    graph.add_edge("a", "b", key="k", type="DEPENDS_ON", **own)
    said = {each.text: each for each in explain(graph, "a").statements}
    tie = said["-DEPENDS_ON->"]
    swedish = tie.in_words(words, "sv")[1]
    assert f"{words.key('criticality')['sv']}: {high}" in swedish
    assert "Så." in swedish
    assert "So." not in swedish
    assert f"{words.key('note')['en']}: So." in tie.in_words(words, "en")[1]
    assert said["criticality"].in_words(words, "sv") == (words.key("criticality")["sv"], high)
    assert "criticality high" in tie.value
