"""The view of which decisions were taken when, by whom, and about what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.timeline_layout import timeline_axis, timeline_layout
from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    import networkx as nx

BASE = "https://w3id.org/kgraph/study/test/"


def test_decisions_are_shown_with_what_they_touch(graph: nx.MultiDiGraph) -> None:
    part = select_view(graph, "decisions").graph
    decisions = {f"{BASE}decision-{number}" for number in range(4)}
    councils = {f"{BASE}council-{number}" for number in range(4)}
    assert set(part) == {*decisions, *councils, BASE + "board"}
    assert {kind for _s, _t, kind in part.edges(data="type")} == {"DECIDED_BY", "AFFECTS"}


def test_the_axis_has_a_place_for_the_undated_where_there_are_some(graph: nx.MultiDiGraph) -> None:
    axis = timeline_axis(select_view(graph, "decisions").graph)
    assert axis is not None
    assert [tick.get("text") for tick in axis["ticks"]] == ["2019", "2020", "2021", "2022"]
    undated = graph.copy()
    undated.add_node("https://example.org/decision", labels=("Decision",), label="Beslut")
    axis = timeline_axis(select_view(undated, "decisions").graph)
    assert axis is not None
    assert axis["ticks"][-1]["words"] == {"sv": "odaterat", "en": "undated"}


def test_what_no_decision_touches_stands_among_the_others(graph: nx.MultiDiGraph) -> None:
    part = select_view(graph, "decisions").graph.copy()
    part.add_node("https://example.org/matter", labels=("Matter",), label="Ärende")
    places = timeline_layout(part)
    x, y = places.pop("https://example.org/matter")
    assert min(left for left, _ in places.values()) < x < max(left for left, _ in places.values())
    assert y > max(below for _, below in places.values())
