"""Draws of what the sources leave open: what falls together, what is added, and what the seed decides."""

from __future__ import annotations

import numpy as np
import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.central_actors import central_actors
from kgraph.analysis.rates import Rates
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.chance import chance_of
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.errors import UsageError

SURE = {"stated": 1.0, "inferred": 1.0, "disputed": 1.0}
CERTAIN = Rates(statements=SURE, source_wrong=0, missed=0, wrong_merges=0, wrong_splits=0)


def drawn(graph, name, rates, draws=400, **changes):
    network = declare(graph, network_definitions()[name])
    return draws_of(network, Settings(seed=3, draws=draws, rates=rates, workers=1, **changes))


def only(**changes):
    return Rates(**{**{name: getattr(CERTAIN, name) for name in Rates.__dataclass_fields__}, **changes})


@pytest.mark.parametrize("name", ["service-dependency", "formal-collaboration", "shared-collaboration"])
def test_a_record_without_error_is_drawn_as_it_is(federation, name):
    draws = drawn(federation, name, CERTAIN, draws=3)
    assert draws.present.all()
    for measure in draws.measures:
        for row in draws.scores(measure):
            np.testing.assert_allclose(row, draws.observed.of(measure), atol=1e-6)
    assert draws.share(lambda one: one.arcs() == {tuple(arc) for arc in _arcs(federation, name)}) == 1


def _arcs(graph, name):
    network = declare(graph, network_definitions()[name])
    return [arc if network.definition.directed else tuple(sorted(arc)) for arc in network.graph.edges]


def test_loss_in_all_draws_at_once_is_loss_in_each(federation):
    rates = Rates(missed=0.3, wrong_merges=0.0, wrong_splits=0.0, source_wrong=0.2)
    draws = drawn(federation, "service-dependency", rates, draws=40)
    goals = {draws.nodes[place] for place in draws.goals}
    counts = []
    draws.share(
        lambda one: counts.append([len(one.model().loss([node]).lost & goals) for node in draws.nodes])
    )
    assert np.array_equal(draws.goals_lost, np.array(counts))


def test_what_rests_on_one_source_falls_together(federation):
    draws = drawn(federation, "formal-collaboration", only(source_wrong=0.3))
    keys = [key.split("|") for key in draws.relationships]
    plan = [place for place, key in enumerate(keys) if key[1] == "PARTICIPATES_IN"]
    together = draws.present[:, plan]
    assert (together.all(axis=1) | ~together.any(axis=1)).all()
    assert 0.6 < together.mean() < 0.8


def test_a_recorded_confidence_is_the_probability_of_its_tie(build):
    build.nodes("A B C", "Organization")
    build.node("P", "Project")
    for name, confidence in (("A", 0.4), ("B", 0.9)):
        build.tie(name, "PARTICIPATES_IN", "P", statementStatus="inferred", confidence=confidence)
    build.tie("C", "PARTICIPATES_IN", "P", statementStatus="inferred")
    draws = drawn(
        build.graph, "formal-collaboration", only(statements={"stated": 1.0, "inferred": 0.7}), 2000
    )
    shares = dict(zip((key[0] for key in draws.relationships), draws.present.mean(axis=0), strict=True))
    assert shares == pytest.approx({"A": 0.4, "B": 0.9, "C": 0.7}, abs=0.04)


def test_what_was_missed_can_make_a_zero_a_tie(federation):
    draws = drawn(federation, "service-dependency", only(missed=0.3))
    assert draws.observed.of("goals-lost")[draws.place("https://example.org/Dal")] == 0
    recorded = set(_arcs(federation, "service-dependency"))
    assert draws.share(lambda one: bool(one.arcs() - recorded)) > 0.9
    kinds = {"CONSUMES": ("Municipality", "Service")}
    added = set()
    draws.share(lambda one: added.update(one.arcs() - recorded) is None)
    labels = {node: set(data["labels"]) for node, data in federation.nodes(data=True)}
    consumed = [arc for arc in added if "Municipality" in labels.get(arc[0], ())]
    assert consumed
    assert all(labels[end] & set(kinds["CONSUMES"]) for _, end in consumed)


def test_members_that_a_source_counts_are_filled_in(build):
    build.nodes("A B C D E F G", "Municipality")
    build.node("Fed", "MunicipalFederation", memberCount=5)
    build.node("All", "MunicipalFederation")
    for name in "AB":
        build.tie(name, "MEMBER_OF", "Fed")
    for name in "ABC":
        build.tie(name, "MEMBER_OF", "All")
    build.node("scheme/completeness/complete", "Concept")
    build.tie("All", "MEMBER_COMPLETENESS", "scheme/completeness/complete")
    draws = drawn(build.graph, "formal-collaboration", only(missed=0.2))
    fed, all_ = (
        draws.scores("degree")[:, draws.place(f"https://example.org/{name}")] for name in ("Fed", "All")
    )
    assert (fed == 5).all()
    assert (all_ == 3).all()


