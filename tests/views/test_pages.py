"""The pages in a real browser: nothing is fetched, nothing complains, all of it works by keyboard."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe

from kgraph.views.network_page import write_view, write_views
from kgraph.views.notebook_frame import inline_view
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_registry import VIEWS as VIEW_DEFINITIONS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Visit

    from kgraph.views.page_content import PageSetting

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>"
BASE = "https://w3id.org/kgraph/study/test/"
VIEWS = tuple(f"{name}:Skara" if each.argument else name for name, each in VIEW_DEFINITIONS.items())


@pytest.fixture(scope="module")
def pages(
    graph: nx.MultiDiGraph,
    setting: PageSetting,
    analysis: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    directory = tmp_path_factory.mktemp("pages")
    before = graph.copy()
    before.remove_node(f"{BASE}service-1")
    paths = {}
    for view in VIEWS:
        paths[view] = directory / f"{view.replace(':', '-')}.html"
        write_view(graph, ViewRequest(view, before=before), paths[view], replace(setting, analysis=analysis))
    return paths


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_opens_from_disk_alone_without_a_complaint(
    pages: dict[str, Path], visit: Visit, view: str
) -> None:
    visit.open(pages[view])
    page = visit.page
    page.select_option("#language", "en")
    page.select_option("#theme", "dark")
    for tab in ("nodes", "edges", "diagram"):
        page.click(f"#tab-{tab}")
    assert page.evaluate("kgraph.network.body.nodeIndices.length") > 0
    assert visit.external == []
    assert visit.complaints == []


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_words_stay_text_in_every_view_and_control(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit, view: str
) -> None:
    hostile = graph.copy()
    for uri, values in hostile.nodes(data=True):
        values |= {"label": HOSTILE, "label_sv": f"{HOSTILE} {uri[-3:]}", "alias": [HOSTILE]}
        values |= {
            "note": HOSTILE,
            "title": HOSTILE,
            "source": "javascript:alert(1)",
            "homepage": "javascript:alert(1)",
        }
        if values.get("sources"):
            values |= {
                "locators": [HOSTILE] * len(values["sources"]),
                "quotes": [HOSTILE] * len(values["sources"]),
            }
    for _s, _t, values in hostile.edges(data=True):
        values["role"] = HOSTILE
    hostile.add_node("javascript:alert(1)", labels=("Company", "Organization"), label=HOSTILE)
    hostile.add_edge(
        "javascript:alert(1)", f"{BASE}Skara", key=HOSTILE, type="MEMBER_OF", sources=["javascript:alert(2)"]
    )
    path = tmp_path / "page.html"
    centre = "ego:Skara" if view.startswith("ego") else view
    write_view(hostile, ViewRequest(centre, before=graph), path, setting)
    visit.open(path)
    page = visit.page
    page.fill("#search", "onerror")
    page.keyboard.press("Enter")
    for tab in ("nodes", "edges"):
        page.click(f"#tab-{tab}")
        page.locator("#panel-table tbody button").first.click()
    page.evaluate("kgraph.select(0)")
    page.evaluate("kgraph.update({edge: 0, node: null})")
    odd = page.evaluate("kgraph.nodes.findIndex((node) => node.uri.startsWith('javascript:'))")
    if odd >= 0:
        page.evaluate(f"kgraph.select({odd})")
    assert HOSTILE in page.locator("body").inner_text()
    assert page.locator("img").count() == 0
    links = page.evaluate("[...document.links].map((link) => link.getAttribute('href'))")
    assert not [link for link in links if link.lower().startswith(("javascript:", "data:"))]
    svg = page.evaluate("kgraph.svgText()")
    assert "<img" not in svg
    assert visit.external == []
    assert visit.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["collaboration", "services", "comparison"])
def test_axe_finds_nothing_serious(pages: dict[str, Path], visit: Visit, view: str, scheme: str) -> None:
    visit.open(pages[view], f"#theme={scheme}&lang=en")
    page = visit.page
    page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
    found = [*serious(page)]
    page.evaluate("kgraph.select(0)")
    page.fill("#search", "a")
    found += serious(page)
    page.fill("#search", "")
    for tab in ("nodes", "edges"):
        page.click(f"#tab-{tab}")
        found += serious(page)
    assert found == []


def serious(page: Any) -> list[str]:
    # Axe adds its script through the debugging protocol, which the page's policy does not bind.
    result = Axe().run(page)
    assert len(result.response["passes"]) > 10
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in result.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def test_everything_can_be_done_by_keyboard(pages: dict[str, Path], visit: Visit) -> None:
    page = visit.open(pages["collaboration"]).page
    press = page.keyboard.press

    def tab_to(selector: str) -> None:
        for _ in range(120):
            press("Tab")
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"{selector} cannot be reached with Tab")

    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to("#search")
    page.keyboard.type("skara")
    press("ArrowDown")
    press("ArrowUp")
    press("Enter")
    assert page.locator("#details h2").inner_text() == "Skaras kommun"
    tab_to("#filter-kinds input")
    press("Space")
    assert "0 / 6" in page.locator("#filter-kinds").inner_text()
    press("Space")
    tab_to("#tab-diagram")
    press("ArrowRight")
    assert page.locator("#panel-table table").is_visible()
    press("Tab")
    tab_to("#panel-table thead button")
    press("Enter")
    assert page.locator("#panel-table th[aria-sort]").get_attribute("aria-sort") == "descending"
    tab_to("#panel-table tbody button")
    press("Enter")
    assert page.locator("#panel-table tr[aria-current=true]").count() == 1
    page.locator("#tab-nodes").focus()
    press("ArrowLeft")
    tab_to("#canvas")
    before = page.evaluate("kgraph.state.node")
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        press(key)
    assert page.evaluate("kgraph.state.node") is not None
    scale = page.evaluate("kgraph.network.getScale()")
    press("+")
    assert page.evaluate("kgraph.network.getScale()") > scale
    press("0")
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "details"
    page.locator("#canvas").focus()
    press("Escape")
    assert page.evaluate("kgraph.state.node") is None
    assert before is not None
    assert visit.complaints == []


def test_filters_leave_exactly_what_they_say(
    graph: nx.MultiDiGraph, pages: dict[str, Path], visit: Visit
) -> None:
    page = visit.open(pages["full"]).page
    members = page.evaluate("kgraph.data.kindOrder.includes('Municipality')")
    assert members
    page.evaluate(
        "kgraph.update({types: new Set(Object.keys(kgraph.data.types).filter((t) => t !== 'MEMBER_OF')), "
        "filtered: true})"
    )
    shown = page.evaluate("kgraph.edges.filter((e, i) => kgraph.visible.edges[i]).map((e) => e.key)")
    assert sorted(shown) == sorted(
        key for _s, _t, key, kind in graph.edges(keys=True, data="type") if kind == "MEMBER_OF"
    )
    # The municipalities are undated: a dated relationship is shown with its ends all the same.
    page.evaluate("kgraph.update({from: 2021, until: 2021, undated: false, filtered: true})")
    shown = set(page.evaluate("kgraph.edges.filter((e, i) => kgraph.visible.edges[i]).map((e) => e.key)"))
    overlapping = {
        key
        for _s, _t, key, values in graph.edges(keys=True, data=True)
        if values["type"] == "MEMBER_OF"
        and values["from"].year <= 2021
        and ("until" not in values or values["until"].year >= 2021)
    }
    assert shown == overlapping
    ends = {end for s, t, key in graph.edges(keys=True) if key in overlapping for end in (s, t)}
    shown = set(page.evaluate("kgraph.nodes.filter((n, i) => kgraph.visible.nodes[i]).map((n) => n.uri)"))
    assert shown >= ends
    assert all("decisionDate" in graph.nodes[uri] or "issued" in graph.nodes[uri] for uri in shown - ends)


def test_the_address_brings_back_the_same_picture(pages: dict[str, Path], visit: Visit) -> None:
    page = visit.open(pages["collaboration"]).page
    page.evaluate(
        "kgraph.update({node: 3, kinds: new Set(['Council']), lang: 'en', tab: 'nodes', size: 'sources', "
        "from: 2012, filtered: true})"
    )
    fragment = page.evaluate("location.hash")
    visit.open(pages["collaboration"], fragment)
    state = page.evaluate(
        "(({node, kinds, lang, tab, size, from}) => ({node, kinds: [...kinds], lang, tab, size, from}))"
        "(kgraph.state)"
    )
    assert state == {
        "node": 3,
        "kinds": ["Council"],
        "lang": "en",
        "tab": "nodes",
        "size": "sources",
        "from": 2012,
    }
    assert page.evaluate("document.documentElement.lang") == "en"


def test_search_finds_label_alias_and_id(pages: dict[str, Path], visit: Visit) -> None:
    page = visit.open(pages["collaboration"]).page
    for query in ("Göliska", "forbundet", "the it fed", "test/it"):
        page.fill("#search", query)
        names = page.locator("#hits li").all_inner_texts()
        assert ("IT-förbundet" in names[0]) == (query != "Göliska"), (query, names)


def test_a_path_and_a_removal_answer_as_networkx_does(
    graph: nx.MultiDiGraph, pages: dict[str, Path], visit: Visit
) -> None:
    page = visit.open(pages["collaboration"]).page
    page.evaluate("document.getElementById('tools').open = true")
    page.fill("#path-from", "Kommunfullmäktige Essunga")
    page.fill("#path-to", "Innovationsverket")
    page.click("#path-find")
    shown = set(page.evaluate("kgraph.nodes.map((node) => node.uri)"))
    simple = nx.Graph(graph.subgraph(shown).to_undirected())
    steps = nx.shortest_path_length(simple, f"{BASE}council-0", f"{BASE}funder")
    answer = page.locator("#questions .answer").first.inner_text()
    assert f"{steps} steg" in answer
    page.evaluate(f"kgraph.select(kgraph.nodes.findIndex((node) => node.uri === '{BASE}Essunga'))")
    page.click("#remove")
    simple.remove_node(f"{BASE}Essunga")
    largest = max(nx.connected_components(simple), key=len)
    cut = {n for n in simple if n not in largest} - {f"{BASE}alone"}
    assert set(page.evaluate("[...kgraph.marked.cut].map((id) => kgraph.nodes[id].uri)")) == cut
    assert cut


def test_a_removal_in_the_services_stops_what_the_analysis_says(
    graph: nx.MultiDiGraph, pages: dict[str, Path], visit: Visit
) -> None:
    from kgraph.analysis.definitions import network_definitions
    from kgraph.analysis.dependency_model import DependencyModel
    from kgraph.analysis.networks import declare

    page = visit.open(pages["services"]).page
    uris = page.evaluate("kgraph.nodes.map((node) => node.uri)")
    kept = page.evaluate("Object.keys(kgraph.data.types)")
    part = nx.MultiDiGraph()
    part.add_nodes_from((uri, graph.nodes[uri]) for uri in uris)
    part.add_edges_from(
        (s, t, k, d)
        for s, t, k, d in graph.edges(keys=True, data=True)
        if s in part and t in part and d["type"] in kept
    )
    model = DependencyModel.of(declare(part, network_definitions()["service-dependency"]))
    for name in ("it", "system-1", "service-1", "service-4"):
        loss = model.loss([BASE + name])
        page.evaluate(
            f"kgraph.update({{removed: kgraph.nodes.findIndex((node) => node.uri === '{BASE}{name}')}})"
        )
        cut = set(page.evaluate("[...kgraph.marked.cut].map((id) => kgraph.nodes[id].uri)"))
        assert cut == {*loss.stopped, *loss.affected}, name


def test_tables_sort_and_export_without_formulas(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    formula = graph.copy()
    for uri, name in zip(
        sorted(formula), ('=HYPERLINK("http://x")', "+1", " @x", "-2", "\t=1"), strict=False
    ):
        formula.nodes[uri]["label_sv"] = name
    write_view(formula, "full", tmp_path / "page.html", setting)
    page = visit.open(tmp_path / "page.html").page
    text = page.evaluate("kgraph.csvText('nodes')")
    for cell in ("'=HYPERLINK", "'+1", "' @x", "'-2", "'\t=1"):
        assert cell in text
    assert not re.search(r'(^|,)"?[=+@-]', text, re.MULTILINE)
    page.click("#tab-nodes")
    first = page.locator("#panel-table tbody th").all_inner_texts()
    page.locator("#panel-table thead button").first.click()
    assert page.locator("#panel-table tbody th").all_inner_texts() == list(reversed(first))


def test_the_picture_and_its_svg_can_be_saved(pages: dict[str, Path], visit: Visit, tmp_path: Path) -> None:
    page = visit.open(pages["services"]).page
    saved = {}
    for button in ("png", "svg", "csv"):
        with page.expect_download() as download:
            page.click(f"#{button}")
        saved[button] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[button])
    assert saved["png"].read_bytes().startswith(b"\x89PNG")
    svg = saved["svg"].read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "IT-förbundet" in svg
    assert saved["csv"].read_text(encoding="utf-8-sig").splitlines()[0].startswith("Namn,Slag")


def test_print_has_the_drawing_as_lines_with_its_legend_beside_it(
    pages: dict[str, Path], visit: Visit, tmp_path: Path
) -> None:
    visit.page.emulate_media(color_scheme="dark")
    page = visit.open(pages["services"], "#lang=en").page
    page.evaluate(
        "window.addEventListener('beforeprint', () => { window.sheet = [...document.querySelectorAll("
        "'#printed text')].map((item) => [item.textContent, +item.getAttribute('x')]); "
        "window.ground = document.querySelector('#printed path').getAttribute('fill'); })"
    )
    sheet = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    assert b"/Subtype /Image" not in sheet
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    places: dict[str, float] = dict(page.evaluate("sheet"))
    assert places["Municipal federation"] > places["Service 1"] > places["System 1"]
    assert page.evaluate("ground") == "#ffffff"
    assert page.locator("#printed").count() == 0
    assert visit.complaints == []


def test_whoever_has_most_relations_is_named_on_a_phone_too(pages: dict[str, Path], visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open(pages["full"]).page
    named = page.evaluate(
        "(() => { const seen = [], brush = CanvasRenderingContext2D.prototype, { fillText } = brush; "
        "brush.fillText = function (...all) { seen.push(all[0]); fillText.apply(this, all); };"
        " kgraph.network.redraw(); return new Promise((done) => setTimeout(() => done(seen), 200)); })()"
    )
    assert "IT-förbundet" in named[:5]


def test_above_the_limit_the_page_groups_and_says_so(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    write_view(graph, "full", tmp_path / "page.html", replace(setting, limit=10))
    page = visit.open(tmp_path / "page.html").page
    count = graph.number_of_nodes()
    assert f"{count} noder är för många" in page.locator("#notices").inner_text()
    groups = page.evaluate("kgraph.scene.units.map((unit) => unit.count || 1)")
    assert sum(groups) == count
    sheet = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    page.evaluate("kgraph.toggleGroup('Municipality')")
    assert sum(page.evaluate("kgraph.scene.units.map((unit) => unit.count || 1)")) == count
    page.click("#expand")
    page.wait_for_selector(f"#canvas[data-ready='{count}']", state="attached")
    assert page.evaluate("kgraph.scene.units.length") == count


def test_views_link_to_one_another(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    paths = write_views(graph, tmp_path, setting)
    page = visit.open(paths[0]).page
    page.click("nav.views a[href='services.html']")
    page.wait_for_selector("html[data-ready]")
    assert page.locator("h1").inner_text() == "Tjänsteberoenden"
    assert page.locator("nav.views a[aria-current]").inner_text() == "Tjänsteberoenden"


def test_the_detail_panel_tells_both_languages_and_every_source(pages: dict[str, Path], visit: Visit) -> None:
    page = visit.open(pages["collaboration"], f"#node={quote(BASE + 'Skara', safe='')}").page
    text = page.locator("#details").inner_text()
    for word in (
        "Skaras kommun",
        "Skara municipality",
        "Samverkansavtal",
        "Årsredovisning",
        "§ 1",
        "§ 2",
        "Skara kn",
    ):
        assert word in text
    assert page.locator("#details a[href='https://example.org/avtal']").count() == 1
    page.locator("#details ul button", has_text="V6").first.click()
    assert page.locator("#details h2").inner_text() == "V6"
    assert json.loads(page.evaluate("JSON.stringify(kgraph.nodes[kgraph.state.node].name)"))["sv"] == "V6"


def test_a_notebook_shows_the_page_in_a_frame(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    shown = inline_view(graph, "collaboration", setting)
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><body>{shown._repr_html_()}</body>", encoding="utf-8")
    page = visit.page
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#search").fill("skara")
    frame.locator("#search").press("Enter")
    assert frame.locator("#details h2").inner_text() == "Skaras kommun"
    assert visit.external == []
    assert visit.complaints == []
