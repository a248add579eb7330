"""The view of the surroundings of one node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import UsageError
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    import networkx as nx

BASE = "https://w3id.org/kgraph/study/test/"


def test_what_lies_within_the_radius_is_shown(graph: nx.MultiDiGraph) -> None:
    view = select_view(graph, ViewRequest("ego:V6", radius=1))
    members = {uri for uri, labels in graph.nodes(data="labels") if "Municipality" in labels}
    assert set(view.graph) == {BASE + "v6", *members}
    assert view.focus == BASE + "v6"
    assert view.title == {"sv": "Omgivning: V6", "en": "Surroundings: V6"}
    assert "1 steg" in view.meaning["sv"]


def test_a_shared_source_or_concept_makes_nobody_a_neighbour(graph: nx.MultiDiGraph) -> None:
    shared = graph.copy()
    concept, far = "https://example.org/form", "https://example.org/far"
    shared.add_node(concept, labels=("Concept",), label="Form")
    shared.add_node(far, labels=("Company", "Organization"), label="Långt borta")
    shared.add_edge(BASE + "v6", concept, key="a", type="LEGAL_FORM")
    shared.add_edge(far, concept, key="b", type="LEGAL_FORM")
    near = select_view(shared, ViewRequest("ego:V6", radius=3)).graph
    assert concept in near
    assert far not in near


def test_a_name_that_nothing_has_is_refused(graph: nx.MultiDiGraph) -> None:
    with pytest.raises(UsageError, match="Nowhere"):
        select_view(graph, "ego:Nowhere")
