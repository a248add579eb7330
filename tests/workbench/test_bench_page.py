"""The page in a real Chromium, served by the command: asked, looked at, explained, thought away, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.process]

HOSTILE = "</script><img src=x onerror=alert(1)>"
FOREVER = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
)


class Desk:
    """An open page of the workbench, and what it complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        here = url.split("?")[0]
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"pageerror: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self._ask(request.url, here))
        page.goto(url)
        page.wait_for_selector("html[data-ready]")

    def _hear(self, kind: str, text: str) -> None:
        # The browser itself reports each refused request.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(f"{kind}: {text}")

    def _ask(self, url: str, here: str) -> None:
        if not url.startswith((here, "data:", "blob:")):
            self.elsewhere.append(url)

    def run(self, cypher: str) -> None:
        self.page.click("#way-cypher")
        self.page.fill("#cypher", cypher)
        self.page.locator("#cypher").press("Control+Enter")

    def drawing(self) -> Any:
        frame = self.page.frame_locator("#drawing")
        frame.locator("#canvas[data-ready]").wait_for()
        return frame


@pytest.fixture
def desk(browser: Browser, served: Any) -> Iterator[Desk]:
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, locale="sv-SE", reduced_motion="reduce"
    )
    context.set_default_timeout(30_000)
    opened = Desk(context.new_page(), served.url)
    yield opened
    assert opened.complaints == []
    assert opened.elsewhere == []
    context.close()


def test_asked_sorted_filtered_drawn_and_explained(desk: Desk, served: Any) -> None:
    page = desk.page
    assert page.url == served.url.split("?")[0]
    desk.run("MATCH (m:Municipality)-[r:MEMBER_OF]->(f) RETURN m, r, f")
    page.wait_for_selector("#answer tbody tr")
    page.click("[data-column='0']")
    names = [text.strip() for text in page.locator("#answer tbody td:nth-child(2)").all_inner_texts()]
    assert names == [HOSTILE, "Norra", "Södra"]
    assert page.locator("img").count() == 0
    page.fill("#filter", "norr")
    assert page.locator("#answer tbody tr").count() == 1
    page.locator("#answer tbody button.text").nth(0).click()
    page.wait_for_selector("#details h2:text('Norra')")
    page.locator("#details details").first.click()
    assert "Protokoll" in page.locator("#details").inner_text()
    page.click("#tab-drawing")
    frame = desk.drawing()
    assert frame.locator(".top").is_hidden()
    tie = "MATCH (m)-[r:MEMBER_OF]->() WHERE m.label = 'Norra' RETURN r"
    desk.run(tie)
    page.wait_for_selector("#bar .count:text('1 rad på')")
    desk.drawing()
    shown = page.locator("#drawing").element_handle().content_frame()
    assert shown is not None
    shown.evaluate("kgraph.update({edge: 0, node: null})")
    page.wait_for_selector("#details h2:text('MEMBER_OF')")
    assert "§ 12" in page.locator("#details").inner_html()
    with page.expect_download() as download:
        page.click("#tab-table")
        page.click("#csv")
    assert download.value.suggested_filename.endswith(".csv")


def test_the_editor_completes_underlines_and_mends(desk: Desk) -> None:
    page = desk.page
    page.click("#way-cypher")
    page.fill("#cypher", "")
    page.locator("#cypher").press_sequentially("MATCH (m:Municipali")
    page.wait_for_selector("#names li")
    page.keyboard.press("Tab")
    assert page.input_value("#cypher") == "MATCH (m:Municipality"
    # What was offered for less is offered no longer once it does not fit what is written.
    page.fill("#cypher", "")
    page.locator("#cypher").press_sequentially("MATCH (m:")
    page.wait_for_selector("#names li")
    page.locator("#cypher").press_sequentially("Munic")
    offered = page.locator("#names li").evaluate_all("all => all.map(each => each.firstChild.textContent)")
    assert [name for name in offered if not name.startswith("Munic")] == []
    desk.run("MATCH (m:Municipality)\nRETRUN m")
    page.wait_for_selector("#painted .wrong")
    assert page.locator("#painted .wrong").inner_text() == "RETRUN"
    page.click("#fault button")
    assert page.input_value("#cypher") == "MATCH (m:Municipality)\nRETURN m"
    desk.run("MATCH (m:Municipalty) RETURN m")
    page.wait_for_selector("#fault button")
    assert page.locator("#painted .wrong").inner_text() == "Municipalty"
    assert "did you mean Municipality?" in page.locator("#notices").inner_text()


def test_a_question_a_loss_and_the_history_in_both_languages(desk: Desk) -> None:
    page = desk.page
    page.select_option("#language", "en")
    page.fill("#find-question", "members of the federation")
    page.locator("#asks-questions li button").first.click()
    page.fill("#value-federation", "IT fed")
    page.wait_for_selector("#value-federation-hits li")
    page.keyboard.press("Enter")
    page.click("#ask")
    page.wait_for_selector("#answer tbody tr")
    assert page.locator("#answer tbody tr").count() == 3
    page.click("#way-whatif")
    page.fill("#away", "IT fed")
    page.wait_for_selector("#away-hits li")
    page.keyboard.press("Enter")
    page.click("#show-loss")
    frame = desk.drawing()
    assert "Affected, but carries on" in frame.locator("#filters").inner_text()
    assert "IT federation" in page.locator(".claims .first").inner_text()
    assert "of the draws" in page.locator(".claims p.sure").inner_text()
    page.click("#way-history")
    asked = page.locator("#asks-history li").all_inner_texts()
    assert asked[0] == "Think away: IT federation"
    assert asked[1].startswith("Which were members of the federation")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.click("#way-history")
    assert page.locator("#asks-history li").count() == 2
    page.locator("#asks-history li button").nth(1).click()
    page.wait_for_selector("#answer tbody tr")


def test_a_query_without_end_is_stopped_while_another_tab_answers(desk: Desk, served: Any) -> None:
    desk.run(FOREVER)
    desk.page.wait_for_selector("#stop")
    other = Desk(desk.page.context.new_page(), served.url)
    other.run("MATCH (m:Municipality) RETURN count(m) AS n")
    other.page.wait_for_selector("#answer tbody td.number")
    assert other.page.locator("#answer tbody td.number").inner_text() == "4"
    desk.page.bring_to_front()
    desk.page.click("#stop")
    desk.page.wait_for_selector("#notices .notice")
    assert desk.page.locator("#notices").inner_text() == "Frågan stoppades."


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing_serious(desk: Desk, scheme: str, width: int) -> None:
    page = desk.page
    page.set_viewport_size({"width": width, "height": 844})
    page.select_option("#theme", scheme)
    found = serious(page)
    desk.run("MATCH (m:Municipality)-[r:MEMBER_OF]->(f) RETURN m, r, f, 1 AS n")
    page.wait_for_selector("#answer tbody tr")
    page.locator(".rowbutton").first.click()
    page.wait_for_selector("#details h3")
    found += serious(page)
    desk.run("MATCH (n) RETRUN n")
    page.wait_for_selector("#fault button")
    found += serious(page)
    page.click("#way-whatif")
    found += serious(page)
    assert found == []
    width_of = "document.documentElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(width_of)


def serious(page: Any) -> list[str]:
    result = Axe().run(page)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in result.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
