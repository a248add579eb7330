"""Graphs in the form in which the store gives them, and a real browser that may reach nothing."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

BASE = "https://w3id.org/kgraph/study/test/"
MUNICIPALITIES = ("Essunga", "Grästorp", "Götene", "Lidköping", "Skara", "Vara")
HOSTILE = "</script><img src=x onerror=alert(1)>"
PUBLIC = ("FormalOrganization", "Organization", "PublicOrganisation")


def day(year: int, month: int = 1, date: int = 1) -> dt.date:
    return dt.date(year, month, date)


class Builder:
    """Adds nodes and relationships with their evidence, as the store's reader does."""

    def __init__(self) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(study="test", build="b1", contentHash="abc")

    def node(self, name: str, labels: tuple[str, ...], sv: str, en: str, *sources: str, **more: Any) -> str:
        uri = BASE + name
        evidence = self._evidence(sources)
        self.graph.add_node(
            uri, labels=labels, uri=uri, label=sv, label_sv=sv, label_en=en, **evidence, **more
        )
        return uri

    def edge(self, kind: str, source: str, target: str, *sources: str, **more: Any) -> str:
        key = f"{BASE}relation/{kind}-{self.graph.number_of_edges()}"
        self.graph.add_edge(source, target, key=key)
        # As in the store, the key is a property as well.
        self.graph.edges[source, target, key].update(
            type=kind, uri=key, key=key, **self._evidence(sources) | more
        )
        return key

    def source(self, name: str, title: str, url: str | None, issued: dt.date) -> str:
        uri = f"{BASE}source/{name}"
        more = {"source": url} if url else {}
        self.graph.add_node(
            uri,
            labels=("Source",),
            uri=uri,
            title=title,
            title_sv=title,
            issued=issued,
            publisher=BASE + "Skara",
            **more,
        )
        return uri

    @staticmethod
    def _evidence(sources: tuple[str, ...]) -> dict[str, Any]:
        uris = sorted(f"{BASE}source/{name}" for name in sources)
        if not uris:
            return {}
        return {
            "sources": uris,
            "locators": [f"§ {index + 1}" for index in range(len(uris))],
            "statuses": ["stated"] * len(uris),
            "statementStatus": "stated",
        }


