"""In a real Chromium: a step on a drawn answer, made in the workbench and played in the file of a rebuild."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from mistaken_study import mistaken_study, write_code

import kgraph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.process]
QUERY = "MATCH (m:Municipality) RETURN m"


def test_a_step_on_a_drawn_answer_is_saved_and_plays_offline_after_a_rebuild(
    browser: Browser, tmp_path: Path, served_by: Callable[..., Any]
) -> None:
    study = mistaken_study(tmp_path / "study")
    write_code(study, "1495")
    with kgraph.open(study) as opened:
        opened.rebuild()
    running = served_by(study, "--edit")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(running.url)
    page.wait_for_selector("html[data-ready]")
    page.select_option("#language", "sv")
    page.click("#way-cypher")
    page.fill("#cypher", QUERY)
    page.locator("#cypher").press("Control+Enter")
    page.click("#tab-drawing")
    frame = page.frame_locator("#drawing")
    frame.locator("#canvas[data-ready]").wait_for()
    frame.locator("details:has(#stories) > summary").click()
    frame.locator("#story-name").fill("Kommunerna")
    frame.locator("#story-text").fill("Så många är de.")
    frame.locator("#story-add").click()
    frame.locator("#stories-save").click()
    page.wait_for_selector("#notices .notice:has-text('stories.json')")
    (story,) = json.loads((study / "stories.json").read_text(encoding="utf-8"))["stories"]
    assert story["steps"][0]["query"] == QUERY
    running.end()

    with kgraph.open(study) as opened:
        opened.rebuild()
    context.set_offline(offline=True)
    page.goto((study / "build" / "views" / "collaboration.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    page.click("#play-1")
    page.wait_for_url("**/views/answer-*.html#*")
    page.wait_for_selector("html[data-ready]")
    assert "Så många är de." in page.inner_text("#player")
    kinds = page.evaluate("kgraph.nodes.map((node) => node.kind)")
    assert kinds
    assert set(kinds) == {"Municipality"}
    assert complaints == []
    context.close()
