"""Null networks, ranks and tiers: what they keep, what they draw, and that the seed decides."""

from __future__ import annotations

import numpy as np
import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.settings import IN_PROCESS_WORK, Settings
from kgraph.analysis.uncertainty.chance import chance_of
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.observed_scores import highest
from kgraph.analysis.uncertainty.ranks import ranked, summarise_ranks
from kgraph.analysis.uncertainty.worker_pool import run


@pytest.fixture
def dependency(federation):
    return declare(federation, network_definitions()["service-dependency"])


def test_equal_scores_share_the_better_rank_and_missing_ones_have_none():
    assert ranked(np.array([0.5, 2.0, 2.0 + 1e-13, np.nan])).tolist()[:3] == [3.0, 1.0, 1.0]
    assert np.isnan(ranked(np.array([0.5, np.nan]))[1])


def test_tiers_part_what_draws_tell_apart():
    rng = np.random.default_rng(4)
    centre = np.array([10.0, 5.0, 4.95, 1.0])
    summary = summarise_ranks(centre, centre + rng.normal(0, 0.3, size=(200, 4)), k=2)
    assert summary.tiers.tolist() == [1, 2, 2, 3]
    assert summary.low[0] == summary.high[0] == 1
    assert summary.low[1] == 2
    assert summary.high[1] == 3
    assert summary.top[0] == 1.0
    assert 0.3 < summary.top[2] < 0.7


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(dependency):
    def draws(seed):
        settings = Settings(seed=seed, draws=20)
        return draws_of(dependency, settings).matrix, chance_of(dependency, settings).nulls

    first, second, other = draws(1), draws(1), draws(2)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], other[0], equal_nan=True)


def _drawn(shared, seed):
    return shared + float(np.random.default_rng(seed).random())


@pytest.mark.process
def test_worker_processes_change_nothing_but_the_time():
    settings = Settings(seed=3)
    seeds = settings.seeds("test", 12)
    steps = []
    told = Settings(workers=2, progress=lambda *step: steps.append(step))
    alone = run(Settings(workers=1), "s", _drawn, 1.0, seeds, IN_PROCESS_WORK * 2)
    assert run(told, "s", _drawn, 1.0, seeds, IN_PROCESS_WORK * 2) == alone
    assert steps[-1] == ("s (about 10 s)", 12, 12)


def test_two_purposes_share_no_draws():
    settings = Settings(seed=3)
    a, b = (np.random.default_rng(settings.seeds(name, 1)[0]).random() for name in ("one", "two"))
    assert a != b


def test_engines_that_differ_in_the_last_digits_give_one_order():
    observed = np.array([0.1, 0.3, 0.3 + 4e-16, 0.2])
    assert highest(observed, 4) == [1, 2, 3, 0]
    drawn = np.tile(observed, (50, 1))
    assert summarise_ranks(observed, drawn, k=2).tiers.tolist() == [3, 1, 1, 2]
