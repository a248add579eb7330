"""Figures from columns are those of the plain engine, on a network declared without a NetworkX graph."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from kgraph.analysis.array_figures import array_figures
from kgraph.analysis.column_networks import declare_columns
from kgraph.analysis.definitions import NetworkDefinition
from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.engines import engine
from kgraph.analysis.measures.measure_registry import MEASURES
from kgraph.analysis.networks import declare
from kgraph.analysis.settings import Settings
from kgraph.errors import UsageError
from kgraph.graph_columns import GraphColumns
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.thing_figures import ThingFigures

SETTINGS = Settings(seed=7)
NEEDS = [
    {"type": "USES", "loss": "affects"},
    {"type": "RUNS_ON", "loss": "stops", "reverse": True},
    {"type": "FED_BY", "loss": "stops", "any_of": True},
]
MEMBERS = {"directed": False, "bodies": ["Goal"], "relations": [{"type": "IN"}]}
CHOICES = {
    "needs": {"directed": True, "goals": ["Goal"], "relations": NEEDS, "statuses": ["stated"]},
    "arcs": {
        "directed": True,
        "relations": [{"type": "RUNS_ON", "weight": 2.0}, {"type": "FED_BY", "where": {"by": ["rail"]}}],
        "parallel": "sum",
        "weight_property": "often",
    },
    "ties": {"directed": False, "relations": [{"type": "USES"}], "at": date(2020, 1, 1), "undated": False},
    "bodies": {**MEMBERS, "mode": "two-mode", "isolates": ["Thing"]},
    "ends": {**MEMBERS, "mode": "two-mode", "bodies": ["Nobody"], "or_ends": True},
    "meetings": {**MEMBERS, "mode": "projection", "onto": ["Thing"], "not_onto": ["Goal"]},
    "nothing": {"directed": True, "relations": [{"type": "NOBODY"}], "isolates": ["Goal"]},
}


def drawn(things: int = 240, each: int = 190) -> nx.MultiDiGraph:
    """Return a graph with circles, loose parts, doubled ties, dates, statuses and weights."""
    random_ = random.Random(5)
    graph = nx.MultiDiGraph(study="drawn", build="b", contentHash="c")
    names = [f"https://example.org/{number:03}" for number in random_.sample(range(things), things)]
    for number, thing in enumerate(names):
        kinds = ("Thing", "Goal") if number % 4 == 0 else ("Thing",)
        graph.add_node(thing, labels=kinds, label_sv=thing[-3:], label_en=f"no {thing[-3:]}")
        if number % 9 == 0:
            graph.nodes[thing]["until"] = date(2019 + number % 3, 5, 1)
    kinds = [(kind, *random_.sample(names, 2)) for kind in ("USES", "RUNS_ON", "FED_BY") for _ in range(each)]
    kinds += [("IN", random_.choice(names[1::2]), random_.choice(names[::4])) for _ in range(each)]
    kinds += random_.sample(kinds, 40)
    for number, (kind, a, b) in enumerate(kinds):
        values = {"sources": [], "statementStatus": random_.choice(["stated", "stated", "inferred"])}
        values |= {"often": random_.choice([0, 1, 2.5]), "by": random_.choice(["rail", "road"])}
        if number % 3:
            values["from"] = f"{2018 + number % 5}"
        graph.add_edge(a, b, key=f"{number}", type=kind, **values)
    return graph


def columns_of(graph: nx.MultiDiGraph) -> GraphColumns:
    """Return a graph in columns, its things in an order of their own."""
    columns = GraphColumns("drawn", "b")
    for uri, data in graph.nodes(data=True):
        columns.add_node(uri, name_of(uri, data), dict(data))
    for start, end, data in graph.edges(data=True):
        columns.add_edge(start, end, dict(data))
    return columns


@pytest.fixture(scope="module")
def graphs() -> tuple[nx.MultiDiGraph, GraphColumns]:
    graph = drawn()
    return graph, columns_of(graph)


def definition(name: str) -> NetworkDefinition:
    return NetworkDefinition.from_dict(name, {"title": "drawn", "meaning": "drawn", **CHOICES[name]})


def parted(figures: ThingFigures, name: str) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for thing, number in zip(figures.things, figures.columns[name].tolist(), strict=True):
        found.setdefault(number, set()).add(thing)
    return {frozenset(members) for members in found.values()}


def bridges_at(network: Network) -> dict[str, int]:
    """Return how many bridges lead to each thing."""
    ends = [node for bridge in nx.bridges(network.undirected()) for node in bridge]
    return {node: ends.count(node) for node in network.graph}


@pytest.mark.parametrize("name", [name for name in CHOICES if name != "nothing"])
def test_figures_are_those_of_the_plain_engine(graphs, name):
    plain, columns = graphs
    network, held = declare(plain, definition(name)), declare_columns(columns, definition(name))
    figures = array_figures(held, SETTINGS)
    assert figures.things == tuple(sorted(network.graph))
    assert figures.names == tuple(network.name(thing) for thing in figures.things)
    assert figures.notes == ()
    weights = {frozenset(arc): network.graph.edges[arc]["weight"] for arc in network.graph.edges}
    if not network.definition.directed:
        ends = zip(held.graph.starts.tolist(), held.graph.ends.tolist(), strict=True)
        arcs = [frozenset(figures.things[place] for place in pair) for pair in ends]
        assert dict(zip(arcs, held.graph.weights.tolist(), strict=True)) == weights
    found = {
        figure: dict(zip(figures.things, column.tolist(), strict=True))
        for figure, column in figures.columns.items()
    }
    directed, undirected = network.graph.is_directed(), network.undirected()
    expected = {"degree", "component", "core", "strong_component" if directed else "bridges"}
    with engine("networkx"):
        assert found["core"] == nx.core_number(undirected)
        assert parted(figures, "component") == {*map(frozenset, nx.connected_components(undirected))}
        if directed:
            strong = {*map(frozenset, nx.strongly_connected_components(network.graph))}
            assert parted(figures, "strong_component") == strong
        else:
            assert found["bridges"] == bridges_at(network)
        for measure in MEASURES.values():
            if measure.scope.includes(network) or measure.name == "degree":
                figure = measure.name.replace("-", "_")
                expected.add(figure)
                scores = {key: np.nan if v is None else v for key, v in measure.scores(network.graph).items()}
                assert found[figure] == pytest.approx(scores, abs=1e-9, nan_ok=True)
        if network.definition.is_dependency:
            expected.add("dominated")
            sizes = DependencyModel.of(network).dominator_tree().sizes()
            assert found["dominated"] == {thing: sizes.get(thing, 0) for thing in network.graph}
            assert max(sizes.values()) > 1
    assert set(found) == expected


def test_a_network_without_a_tie_has_no_figures(graphs):
    figures = array_figures(declare_columns(graphs[1], definition("nothing")), SETTINGS)
    assert figures.rows("sv", ("degree",)) == []
    assert len(figures.notes) == 1


@pytest.mark.parametrize("name", ["arcs", "bodies"])
def test_estimates_lie_within_the_stated_error(name):
    held = declare_columns(columns_of(drawn(400, 1500)), definition(name))
    exact = array_figures(held, SETTINGS).columns
    estimate = array_figures(held, SETTINGS, exact_work=0)
    assert len(estimate.notes) == 2
    for figure, note in zip(("betweenness", "harmonic"), estimate.notes, strict=True):
        stated = float(note.en.rstrip(".").rpartition(" ")[2])
        error = estimate.columns[figure] - exact[figure]
        assert np.abs(error).max() > 0
        assert np.sqrt((error**2).mean()) <= stated


def test_weights_that_are_no_numbers_are_refused(graphs):
    graph = drawn(20, 10)
    start, end, key = next(arc for arc in graph.edges if graph.edges[arc]["type"] == "RUNS_ON")
    graph.edges[start, end, key]["often"] = -1
    with pytest.raises(UsageError, match="cannot be a weight"):
        declare_columns(columns_of(graph), definition("arcs"))
    graph.edges[start, end, key]["often"] = 8e307
    graph.add_edge(start, end, key="again", type="RUNS_ON", often=8e307)
    with pytest.raises(UsageError, match="too large for a number"):
        declare_columns(columns_of(graph), definition("arcs"))
