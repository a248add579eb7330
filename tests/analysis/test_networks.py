"""Declared networks: what becomes an arc, which way it points, and what stays behind it."""

from __future__ import annotations

import datetime as dt
import math

import networkx as nx
import pytest

from kgraph.analysis.networks import declare, network_definitions
from kgraph.errors import UsageError

E = "https://example.org/"


def definition(**changes):
    values = {"relations": [{"type": "DEPENDS_ON"}], "goals": ["Service"], **changes}
    return network_definitions({"test": values})["test"]


def arcs(network):
    return {(a.removeprefix(E), b.removeprefix(E)) for a, b in network.graph.edges}


def test_shipped_networks_are_sound_and_differ():
    shipped = network_definitions()
    assert set(shipped) == {"service-dependency", "formal-collaboration", "shared-collaboration", "decision"}
    assert [name for name, d in shipped.items() if d.is_dependency] == ["service-dependency", "decision"]
    for network in shipped.values():
        assert network.title.sv != network.title.en
        assert network.meaning.sv != network.meaning.en


def test_arcs_point_from_what_depends_to_what_it_depends_on(federation):
    network = declare(federation, network_definitions()["service-dependency"])
    assert {("Ala", "Mail"), ("Mail", "ITF"), ("Mail", "Server"), ("Server", "ITF")} <= arcs(network)
    assert ("ITF", "Mail") not in arcs(network)


def test_every_arc_keeps_relationships_and_sources(federation):
    network = declare(federation, network_definitions()["service-dependency"])
    (tie,) = network.ties_of(E + "Portal", E + "ITF")
    assert tie.type == "PROVIDES"
    assert tie.key in {key for _, _, key in federation.edges(keys=True)}
    (evidence,) = tie.evidence
    assert (evidence.source, evidence.locator, evidence.status) == (E + "source/memo", "p. 1", "inferred")
    assert all(network.ties_of(a, b) for a, b in network.graph.edges)


def test_statuses_and_time_leave_relationships_out_and_say_so(federation):
    names = ("service-dependency", "formal-collaboration")
    stated = network_definitions({name: {"statuses": ["stated"]} for name in names})
    network = declare(federation, stated["service-dependency"])
    assert ("Portal", "ITF") not in arcs(network)
    assert any("status" in note.en for note in network.notes)
    before = network_definitions({"formal-collaboration": {"at": "2020-06-01"}})["formal-collaboration"]
    after = network_definitions({"formal-collaboration": {"at": dt.date(2021, 1, 1)}})["formal-collaboration"]
    assert ("Eka", "RescueBoard") in arcs(declare(federation, before))
    assert ("Eka", "RescueBoard") not in arcs(declare(federation, after))
    assert ("Eka", "RescueBoard") not in arcs(declare(federation, stated["formal-collaboration"]))


def test_a_node_outside_its_time_takes_its_ties_with_it(build):
    build.node("Old", "Service", until=dt.date(2010, 1, 1))
    build.node("New", "Service")
    build.tie("New", "DEPENDS_ON", "Old")
    assert declare(build.graph, definition(at="unended")).n == 0
    assert declare(build.graph, definition(at="2009-01-01")).m == 1


def test_evidence_with_a_status_left_out_is_no_evidence(build):
    build.nodes("A B", "Service")
    build.tie(
        "A", "DEPENDS_ON", "B", sources=[E + "s1", E + "s2"], locators=["", "p. 2"], statuses=["", "inferred"]
    )
    assert [
        e.source
        for e in declare(build.graph, definition(statuses=["stated"])).ties_of(E + "A", E + "B")[0].evidence
    ] == [E + "s1"]


def test_self_loops_are_left_out_and_counted(build):
    build.nodes("A B", "Service")
    build.tie("A", "DEPENDS_ON", "A")
    build.tie("A", "DEPENDS_ON", "B")
    network = declare(build.graph, definition())
    assert arcs(network) == {("A", "B")}
    assert network.notes[0].en == "1 relationship from a thing to itself is left out."


@pytest.mark.parametrize(("rule", "weight"), [("one", 1.0), ("sum", 5.0), ("max", 3.0)])
def test_parallel_relationships_combine_by_the_stated_rule(build, rule, weight):
    build.nodes("A B", "Service")
    build.tie("A", "DEPENDS_ON", "B", strength=2)
    build.tie("A", "DEPENDS_ON", "B", strength=3)
    network = declare(build.graph, definition(parallel=rule, weight_property="strength"))
    assert network.graph.edges[E + "A", E + "B"]["weight"] == weight
    assert len(network.ties_of(E + "A", E + "B")) == 2


