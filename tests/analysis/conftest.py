"""A small graph by hand, in the form in which the store gives it back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kgraph.analysis.analyse import analyse
from kgraph.analysis.settings import Settings

if TYPE_CHECKING:
    from kgraph.analysis.analysis_results import Analysis

BASE = "https://example.org/"
SPEC = {
    "SharedITService": ("SharedITService", "Service"),
    "MunicipalFederation": ("MunicipalFederation", "PublicOrganisation", "Organization"),
    "Municipality": ("Municipality", "PublicOrganisation", "FormalOrganization", "Organization"),
    "JointBoard": ("JointBoard", "OrganizationalUnit", "Organization"),
    "Project": ("Project", "OrganizationalCollaboration", "Organization"),
}


class Builder:
    """Builds a graph from short names."""

    def __init__(self) -> None:
        self.graph = nx.MultiDiGraph(study="example", build="b1", contentHash="c1")

    def node(self, name: str, kind: str, **properties: Any) -> str:
        uri = BASE + name
        label = {"label": name, "label_sv": name, "label_en": name}
        self.graph.add_node(uri, labels=SPEC.get(kind, (kind,)), **{**label, **properties})
        return uri

    def nodes(self, names: str, kind: str) -> list[str]:
        return [self.node(name, kind) for name in names.split()]

    def tie(self, start: str, relation: str, end: str, source: str = "report", **properties: Any) -> str:
        key = f"{start}|{relation}|{end}|{len(self.graph.edges)}"
        values = {"sources": [BASE + "source/" + source], "locators": ["p. 1"], "statementStatus": "stated"}
        self.graph.add_edge(BASE + start, BASE + end, key=key, type=relation, **{**values, **properties})
        return key


@pytest.fixture
def build() -> Builder:
    return Builder()


def build_federation(build: Builder) -> nx.MultiDiGraph:
    """Six municipalities that use services of one federation; a board in one of them; a project."""
    build.nodes("Ala Bro Dal Eka Fors Gran", "Municipality")
    build.node("ITF", "MunicipalFederation", label_sv="IT-förbundet", label_en="the IT federation")
    build.node("Uni", "University")
    build.nodes("Mail Portal", "SharedITService")
    build.node("Server", "ITSystem")
    build.node("Rescue", "Service")
    build.node("RescueBoard", "JointBoard")
    build.node("Change", "Project")
    build.node("source/report", "Source", label_sv="Årsrapporten", label_en="The annual report")
    build.tie("ITF", "PROVIDES", "Mail")
    build.tie("ITF", "PROVIDES", "Portal", statementStatus="inferred", source="memo")
    build.tie("Mail", "REALISED_BY", "Server")
    build.tie("ITF", "OPERATES", "Server")
    for name in ("Ala", "Bro", "Dal", "Eka", "Fors", "Gran"):
        build.tie(name, "MEMBER_OF", "ITF")
        build.tie(name, "CONSUMES", "Mail")
        build.tie(name, "PARTICIPATES_IN", "Change", source="plan")
    build.tie("Ala", "CONSUMES", "Portal")
    build.tie("RescueBoard", "HOSTED_BY", "Ala", source="agreement")
    build.tie("RescueBoard", "PROVIDES", "Rescue", source="agreement")
    for name in ("Ala", "Bro", "Dal"):
        build.tie(name, "CONSUMES", "Rescue", source="agreement")
        build.tie(name, "MEMBER_OF", "RescueBoard", source="agreement")
    build.tie("Uni", "PARTICIPATES_IN", "Change", source="plan")
    build.tie("Eka", "MEMBER_OF", "RescueBoard", until=dt.date(2020, 12, 31))
    return build.graph


@pytest.fixture
def federation(build: Builder) -> nx.MultiDiGraph:
    return build_federation(build)


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """All questions asked of the federation; shared, and not to be changed."""
    return analyse(build_federation(Builder()), settings=Settings(seed=7, draws=30))
