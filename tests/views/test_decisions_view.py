"""The view of which decisions were taken when, by whom, and about what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from kgraph.views.network_page import write_view
from kgraph.views.timeline_layout import timeline_axis, timeline_layout
from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from conftest import Visit

    from kgraph.views.page_content import PageSetting

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


def with_meetings(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return a graph whose decisions were taken at meetings, where five more of no date were taken."""
    more = graph.copy()
    for number in range(4):
        decision, council, meeting = (f"{BASE}{name}-{number}" for name in ("decision", "council", "meeting"))
        more.add_node(meeting, labels=("Meeting",), label="Sammanträde", date=dt.date(2021, 3, 1 + number))
        more.add_edge(decision, meeting, key=f"at-{number}", type="DECIDED_AT")
        more.add_edge(meeting, council, key=f"of-{number}", type="MEETING_OF")
    for number in range(5):
        uri = f"{BASE}undated-{number}"
        more.add_node(uri, labels=("Decision",), label="Beslut")
        more.add_edge(uri, BASE + "council-0", key=uri, type="DECIDED_BY")
    return more


def test_a_page_opens_with_decisions_and_bodies_and_not_with_meetings(graph: nx.MultiDiGraph) -> None:
    view = select_view(with_meetings(graph), "decisions")
    assert view.later == {"Meeting"}
    assert BASE + "meeting-0" in view.graph
    kinds = {label for uri in view.opening for label in view.opening.nodes[uri]["labels"]}
    assert "Decision" in kinds
    assert "Council" in kinds
    assert "Meeting" not in kinds


def test_where_only_meetings_are_known_a_page_opens_with_them(graph: nx.MultiDiGraph) -> None:
    more = with_meetings(graph)
    more.remove_nodes_from([uri for uri, labels in more.nodes(data="labels") if "Decision" in labels])
    view = select_view(more, "decisions")
    assert view.later == frozenset()
    assert BASE + "meeting-0" in view.opening


def test_each_event_stands_in_the_lane_of_its_body_and_no_two_at_one_place(graph: nx.MultiDiGraph) -> None:
    view = select_view(with_meetings(graph), "decisions")
    places = timeline_layout(view.graph, view.opening)
    assert len(set(places.values())) == len(view.graph)
    lanes = sorted((places[f"{BASE}council-{number}"][1], number) for number in range(4))
    bottoms = [top for top, _number in lanes[1:]] + [float("inf")]
    for (top, number), bottom in zip(lanes, bottoms, strict=True):
        body = f"{BASE}council-{number}"
        taken = [uri for uri, _body, kind in view.graph.in_edges(body, data="type") if kind == "DECIDED_BY"]
        assert taken
        assert all(top <= places[uri][1] < bottom for uri in taken)
    last = max(places[f"{BASE}decision-{number}"][0] for number in range(4))
    assert min(places[f"{BASE}undated-{number}"][0] for number in range(5)) > last


def test_what_a_page_opens_with_stands_as_if_it_were_alone(graph: nx.MultiDiGraph) -> None:
    view = select_view(with_meetings(graph), "decisions")
    alone = timeline_layout(view.opening, view.opening)
    places = timeline_layout(view.graph, view.opening)
    assert {uri: places[uri] for uri in alone} == alone


def test_what_no_decision_touches_stands_among_the_others(graph: nx.MultiDiGraph) -> None:
    part = select_view(graph, "decisions").graph.copy()
    part.add_node("https://example.org/matter", labels=("Matter",), label="Ärende")
    places = timeline_layout(part, part)
    x, y = places.pop("https://example.org/matter")
    assert min(left for left, _ in places.values()) < x < max(left for left, _ in places.values())
    assert y >= max(below for _, below in places.values())


@pytest.mark.browser
def test_a_search_brings_a_later_kind_back_and_a_link_keeps_it(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    write_view(with_meetings(graph), "decisions", tmp_path / "page.html", setting)
    page = visit.open(tmp_path / "page.html").page
    shown = "() => kgraph.scene.units.map((unit) => unit.kind)"
    assert "Decision" in page.evaluate(shown)
    assert "Meeting" not in page.evaluate(shown)
    assert page.evaluate("location.hash") == ""
    page.fill("#search", "Sammanträde")
    page.locator("#hits li").first.click()
    page.wait_for_function(f"({shown})().includes('Meeting')")
    assert "hide=-" in page.evaluate("location.hash")
    again = visit.open(tmp_path / "page.html", page.evaluate("location.hash")).page
    assert "Meeting" in again.evaluate(shown)
    linked = visit.open(tmp_path / "page.html", f"#node={BASE}meeting-0").page
    assert "Meeting" in linked.evaluate(shown)
    assert visit.complaints == []
