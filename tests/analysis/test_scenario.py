"""What if: who is cut off, by which path, on what evidence."""

from __future__ import annotations

import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.analysis.scenario import whatif
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


def test_an_unknown_name_or_a_thing_elsewhere_is_refused(dependency):
    with pytest.raises(UsageError):
        whatif(dependency, ["Nowhere"])
    with pytest.raises(UsageError, match="not in the network"):
        whatif(dependency, ["Change"])
