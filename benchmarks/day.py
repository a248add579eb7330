"""Do the ten tasks of a day in the workbench, in a real Chromium, with a clock.

Usage: ``python benchmarks/day.py STUDY [--pictures DIRECTORY] [--language sv]``, a minute or two. STUDY is
the Skaraborg study, which is copied and stays as it is. The copy is rebuilt without draws, gets a second Vara
and a source with a wrong date, and is opened with ``kgraph serve --edit``.

Each figure is the time from the click, or the key, until what was asked for is in the page, server and
drawing included. Writes ``results/day.json``; with ``--pictures`` also what the page looked like after each
task: wide, on a phone and in dark.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import PROGRAM, RESULTS
from playwright.sync_api import Page, sync_playwright
from views import ARGUMENTS

from kgraph.study import load_study
from kgraph.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMBERS = "MATCH (m:Municipality)-[r:MEMBER_OF]->(f)\nRETURN m, r, f"
FEWER = "MATCH (m:Municipality)-[r:MEMBER_OF]->(f)\nWHERE m.label CONTAINS 'Skara'\nRETURN m, r, f"
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
LOOKS = {"wide": (WIDE, "light"), "phone": (PHONE, "light"), "dark": (WIDE, "dark")}
DECISION, VARA = "Vara går med", "Vara"
PLANTED = """@prefix :     <{base}> .
@prefix kg:   <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct:  <http://purl.org/dc/terms/> .
@prefix xsd:  <http://www.w3.org/2001/XMLSchema#> .

:minutes-of-the-day a kg:Source ;
    dct:title     "Dagens protokoll"@sv , "Minutes of the day"@en ;
    dct:language  "sv" ;
    dct:publisher "Vara kommun" ;
    dct:issued    "2022" .

