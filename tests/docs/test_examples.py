"""The examples of README.md and docs/ run, and what the pages show comes back.

A ``console`` or ``bash`` block holds commands. Where it begins with ``$``, each line after ``$`` is a command
and the lines below it must come back in that order, ``...`` standing for anything; elsewhere every line is a
command. A ``python`` block runs in the directory that holds ``studies/``. The lines of README.md that install
kgraph run in ``tests/house/test_packaging.py``.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import warnings
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from anyio.from_thread import start_blocking_portal
from click.testing import CliRunner

import kgraph
from kgraph.cli import main
from kgraph.store.servers.leases import home_of, start
from kgraph.workbench.held_study import HeldStudy
from kgraph.workbench.query_runs import QueryRuns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgraph.api import OpenStudy

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "COLUMNS": "120",
    **dict.fromkeys(("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")),
}
PAGES = ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md"))]
# Pages that begin in an empty directory; the others begin in a rebuilt copy of the Skaraborg study.
FROM_NOTHING = {
    f"docs/{name}.md" for name in ("tutorial", "snabbstart", "how-to/own-study", "how-to/spreadsheets")
}
# The page that changes the data of the rebuilt study, which is then analysed anew.
CHANGING = "docs/how-to/compare-builds.md"
# Commands that set kgraph up; they run in tests/house/test_packaging.py.
INSTALLING = ("make ", "pip ")
# Languages of blocks that are not run: installing and servers of others, output, configuration and data.
SHOWN_ONLY = {"sh", "text", "toml", "trig", "turtle", "json", "mermaid", "csv", "cypher", "sparql"}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language and its text."""

    language: str
    text: str


@dataclass(frozen=True)
class Step:
    """A command and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [Block(*match) for match in re.findall(r"^```(\w*)[^\n]*\n(.*?)^```", text, re.M | re.S)]


def steps(page: str) -> list[Step]:
    steps: list[tuple[str, list[str]]] = []
    for block in blocks(page):
        if block.language not in ("console", "bash") or block.text.startswith(INSTALLING):
            continue
        for line in block.text.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif block.text.startswith("$ "):
                steps[-1][1].append(line)
            else:
                steps.append((re.sub(r"\s+# .*$", "", line), []))
    return [Step(command, tuple(shown)) for command, shown in steps]


WITH_COMMANDS = [page for page in PAGES if steps(page)]
WITH_PYTHON = [page for page in PAGES if any(block.language == "python" for block in blocks(page))]


@pytest.fixture(scope="module")
def rebuilt(
    tmp_path_factory: pytest.TempPathFactory, rebuilt_study: Callable[[Path], tuple[Path, object]]
) -> Iterator[Path]:
    """A copy of the Skaraborg study, rebuilt, in a directory ``studies`` as in the repository."""
    study, _ = rebuilt_study(tmp_path_factory.mktemp("docs") / "studies")
    # A lease ends with this process, so that a killed test run leaves no server behind.
    lease = start(home_of(study, "embedded"), "embedded")
    yield study
    lease.end()


@pytest.fixture(scope="module")
def analysed(
    tmp_path_factory: pytest.TempPathFactory, rebuilt_study: Callable[[Path], tuple[Path, object]]
) -> Path:
    """What a rebuild of the Skaraborg study leaves in ``build/``: a copy of the study keeps the analysis."""
    study, _ = rebuilt_study(tmp_path_factory.mktemp("analysed"))
    return study / "build"


def quicken(study: Path, draws: int = 0) -> None:
    """Let fewer networks be drawn, or none; no page shows an interval."""
    path = study / "study.toml"
    text = path.read_text(encoding="utf-8")
    text, number = re.subn(r"^draws = \d+", f"draws = {draws}", text, flags=re.MULTILINE)
    if not number:
        text = text.replace("[analysis]", f"[analysis]\ndraws = {draws}")
    path.write_text(text, encoding="utf-8")


def run(command: str, place: Path) -> tuple[int, str]:
    """Return exit code and text of a command; kgraph runs in this process, all else in a shell."""
    words = shlex.split(command)
    if words[0] == "kgraph" and not {"|", ">", ">>"} & set(words):
        with chdir(place):
            done = CliRunner(env=ENVIRONMENT).invoke(main, words[1:], prog_name="kgraph")
        # What is said for people comes after the rows, as on a terminal where both are seen.
        return done.exit_code, done.stdout + done.stderr
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = subprocess.run(
        command,
        shell=True,
        cwd=place,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return shell.returncode, shell.stdout + shell.stderr


def comes_back(shown: tuple[str, ...], said: str) -> bool:
    """Whether the lines of a page come back in their order; ``...`` and blanks stand for anything."""
    pattern = ""
    for line in shown:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
            continue
        parts = [r"\s+".join(map(re.escape, part.split())) for part in line.strip().split("...")]
        pattern += r"[^\S\n]*" + r".*?".join(parts).replace(r"\ ", r"\s+") + r".*\n"
    return re.search("^" + pattern, said + "\n", re.MULTILINE) is not None


def start_server_of(command: str, place: Path, analysed: Path) -> Any:
    """Start the server of a study that was just made, for the whole page and not for one command."""
    study = place / shlex.split(command)[2]
    if command.endswith("--from skaraborg"):
        # As many as `copy_study` draws: what was analysed there is taken over.
        quicken(study, 5)
        shutil.copytree(analysed, study / "build")
    else:
        quicken(study)
    return start(home_of(study, "embedded"), "embedded")


def test_the_pages_have_examples() -> None:
    assert len(WITH_COMMANDS) >= 11
    assert sum(len(steps(page)) for page in WITH_COMMANDS) >= 55
    assert {"README.md", "docs/how-to/notebooks.md", "docs/how-to/views.md"} <= set(WITH_PYTHON)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_says_what_it_is(page: str) -> None:
    assert {block.language for block in blocks(page)} <= {"console", "bash", "python"} | SHOWN_ONLY


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_what_a_page_shows_comes_back(page: str, rebuilt: Path, analysed: Path, tmp_path: Path) -> None:
    place, leases = tmp_path, []
    if page not in FROM_NOTHING:
        if page == CHANGING:
            quicken(rebuilt)
        settings = (rebuilt / "study.toml").read_text(encoding="utf-8")
        place = rebuilt
    try:
        for step in steps(page):
            if step.command.startswith("cd "):
                place = (place / step.command[3:]).resolve()
                continue
            code, output = run(step.command, place)
            assert code == 0, f"{step.command}\n{output}"
            assert comes_back(step.shown, output), f"{step.command}\n{output}"
            if step.command.startswith("kgraph new "):
                leases.append(start_server_of(step.command, place, analysed))
    finally:
        for lease in leases:
            lease.end()
        if page not in FROM_NOTHING:
            (rebuilt / "study.toml").write_text(settings, encoding="utf-8")


def dialogues() -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Return what the page on assistants asks: the tool, its arguments, and the lines below them."""
    asked = []
    for block in blocks("docs/how-to/assistants.md"):
        if block.language == "text" and block.text.startswith("> "):
            first, *shown = block.text.splitlines()
            tool, arguments = first[2:].split(" ", 1)
            asked.append((tool, json.loads(arguments), tuple(shown)))
    return asked