def collaboration() -> nx.MultiDiGraph[str]:
    """Six municipalities, their joint bodies, services, systems, decisions and the documents that say so."""
    build = Builder()
    build.source("agreement", "Samverkansavtal", "https://example.org/avtal", day(2021))
    build.source("minutes", "Protokoll", "https://example.org/protokoll", day(2020, 11, 30))
    build.source("report", "Årsredovisning", None, day(2012, 6))
    members = [
        build.node(
            name,
            ("Municipality", *PUBLIC),
            f"{name}s kommun" if name != "Essunga" else "Essunga kommun",
            f"{name} municipality",
            "agreement",
            *(("report",) if name == "Skara" else ()),
            alias=[f"{name} kn"],
            municipalityCode=str(1440 + index),
            population=5000 * (index + 1),
        )
        for index, name in enumerate(MUNICIPALITIES)
    ]
    federation = build.node(
        "it",
        ("MunicipalFederation", *PUBLIC),
        "IT-förbundet",
        "The IT federation",
        "report",
        alias="Förbundet",
    )
    board = build.node(
        "board",
        ("JointBoard", "OrganizationalUnit", "Organization"),
        "Räddningsnämnden",
        "The rescue board",
        "agreement",
    )
    network = build.node(
        "v6", ("CollaborationNetwork", "OrganizationalCollaboration", "Organization"), "V6", "V6", "report"
    )
    project = build.node(
        "project",
        ("Project", "OrganizationalCollaboration", "Organization"),
        "Digital omställning",
        "Digital transformation",
        "report",
        **{"from": day(2022, 4), "until": day(2024, 4)},
    )
    funder = build.node(
        "funder", ("StateAuthority", *PUBLIC), "Innovationsverket", "The innovation agency", "report"
    )
    build.node("alone", ("Company", "FormalOrganization", "Organization"), "Bolaget", "The company")
    for index, member in enumerate(members):
        build.edge("MEMBER_OF", member, federation, "report", **{"from": day(2010 + index), "role": "member"})
        build.edge("PARTICIPATES_IN", member, network, "report")
        build.edge("PARTICIPATES_IN", member, project, "report", "agreement", role="partner")
    for member in members[:3]:
        build.edge("MEMBER_OF", member, board, "agreement", **{"from": day(2021), "until": day(2022, 12, 31)})
    build.edge("HOSTED_BY", board, members[3], "agreement")
    build.edge("FUNDS", funder, project, "report", amount="1900000", statementStatus="disputed")
    build.edge(
        "PARTICIPATES_IN", members[4], project, "report", role="coordinator", statementStatus="inferred"
    )

    systems = [
        build.node(f"system-{n}", ("ITSystem",), f"System {n}", f"System {n}", "report") for n in range(1, 4)
    ]
    services = [
        build.node(f"service-{n}", ("SharedITService", "Service"), f"Tjänst {n}", f"Service {n}", "report")
        for n in range(1, 5)
    ]
    for index, service in enumerate(services):
        build.edge("PROVIDES", federation, service, "report")
        build.edge("REALISED_BY", service, systems[index % 3], "report")
        for member in members[index:]:
            build.edge("CONSUMES", member, service, "agreement")
    for system in systems:
        build.edge("OPERATES", federation, system, "report", statementStatus="inferred", rule="operator")
    build.edge("DEPENDS_ON", services[1], services[0], "report", criticality="high")
    build.edge("DEPENDS_ON", services[2], services[1], "report", alternativeGroup="a")
    build.edge("DEPENDS_ON", services[2], services[3], "report", alternativeGroup="a")

    for index, member in enumerate(members[:4]):
        council = build.node(
            f"council-{index}",
            ("Council", "OrganizationalUnit", "Organization"),
            f"Kommunfullmäktige {MUNICIPALITIES[index]}",
            f"{MUNICIPALITIES[index]} council",
            "minutes",
        )
        build.edge("UNIT_OF", council, member, "minutes")
        decision = build.node(
            f"decision-{index}",
            ("Decision",),
            f"Anta avtalet ({MUNICIPALITIES[index]})",
            f"Adopt the agreement ({MUNICIPALITIES[index]})",
            "minutes",
            decisionDate=day(2019 + index % 3, 3 + index, 2 + index),
            paragraphNumber=f"§ {180 + index}",
        )
        build.edge("DECIDED_BY", decision, council, "minutes")
        build.edge("AFFECTS", decision, board, "minutes", effect="creates")
    return build.graph


def crowd(nodes: int = 5000, edges: int = 15000) -> nx.MultiDiGraph[str]:
    """A graph of the size that a page must carry, with communities, kinds, dates and sources."""
    rng = random.Random(7)
    kinds = (
        ("Municipality", *PUBLIC),
        ("Council", "OrganizationalUnit", "Organization"),
        ("Project", "OrganizationalCollaboration", "Organization"),
        ("SharedITService", "Service"),
        ("ITSystem",),
        ("Decision",),
    )
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(study="crowd", build="b1")
    names = [f"{BASE}thing/{index}" for index in range(nodes)]
    for index, uri in enumerate(names):
        graph.add_node(
            uri,
            labels=kinds[index % len(kinds)],
            label=f"Sak nummer {index}",
            label_sv=f"Sak nummer {index}",
            label_en=f"Thing number {index}",
            sources=[f"{BASE}source/{index % 40}"],
            **{"from": day(1990 + index % 35)},
        )
    block = 100
    for index in range(edges):
        source = rng.randrange(nodes)
        near = source // block * block + rng.randrange(block)
        target = near if rng.random() < 0.85 else rng.randrange(nodes)
        graph.add_edge(
            names[source],
            names[target % nodes],
            key=f"e{index}",
            type=("MEMBER_OF", "DEPENDS_ON", "CONSUMES")[index % 3],
            sources=[f"{BASE}source/{index % 40}"],
            statementStatus=("stated", "stated", "inferred")[index % 3],
        )
    return graph