:minutes-of-the-day {{

    # Somebody has entered Vara a second time.
    :vara-again a kg:Municipality ;
        skos:prefLabel "Vara kommun"@sv , "Vara Municipality"@en ;
        kg:locator     "§ 1" .
}}
"""


class Day:
    """The page, the clock, and the pictures.

    Parameters
    ----------
    page : Page
        The open workbench.
    pictures : Path, optional
        Where pictures go.
    language : str
        That of the page.
    """

    def __init__(self, page: Page, pictures: Path | None, language: str) -> None:
        self.page, self.pictures, self.language = page, pictures, language
        self.seconds: dict[str, dict[str, float]] = {}
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @contextmanager
    def until(self, task: str, step: str, selector: str) -> Iterator[None]:
        """Time what is done inside, until something is in the page."""
        begun = time.perf_counter()
        yield
        self.page.wait_for_selector(selector)
        self.seconds.setdefault(task, {})[step] = round(time.perf_counter() - begun, 2)

    @contextmanager
    def until_drawn(self, task: str, step: str) -> Iterator[None]:
        """Time what is done inside, until the drawing in the frame can be used."""
        begun = time.perf_counter()
        yield
        self.drawing()
        self.seconds.setdefault(task, {})[step] = round(time.perf_counter() - begun, 2)

    def drawing(self) -> Any:
        """Return the frame of the drawing, once it can be used."""
        frame = self.page.frame_locator("#drawing")
        frame.locator("#canvas[data-ready]").wait_for()
        return frame

    def picture(self, name: str) -> None:
        """Take a picture of the page in each look."""
        if self.pictures is None:
            return
        number = len(self.seconds)
        for look, (size, theme) in LOOKS.items():
            self.page.set_viewport_size(size)
            if self.page.input_value("#theme") != theme:
                self.page.select_option("#theme", theme)
            if self.page.locator("#drawing").count():
                self.drawing()
            self.page.wait_for_timeout(500)
            file = self.pictures / f"{number:02}-{name}-{look}-{self.language}.png"
            self.page.screenshot(path=file)
        self.page.set_viewport_size(WIDE)
        self.page.select_option("#theme", "light")

    def query(self, cypher: str) -> None:
        """Write a query and run it."""
        self.page.click("#way-cypher")
        self.page.fill("#cypher", cypher)
        self.page.locator("#cypher").press("Control+Enter")


def ask_refine_see(day: Day) -> None:
    """Ask, refine, see, explain."""
    page = day.page
    with day.until("ask", "a prepared question", "#answer tbody tr"):
        page.locator("#asks-questions li button").nth(3).click()
        page.click("#ask")
    day.picture("ask")
    with day.until("refine", "a query", "#bar .count:has-text('rad'), #bar .count:has-text('row')"):
        day.query(MEMBERS)
    shown = page.inner_text("#bar .count")
    with day.until("refine", "the query narrowed", f"#bar .count:not(:text-is({json.dumps(shown)}))"):
        day.query(FEWER)
    with day.until("refine", "the rows filtered", "#answer tbody tr"):
        page.fill("#filter", "skara")
    day.picture("refine")
    page.fill("#filter", "")
    with day.until_drawn("see", "the answer as a network"):
        page.click("#tab-drawing")
    day.picture("see")
    page.click("#tab-table")
    with day.until("explain", "a node, statement by statement", "#details h3"):
        page.locator("#answer tbody button.text").first.click()
    page.locator("#details details").first.click()
    day.picture("explain")


def take_away(day: Day) -> None:
    """Think a thing away."""
    page = day.page
    with day.until("take away", "find it by name", "#hits li"):
        page.fill("#search", "Göliska")
    with day.until("take away", "its evidence", "#details h2:has-text('liska')"):
        page.keyboard.press("Enter")
    page.click("#evidence-away")
    with day.until_drawn("take away", "what is lost, and drawn"):
        page.click("#show-loss")
    day.picture("take-away")


def decide_mend_enter(day: Day) -> None:
    """Decide on a duplicate, mend a finding, enter a decision with its source."""
    page = day.page
    if page.locator("#close").count():
        page.click("#close")
    with day.until("decide", "what is wrong or open", "#asks-collect .asked button"):
        page.click("#way-collect")
    with day.until("decide", "the two side by side", ".twin"):
        page.locator("#asks-collect .asked button").first.click()
    page.fill("#note", "En kommun." if day.language == "sv" else "One municipality.")
    with day.until("decide", "the difference", "#save"):
        page.click("#same")
    day.picture("decide")
    with day.until("decide", "saved", ".plan .good"):
        page.click("#save")
    with day.until("mend", "the lines", "#lines"):
        page.click("#asks-collect details[open] .asked button:has-text('day.trig')")
    page.fill("#lines", page.input_value("#lines").replace('"2022"', '"2022"^^xsd:gYear'))
    with day.until("mend", "read, checked, and the difference", "#save"):
        page.click("#try")
    day.picture("mend")
    with day.until("mend", "saved", ".plan .good"):
        page.click("#save")
    with day.until("enter", "the form", "#try"):
        page.click("#enter")
    page.locator(".entry .field input").first.fill(DECISION)
    page.get_by_label(re.compile("beslutsdatum|decision date", re.I)).fill("2022-05")
    found = page.get_by_role("combobox", name=re.compile("beslutat av|decided by", re.I))
    with day.until("enter", "who decided, by name", ".entry .hits li"):
        found.press_sequentially(VARA)
    found.press("Enter")
    page.get_by_label(re.compile("^(källa|source)", re.I)).select_option("minutes-of-the-day")
    with day.until("enter", "checked, and the difference", "#save"):
        page.click("#try")
    day.picture("enter")
    with day.until("enter", "saved", ".plan .good"):
        page.click("#save")
    with day.until("rebuild", "the whole study", "#rebuild-state .good"):
        page.click("#rebuild")


def compare_tell(day: Day) -> None:
    """Compare two builds, and tell a story."""
    page = day.page
    with day.until("compare", "the builds", "#compare"):
        page.click("#way-views")
    with day.until_drawn("compare", "two builds, drawn"):
        page.click("#compare")
    day.picture("compare")
    with day.until_drawn("tell", "a view"):
        page.click("#view-collaboration")
    frame = day.drawing()
    frame.locator("details:has(#stories) > summary").click()
    frame.locator("#story-name").fill("Dagen" if day.language == "sv" else "The day")
    frame.locator("#story-text").fill("Vara är en kommun." if day.language == "sv" else "Vara is one.")
    begun = time.perf_counter()
    frame.locator("#story-add").click()
    frame.locator("#play-1").click()
    frame.locator("#player p").wait_for()
    day.seconds["tell"]["a step, added and played"] = round(time.perf_counter() - begun, 2)
    day.picture("tell")
    if not frame.locator("#stories-save").is_visible():
        frame.locator("details:has(#stories) > summary").click()
    with day.until("tell", "saved with the study", "#notices .notice"):
        frame.locator("#stories-save").click()


def run_day(url: str, pictures: Path | None, language: str) -> Day:
    """Do all tasks on the workbench at an address."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
        context.set_default_timeout(300_000)
        day = Day(context.new_page(), pictures, language)
        with day.until("open", "the page", "html[data-ready]"):
            day.page.goto(url)
        day.page.select_option("#language", language)
        day.page.select_option("#theme", "light")
        ask_refine_see(day)
        take_away(day)
        decide_mend_enter(day)
        compare_tell(day)
        browser.close()
    return day


def prepared(study: Path, directory: Path) -> Path:
    """Return a copy of a study, rebuilt without draws, and then with two faults in its files."""
    copy = directory / "study"
    shutil.copytree(study, copy, ignore=shutil.ignore_patterns(".kgraph"))
    settings = copy / "study.toml"
    text = re.sub(r"(?m)^draws = .*", "draws = 0", settings.read_text(encoding="utf-8"))
    settings.write_text(text, encoding="utf-8")
    subprocess.run([*PROGRAM, "rebuild", "--quiet", "--study", str(copy)], check=True, capture_output=True)
    planted = PLANTED.format(base=load_study(copy).base)
    (copy / "data" / "day.trig").write_text(planted, encoding="utf-8")
    return copy


def main() -> None:
    """Do the tasks, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--language", choices=("sv", "en"), default="sv")
    given = parser.parse_args()
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kgraph-day-") as directory:
        study = prepared(given.study, Path(directory))
        server = subprocess.Popen(
            [*PROGRAM, "serve", "--edit", "--no-browser", "--port", "0", "--study", str(study)],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            day = run_day(url, given.pictures, given.language)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)
    for task, steps in day.seconds.items():
        print(f"{task}: " + ", ".join(f"{step} {seconds} s" for step, seconds in steps.items()))
    load = [round(value, 1) for value in os.getloadavg()]
    machine = {"cores": os.cpu_count(), "load": load, "system": platform.platform()}
    content = {"kgraph": VERSION, "machine": machine, "seconds": day.seconds}
    (RESULTS / "day.json").write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    if day.complaints:
        raise SystemExit("\n".join(day.complaints))


if __name__ == "__main__":
    main()