@pytest.mark.parametrize("weight", [-1, math.nan, math.inf, "much"])
def test_a_weight_that_is_no_weight_is_refused_with_its_relationship(build, weight):
    build.nodes("A B", "Service")
    key = build.tie("A", "DEPENDS_ON", "B", strength=weight)
    with pytest.raises(UsageError) as caught:
        declare(build.graph, definition(weight_property="strength"))
    assert key in str(caught.value)


def test_weights_too_large_to_add_are_refused(build):
    build.nodes("A B", "Service")
    build.tie("A", "DEPENDS_ON", "B", strength=1e308)
    build.tie("A", "DEPENDS_ON", "B", strength=1e308)
    with pytest.raises(UsageError, match="too large"):
        declare(build.graph, definition(weight_property="strength", parallel="sum"))


def test_a_weight_of_zero_is_no_tie(build):
    build.nodes("A B", "Service")
    build.tie("A", "DEPENDS_ON", "B", strength=0)
    network = declare(build.graph, definition(weight_property="strength"))
    assert network.n == 0
    assert "weight zero" in network.notes[0].en


def test_a_projection_ties_those_who_meet_and_counts_where(federation):
    network = declare(federation, network_definitions()["shared-collaboration"])
    assert network.graph.edges[E + "Ala", E + "Bro"]["weight"] == 3.0  # ITF, the board, the project
    assert network.graph.edges[E + "Eka", E + "Fors"]["weight"] == 2.0  # ITF and the project
    assert network.graph.edges[E + "Ala", E + "ITF"]["weight"] == 1.0  # a member meets the federation itself
    assert E + "Change" not in network.graph
    keys = {tie.type for tie in network.ties_of(E + "Ala", E + "Bro")}
    assert keys == {"MEMBER_OF", "PARTICIPATES_IN", "HOSTED_BY"}


def test_a_two_mode_network_keeps_only_ties_with_a_body(federation, build):
    build.node("Council", "OrganizationalUnit")
    build.tie("Council", "UNIT_OF", "Ala")
    network = declare(federation, network_definitions()["formal-collaboration"])
    assert E + "Council" not in network.graph
    assert not network.graph.is_directed()


def test_the_hash_follows_content_not_order(federation):
    shipped = network_definitions()["service-dependency"]
    turned = nx.MultiDiGraph(**federation.graph)
    turned.add_nodes_from(reversed(list(federation.nodes(data=True))))
    turned.add_edges_from(reversed(list(federation.edges(keys=True, data=True))))
    assert declare(federation, shipped).hash == declare(turned, shipped).hash
    turned.remove_edge(*next(e for e in turned.edges(keys=True) if "PROVIDES" in e[2]))
    assert declare(federation, shipped).hash != declare(turned, shipped).hash


def test_names_come_in_both_languages_and_fall_back(federation, build):
    build.graph.add_node(E + "x#Bare", labels=())
    build.tie("x#Bare", "CONSUMES", "Mail")
    network = declare(federation, network_definitions()["service-dependency"])
    assert network.name(E + "ITF").sv == "IT-förbundet"
    assert network.name(E + "ITF").en == "the IT federation"
    assert network.name(E + "x#Bare").en == "Bare"
    assert network.kinds[E + "x#Bare"] == "Resource"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"relations": []}, "needs relations"),
        ({"relations": [{"reverse": True}]}, "needs its type"),
        ({"relations": ["X"], "mode": "cube"}, "mode = 'cube'"),
        ({"relations": ["X"], "mode": "two-mode", "directed": False}, "needs bodies"),
        ({"relations": ["X"], "mode": "projection", "onto": ["Y"]}, "has no direction"),
        ({"relations": ["X"], "colour": "red"}, "unknown setting 'colour'"),
        ({"relations": [{"type": "X", "weight": -1}]}, "weight = -1"),
        ({"relations": [{"type": "X", "loss": "explodes"}]}, "loss = 'explodes'"),
        ({"relations": ["X"], "at": "2024-13-45"}, "is not a time"),
        ({"relations": ["X"], "statuses": ["rumour"]}, "statuses = 'rumour'"),
        ({"relations": ["X"], "goals": "Service"}, "goals must be a list"),
        ({"relations": ["X"], "pairs": [["A"]]}, "a pair has two names"),
    ],
)
def test_an_unsound_definition_is_refused_with_its_place(values, said):
    with pytest.raises(UsageError) as caught:
        network_definitions({"odd": values})
    assert said in caught.value.message
    assert str(caught.value.where) == "[networks.odd]"


def test_a_study_changes_one_setting_and_keeps_the_rest():
    changed = network_definitions({"service-dependency": {"goals": ["Project"]}})["service-dependency"]
    shipped = network_definitions()["service-dependency"]
    assert changed.goals == ("Project",)
    assert changed.relations == shipped.relations