@pytest.fixture(scope="session")
def graph() -> nx.MultiDiGraph[str]:
    return collaboration()


@pytest.fixture(scope="session")
def setting() -> PageSetting:
    words = OntologyWords(
        labels={
            "Municipality": {"sv": "Kommun", "en": "Municipality"},
            "MunicipalFederation": {"sv": "Kommunalförbund", "en": "Municipal federation"},
            "Decision": {"sv": "Beslut", "en": "Decision"},
        },
        types={
            "MEMBER_OF": {"sv": "är medlem i", "en": "is a member of"},
            "PARTICIPATES_IN": {"sv": "deltar i", "en": "takes part in"},
        },
        keys={"population": {"sv": "folkmängd", "en": "population"}},
    )
    return PageSetting(words)


@pytest.fixture(scope="session")
def analysis(graph: nx.MultiDiGraph[str]) -> dict[str, Any]:
    """A result file in the form that the analysis writes."""
    federation, skara = BASE + "it", BASE + "Skara"
    evidence = [{"source": f"{BASE}source/report", "locator": "§ 1", "status": "stated", "relationship": "x"}]
    return {
        "study": "test",
        "build": "b1",
        "seed": 1,
        "networks": {
            "service-dependency": {
                "title": {"sv": "Tjänsteberoenden", "en": "Service dependency"},
                "meaning": {
                    "sv": "Den som kräver pekar på det som krävs.",
                    "en": "Who needs points at what is needed.",
                },
                "n": 14,
                "m": 31,
                "relations": ["CONSUMES", "DEPENDS_ON"],
                "statuses": ["stated", "inferred"],
                "directed": True,
                "graphHash": "f00d",
            }
        },
        "results": [
            {
                "question": "bottlenecks",
                "network": "service-dependency",
                "title": {"sv": "Flaskhalsar", "en": "Bottlenecks"},
                "definition": {"sv": "Det som skär av andra.", "en": "What cuts others off."},
                "method": "Hopcroft and Tarjan (1973), doi:10.1145/362248.362272",
                "engine": "networkx",
                "seed": 1,
                "rows": [
                    {
                        "node": federation,
                        "label": {"sv": "IT-förbundet", "en": "The IT federation"},
                        "claim": {
                            "sv": "Alla sex kommuner hänger på IT-förbundet.",
                            "en": "All six depend on it.",
                        },
                        "figure": {"name": "cut off", "value": 6, "unit": "nodes"},
                        "interval": [5, 6],
                        "tier": "1",
                        "z": 2.5,
                        "p": 0.01,
                        "cutOff": [skara],
                        "evidence": evidence,
                        "detail": {},
                    },
                    {
                        "node": skara,
                        "label": {"sv": HOSTILE, "en": "$x^2$ & <b>"},
                        "claim": {"sv": HOSTILE, "en": HOSTILE},
                        "figure": {"name": "cut off", "value": None, "unit": None},
                        "interval": None,
                        "tier": None,
                        "z": None,
                        "p": None,
                        "cutOff": [],
                        "evidence": [],
                        "detail": {"reason": "undefined for an isolate"},
                    },
                ],
                "notes": [{"sv": "En anmärkning.", "en": "A note."}],
            }
        ],
    }


class Visit:
    """An open page with everything it asked for, said and refused."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"pageerror: {error}"))
        page.on("dialog", self._refuse)

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def _refuse(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def external(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]

    def open(self, path: Path, fragment: str = "") -> Visit:
        self.page.goto("about:blank")
        self.page.goto(f"{path.as_uri()}{fragment}")
        if self.page.locator("#canvas").count():
            self.page.wait_for_selector("html[data-ready]")
            self.page.wait_for_selector("#canvas[data-ready]", state="attached")
        return self


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    # Without transitions, so that colours are measured as they stay.
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, locale="sv-SE", reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    yield Visit(context.new_page())
    context.close()
