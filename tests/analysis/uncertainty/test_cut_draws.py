"""Who is cut off from whom, in draws that tie things outside the network to it."""

from __future__ import annotations

import numpy as np

from kgraph.analysis.uncertainty.cut_draws import CutDraws
from kgraph.analysis.uncertainty.network_draws import NetworkDraws


def rows(*values):
    return np.array(values, dtype=np.int64)


def network(same):
    """Return one draw of two things that are tied and one that is not; the second is tied to 9, outside."""
    return NetworkDraws(
        n=3, draws=1, starts=rows(0), ends=rows(1), weights=np.ones(1), holds=np.ones((1, 1), dtype=bool),
        moved=np.zeros((0, 4), np.int64), added=rows((0, 1, 9, 0)), same=rows(same),
        form=(False, "one-mode", "one"), projected=np.zeros(0, bool), bodies=np.zeros(0, bool),
    )  # fmt: skip


def test_what_is_the_same_as_something_outside_is_not_tied_to_another_thing_outside():
    # In the draw's own numbers thing 9 is number 3.
    assert not CutDraws(network((0, 2, 3))).reached(0).get(2, 0)


def test_what_is_the_same_as_a_thing_of_the_network_is_reached_with_it():
    assert CutDraws(network((0, 1, 2))).reached(0)[2]
