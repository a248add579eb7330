"""The view of who provides, runs and uses which service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.layers_layout import layer_headings, layers_layout, service_layers
from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    import networkx as nx

BASE = "https://w3id.org/kgraph/study/test/"


def test_services_and_systems_are_shown_with_all_that_dependency_ties(graph: nx.MultiDiGraph) -> None:
    view = select_view(graph, "services")
    types = {"PROVIDES", "CONSUMES", "OPERATES", "DEPENDS_ON", "REALISED_BY"}
    edges = {key for _s, _t, key, kind in graph.edges(keys=True, data="type") if kind in types}
    assert {key for _s, _t, key in view.graph.edges(keys=True)} == edges
    assert BASE + "system-1" in view.graph
    assert BASE + "project" not in view.graph
    assert view.removal == "dependency"


def test_a_service_stands_to_the_right_of_those_it_depends_on(graph: nx.MultiDiGraph) -> None:
    columns = service_layers(select_view(graph, "services").graph)
    assert columns[BASE + "it"] == 0
    assert columns[BASE + "system-1"] == 1
    assert [columns[f"{BASE}service-{number}"] for number in (1, 2, 3)] == [2, 3, 4]
    assert columns[BASE + "Skara"] == 5


def test_services_that_depend_on_one_another_share_a_column(graph: nx.MultiDiGraph) -> None:
    circular = graph.copy()
    circular.add_edge(BASE + "service-1", BASE + "service-2", key="k", type="DEPENDS_ON")
    columns = service_layers(select_view(circular, "services").graph)
    assert columns[BASE + "service-1"] == columns[BASE + "service-2"] == 2


def test_each_column_takes_the_room_of_the_fullest_and_stands_under_its_heading(
    graph: nx.MultiDiGraph,
) -> None:
    part = select_view(graph, "services").graph
    places, columns = layers_layout(part), service_layers(part)
    assert len(set(places.values())) == len(part)
    rows = {
        column: sorted(places[uri][1] for uri in part if columns[uri] == column) for column in {0, 1, 2, 5}
    }
    gaps = {column: heights[1] - heights[0] for column, heights in rows.items() if len(heights) > 1}
    assert min(gaps.values()) == 40
    assert all(gap > 40 for column, gap in gaps.items() if len(rows[column]) < max(map(len, rows.values())))
    first, *_rest, last = layer_headings(part)
    assert first["at"] == places[BASE + "it"][0]
    assert last["at"] == places[BASE + "Skara"][0]
