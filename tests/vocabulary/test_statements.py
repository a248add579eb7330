"""One rule for statuses, and one reader of evidence, in the graph, in networks and in pages."""

from __future__ import annotations

import networkx as nx
import pytest

from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.networks import declare
from kgraph.ask.explanation import explain
from kgraph.graph_keys import DERIVED_KEYS, EVIDENCE_KEYS, RESERVED_KEYS, UNSTATED_KEYS, WRITTEN_KEYS
from kgraph.loaders.mapping.evidence_lists import evidence_properties
from kgraph.statements import PRECEDENCE, STATUSES, combined_status, evidence_of, status_of
from kgraph.views.item_values import evidence_of as page_evidence

LIBRARY, STREET = "https://a.example/graph/library", "https://a.example/graph/street"


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["stated", "disputed"], "disputed"),
        (["disputed", "stated"], "disputed"),
        (["", "inferred"], "stated"),
        (["inferred", "outdated"], "inferred"),
        (["outdated"], "outdated"),
        ([], "stated"),
        (["of-the-study"], "of-the-study"),
    ],
)
def test_the_status_of_several_sources_follows_the_precedence(statuses: list[str], expected: str) -> None:
    assert combined_status(statuses) == expected


def test_the_precedence_names_every_status_once() -> None:
    assert sorted(PRECEDENCE) == sorted(STATUSES)


def tie() -> dict[str, object]:
    """Return a membership that the library states and the street disputes, as the mapping writes it."""
    library, street = f"<{LIBRARY}>", f"<{STREET}>"
    evidence = {library: {"locators": "p. 4"}, street: {"statuses": "disputed", "quotes": "not so"}}
    return evidence_properties([library, street], evidence)


def graph() -> nx.MultiDiGraph:
    result: nx.MultiDiGraph = nx.MultiDiGraph(study="s", build="b")
    for uri, labels in (
        ("a", ["Municipality", "Organization"]),
        ("b", ["MunicipalFederation", "Organization"]),
    ):
        result.add_node(uri, uri=uri, label=uri, labels=labels)
    result.add_edge("a", "b", key="k", type="MEMBER_OF", **tie())
    return result


def test_a_tie_that_one_source_states_and_another_disputes_is_disputed_everywhere() -> None:
    assert tie()["statementStatus"] == "disputed"
    assert status_of(tie()) == "disputed"
    assert status_of({key: value for key, value in tie().items() if key != "statementStatus"}) == "disputed"
    network = declare(graph(), network_definitions()["formal-collaboration"])
    ties = [item for behind in network.ties.values() for item in behind]
    assert [item.status for item in ties] == ["disputed"]
    assert [item.status for item in ties[0].evidence] == ["stated", "disputed"]


def test_a_disputed_tie_is_not_in_a_network_of_stated_ties() -> None:
    from dataclasses import replace

    definition = replace(network_definitions()["formal-collaboration"], statuses=("stated",))
    assert declare(graph(), definition).graph.number_of_edges() == 0


def test_the_aligned_lists_are_read_alike_by_explanations_pages_and_networks() -> None:
    rows = [(item.source, item.locator, item.quote, item.status) for item in evidence_of(tie())]
    assert rows == [(LIBRARY, "p. 4", "", "stated"), (STREET, "", "not so", "disputed")]
    statement = explain(graph(), "a").statements[-1]
    assert [(s.source, s.locator, s.quote, s.status) for s in statement.supports] == rows
    assert page_evidence(tie(), {LIBRARY: 0, STREET: 1}) == [
        {"source": 0, "locator": "p. 4"},
        {"source": 1, "quote": "not so", "status": "disputed"},
    ]


def test_lists_shorter_than_the_sources_are_filled() -> None:
    items = evidence_of({"sources": [LIBRARY, STREET], "locators": ["p. 1"]})
    assert [item.locator for item in items] == ["p. 1", ""]


def test_what_a_rule_concludes_is_inferred() -> None:
    items = evidence_of({"sources": ["https://a.example/graph/inferred/r"], "rule": "r"})
    assert [item.status for item in items] == ["inferred"]


def test_the_sets_of_keys_agree() -> None:
    assert RESERVED_KEYS | EVIDENCE_KEYS | DERIVED_KEYS | UNSTATED_KEYS <= WRITTEN_KEYS


def test_a_value_has_the_evidence_of_the_sourced_statement_about_it() -> None:
    own = graph()
    library = {
        "sources": [LIBRARY],
        "locators": ["p. 1"],
        "paraphrases": ["Nod a."],
        "anchors": ["0-20:" + "0" * 32],
    }
    own.nodes["a"].update(library, population=18979, memberCount=2)
    own.add_node(
        "s",
        labels=["SourcedStatement"],
        predicate="https://w3id.org/kgraph/ontology#memberCount",
        object=2,
        **{**library, "locators": ["p. 9"], "statuses": ["unverified"]},
    )
    own.add_edge("s", "a", key="about", type="STATEMENT_SUBJECT", sources=[LIBRARY])
    found = {statement.text: statement.supports for statement in explain(own, "a").statements}
    (count,), (population,) = found["memberCount"], found["population"]
    assert (count.locator, count.status) == ("p. 9", "unverified")
    assert (population.locator, population.status) == ("p. 1", "stated")
    assert (population.paraphrase, population.anchor) == ("Nod a.", "0-20:" + "0" * 32)
