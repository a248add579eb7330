"""Every colour stands in one file, and what reads it gets what the file says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgraph.views import colours

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "kgraph" / "views" / "assets"
ROOMS = ("kgraph", "loaders", "tools")
KINDS = {".py", ".js", ".css", ".j2", ".html"}
HEX = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b(?!\.)")
FUNCTIONS = re.compile(r"\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(")


def sources() -> list[Path]:
    return sorted(
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in KINDS and "node_modules" not in path.parts
    )


def test_no_colour_is_written_outside_the_token_file() -> None:
    strays = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sources()
        for pattern in (HEX, FUNCTIONS)
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert strays == []


def test_every_custom_property_that_a_sheet_or_script_uses_is_defined() -> None:
    for variables, names in (
        (colours.page_variables(), ("page.css", *(path.name for path in ASSETS.glob("page*.js")))),
        (colours.report_variables(), ("report.css", "report.js")),
    ):
        for name in names:
            text = (ASSETS / name).read_text(encoding="utf-8")
            defined = set(re.findall(r"(--[\w-]+):", variables + text))
            assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= defined, name


@pytest.mark.parametrize("table", ["page", "report", "classes", "plots", "browser"])
def test_every_token_is_a_colour_in_every_look(table: str) -> None:
    for name, colour in colours.colours(table).items():
        for look in (colour.light, colour.dark, colour.print):
            assert look is None or re.fullmatch(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?", look), name


def test_the_report_has_the_colours_of_the_pages_but_for_its_own() -> None:
    page, report = colours.colours("page"), colours.colours("report")
    assert report.keys() == page.keys()
    assert report["ink"] == page["ink"]
    assert report["soft"] != page["soft"]


def test_a_page_gets_each_look_where_its_reader_asks_for_it() -> None:
    light, dark, automatic, paper = colours.page_variables().splitlines()
    ink = colours.colours("page")["ink"]
    assert f"--ink: {ink.light};" in light
    assert f"--ink: {ink.dark};" in dark
    assert dark.startswith(':root[data-theme="dark"]')
    assert automatic.startswith("@media (prefers-color-scheme: dark)")
    assert f"--ink: {ink.print};" in paper
    assert "--good" not in paper


def test_statuses_and_changes_are_shown_in_colours_that_exist() -> None:
    for status in ("stated", "inferred", "disputed", "unverified", "outdated"):
        assert colours.status_colour(status) in colours.class_colours().values()
    changes = re.findall(r"--(added|removed|changed): var\(--([\w-]+)\);", colours.page_variables())
    assert [change for change, _name in changes] == ["added", "removed", "changed"]
    assert {name for _change, name in changes} <= colours.colours("page").keys()
