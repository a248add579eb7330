"""Equivalence and backbone: exactly the same ties, and pairs that meet more often than the numbers say."""

from __future__ import annotations

import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.questions.backbone import QUESTION as BACKBONE
from kgraph.analysis.questions.equivalence import QUESTION as EQUIVALENCE
from kgraph.analysis.rates import Rates
from kgraph.analysis.settings import Settings
from kgraph.analysis.uncertainty.draws import draws_of

TWO_MODE = {"relations": ["MEMBER_OF"], "mode": "two-mode", "directed": False, "bodies": ["Forum"]}
PROJECTED = {"relations": ["MEMBER_OF"], "mode": "projection", "directed": False, "onto": ["Municipality"]}


def asked(build, question, definition, settings=None):
    network = declare(build.graph, network_definitions({"t": definition})["t"])
    return question.ask(network, settings or Settings(draws=0))


def forums(build, members):
    names = sorted({name for present in members.values() for name in present})
    build.nodes(" ".join(names), "Municipality")
    build.nodes(" ".join(members), "Forum")
    for body, present in members.items():
        for name in present:
            build.tie(name, "MEMBER_OF", body)


def test_bodies_with_the_same_members_are_one_class(build):
    forums(build, {"F": "ABC", "G": "ABC", "H": "AB", "I": "D"})
    result = asked(build, EQUIVALENCE, TWO_MODE)
    claims = [row.claim.en for row in result.rows]
    assert "F and G have exactly the same members, 3 municipalities: A, B and C." in claims
    assert "A and B are in exactly the same bodies, 3 forums: F, G and H." in claims
    assert len(claims) == 2
    assert len(result.rows[0].detail["members"]) == 2


def test_another_role_is_another_tie(build):
    forums(build, {"F": "AB", "G": "AB"})
    build.graph.edges[next(edge for edge in build.graph.edges if edge[1].endswith("G"))]["role"] = "owner"
    assert asked(build, EQUIVALENCE, TWO_MODE).rows == ()


def test_direction_sets_things_apart(build):
    build.nodes("A B C D", "Service")
    for start, end in ("AC", "AD", "CB", "DB"):
        build.tie(start, "DEPENDS_ON", end)
    result = asked(build, EQUIVALENCE, {"relations": ["DEPENDS_ON"]})
    assert [row.detail["members"] for row in result.rows] == [
        sorted(node for node in build.graph if node[-1] in "CD")
    ]


def test_a_projection_of_one_large_body_has_no_backbone(build):
    forums(build, {"V": "ABCDEF", "W": "AB", "X": "CD", "Y": "EF"})
    result = asked(build, BACKBONE, PROJECTED, Settings(draws=100))
    assert result.rows == ()
    assert result.notes[0].en.startswith("Of those that meet (15 pairs), none")


def test_a_pair_that_shares_all_its_bodies_is_the_backbone(build):
    members = {f"F{number}": ["A", "B"] for number in range(7)}
    others = "CDEFGHIJKLMNOP"
    members |= {f"G{number}": [others[number], others[(number * 5 + 3) % 14]] for number in range(14)}
    members |= {f"H{number}": [others[number], others[(number * 3 + 1) % 14]] for number in range(14)}
    forums(build, members)
    result = asked(build, BACKBONE, PROJECTED, Settings(draws=100))
    assert result.rows[0].label.en == "A and B"
    assert result.rows[0].z > 3
    assert result.rows[0].p <= 0.05


def drawn_rows(build, definition, rates, draws=60):
    network = declare(build.graph, network_definitions({"t": definition})["t"])
    settings = Settings(draws=draws, rates=rates, workers=1)
    return network, settings, EQUIVALENCE.ask(network, settings).rows


def test_a_class_of_a_record_without_error_is_one_in_all_draws(build):
    forums(build, {"F": "ABC", "G": "ABC", "H": "AB", "I": "D"})
    sure = Rates(statements={"stated": 1.0}, source_wrong=0, missed=0, wrong_merges=0, wrong_splits=0)
    _, _, rows = drawn_rows(build, TWO_MODE, sure, draws=5)
    assert [row.probability for row in rows] == [1.0, 1.0]
    assert [row.stated_only for row in rows] == [3.0, 3.0]


@pytest.mark.parametrize("kind", ["two-mode", "directed"])
def test_the_probability_of_a_class_is_the_share_of_draws_in_which_it_is_one(build, kind):
    if kind == "two-mode":
        forums(build, {"F": "ABC", "G": "ABC", "H": "ABD", "I": "DE"})
        definition = TWO_MODE
    else:
        build.nodes("A B C D E", "Service")
        for start, end in ("AC", "AD", "CB", "DB", "EB"):
            build.tie(start, "DEPENDS_ON", end)
        definition = {"relations": ["DEPENDS_ON"]}
    rates = Rates(statements={"stated": 0.9}, source_wrong=0, missed=0.1, wrong_merges=0.1, wrong_splits=0.1)
    network, settings, rows = drawn_rows(build, definition, rates, draws=200)
    assert rows

    def ties(one):
        around = {}
        for start, end in one.arcs():
            around.setdefault(start, set()).add((end, "out"))
            around.setdefault(end, set()).add((start, "in" if network.definition.directed else "out"))
        return around

    for row in rows:
        members = set(row.detail["members"])

        def is_class(one, members=members):
            around = ties(one)
            first = around.get(min(members))
            return bool(first) and members == {node for node, own in around.items() if own == first}

        assert row.probability == draws_of(network, settings).share(is_class)
        assert 0 < row.probability < 1


def test_a_class_that_rests_on_an_inferred_tie_is_none_on_stated_ones(build):
    forums(build, {"F": "ABC", "G": "ABC"})
    edge = next(edge for edge in build.graph.edges(keys=True) if edge[1].endswith("G"))
    build.graph.edges[edge]["statementStatus"] = "inferred"
    _, _, rows = drawn_rows(build, TWO_MODE, Rates(), draws=20)
    assert {row.stated_only for row in rows} == {0.0}
