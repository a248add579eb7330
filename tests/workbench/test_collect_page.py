"""In a real Chromium: a pair decided, a finding mended, a decision entered with its source, and rebuilt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from mistaken_study import mistaken_study, write_code

import kgraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.process]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with mistakes, built before the mistake was made."""
    root = mistaken_study(tmp_path_factory.mktemp("collect") / "study")
    write_code(root, "1495")
    with kgraph.open(root) as opened:
        opened.rebuild()
    write_code(root, "14x")
    return root


@pytest.fixture
def page(browser: Browser, study: Path, served_by: Callable[..., Any]) -> Iterator[Page]:
    running = served_by(study, "--edit")
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, locale="sv-SE", reduced_motion="reduce"
    )
    context.set_default_timeout(30_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    opened.goto(running.url)
    opened.wait_for_selector("html[data-ready]")
    yield opened
    assert complaints == []
    context.close()
    running.end()


def test_decided_mended_entered_rebuilt_and_found_in_an_answer(page: Page, study: Path) -> None:
    assert "Sparar i studiens filer" in page.inner_text("#facts")
    page.click("#way-collect")
    page.click("#asks-collect .asked button:text('Norra')")
    assert page.locator(".twin").count() == 2
    assert "§ 12" in page.inner_text("#answer")
    assert Axe().run(page).response["violations"] == []
    page.fill("#note", "Två organ")
    page.click("#different")
    # Someone else decides meanwhile: the page shows the new difference and keeps what was written.
    page.wait_for_selector("#save")
    (study / "identity.csv").write_text("a,b,decision,note\nit,cases,different,\n", encoding="utf-8")
    page.click("#save")
    page.wait_for_selector(".plan .fault:has-text('har ändrats')")
    assert "+norra2,north,different,Två organ" in page.inner_text(".plan .diff")
    page.click("#save")
    page.wait_for_selector(".plan .good:text('Sparat i identity.csv')")
    lines = (study / "identity.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["it,cases,different,", "norra2,north,different,Två organ"]

    page.click("#asks-collect details[open] .asked button:text('Kommun:2')")
    page.wait_for_selector("#value")
    assert page.input_value("#value") == "14x"
    page.fill("#value", "99")
    page.click("#try")
    page.wait_for_selector(".plan .found.violation")
    assert page.locator("#save").count() == 0
    page.fill("#value", "1495")
    page.click("#try")
    page.click("#save")
    page.wait_for_selector(".plan .good:text('Sparat i data.xlsx')")
    page.wait_for_selector("#asks-collect details[open]", state="detached")

    # A finding in TriG: its lines are changed elsewhere meanwhile, and what was written stays.
    page.locator("#asks-collect details > summary").first.click()
    page.locator("#asks-collect .asked button:has-text('data.trig')").first.click()
    page.wait_for_selector("#lines")
    shown, trig = page.input_value("#lines"), study / "data.trig"
    page.fill("#lines", f"{shown} # mine")
    trig.write_text(trig.read_text(encoding="utf-8").replace(shown, f"{shown} # theirs"), encoding="utf-8")
    page.click("#try")
    page.wait_for_selector(".plan .fault:has-text('har ändrats')")
    assert "# theirs" in page.inner_text(".entry .whole > div .numbered")
    assert page.input_value("#lines") == f"{shown} # mine"
    assert Axe().run(page).response["violations"] == []
    page.select_option("#theme", "dark")
    page.click("#try")
    page.click("#save")
    page.wait_for_selector(".plan .good:text('Sparat i data.trig')")
    assert f"{shown} # mine" in trig.read_text(encoding="utf-8")

    page.click("#enter")
    page.get_by_label("namn (sv)", exact=False).fill("Ja till <b>avtalet</b>")
    page.get_by_label("beslutsdatum").fill("2022-05")
    found = page.get_by_role("combobox", name="beslutat av")
    found.press_sequentially("Söd")
    page.wait_for_selector(".hits li:text('Södra')")
    found.press("Enter")
    page.click("#try")
    page.wait_for_selector(".plan .fault:has-text('Ange vilken källa')")
    page.get_by_label("källa", exact=False).select_option("protokoll")
    assert Axe().run(page).response["violations"] == []
    page.click("#try")
    page.click("#save")
    page.wait_for_selector(".plan .good:text('Sparat i data.xlsx')")

    page.click("#rebuild")
    page.wait_for_selector("#rebuild-state .good:text('Klart')")
    page.click("#way-cypher")
    page.fill("#cypher", "MATCH (b:Decision) WHERE b.label_sv STARTS WITH 'Ja' RETURN b, b.decisionDate")
    page.locator("#cypher").press("Control+Enter")
    page.wait_for_selector("#answer tbody tr")
    assert "Ja till <b>avtalet</b>" in page.inner_text("#answer tbody")
    page.locator("#answer tbody button.text").first.click()
    page.wait_for_selector("#details h2:text('Ja till')")
    assert "Protokoll" in page.inner_text("#details")
