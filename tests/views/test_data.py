"""What a page holds is what the graph holds: no more, no less, nothing renamed."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kgraph.errors import KgraphError, UsageError
from kgraph.pipeline.pages import ViewChoice, write_study_view
from kgraph.views import page_payload
from kgraph.views.item_values import origins_of
from kgraph.views.network_page import render_view, write_view, write_views
from kgraph.views.page_payload import PagePayload, PayloadEdge, PayloadNode, PayloadSource
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_registry import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.study import Study
    from kgraph.views.page_content import PageSetting

BASE = "https://w3id.org/kgraph/study/test/"


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    content: dict[str, Any] = json.loads(found.group(1))
    return content


def test_the_full_page_holds_every_node_and_relationship_with_its_evidence(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    data = data_of(render_view(graph, "full", setting)[0])
    assert {node["uri"] for node in data["nodes"]} == set(graph)
    sources = [source["uri"] for source in data["sources"]]
    shown = {}
    for edge in data["edges"]:
        ends = (data["nodes"][edge["from"]]["uri"], data["nodes"][edge["to"]]["uri"])
        evidence = [
            (sources[entry["source"]], entry.get("locator", "")) for entry in edge.get("evidence", ())
        ]
        shown[(*ends, edge["key"])] = (
            edge["type"],
            edge.get("status", "stated"),
            edge.get("period"),
            evidence,
        )
    stored = {}
    for source, target, key, values in graph.edges(keys=True, data=True):
        period = [values[end].isoformat() if values.get(end) else None for end in ("from", "until")]
        evidence = list(zip(values.get("sources", ()), values.get("locators", ()), strict=True))
        stored[(source, target, key)] = (
            values["type"],
            values.get("statementStatus", "stated"),
            period if any(period) else None,
            evidence,
        )
    assert shown == stored
    population = {node["uri"]: node.get("properties", {}).get("population") for node in data["nodes"]}
    assert population == {uri: values.get("population") for uri, values in graph.nodes(data=True)}


def test_pyvis_holds_the_same_network_as_the_data(graph: nx.MultiDiGraph, setting: PageSetting) -> None:
    data = data_of(render_view(graph, "collaboration", setting)[0])
    drawn = data["network"]
    assert [node["id"] for node in drawn["nodes"]] == list(range(len(data["nodes"])))
    assert [(edge["from"], edge["to"]) for edge in drawn["edges"]] == [
        (e["from"], e["to"]) for e in data["edges"]
    ]
    assert all(node["physics"] is False for node in drawn["nodes"])


def test_the_same_graph_gives_the_same_bytes_in_any_order(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    turned: nx.MultiDiGraph = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    for name, definition in VIEWS.items():
        if definition.shows_changes:
            continue
        view = f"{name}:Skara" if definition.argument else name
        assert render_view(graph, view, setting)[0] == render_view(turned, view, setting)[0]


def test_a_new_node_leaves_every_other_in_its_place(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path
) -> None:
    first = write_view(graph, "collaboration", tmp_path / "a.html", setting)
    grown = graph.copy()
    grown.add_node("https://example.org/new", labels=("Company", "Organization"), label="Ny")
    grown.add_edge("https://example.org/new", next(iter(first)), key="k", type="MEMBER_OF")
    second = write_view(grown, "collaboration", tmp_path / "b.html", setting, positions=first)
    assert {uri: second[uri] for uri in first} == first
    assert "https://example.org/new" in second


def test_where_a_place_means_a_date_an_earlier_decision_moves_no_other(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path
) -> None:
    first = write_view(graph, "decisions", tmp_path / "a.html", setting)
    grown = graph.copy()
    grown.add_node(BASE + "early", labels=("Decision",), label="Tidigt", decisionDate=dt.date(2015, 1, 1))
    grown.add_edge(BASE + "early", BASE + "council-3", key="k", type="DECIDED_BY")
    second = write_view(grown, "decisions", tmp_path / "b.html", setting, positions=first)
    decisions = [f"{BASE}decision-{number}" for number in range(4)]
    assert [second[uri][0] for uri in decisions] == [first[uri][0] for uri in decisions]
    guides = data_of((tmp_path / "b.html").read_text(encoding="utf-8"))["guides"]
    places = {tick.get("text"): tick["at"] for tick in guides["axis"]["ticks"]}
    assert second[BASE + "early"][0] == places["2015"]
    assert places["2019"] < second[BASE + "decision-0"][0] < places["2020"]
    # Each stands in the row of the body that took it, also where an older layout has another order of rows.
    assert second[BASE + "early"][1] == second[BASE + "council-3"][1]
    assert second == write_view(grown, "decisions", tmp_path / "c.html", setting)


def test_a_new_provider_stands_in_the_column_of_providers(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path
) -> None:
    first = write_view(graph, "services", tmp_path / "a.html", setting)
    grown = graph.copy()
    grown.add_node(BASE + "new", labels=("Company", "Organization"), label="Ny")
    grown.add_edge(BASE + "new", BASE + "service-1", key="k", type="PROVIDES")
    second = write_view(grown, "services", tmp_path / "b.html", setting, positions=first)
    assert second[BASE + "new"][0] == second[BASE + "it"][0] == first[BASE + "it"][0]


def test_a_view_written_again_keeps_its_tabs(
    graph: nx.MultiDiGraph, setting: PageSetting, make_study: Callable[..., Study]
) -> None:
    study = make_study({})
    views = study.build / "views"
    views.mkdir(parents=True)
    write_views(graph, views, setting)
    tabs = re.findall(r'<a href="([^"]+)" data-sv', (views / "services.html").read_text(encoding="utf-8"))
    for name in ("services", "Skaras kommun"):
        path = write_study_view(study, graph, ViewChoice(name))
        html = path.read_text(encoding="utf-8")
        assert re.findall(r'<a href="([^"]+)" data-sv', html) == tabs
        assert ('aria-current="page"' in html) == (name == "services")
    aside = write_study_view(study, graph, ViewChoice("services"), study.root / "services.html")
    assert "data-sv" not in aside.read_text(encoding="utf-8")


def test_write_views_keeps_the_layout_between_builds(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path
) -> None:
    paths = write_views(graph, tmp_path, setting)
    assert [path.name for path in paths] == ["collaboration.html", "services.html", "decisions.html"]
    before = (tmp_path / "layout.json").read_bytes()
    pages = [path.read_bytes() for path in paths]
    write_views(graph, tmp_path, setting)
    assert (tmp_path / "layout.json").read_bytes() == before
    assert [path.read_bytes() for path in paths] == pages


def test_natural_persons_and_their_contact_data_stay_out_and_that_is_said(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    peopled = graph.copy()
    peopled.add_node("https://example.org/p", labels=("Person",), label="Namn Namnsson")
    some = next(iter(graph))
    peopled.nodes[some].update(email="namn@example.org", telephone="0500-123456")
    peopled.add_edge("https://example.org/p", some, key="k", type="HOLDS")
    html, _ = render_view(peopled, "full", setting)
    for secret in ("Namnsson", "namn@example.org", "0500-123456"):
        assert secret not in html
    assert data_of(html)["persons"] == 1
    included, _ = render_view(peopled, "full", replace(setting, persons="include"))
    assert "Namnsson" in included
    assert "namn@example.org" in included


def test_a_page_that_cannot_be_written_leaves_the_former_one(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.html"
    path.write_text("former", encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kgraph.atomic_files.os.fsync", full)
    with pytest.raises(KgraphError, match="No space left"):
        write_view(graph, "collaboration", path, setting)
    assert path.read_text(encoding="utf-8") == "former"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize("view", ["nonsense", "ego:Nowhere", "comparison"])
def test_what_cannot_be_shown_is_refused_with_a_next_step(
    graph: nx.MultiDiGraph, setting: PageSetting, view: str
) -> None:
    with pytest.raises(UsageError) as caught:
        render_view(graph, view, setting)
    assert caught.value.hint


def test_an_empty_graph_is_a_page_too(setting: PageSetting) -> None:
    for view, definition in VIEWS.items():
        if definition.argument or definition.shows_changes:
            continue
        data = data_of(render_view(nx.MultiDiGraph(), view, setting)[0])
        assert data["nodes"] == []


def test_numbers_that_json_does_not_have_are_written_as_text(setting: PageSetting) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_node("https://example.org/a", labels=("Company", "Organization"), label="A", share=float("nan"))
    data = data_of(render_view(graph, "full", setting)[0])
    assert data["nodes"][0]["properties"]["share"] == "nan"


def test_a_comparison_tells_added_removed_and_changed_apart(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    after = graph.copy()
    gone, changed = sorted(graph)[0], sorted(graph)[1]
    after.remove_node(gone)
    after.nodes[changed]["label_sv"] = after.nodes[changed]["label"] = "Nytt namn"
    after.add_node("https://example.org/new", labels=("Company",), label="Ny")
    data = data_of(render_view(after, ViewRequest("comparison", before=graph), setting)[0])
    change = {node["uri"]: node["change"] for node in data["nodes"]}
    assert change[gone] == "removed"
    assert change[changed] == "changed"
    assert change["https://example.org/new"] == "added"
    assert sum(value == "same" for value in change.values()) == graph.number_of_nodes() - 2
    lost = {key for _s, _t, key in graph.edges(gone, keys=True)} | {
        key for _s, _t, key in graph.in_edges(gone, keys=True)
    }
    assert {edge["key"] for edge in data["edges"] if edge["change"] == "removed"} == lost


def test_services_stand_in_layers_from_provider_to_consumer(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    _html, placed = render_view(graph, "services", setting)
    for source, target, kind in graph.edges(data="type"):
        if source in placed and target in placed and kind in ("PROVIDES", "OPERATES"):
            assert placed[source][0] < placed[target][0]
        if kind in ("CONSUMES", "REALISED_BY"):
            assert placed[source][0] > placed[target][0]


def test_decisions_stand_in_date_order(graph: nx.MultiDiGraph, setting: PageSetting) -> None:
    _html, placed = render_view(graph, "decisions", setting)
    dated = sorted(
        (values["decisionDate"], placed[uri][0])
        for uri, values in graph.nodes(data=True)
        if "decisionDate" in values
    )
    assert [x for _date, x in dated] == sorted(x for _date, x in dated)
    assert len(dated) == 4


def test_a_property_says_which_of_the_sources_state_it() -> None:
    attributes = {
        "sources": ["s1", "s2", "s3"],
        "property_sources": {"label_sv": ["s1"], "label_en": ["s3"], "code": ["s2"], ":Municipality": ["s1"]},
    }
    assert origins_of(attributes) == {"code": [1], "label": [0, 2]}
    assert origins_of({"sources": ["s1"]}) == {}


def test_a_rule_is_called_one_among_the_sources(graph: nx.MultiDiGraph, setting: PageSetting) -> None:
    concluded = graph.copy()
    source, target, key = next(iter(concluded.edges(keys=True)))
    rule = f"{BASE}graph/inferred/Dependency-dependsOn"
    concluded.edges[source, target, key]["sources"] = [rule]
    data = data_of(render_view(concluded, "full", setting)[0])
    (named,) = (each["name"] for each in data["sources"] if each["uri"] == rule)
    assert named == {"sv": "Regel Dependency-dependsOn", "en": "Rule Dependency-dependsOn"}


def allowed(keys: Any, contract: Any) -> bool:
    return bool(contract.__required_keys__ <= set(keys) <= contract.__annotations__.keys())


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_holds_the_keys_of_the_contract(
    graph: nx.MultiDiGraph, setting: PageSetting, name: str
) -> None:
    view = "ego:Skara" if VIEWS[name].argument else name
    before = graph.copy()
    before.remove_node(sorted(graph)[0])
    data = data_of(render_view(graph, ViewRequest(view, before=before), setting)[0])
    assert data.keys() == PagePayload.__annotations__.keys()
    assert data["nodes"]
    assert data["edges"]
    for entries, contract in (
        (data["nodes"], PayloadNode),
        (data["edges"], PayloadEdge),
        (data["sources"], PayloadSource),
    ):
        assert all(allowed(entry, contract) for entry in entries)


def test_every_key_of_the_contract_is_described() -> None:
    tree = ast.parse(Path(page_payload.__file__).read_text(encoding="utf-8"))
    bare = [
        f"{each.name}.{field.target.id}"
        for each in tree.body
        if isinstance(each, ast.ClassDef)
        for field, after in zip(each.body, [*each.body[1:], None], strict=True)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant))
    ]
    assert bare == []
