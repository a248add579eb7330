"""Things that are in truth two have the relationships of both, so those with many are two more often."""

from __future__ import annotations

import numpy as np
import pytest

from kgraph.analysis.uncertainty.identity_draws import identity_errors, shares_that_are_two

SHARE = 0.05


@pytest.mark.parametrize("spread", [None, 2.0])
def test_as_many_are_two_as_the_shares_say_also_among_those_with_most_relationships(spread: float | None):
    rng = np.random.default_rng(5)
    n = 40_000
    two = rng.random(n) < SHARE
    means = np.full((2, n), 6.0) if spread is None else rng.gamma(spread, 6.0 / spread, size=(2, n))
    single = rng.poisson(means)
    counts = single[0] + np.where(two, single[1], 0)
    shares = shares_that_are_two(counts.tolist(), SHARE)
    most = np.argsort(counts)[-n // 20 :]
    assert shares.mean() == pytest.approx(two.mean(), rel=0.1)
    assert shares[most].mean() == pytest.approx(two[most].mean(), rel=0.1)
    assert shares[most].mean() > 2.5 * SHARE


def test_more_relationships_never_make_it_less_likely():
    shares = shares_that_are_two([1, 1, 2, 2, 3, 5, 9, 30], 0.01)
    assert (np.diff(shares) >= 0).all()
    assert shares.min() >= 0
    assert shares.max() <= 1


def test_a_class_of_few_things_says_nothing_of_what_is_unusual():
    assert shares_that_are_two([1, 40, 2], 0.01).tolist() == [0.01] * 3


def test_nothing_is_two_where_nothing_is_wrongly_merged():
    incident = {node: [(node, 0)] * (node + 1) for node in range(8)}
    drawn = identity_errors([range(8)], incident, (0.0, 0.0), 50, np.random.default_rng(1))
    assert not len(drawn.moved)
    assert not len(drawn.same)
