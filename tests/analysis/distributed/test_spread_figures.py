"""What Spark computes of a network is what the plain engine computes, on a real Spark with two workers."""

from __future__ import annotations

import csv
import io
import random
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from click.testing import CliRunner

import kgraph
from kgraph.analysis.definitions import NetworkDefinition
from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.distributed.network_tables import write_network_tables
from kgraph.analysis.distributed.spark_cluster import spark_session
from kgraph.analysis.distributed.spread_figures import FIGURES, spread_figures
from kgraph.analysis.engines import engine
from kgraph.analysis.measures.measure_registry import scores
from kgraph.analysis.networks import declare
from kgraph.analysis.settings import Settings
from kgraph.analysis.thing_figures import figures_of, headings
from kgraph.cli import main
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

    from kgraph.analysis.networks import Network

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.xdist_group("spark")]

SETTINGS = Settings(seed=7)
NEEDS = [
    {"type": "USES", "loss": "affects"},
    {"type": "RUNS_ON", "loss": "stops"},
    {"type": "FED_BY", "loss": "stops", "any_of": True},
]
CHOICES = {
    "needs": {"directed": True, "goals": ["Goal"], "relations": NEEDS},
    "arcs": {"directed": True, "relations": [{"type": "RUNS_ON"}, {"type": "FED_BY"}], "parallel": "sum"},
    "bodies": {"directed": False, "mode": "two-mode", "bodies": ["Goal"], "relations": [{"type": "IN"}]},
    "nothing": {"directed": True, "relations": [{"type": "NOBODY"}], "isolates": ["Goal"]},
}
COLUMNS = {
    **dict.fromkeys(("degree", "component", "core"), ("needs", "arcs", "bodies")),
    "strong_component": ("needs", "arcs"),
    "pagerank": ("arcs",),
    "betweenness": ("arcs", "bodies"),
    **dict.fromkeys(("lost", "goals_lost"), ("needs",)),
}


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    # Most of what a short run costs is the second compiler of Java, which pays in long runs.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        with spark_session("local[2]") as opened:
            yield opened


@pytest.fixture(scope="module")
def networks() -> dict[str, Network]:
    """Networks with circles, chains, loose parts and alternatives; one of them without a tie."""
    drawn = random.Random(5)
    graph = nx.MultiDiGraph(study="drawn", build="b", contentHash="c")
    things = [f"https://example.org/{number:03}" for number in range(238)]
    for number, thing in enumerate(things):
        kinds = ("Thing", "Goal") if number % 4 == 0 else ("Thing",)
        graph.add_node(thing, labels=kinds, label=thing[-3:], label_sv=thing[-3:], label_en=thing[-3:])
    linked = things[:230]
    pairs = [("RUNS_ON", a, b) for a, b in pairwise(things[230:])]
    pairs += [(kind, *drawn.sample(linked, 2)) for kind in ("USES", "RUNS_ON", "FED_BY") for _ in range(190)]
    pairs += [("IN", drawn.choice(things[1::4]), drawn.choice(things[::4])) for _ in range(150)]
    for number, (kind, a, b) in enumerate(pairs):
        values = {"sources": [], "locators": [], "statementStatus": "stated"}
        graph.add_edge(a, b, key=f"{number}", type=kind, **values)
    titles = {"title": "drawn", "meaning": "drawn"}
    return {
        name: declare(graph, NetworkDefinition.from_dict(name, {**titles, **values}))
        for name, values in CHOICES.items()
    }


def parts(sets: object) -> set[frozenset[str]]:
    return {frozenset(members) for members in sets}


def parted(figures, name: str) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for thing, number in zip(figures.things, figures.columns[name].tolist(), strict=True):
        found.setdefault(number, set()).add(thing)
    sizes = [len(found[number]) for number in sorted(found)]
    assert sizes == sorted(sizes, reverse=True)
    assert min(found) == 1
    return parts(found.values())


@pytest.mark.parametrize("name", ["needs", "arcs", "bodies"])
def test_figures_are_those_of_the_plain_engine(session, networks, tmp_path, name):
    network = networks[name]
    graph = network.graph
    figures = spread_figures(session, write_network_tables(network, tmp_path / "å b"), SETTINGS)
    columns = {
        column: dict(zip(figures.things, values.tolist(), strict=True))
        for column, values in figures.columns.items()
    }
    with engine("networkx"):
        assert columns["degree"] == scores(graph, "degree")
        assert columns["core"] == nx.core_number(network.undirected())
        assert parted(figures, "component") == parts(nx.connected_components(network.undirected()))
        assert ("strong_component" in columns) == graph.is_directed()
        if graph.is_directed():
            assert parted(figures, "strong_component") == parts(nx.strongly_connected_components(graph))
        for measure, sampled in (("pagerank", False), ("betweenness", graph.number_of_nodes() > 200)):
            if measure in columns:
                plain = scores(graph, measure, seed=7, sampled=sampled)
                assert columns[measure] == pytest.approx(plain, abs=1e-9)
    if name == "needs":
        model = DependencyModel.of(network)
        assert any(len(model.loss([thing]).lost) > 5 for thing in graph)
        lost = {thing: model.loss([thing]).lost for thing in graph}
        assert columns["lost"] == {thing: len(own) for thing, own in lost.items()}
        assert columns["goals_lost"] == {
            thing: len(own & network.goals.keys()) for thing, own in lost.items()
        }
    assert set(columns) == {column for column, where in COLUMNS.items() if name in where}
    rows = figures.rows("en", FIGURES)
    first = columns["lost" if name == "needs" else "betweenness"]
    assert first[rows[0][-1]] == max(first.values())
    assert len(rows) == network.n
    assert all(len(row) == len(headings(FIGURES)) for row in rows)
    assert set(figures_of([figures])) == set(columns)


def test_a_network_without_a_tie_has_no_figures(session, networks, tmp_path):
    assert (
        spread_figures(session, write_network_tables(networks["nothing"], tmp_path), SETTINGS).rows(
            "sv", FIGURES
        )
        == []
    )


def test_the_command_writes_the_figures_of_a_study(session, filled, tmp_path):
    study = tmp_path / "study"
    shutil.copytree(filled, study)
    asked = ("analyse", "--study", study, "--engine", "local[2]", "--network", "service-dependency")
    shown = CliRunner().invoke(main, [*map(str, asked), "--top", "2"])
    assert shown.exit_code == 0, shown.stderr
    assert "goals_lost" in shown.stdout
    assert "more rows" in shown.stdout
    assert "pagerank" not in shown.stdout
    rows = list(
        csv.DictReader(io.StringIO(CliRunner().invoke(main, [*map(str, asked), "--format", "csv"]).stdout))
    )
    assert tuple(rows[0]) == headings(
        ("degree", "component", "strong_component", "core", "lost", "goals_lost")
    )
    lost = [int(row["lost"]) for row in rows]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 0
    plain = kgraph.open(study)
    with plain:
        model = DependencyModel.of(plain.declared("service-dependency"))
    assert {row["uri"]: int(row["lost"]) for row in rows} == {
        row["uri"]: len(model.loss([row["uri"]]).lost) for row in rows
    }


def test_what_spark_says_is_told_in_two_lines(session, networks, tmp_path):
    tables = write_network_tables(networks["arcs"], tmp_path)
    (tmp_path / "ties.parquet").unlink()
    with (
        pytest.raises(UsageError, match=r"Spark at local\[2\] fails.*ties\.parquet"),
        spark_session("local[2]"),
    ):
        spread_figures(session, tables, SETTINGS)
