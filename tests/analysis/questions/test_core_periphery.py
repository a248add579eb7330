"""Core and periphery: a planted core is found and kept in draws; what degrees explain is no core."""

from __future__ import annotations

from itertools import combinations

import pytest

from kgraph.analysis.core_pattern import best_cores
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.core_periphery import QUESTION
from kgraph.analysis.rates import Rates
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.core_fits import core_in_draws
from kgraph.analysis.uncertainty.draws import draws_of

WORKS_WITH = {"relations": ["WORKS_WITH"], "directed": False}
TWO_MODE = {"relations": ["MEMBER_OF"], "mode": "two-mode", "directed": False, "bodies": ["Forum"]}
SURE = Rates(statements={"stated": 1.0}, source_wrong=0, missed=0, wrong_merges=0, wrong_splits=0)


def asked(build, definition, **settings):
    network = declare(build.graph, network_definitions({"t": definition})["t"])
    settings = Settings(**{"workers": 1, "rates": SURE, **settings})
    return network, settings, QUESTION.ask(network, settings)


def clique_and_ring(build):
    """Eight that all work with each other, and a ring of others with few ties."""
    core, ring = [f"C{number}" for number in range(8)], [f"R{number}" for number in range(22)]
    build.nodes(" ".join(core + ring), "Municipality")
    for a, b in [*combinations(core, 2), *zip(ring, ring[1:] + ring[:1], strict=True)]:
        build.tie(a, "WORKS_WITH", b)
    return core


def test_a_clique_beyond_what_degrees_make_likely_is_the_core(build):
    core = clique_and_ring(build)
    _, _, result = asked(build, WORKS_WITH, draws=100)
    whole, *members = result.rows
    assert "form a core: 28 of 28 possible ties exist within it" in whole.claim.en
    assert "22 of 231 in the periphery" in whole.claim.en
    assert whole.p <= 0.05
    assert whole.z > 3
    assert whole.probability == 1
    assert whole.stated_only == whole.figure.value == pytest.approx(0.712, abs=0.001)
    assert sorted(row.label.en for row in members) == core
    assert all(row.probability == 1 and row.figure.value == 7 for row in members)
    assert members[0].claim.en.endswith("belongs to the core, with 7 ties to others there.")


def test_without_draws_the_core_is_not_tested(build):
    clique_and_ring(build)
    _, _, result = asked(build, WORKS_WITH, draws=0)
    assert "not tested against chance" in result.rows[0].claim.en
    assert result.rows[0].probability is None


def test_a_star_is_what_its_degrees_make_it(build):
    build.nodes("H A B C D E", "Municipality")
    for other in "ABCDE":
        build.tie("H", "WORKS_WITH", other)
    _, _, result = asked(build, WORKS_WITH, draws=50)
    assert [row.claim.en for row in result.rows] == [
        "The network has no core beyond what degrees give: almost all networks with the same degrees fit the "
        "ideal pattern as well (correlation 1, with A and H in the core)."
    ]
    assert result.rows[0].z is None
    assert result.rows[0].p is None


def test_members_in_all_of_the_same_bodies_are_named_with_these(build):
    members, bodies = [f"M{number}" for number in range(15)], [f"F{number}" for number in range(15)]
    build.nodes(" ".join(members), "Municipality")
    build.nodes(" ".join(bodies), "Forum")
    ties = [(a, b) for a in range(5) for b in range(5)]
    ties += [(a, b) for a in range(5, 15) for b in (a, 5 + (a - 4) % 10)]
    for a, b in ties:
        build.tie(members[a], "MEMBER_OF", bodies[b])
    _, _, result = asked(build, TWO_MODE, draws=100)
    assert result.rows[0].claim.en.startswith(
        "M0, M1, M2, M3 and M4 together with F0, F1, F2, F3 and F4 form a core: 25 of 25 possible"
    )
    assert len(result.rows) == 11


def test_a_ring_has_no_core(build):
    names = [f"R{number}" for number in range(14)]
    build.nodes(" ".join(names), "Municipality")
    for a, b in zip(names, names[1:] + names[:1], strict=True):
        build.tie(a, "WORKS_WITH", b)
    _, _, result = asked(build, WORKS_WITH, draws=60)
    assert len(result.rows) == 1
    assert result.rows[0].claim.en.startswith("The network has no core beyond what degrees")
    _, _, untested = asked(build, WORKS_WITH, draws=0)
    assert untested.rows[0].claim.en.startswith("The network has no clear core")


def test_the_core_in_all_draws_is_the_core_of_each(build):
    core = clique_and_ring(build)
    rates = Rates(missed=0.2, wrong_merges=0.05, wrong_splits=0.05, source_wrong=0)
    network, settings, result = asked(build, WORKS_WITH, draws=40, rates=rates)
    found, draws = core_in_draws(network, settings), draws_of(network, settings)
    # A thing that a draw takes for another has no ties of its own, and stands where the other does.
    taken_for = {(draw, gone): kept for draw, kept, gone in draws.drawn.same.tolist()}
    for number in range(draws.draws):
        alone = best_cores([draws.drawn.graph(number)])
        for place in range(network.n):
            own = taken_for.get((number, place), place)
            assert found.inside[number, place] == alone.inside[0, own]
        assert found.fits[number] == pytest.approx(alone.fits[0])
    stays = result.rows[0].detail["stays"]
    assert len(stays) == len(core)
    assert all(0 < share <= 1 for share in stays.values())
