"""Pages and files written by tools are what the tools write today."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgraph.views.node_style import ORDER, mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from kgraph.store.connection import Connection

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_of_commands_is_their_help(script: Callable[[str], ModuleType]) -> None:
    page = script("cli_reference")
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "run: python tools/cli_reference.py"


def test_every_command_has_an_example(script: Callable[[str], ModuleType]) -> None:
    page = script("cli_reference")
    text = page.page()
    commands = re.findall(r"^## (kgraph .*)$", text, re.MULTILINE)
    assert len(commands) > 15
    for command in commands:
        section = text.split(f"## {command}\n")[1].split("\n## ")[0]
        assert f"```sh\n{command}" in section, command


def test_the_index_of_decisions_is_up_to_date(script: Callable[[str], ModuleType]) -> None:
    index = script("decisions_index")
    assert index.PAGE.read_text(encoding="utf-8") == index.page(), "run: python tools/decisions_index.py"


def test_the_page_of_questions_is_up_to_date(script: Callable[[str], ModuleType]) -> None:
    questions = script("questions_page")
    assert questions.PAGE.read_text(encoding="utf-8") == questions.page(), (
        "run: python tools/questions_page.py"
    )


def test_a_decision_has_one_form(script: Callable[[str], ModuleType]) -> None:
    decisions = script("decisions_index").decisions()
    assert len(decisions) >= 40
    assert len({each.number for each in decisions}) == len(decisions)
    for each in decisions:
        assert each.summary.endswith(".")
        assert len(each.summary) <= 150, each.file


def test_the_files_for_neo4j_browser_are_up_to_date(script: Callable[[str], ModuleType]) -> None:
    browser = script("browser_files")
    there = {
        path.relative_to(browser.DIRECTORY).as_posix(): path.read_text(encoding="utf-8")
        for path in browser.DIRECTORY.rglob("*")
        if path.is_file()
    }
    assert there == browser.files(), "run: python tools/browser_files.py"


def test_the_style_has_the_colours_of_the_views_and_the_most_specific_label_last(
    script: Callable[[str], ModuleType],
) -> None:
    browser = script("browser_files")
    text = browser.style()
    for name in ORDER:
        block = text.split(f"node.{name} {{")[1].split("}")[0]
        assert f"  color: {mark(name).colour};" in block
    assert text.index("node.Organization {") < text.index("node.Municipality {")
    assert text.index("node.Resource {") < text.index("node.Source {")
    for colour in {mark(name).colour for name in ORDER}:
        light, dark = sorted(
            (browser.luminance(colour), browser.luminance(browser.text_on(colour))), reverse=True
        )
        assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tools" / "browser" / "queries").glob("*.cypher")), ids=lambda path: path.stem
)
def test_a_saved_query_runs_on_neo4j(path: Path, neo4j_store: Connection) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    values = dict(
        re.match(r":param (\w+) => (.*);$", line).groups() for line in lines if line.startswith(":param")
    )  # type: ignore[union-attr]
    query = "\n".join(line for line in lines if not line.startswith((":param", "//"))).rstrip(";")
    parameters = {
        name: neo4j_store.read(f"RETURN {value} AS value")[0]["value"] for name, value in values.items()
    }
    neo4j_store.query(query, parameters)


def test_the_table_of_source_formats_is_that_of_the_registry(script: Callable[[str], ModuleType]) -> None:
    formats = script("formats_table")
    page = formats.PAGE.read_text(encoding="utf-8")
    assert formats.with_table(page) == page, "run: python tools/formats_table.py"
    assert page.count(formats.START) == page.count(formats.END) == 1
