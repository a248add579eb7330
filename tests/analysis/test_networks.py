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
    assert set(shipped) == {
        "service-dependency",
        "formal-collaboration",
        "shared-collaboration",
        "sub-organisations",
        "reporting",
        "ownership-and-funding",
        "task-transfers",
        "mandates",
        "posts",
        "challenges",
        "matters",
        "decision",
    }
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


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        ({"from": dt.date(2040, 1, 1)}, False),
        ({"until": dt.date(2035, 1, 1)}, True),
        ({"from": dt.date(2020, 1, 1), "until": dt.date(2025, 1, 1)}, False),
        ({"from": dt.date(2026, 6, 1), "until": dt.date(2026, 6, 1)}, True),
    ],
)
def test_what_holds_has_begun_and_not_ended(build, dates, held):
    build.nodes("A B", "Service")
    build.tie("A", "DEPENDS_ON", "B", **dates)
    declared = network_definitions(
        {"test": {"relations": ["DEPENDS_ON"], "at": "unended"}}, dt.date(2026, 6, 1)
    )
    assert declare(build.graph, declared["test"]).m == held


def test_a_body_ends_with_the_last_of_its_memberships(build):
    build.node("Board", "JointBoard")
    build.nodes("A B", "Municipality")
    build.node("Rescue", "Service")
    build.tie("A", "MEMBER_OF", "Board", until=dt.date(2020, 12, 31))
    build.tie("B", "MEMBER_OF", "Board", until=dt.date(2022, 12, 31))
    build.tie("Rescue", "DEPENDS_ON", "Board")
    assert declare(build.graph, definition(at="2022-12-31")).m == 1
    assert declare(build.graph, definition(at="2023-01-01")).m == 0


def test_a_change_ends_what_it_replaces_and_begins_what_comes_of_it(build):
    build.nodes("Old New Both Service", "Service")
    build.node("Merger", "ChangeEvent", date="2019-07-01")
    build.node("Rename", "ChangeEvent", date="2019-07-01")
    build.tie("Merger", "ORIGINAL_ORGANIZATION", "Old")
    build.tie("Merger", "RESULTING_ORGANIZATION", "New")
    build.tie("Rename", "ORIGINAL_ORGANIZATION", "Both")
    build.tie("Rename", "RESULTING_ORGANIZATION", "Both")
    for name in ("Old", "New", "Both"):
        build.tie("Service", "DEPENDS_ON", name)
    on = {day: arcs(declare(build.graph, definition(at=day))) for day in ("2019-06-30", "2019-07-01")}
    assert on["2019-06-30"] == {("Service", "Old"), ("Service", "Both")}
    assert on["2019-07-01"] == {("Service", "New"), ("Service", "Both")}


@pytest.mark.parametrize(("date", "old"), [("2019", "2019-12-31"), ("2019-07", "2019-07-31")])
def test_a_year_or_month_of_change_leaves_both_in_it(build, date, old):
    build.nodes("Old New Service", "Service")
    build.node("Merger", "ChangeEvent", date=date)
    build.tie("Merger", "ORIGINAL_ORGANIZATION", "Old")
    build.tie("Merger", "RESULTING_ORGANIZATION", "New")
    build.tie("Service", "DEPENDS_ON", "Old")
    build.tie("Service", "DEPENDS_ON", "New")
    assert declare(build.graph, definition(at=old)).m == 2
    assert declare(build.graph, definition(at="2020-01-01")).m == 1


def test_what_has_no_date_is_counted_and_is_evidence_of_no_earlier_day(build):
    build.nodes("A B C", "Service")
    build.tie("A", "DEPENDS_ON", "B")
    build.tie("A", "DEPENDS_ON", "C", **{"from": dt.date(2000, 1, 1)})
    today = definition(at=dt.date(2026, 6, 1))
    network = declare(build.graph, today)
    assert network.m == 2
    assert "1 relationship has no date and counts as if it held on 2026-06-01" in network.notes[0].en
    earlier = declare(build.graph, today.on_day(dt.date(2010, 1, 1), dt.date(2026, 6, 1)))
    assert arcs(earlier) == {("A", "C")}
    assert (
        earlier.notes[0].en
        == "1 relationship without a date is left out: no source says that it held on 2010-01-01."
    )