def test_more_members_than_there_are_things_are_newcomers(build):
    build.nodes("A B", "Municipality")
    build.node("Fed", "MunicipalFederation", memberCount=6)
    build.tie("A", "MEMBER_OF", "Fed")
    build.tie("B", "MEMBER_OF", "Fed")
    draws = drawn(build.graph, "formal-collaboration", CERTAIN, draws=5)
    assert (draws.scores("degree")[:, draws.place("https://example.org/Fed")] == 6).all()


def test_identity_errors_split_and_join_things_of_one_class(federation):
    draws = drawn(federation, "formal-collaboration", only(wrong_splits=0.5))
    members = [draws.place(f"https://example.org/{name}") for name in ("Ala", "Bro")]
    both = draws.drawn.same[(draws.drawn.same[:, 1:] == sorted(members)).all(axis=1), 0]
    assert len(both)
    for measure in ("degree", "betweenness"):
        first, second = (draws.scores(measure)[both, place] for place in members)
        assert np.array_equal(first, second)
    split = drawn(federation, "formal-collaboration", only(wrong_merges=0.5))
    assert split.scores("degree").mean() < split.observed.of("degree").mean()


@pytest.mark.parametrize("errors", [{"wrong_merges": 0.4}, {"wrong_splits": 0.4}])
@pytest.mark.parametrize("name", ["service-dependency", "formal-collaboration"])
def test_ranks_are_among_all_things_of_a_draw(federation, name, errors):
    draws = drawn(federation, name, only(**errors), draws=30)
    network = declare(federation, network_definitions()[name])
    place = draws.measures.index("degree")
    others = 0
    for one in draws.first(30):
        numbered = draws.drawn.graph(one.number).networkx()
        degree = {one.name(thing): ties for thing, ties in numbered.degree}
        gone = {
            draws.nodes[row[2]]: draws.nodes[row[1]]
            for row in draws.drawn.same.tolist()
            if row[0] == one.number
        }
        others += len(degree) - network.n
        for node, rank in zip(draws.nodes, draws.places[one.number, place].tolist(), strict=True):
            while node in gone:
                node = gone[node]
            graph = one.drawn.graph(one.number)
            bodies = {one.name(b) for b in np.flatnonzero(graph.bodies)} if network.bodies else set()
            peers = [other for other in degree if (other in bodies) == (node in bodies) and other not in gone]
            assert rank == 1 + sum(degree[other] > degree[node] for other in peers)
    assert bool(others) == ("wrong_merges" in errors)


def test_the_same_seed_gives_the_same_draws_in_every_network_and_another_seed_others(federation):
    network = declare(federation, network_definitions()["formal-collaboration"])
    first, second, other = (draws_of(network, Settings(seed=seed, draws=20)) for seed in (1, 1, 2))
    assert np.array_equal(first.matrix, second.matrix, equal_nan=True)
    assert not np.array_equal(first.matrix, other.matrix, equal_nan=True)
    settings = Settings(seed=1, draws=20)
    shared = draws_of(declare(federation, network_definitions()["shared-collaboration"]), settings)
    formal = draws_of(network, settings)
    keys = sorted(set(shared.relationships) & set(formal.relationships))
    assert keys
    columns = [[draws.relationships.index(key) for key in keys] for draws in (shared, formal)]
    assert np.array_equal(shared.present[:, columns[0]], formal.present[:, columns[1]])


def test_fewer_draws_are_scored_where_all_would_take_too_long_and_the_result_says_so(federation, monkeypatch):
    name = "formal-collaboration"
    asked = Settings(seed=3, draws=60, workers=1)
    alone = central_actors(declare(federation, network_definitions()[name]), asked)
    assert alone.notes[-1].en == "60 draws."
    monkeypatch.setattr("kgraph.analysis.uncertainty.observed_scores.MOST_DRAWN_WORK", 1)
    network, asked = declare(federation, network_definitions()[name]), Settings(seed=3, draws=60, workers=1)
    few = central_actors(network, asked)
    assert "50 draws of the 60 asked for" in few.notes[-1].en
    assert draws_of(network, asked).draws == 50
    assert chance_of(network, asked).nulls.shape[0] == 50
    assert all(row.interval is not None for row in few.rows)


def test_no_draws_where_none_are_asked_for(federation):
    assert drawn(federation, "formal-collaboration", CERTAIN, draws=0) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"mised": 0.1}, "unknown setting 'mised'"),
        ({"missed": 2}, "missed = 2 is no probability"),
        ({"missed": 0.95}, "missed = 0.95"),
        ({"statements": {"rumoured": 0.5}}, "unknown status 'rumoured'"),
        ({"statements": 0.5}, "statements is not a table"),
        ({"sources": {"https://e/s": "high"}}, "'high' is no probability"),
    ],
)
def test_rates_that_are_not_sound_are_refused(values, message):
    with pytest.raises(UsageError, match=message):
        Rates.from_dict(values)


def test_rates_are_scaled_together():
    half = Rates().scaled(0.05)
    assert (half.missed, half.source_wrong, half.wrong_merges) == (0.05, 0.01, 0.005)
    assert half.statements["stated"] == pytest.approx(0.99)
    assert Rates.from_dict({"statements": {"inferred": 0.6}}).statement("inferred", "") == 0.6
    assert Rates().statement("inferred", "0.4") == 0.4
    assert Rates().statement("stated", "not sure") == 0.98
