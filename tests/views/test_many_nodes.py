"""More than a page can hold: what is drawn then, what is said, and where it stands."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from kgraph.views import colours, plots
from kgraph.views.drawing_space import SPACE
from kgraph.views.network_page import write_view
from kgraph.views.positions import place
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Visit

    from kgraph.views.page_content import PageSetting

BASE = "https://w3id.org/kgraph/study/test/"
LIMIT = 12


@pytest.fixture
def star_of_stars() -> nx.MultiDiGraph[str]:
    """A hub with six centres, each with a different number of leaves: 6 to 11."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(study="test", build="b1")
    for centre in range(6):
        for leaf in range(6 + centre):
            graph.add_edge(f"{BASE}{centre}", f"{BASE}{centre}-{leaf}", key="k", type="LINKED_TO")
        graph.add_edge(f"{BASE}hub", f"{BASE}{centre}", key="k", type="LINKED_TO")
    for uri in graph:
        graph.nodes[uri].update(labels=("Organization",), label=uri)
    return graph


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page hold a dozen nodes."""
    monkeypatch.setattr("kgraph.views.view_selection.NODE_LIMIT", LIMIT)


@pytest.mark.usefixtures("small_pages")
def test_those_with_most_ties_are_drawn_and_the_others_counted(star_of_stars: nx.MultiDiGraph[str]) -> None:
    view = select_view(star_of_stars, "full")
    hubs = {f"{BASE}hub", *(f"{BASE}{centre}" for centre in range(6))}
    assert hubs < set(view.graph)
    assert len(view.graph) == LIMIT
    assert view.undrawn == len(star_of_stars) - LIMIT
    assert view.graph.number_of_edges() == sum(
        one in view.graph and other in view.graph for one, other in star_of_stars.edges()
    )


@pytest.mark.usefixtures("small_pages")
def test_the_surroundings_keep_what_is_nearest(star_of_stars: nx.MultiDiGraph[str]) -> None:
    view = select_view(star_of_stars, ViewRequest(f"ego:{BASE}0", radius=3))
    assert view.focus in view.graph
    assert {f"{BASE}hub", *(f"{BASE}0-{leaf}" for leaf in range(6))} < set(view.graph)
    assert view.undrawn > 0


@pytest.mark.usefixtures("small_pages")
def test_a_comparison_keeps_what_has_changed(star_of_stars: nx.MultiDiGraph[str]) -> None:
    before = star_of_stars.copy()
    before.remove_node(f"{BASE}0-3")
    view = select_view(star_of_stars, ViewRequest("comparison", before=before))
    # The new leaf and the centre that it is tied to have the fewest ties of all.
    assert {f"{BASE}0-3", f"{BASE}0"} < set(view.graph)
    assert view.graph.nodes[f"{BASE}0-3"]["_change"] == "added"


def test_nothing_is_left_out_of_a_page_that_holds_all(
    star_of_stars: nx.MultiDiGraph[str], setting: PageSetting
) -> None:
    view = select_view(star_of_stars, "full", persons=setting.persons)
    assert view.undrawn == 0
    assert set(view.graph) == set(star_of_stars)


def test_many_new_nodes_find_free_places(star_of_stars: nx.MultiDiGraph[str]) -> None:
    placed = place(select_view(star_of_stars, "full"), {f"{BASE}hub": (12.5, -7.0)})
    assert placed[f"{BASE}hub"] == (12.5, -7.0)
    spots = sorted(placed.values())
    for index, (x, y) in enumerate(spots):
        for other_x, other_y in spots[:index]:
            # Places are rounded to a tenth.
            assert abs(x - other_x) > SPACE * 1.2 - 0.2 or abs(y - other_y) > SPACE * 0.7 - 0.2


def test_the_matrix_shows_those_with_most_ties_and_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "MOST_ACTORS", 20)
    rng = random.Random(4)
    drawn = plots.tied_groups((f"n{a}", f"n{rng.randrange(a)}") for a in range(1, 50))
    assert drawn is not None
    assert drawn.left_out == 30
    assert sum(map(len, drawn.groups)) == 20
    assert not list(nx.isolates(drawn.graph))


@pytest.mark.usefixtures("small_pages")
def test_what_is_drawn_is_drawn_with_its_ties() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(study="test", build="b1")
    for star in range(9):
        graph.add_edges_from((f"{BASE}{star}", f"{BASE}{star}-{leaf}", "k") for leaf in range(3))
    nx.set_node_attributes(graph, {uri: {"labels": ("Organization",), "label": uri} for uri in graph})
    view = select_view(graph, "full")
    # Nine centres have most ties, and none is tied to another.
    assert len(view.graph) == LIMIT
    assert not list(nx.isolates(view.graph))


def test_many_parts_stand_in_a_picture_that_is_not_much_higher_than_wide() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(study="test", build="b1")
    for pair in range(500):
        graph.add_edge(f"{BASE}{pair}-a", f"{BASE}{pair}-b", key="k", type="LINKED_TO")
    spots = place(select_view(graph, "full")).values()
    wide, high = (max(places) - min(places) for places in zip(*spots, strict=True))
    assert wide / 3 < high < wide * 3


@pytest.mark.browser
def test_a_large_page_is_painted_in_the_colours_that_its_address_asks_for(
    setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    # With more than a thousand nodes a page draws between the steps of its opening.
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(nx.star_graph([f"{BASE}{n}" for n in range(1_200)]))
    nx.set_node_attributes(graph, ("Organization",), "labels")
    nx.set_node_attributes(graph, {uri: uri for uri in graph}, "label")
    nx.set_edge_attributes(graph, "LINKED_TO", "type")
    path = tmp_path / "full.html"
    write_view(graph, "full", path, setting)
    visit.open(path, "#theme=dark")
    assert visit.page.evaluate("kgraph.scene.colours.ink") == colours.colours("page")["ink"].dark
