"""What if: who is cut off, by which path, on what evidence."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.analyse import analyse
from kgraph.analysis.blocks import parted, pieces
from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.scenario import whatif
from kgraph.analysis.settings import Settings
from kgraph.errors import UsageError

E = "https://example.org/"


@pytest.fixture
def dependency(federation):
    return declare(federation, network_definitions()["service-dependency"])


@pytest.fixture
def formal(federation):
    return declare(federation, network_definitions()["formal-collaboration"])


def test_loss_comes_with_the_path_and_its_sources(dependency):
    result = whatif(dependency, ["IT-förbundet"])
    assert result.rows[0].figure.value == 8
    ala = next(row for row in result.rows[1:] if row.node == E + "Ala")
    assert ala.claim.en.startswith("Ala loses something in use: Ala → ")
    assert ala.claim.sv.endswith("→ IT-förbundet.")
    assert ala.detail["path"][-1] == E + "ITF"
    assert ala.evidence
    mail = next(row for row in result.rows[1:] if row.node == E + "Mail")
    assert mail.detail["effect"] == "stops"


def test_several_things_are_removed_together(dependency):
    result = whatif(dependency, ["ITF", "RescueBoard"])
    assert result.rows[0].figure.value == 9
    assert result.rows[0].claim.en.startswith(
        "If the IT federation and RescueBoard stop, 3 services stop too"
    )


def test_a_loss_without_consequence_says_so(dependency):
    result = whatif(dependency, ["Gran"])
    assert result.rows[0].claim.en == "None of the network's goals is lost with Gran."
    assert result.notes[0].en == "Nothing else is lost."


def test_without_direction_the_pieces_are_named(formal):
    result = whatif(formal, ["Change"])
    assert result.rows[0].claim.en == "Without Change, 1 university is cut off from the rest: Uni."
    assert result.rows[1].claim.en == "Uni was reached only through Change."
    assert {e.source for e in result.rows[1].evidence} == {E + "source/plan"}
    assert whatif(formal, ["Fors"]).rows[0].claim.en == "Without Fors the rest holds together."


def test_the_loss_of_one_thing_is_as_sure_as_in_the_analysis(federation):
    settings = Settings(draws=40)
    asked = {"dependency-loss", "cut-points"}
    found = analyse(federation, questions=asked, settings=settings)
    networks = {name: declare(federation, each) for name, each in network_definitions().items()}
    rows = [(networks[result.network], row) for result in found for row in result.rows]
    assert {row.figure.name for _, row in rows} == {"goals lost", "cut off"}
    for network, row in rows:
        # With settings of their own: nothing that the analysis computed is at hand.
        first = whatif(network, [row.node], Settings(draws=40)).rows[0]
        assert (first.probability, first.stated_only) == (row.probability, row.stated_only), row
        if network.definition.is_dependency:
            assert first.interval == row.interval
            assert first.sure == row.sure
    told = {(each.network, each.node): each.probability for each in found.findings if each.kind in asked}
    assert told
    for (network, node), probability in told.items():
        assert whatif(networks[network], [node], settings).rows[0].probability == probability


def test_each_thing_has_its_own_share_and_says_if_no_stated_path_leads_there(dependency):
    rows = whatif(dependency, ["IT-förbundet"], Settings(draws=40)).rows
    assert all(rows[0].probability <= row.probability for row in rows[1:])
    assert rows[1].told.en == f"{rows[1].claim.en} {rows[1].sure.en}"
    assert rows[1].sure.en.startswith("In ")
    unstated = [row for row in rows[1:] if row.stated_only is None]
    stated = [row for row in rows[1:] if row.stated_only is not None]
    assert all(row.sure.en.endswith("Not on stated relationships alone.") for row in unstated)
    assert stated


def test_what_loses_nothing_may_do_so_in_some_draws(dependency, formal):
    settings = Settings(draws=40)
    nothing = whatif(dependency, ["Gran"], settings).rows[0]
    assert nothing.interval[0] == 0
    assert nothing.probability is not None
    # Of those who hold nothing together, some would if a relationship is not so.
    shares = {node: whatif(formal, [node], settings).rows[0].probability for node in formal.graph}
    assert shares[E + "Fors"] == 1
    assert 0.9 < shares[E + "ITF"] < 1


def test_without_draws_there_is_no_probability_and_a_network_that_cannot_be_drawn_says_so(dependency, formal):
    undrawn = whatif(dependency, ["IT-förbundet"], Settings(draws=0))
    assert [row.sure for row in undrawn.rows] == [None] * len(undrawn.rows)
    assert not undrawn.notes
    pair = formal.redeclared(without=set(formal.graph) - {E + "Change", E + "Uni"})
    assert "no probabilities" in whatif(pair, ["Uni"]).notes[-1].en


def test_what_was_apart_before_is_not_cut_off():
    graph = nx.disjoint_union(nx.star_graph(3), nx.path_graph(3))
    assert pieces(graph, [0, 4]) == [[[1], [2], [3]], [[5, 6]]]
    assert parted(graph, [0, 4]) == [2, 3]


def test_an_unknown_name_or_a_thing_elsewhere_is_refused(dependency):
    with pytest.raises(UsageError):
        whatif(dependency, ["Nowhere"])
    with pytest.raises(UsageError, match="not in the network"):
        whatif(dependency, ["Change"])
