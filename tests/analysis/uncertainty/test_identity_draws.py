"""Things that are in truth two have the relationships of both, so those with many are two more often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kgraph.analysis.uncertainty.identity_draws import TieNumbers, identity_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARE = 0.05


def shares_that_are_two(counts: list[int], share: float) -> NDArray[np.float64]:
    """Return how likely each thing of a class is two."""
    usual = TieNumbers.of(counts, share)
    assert usual is not None
    return usual.that_are_two(counts, share)


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


def test_the_two_have_as_many_relationships_as_single_things_of_their_class():
    rng = np.random.default_rng(6)
    least, n = 3, 60_000
    single = least + rng.poisson(rng.gamma(1.5, 2.0, size=(2, n)))
    usual = TieNumbers.of(single[0].tolist(), 0.0)
    assert usual is not None
    assert usual.least == least
    both = single.sum(axis=0)
    for count in (2 * least, 10, 16):
        true = single[0][both == count]
        drawn = np.array([usual.of_the_second(count, rng) for _ in range(4_000)])
        assert least <= drawn.min() <= drawn.max() <= count - least
        assert drawn.std() == pytest.approx(true.std(), rel=0.1)


def test_what_has_too_few_relationships_for_two_is_one():
    assert shares_that_are_two([3, 3, 4, 5, 3, 3, 4, 9], 0.1)[:6].tolist() == [0.0] * 6


def test_a_class_of_few_things_says_nothing_of_what_is_unusual():
    assert TieNumbers.of([1, 40, 2], 0.01) is None


def test_nothing_is_two_where_nothing_is_wrongly_merged():
    incident = {node: [(node, 0)] * (node + 1) for node in range(8)}
    drawn = identity_errors([range(8)], incident, (0.0, 0.0), 50, np.random.default_rng(1))
    assert not len(drawn.moved)
    assert not len(drawn.same)
