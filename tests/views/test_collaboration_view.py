"""The view of who works with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    import networkx as nx


def test_organisations_are_shown_and_nothing_else(graph: nx.MultiDiGraph) -> None:
    part = select_view(graph, "collaboration").graph
    assert set(part) == {uri for uri, labels in graph.nodes(data="labels") if "Organization" in labels}
    assert {kind for _s, _t, kind in part.edges(data="type")} == {
        "MEMBER_OF",
        "PARTICIPATES_IN",
        "HOSTED_BY",
        "FUNDS",
        "UNIT_OF",
    }


def test_who_published_a_document_is_no_collaboration(graph: nx.MultiDiGraph) -> None:
    grown = graph.copy()
    first, second = sorted(select_view(graph, "collaboration").graph)[:2]
    grown.add_edge(first, second, key="k", type="PUBLISHED_BY")
    part = select_view(grown, "collaboration").graph
    assert "PUBLISHED_BY" not in {kind for _s, _t, kind in part.edges(data="type")}
