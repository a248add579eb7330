"""Bodies of whose members sources tell fewer than there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.analysis.findings.incomplete_bodies import incomplete_near
from kgraph.analysis.networks import declare, network_definitions

if TYPE_CHECKING:
    import networkx as nx

BASE = "https://example.org/"
LIST = "https://w3id.org/kgraph/scheme/completeness/"


def near(graph: nx.MultiDiGraph, node: str) -> list[str]:
    network = declare(graph, network_definitions()["formal-collaboration"])
    return [each.removeprefix(BASE) for each in incomplete_near(network, BASE + node)]


@pytest.mark.parametrize(("count", "found"), [(6, []), (15, ["ITF"]), ([5, 15], ["ITF"])])
def test_a_body_that_counts_more_members_than_are_recorded_is_incomplete(
    federation: nx.MultiDiGraph, count: object, found: list[str]
) -> None:
    federation.nodes[BASE + "ITF"]["memberCount"] = count
    assert near(federation, "ITF") == found
    assert near(federation, "Ala") == found


@pytest.mark.parametrize(("kind", "found"), [("partial", ["ITF"]), ("complete", []), ("unknown", [])])
def test_what_a_source_says_of_the_list_counts(
    federation: nx.MultiDiGraph, kind: str, found: list[str]
) -> None:
    federation.nodes[BASE + "ITF"]["memberCount"] = (
        6 if kind == "partial" else 15 if kind == "complete" else None
    )
    federation.add_node(LIST + kind, labels=("Concept",))
    federation.add_edge(BASE + "ITF", LIST + kind, key="list", type="MEMBER_COMPLETENESS")
    assert near(federation, "ITF") == found
