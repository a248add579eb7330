"""Stories: read from their file, played through the pages of a build, told in a page and saved from it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.errors import UsageError
from kgraph.views.answer_view import answer_view
from kgraph.views.network_page import write_views
from kgraph.views.stories import asked_in, lost_in_stories, read_stories, stories_from, stories_text

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from conftest import Visit

    from kgraph.views.page_content import PageSetting

BASE = "https://w3id.org/kgraph/study/test/"
STORY: dict[str, Any] = {
    "name": {"sv": "Ett förbund", "en": "One federation"},
    "steps": [
        {
            "view": "collaboration",
            "text": {"sv": "Nämnden och grannarna.", "en": "The board and its neighbours."},
            "state": {"around": f"{BASE}board", "pins": f"400,-300,{BASE}board", "part": "0,-500,800,0"},
        },
        {
            "view": "services",
            "text": {"sv": "Utan förbundet.", "en": "Without the federation."},
            "state": {"removed": f"{BASE}it", "hide": "ITSystem"},
        },
        {
            "view": "collaboration",
            "text": "Both languages at once.",
            "state": {"node": f"{BASE}gone", "pathFrom": f"{BASE}Skara", "pathTo": f"{BASE}it"},
        },
    ],
}


def test_what_a_step_names_and_the_graph_lacks_is_said(graph: nx.MultiDiGraph[str]) -> None:
    stories = stories_from({"stories": [STORY]})
    assert stories_from(json.loads(stories_text(stories))) == stories
    (sentence,) = lost_in_stories(stories, graph)
    assert sentence.en == (
        f"the story One federation, step 3, names what the build does not have: {BASE}gone"
    )
    assert "steg 3" in sentence.sv


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'the file needs "stories"'),
        ('{"stories": [{"name": "A"}]}', 'story 1 needs "steps"'),
        ('{"stories": [{"name": "", "steps": []}]}', 'story 1 needs "name"'),
        ('{"stories": [{"name": {"de": "A"}, "steps": []}]}', 'story 1 needs "name"'),
        ('{"stories": [{"name": "A", "steps": [{"view": "ego", "text": "B"}]}]}', 'step 1 needs "view"'),
        ('{"stories": [{"name": "A", "steps": [{"view": "services", "text": 1}]}]}', 'step 1 needs "text"'),
        (
            '{"stories": [{"name": "A", "steps": [{"view": "services", "text": "B", "state": {"a": 1}}]}]}',
            'step 1 needs "state"',
        ),
        ('{"stories": [{"name": "A", "steps": [1]}]}', "step 1 is no object"),
        ('{"stories": [{"name": "A", "steps": [{"view": "answer", "text": "B"}]}]}', 'step 1 needs "query"'),
        (
            '{"stories": [{"name": "A", "steps": ['
            '{"view": "answer", "text": "B", "query": "C", "drawn": 1}]}]}',
            'step 1 needs "drawn"',
        ),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "stories.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_stories(path)
    assert complaint in refused.value.message
    assert "stories.json" in str(refused.value.where)
    assert read_stories(tmp_path / "none.json") == []


@pytest.mark.browser
def test_a_story_plays_through_the_pages_and_is_told_in_one(
    graph: nx.MultiDiGraph[str], setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    stories = stories_from({"stories": [STORY]})
    told = replace(setting, stories=tuple(stories))
    page = visit.page
    collaboration, *_ = write_views(graph, tmp_path, told, report=None)

    visit.open(collaboration, "#lang=en&theme=dark")
    page.click("#play-1")
    player = page.locator("#player")
    assert "The board and its neighbours." in player.inner_text()
    assert "1 / 3" in player.inner_text()
    shown = "kgraph.nodes.filter((node, id) => kgraph.visible.nodes[id]).length"
    assert page.evaluate(shown) == 5
    board = page.evaluate(f"kgraph.scene.units.find(({{ id }}) => kgraph.nodes[id].uri === '{BASE}board')")
    assert (board["x"], board["y"], board["pinned"]) == (400, -300, True)
    page.wait_for_function("Math.abs(kgraph.network.getViewPosition().x - 400) < 1")
    assert page.locator("#story-back").is_disabled()

    # On to another view, with language and appearance; by the keyboard as a presenter's remote sends it.
    page.keyboard.press("PageDown")
    page.wait_for_url("**/services.html#*")
    page.wait_for_selector("html[data-ready]")
    assert "Without the federation." in player.inner_text()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("kgraph.nodes[kgraph.state.removed].uri") == f"{BASE}it"
    assert page.evaluate("kgraph.marked.cut.size") > 0
    assert not page.evaluate("kgraph.scene.units.some((unit) => unit.kind === 'ITSystem')")
    page.click("#story-on")
    page.wait_for_url("**/collaboration.html#*")
    page.wait_for_selector("html[data-ready]")
    assert f"{BASE}gone" in player.inner_text()
    assert page.evaluate("kgraph.marked.strong.length") == 1
    page.locator("#story-end").press("ArrowLeft")
    page.wait_for_url("**/services.html#*")
    page.wait_for_selector("html[data-ready]")
    page.select_option("#language", "sv")
    assert "Utan förbundet." in player.inner_text()
    page.click("#story-end")
    assert player.is_hidden()

    # What is shown becomes a step; it is kept over pages until it is saved as the study's file.
    page.fill("#story-text", "Så här ser det ut <b>nu</b>.")
    page.click("#story-add")
    page.click("#stories-edit")
    page.click("#raise-0-3")
    page.click("#drop-0-3")
    visit.open(collaboration, "#lang=sv")
    with page.expect_download() as saved:
        page.click("#stories-file")
    assert saved.value.suggested_filename == "stories.json"
    file = tmp_path / "stories.json"
    saved.value.save_as(file)
    first, second, third = read_stories(file)[0]["steps"]
    assert [first, second] == stories[0]["steps"][:2]
    assert third["view"] == "services"
    assert third["text"] == {"sv": "Så här ser det ut <b>nu</b>."}
    assert third["state"]["removed"] == f"{BASE}it"
    assert {"lang", "theme", "story"}.isdisjoint(third["state"])
    page.click("#stories-discard")
    assert page.locator("#stories-file").count() == 0
    assert visit.external == []
    assert visit.complaints == []

    # A step on the answer to a question has a page of its own, and says that the answer is another one now.
    told_of = {"nodes": 9, "edges": 1, "digest": "another"}
    step = {"view": "answer", "query": "MATCH (b) RETURN b", "drawn": told_of, "text": "Asked."}
    asking = stories_from({"stories": [{**STORY, "steps": [step | {"state": {"node": f"{BASE}board"}}]}]})
    ((name, asked),) = asked_in(asking).items()
    ends = {str(key): (start, end) for start, end, key in graph.edges(keys=True)}
    answer = answer_view(graph, ends, [f"{BASE}board", f"{BASE}Skara", "no thing"], "omit", asked)
    assert answer is not None
    told_more = replace(told, stories=tuple(asking))
    *_, last = write_views(graph, tmp_path, told_more, report=None, answers=[answer])
    assert last.name == f"{name}.html"
    visit.open(collaboration, "#lang=en")
    page.click("#play-1")
    page.wait_for_url(f"**/{name}.html#*")
    page.wait_for_selector("html[data-ready]")
    assert "Asked." in player.inner_text()
    assert "then 9 nodes and 1 relationships, now 2 and" in player.inner_text()
    assert page.evaluate("kgraph.nodes[kgraph.state.node].uri") == f"{BASE}board"
    page.fill("#story-text", "As it is now.")
    page.click("#story-add")
    page.locator("ol.told button").nth(1).click()
    assert "As it is now." in player.inner_text()
    assert player.locator(".notice").count() == 0
    page.click("#stories-discard")
    write_views(graph, tmp_path, told, report=None)
    assert not last.exists()

    # Alone, a page says which of the steps it cannot show.
    alone = tmp_path / "alone" / "collaboration.html"
    write_views(graph, alone.parent, told, views=("collaboration",), report=None)
    visit.open(alone, "#lang=en&story=1&step=2")
    assert "Service dependency, which is not beside this file" in player.inner_text()
