"""The documentation builds without a warning, its links lead somewhere, and it fetches nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from playwright.sync_api import Browser

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]


class Links(HTMLParser):
    """Collects what a page links to, what it loads, and its anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if given.get(name))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.loads.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "preload", "icon", "preconnect"):
            self.loads.append(given["href"])


def read(path: Path) -> Links:
    parser = Links()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return target


def test_every_page_is_there(site: Path) -> None:
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {"index.html", "tutorial.html", "snabbstart.html", "reference/cli.html"} <= pages
    for page in (ROOT / "docs").rglob("*.md"):
        assert page.relative_to(ROOT / "docs").with_suffix(".html").as_posix() in pages


def test_every_internal_link_leads_to_a_page_and_an_anchor(site: Path) -> None:
    pages = {path: read(path) for path in site.rglob("*.html") if path.name != "404.html"}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            anchor = unquote(parts.fragment)
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                broken.append(f"{path.relative_to(site)} -> {link}")
    assert broken == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert [each for each in read(path).loads if urlsplit(each).netloc] == []
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"@import\s+(url\()?['\"]?https?:|url\(['\"]?https?:", text), path.name


def test_the_reference_of_python_has_what_people_call(site: Path) -> None:
    text = (site / "reference" / "python.html").read_text(encoding="utf-8")
    for name in (
        "kgraph.api.OpenStudy.query",
        "kgraph.analysis.results.Result",
        "kgraph.errors.UsageError",
    ):
        assert f'id="{name}"' in text
    assert not re.search(r":(func|meth|mod|class):", text)


@pytest.mark.browser
def test_the_site_is_searched_and_its_charts_are_drawn_from_disk(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "explanation" / "architecture.html").as_uri())
    assert page.locator(".diagram svg text").count() > 10
    field, results = page.locator("input[name=query]"), page.locator(".md-search-result__link")
    field.fill("betweenness")
    deadline = time.monotonic() + 120
    while not results.count() and time.monotonic() < deadline:
        # The page reads the field when a key goes up, once its own script has started.
        field.press("End")
        page.wait_for_timeout(200)
    found = [link.get_attribute("href") or "" for link in results.all()]
    assert any("measures.html" in each for each in found), found
    assert [each for each in asked if not each.startswith(("file:", "blob:", "data:"))] == []
    page.close()


def test_an_address_has_its_version_and_the_start_leads_to_the_newest(
    tmp_path: Path, script: Callable[[str], ModuleType]
) -> None:
    for name in ("0.9.0", "0.10.0", "ontology", "w3id"):
        (tmp_path / name).mkdir()
    page = script("docs_versions").start_page(tmp_path)
    assert "url=0.10.0/index.html" in page
    assert re.findall(r"<li><a href=\"([^/]+)/", page) == ["0.10.0", "0.9.0"]