def test_owners_and_funders_are_not_members(build):
    build.node("Fed", "MunicipalFederation")
    build.nodes("A B", "Municipality")
    build.node("Firm", "Company")
    build.node("Plan", "Project")
    build.tie("A", "MEMBER_OF", "Fed", role="member")
    build.tie("Fed", "MEMBER_OF", "Firm", role="owner")
    build.tie("B", "PARTICIPATES_IN", "Plan", role="funder")
    shipped = network_definitions()
    formal = declare(build.graph, shipped["formal-collaboration"])
    assert arcs(formal) == {("A", "Fed")}
    assert any(note.en.startswith("2 relationships in a role that the network") for note in formal.notes)
    assert arcs(declare(build.graph, shipped["ownership-and-funding"])) == {("Fed", "Firm"), ("B", "Plan")}


def test_each_tie_of_a_two_mode_network_ends_in_a_body(build):
    build.nodes("Fed Other", "MunicipalFederation")
    build.node("Firm", "Company")
    build.node("A", "Municipality")
    build.node("Plan", "Project")
    build.tie("A", "MEMBER_OF", "Fed")
    build.tie("Fed", "MEMBER_OF", "Firm")
    build.tie("Fed", "PARTICIPATES_IN", "Plan")
    network = declare(build.graph, network_definitions()["formal-collaboration"])
    assert arcs(network) == {("A", "Fed")}
    said = " ".join(note.en for note in network.notes)
    assert "1 relationship not ending in one of the network's bodies is left out" in said
    assert "1 relationship from one body to another is left out" in said
    assert set(network.isolates) == {E + "Other", E + "Plan"}


def test_isolates_stay_and_are_named(build):
    build.nodes("A B C", "Service")
    build.tie("A", "DEPENDS_ON", "B")
    network = declare(build.graph, definition(labels=["Service"]))
    assert (network.n, network.isolates) == (3, [E + "C"])
    assert network.notes[-1].en == "1 thing is tied to nothing: C."
    assert declare(build.graph, definition()).n == 2


def test_weights_that_do_not_count_are_named(build):
    build.nodes("A B", "Service")
    build.tie("A", "DEPENDS_ON", "B", strength=2)
    network = declare(build.graph, definition(parallel="one", weight_property="strength"))
    assert "The weight of 1 relationship is set aside" in network.notes[0].en
    assert not declare(build.graph, definition(parallel="max", weight_property="strength")).notes


def test_only_being_a_part_is_told_from_other_ties(build):
    build.node("Council", "Council")
    build.nodes("A B", "Municipality")
    build.tie("Council", "UNIT_OF", "A")
    build.tie("Council", "DEPENDS_ON", "B")
    network = declare(build.graph, network_definitions()["service-dependency"])
    assert network.is_part_of(E + "Council", E + "A")
    assert not network.is_part_of(E + "Council", E + "B")
    assert not network.is_part_of(E + "A", E + "B")


def test_nodes_say_what_they_are_and_when(build):
    build.node("A", "Service", **{"from": dt.date(2001, 2, 3)})
    build.node("B", "Service")
    build.tie("A", "DEPENDS_ON", "B")
    nodes = declare(build.graph, definition()).graph.nodes
    assert nodes[E + "A"] == {"label_sv": "A", "label_en": "A", "class": "Service", "from": "2001-02-03"}
    assert "from" not in nodes[E + "B"]


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
    assert E + "ITF" not in network.graph  # its members meet in it; it meets nobody
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
        ({"relations": ["X"], "undated": "perhaps"}, "undated = 'perhaps'"),
        ({"relations": [{"type": "X", "roles": "owner"}]}, "roles must be a list"),
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
