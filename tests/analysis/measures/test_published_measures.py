"""Measures against figures printed in the literature, to the printed digits."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.blocks import cut_sizes, parted
from kgraph.analysis.measures.measure_registry import scores
from kgraph.analysis.networks import declare, network_definitions
from kgraph.words.text import Text

KITE = ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]


@pytest.fixture
def kite() -> nx.Graph:
    return nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate(KITE)))


@pytest.fixture
def florentine() -> nx.Graph:
    return nx.florentine_families_graph()


# D. Krackhardt 1990, doi:10.2307/2393394; the figures as in the table of V. Krebs, "Social network analysis,
# a brief introduction" (orgnet.com): degree / 9, betweenness with 36 pairs.
def test_krackhardt_kite(kite):
    degree = [scores(kite, "degree")[name] / 9 for name in KITE]
    assert [round(d, 3) for d in degree] == [
        0.444,
        0.444,
        0.333,
        0.667,
        0.333,
        0.556,
        0.556,
        0.333,
        0.222,
        0.111,
    ]
    between = [round(scores(kite, "betweenness")[name], 3) for name in KITE]
    assert between == [0.023, 0.023, 0.0, 0.102, 0.0, 0.231, 0.231, 0.389, 0.222, 0.0]


def test_krackhardt_kite_falls_apart_at_heather_and_ike(kite):
    assert cut_sizes(kite) == {"Heather": 2, "Ike": 1}
    assert parted(kite, ["Heather"]) == ["Ike", "Jane"]


# M. O. Jackson 2008, Social and Economic Networks, sec. 1.2.1, on the marriages of Padgett and Ansell 1993
# (doi:10.1086/230190): betweenness .522 for the Medici, .255 for the Guadagni, .103 for the Strozzi.
def test_florentine_families(florentine):
    between = scores(florentine, "betweenness")
    assert round(between["Medici"], 3) == 0.522
    assert round(between["Guadagni"], 3) == 0.255
    assert round(between["Strozzi"], 3) == 0.103
    assert scores(florentine, "degree")["Medici"] == 6
    assert max(between, key=between.get) == "Medici"


# S. Wasserman and K. Faust 1994, Social Network Analysis, ch. 5: all sixteen families; the Pucci married into
# none of the others. Among 16 the same paths of the Medici are .452 of the 105 pairs.
def test_florentine_families_with_the_one_that_nothing_ties(build, florentine):
    build.nodes(f"{' '.join(florentine)} Pucci", "Family")
    for one, other in florentine.edges:
        build.tie(one, "MARRIED_TO", other)
    told = {"relations": ["MARRIED_TO"], "directed": False, "labels": ["Family"]}
    network = declare(build.graph, network_definitions({"families": told})["families"])
    assert network.n == 16
    assert [str(network.name(node)) for node in network.isolates] == [str(Text("Pucci", "Pucci"))]
    between = scores(network.graph, "betweenness")
    assert round(between[network.node_named("Medici")], 3) == 0.452
    assert between[network.node_named("Pucci")] == 0


def test_florentine_cut_points_are_those_seen_in_the_drawing(florentine):
    # Acciaiuoli, Pazzi, Ginori and Lamberteschi hang on by one marriage; Salviati carries the Pazzi.
    assert {node: parted(florentine, [node]) for node in cut_sizes(florentine)} == {
        "Medici": ["Acciaiuoli", "Pazzi", "Salviati"],
        "Salviati": ["Pazzi"],
        "Albizzi": ["Ginori"],
        "Guadagni": ["Lamberteschi"],
    }


# W. W. Zachary 1977, doi:10.1086/jar.33.4.3629752. Spectral norm 6.72570 as printed by KONECT (ucidata-
# zachary): the leading eigenvalue that the eigenvector centrality belongs to.
def test_karate_club():
    club = nx.Graph(nx.karate_club_graph().edges)
    leading = scores(club, "eigenvector")
    value = sum(leading[a] * leading[b] for a, b in club.edges) * 2 / sum(v * v for v in leading.values())
    assert f"{value:.4f}" == "6.7257"
    assert scores(club, "degree")[33] == 17
    assert parted(club, [0]) == [4, 5, 6, 10, 11, 16]
