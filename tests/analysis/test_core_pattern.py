"""Core and periphery: the search finds what trying all divisions finds, and an ideal pattern fits fully."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kgraph.analysis.array_graph import ArrayGraph
from kgraph.analysis.core_pattern import best_cores


def graph(n, ties, bodies=None):
    starts, ends = np.array(sorted(ties), dtype=np.int64).reshape(-1, 2).T
    return ArrayGraph(n, starts, ends, np.ones(len(starts)), False, bodies)


def pairs_of(n, bodies):
    return [(a, b) for a, b in combinations(range(n), 2) if bodies is None or bodies[a] != bodies[b]]


def best_of_all(one):
    """Return the highest correlation over all divisions, from its definition."""
    ties = set(zip(one.starts.tolist(), one.ends.tolist(), strict=True))
    pairs = np.array(pairs_of(one.n, one.bodies))
    tied = np.array([tuple(pair) in ties for pair in pairs.tolist()], dtype=float)
    best = np.nan
    for number in range(1, 2**one.n - 1):
        inside = np.array([number >> place & 1 for place in range(one.n)])
        ends = inside[pairs].sum(axis=1)
        observed, ideal = tied[ends != 1], ends[ends != 1] == 2
        if len(observed) and np.ptp(observed) and np.ptp(ideal.astype(int)):
            best = np.fmax(best, np.corrcoef(observed, ideal)[0, 1])
    return best


@pytest.mark.parametrize("modes", [1, 2])
def test_the_search_finds_the_best_of_all_divisions(modes):
    rng = np.random.default_rng(11)
    n = 8
    bodies = np.arange(n) >= 4 if modes == 2 else None
    graphs = [
        graph(n, [pair for pair in pairs_of(n, bodies) if rng.random() < chance], bodies)
        for chance in (0.2, 0.35, 0.5, 0.7)
        for _ in range(8)
    ]
    np.testing.assert_allclose(best_cores(graphs).fits, [best_of_all(one) for one in graphs], atol=1e-9)


def test_a_clique_with_followers_fits_fully_and_is_the_core():
    clique = list(combinations(range(4), 2))
    followers = [(number % 4, number) for number in range(4, 12)]
    found = best_cores([graph(12, clique + followers)])
    assert found.fits[0] == pytest.approx(1)
    assert np.flatnonzero(found.inside[0]).tolist() == [0, 1, 2, 3]


def test_a_star_fits_fully_with_its_hub_in_the_core():
    found = best_cores([graph(7, [(0, other) for other in range(1, 7)])])
    assert found.fits[0] == pytest.approx(1)
    assert found.inside[0, 0]


def test_members_that_share_all_the_core_bodies_are_the_core_of_two_modes():
    bodies = np.arange(14) >= 8
    core = [(member, body) for member in range(3) for body in (8, 9, 10)]
    outside = [(3, 8), (4, 9), (5, 10), (0, 11), (1, 12), (2, 13)]
    found = best_cores([graph(14, core + outside, bodies)])
    assert found.fits[0] == pytest.approx(1)
    assert np.flatnonzero(found.inside[0]).tolist() == [0, 1, 2, 8, 9, 10]


@pytest.mark.parametrize("ties", [[], list(combinations(range(5), 2))])
def test_without_ties_or_with_all_nothing_can_be_compared(ties):
    found = best_cores([graph(5, ties)])
    assert np.isnan(found.fits[0])
    assert not found.inside.any()


def test_networks_of_different_sizes_are_searched_together_as_alone():
    rng = np.random.default_rng(5)
    graphs = [
        graph(n, [pair for pair in combinations(range(n), 2) if rng.random() < 0.3]) for n in (6, 11, 17)
    ]
    together = best_cores(graphs)
    for number, one in enumerate(graphs):
        alone = best_cores([one])
        assert together.fits[number] == pytest.approx(alone.fits[0])
        assert (together.inside[number, : one.n] == alone.inside[0]).all()