@pytest.mark.process
def test_what_an_assistant_sees_comes_back(rebuilt: Path) -> None:
    from mcp import Client

    from kgraph.assistants.mcp_server import mcp_server

    async def said_to(tool: str, arguments: dict[str, Any]) -> str:
        async with Client(server) as client:
            result = await client.call_tool(tool, arguments)
        text = result.content[0].text
        return text if result.is_error else json.dumps(json.loads(text), ensure_ascii=False, indent=2)

    # A portal has its own thread: this one may already have the event loop of a browser.
    with kgraph.open(rebuilt) as study, start_blocking_portal() as portal:
        server = mcp_server(HeldStudy(study), QueryRuns(), "en")
        assert len(dialogues()) >= 5
        for tool, arguments, shown in dialogues():
            said = portal.call(said_to, tool, arguments)
            assert comes_back(shown, said), f"{tool} {arguments}\n{said}"


def test_a_line_that_does_not_come_back_is_noticed() -> None:
    assert comes_back(("a ... d", "...", "z"), "a b c d\nm\nn\nz y\n")
    assert not comes_back(("a ... e",), "a b c d\n")
    assert not comes_back(("z", "a"), "a\nz\n")


@pytest.fixture
def studies(rebuilt: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[OpenStudy]]:
    """The studies that an example opens; it runs beside ``studies/``, and a warning fails it."""
    opened: list[OpenStudy] = []
    original: Callable[..., OpenStudy] = kgraph.open

    def remember(*arguments: Any, **keywords: Any) -> OpenStudy:
        opened.append(original(*arguments, **keywords))
        return opened[-1]

    monkeypatch.setattr(kgraph, "open", remember)
    with chdir(rebuilt.parents[1]), warnings.catch_warnings(action="error", category=UserWarning):
        yield opened
    for study in opened:
        study.close()


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_the_python_of_a_page_runs(page: str, studies: list[OpenStudy]) -> None:
    names: dict[str, Any] = {}
    for block in blocks(page):
        if block.language == "python":
            exec(compile(block.text, page, "exec"), names)
    assert studies, "the page opens no study"


# `study.diff()` needs two builds: notebooks/05_two_moments.ipynb makes them and runs it.
CALLS = [
    call
    for call in re.findall(
        r"^\| `(study\..*?\))`", (ROOT / "docs/how-to/notebooks.md").read_text(encoding="utf-8"), re.M
    )
    if call != "study.diff()"
]


def test_the_table_of_calls_is_read() -> None:
    assert len(CALLS) >= 10


@pytest.mark.parametrize("call", CALLS)
def test_a_call_in_the_table_of_notebooks_answers(call: str, studies: list[OpenStudy]) -> None:
    names = {
        "study": kgraph.open("studies/skaraborg"),
        "cypher": "MATCH (n:Municipality) RETURN n.label AS name, $name AS value",
        "query": "SELECT ?s WHERE { ?s a <http://www.w3.org/ns/org#Membership> } LIMIT 2",
        "value": 1,
    }
    assert eval(call, names) is not None


# The pages of reference are written from files that have tests of their own.
@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("docs/reference/")])
def test_configuration_and_data_on_a_page_can_be_read(page: str) -> None:
    readers: dict[str, Callable[[str], Any]] = {
        "toml": tomllib.loads,
        "json": json.loads,
        "csv": lambda text: list(csv.DictReader(text.splitlines(), strict=True)),
        "turtle": lambda text: list(ox.parse(text, ox.RdfFormat.TURTLE, base_iri="https://example.org/")),
        "trig": lambda text: list(ox.parse(text, ox.RdfFormat.TRIG, base_iri="https://example.org/")),
    }
    for block in blocks(page):
        if block.language in readers:
            assert readers[block.language](block.text)
