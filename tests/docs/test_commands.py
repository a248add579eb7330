"""The commands of the tutorial and the how-to pages are typed, and what the pages show comes back.

In a block marked ``console``, a line after ``$`` is typed; the lines below it must come back in that order,
where ``...`` stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.store.servers.leases import home_of, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENVIRONMENT = {
    "COLUMNS": "120",
    **dict.fromkeys(("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")),
}
# Pages that begin where there is nothing yet; the others begin in a rebuilt copy of the Skaraborg study.
FROM_NOTHING = {"tutorial.md", "snabbstart.md", "how-to/own-study.md"}
PAGES = [
    "tutorial.md",
    "snabbstart.md",
    *sorted(f"how-to/{path.name}" for path in (DOCS / "how-to").glob("*.md")),
]


@dataclass(frozen=True)
class Step:
    """A command and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def steps(page: str) -> list[Step]:
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(
        r"^```console\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S
    ):
        if not block.startswith("$ "):
            continue
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return [Step(command, tuple(shown)) for command, shown in found]


WITH_COMMANDS = [page for page in PAGES if steps(page)]


@pytest.fixture(scope="module")
def rebuilt(
    tmp_path_factory: pytest.TempPathFactory, rebuilt_study: Callable[[Path], tuple[Path, object]]
) -> Iterator[Path]:
    study, _ = rebuilt_study(tmp_path_factory.mktemp("docs"))
    # A lease ends with this process, so that a killed test run leaves no server behind.
    lease = start(home_of(study, "embedded"), "embedded")
    yield study
    lease.end()


def quicken(directory: Path) -> None:
    """Let fewer networks be drawn; no page shows an interval."""
    for path in directory.glob("**/study.toml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^replicates = \d+", "replicates = 2", text, flags=re.MULTILINE)
        if "replicates" not in text:
            text = text.replace("[analysis]", "[analysis]\nreplicates = 2")
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


def test_the_pages_have_commands() -> None:
    assert len(WITH_COMMANDS) >= 8
    assert sum(len(steps(page)) for page in WITH_COMMANDS) >= 40


@pytest.mark.process
@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_what_a_page_shows_comes_back(page: str, rebuilt: Path, tmp_path: Path) -> None:
    place, leases = tmp_path, []
    if page not in FROM_NOTHING:
        settings = (rebuilt / "study.toml").read_text(encoding="utf-8")
        place = rebuilt
    try:
        for step in steps(page):
            if step.command.startswith("cd "):
                place = (place / step.command[3:]).resolve()
                continue
            code, said = run(step.command, place)
            assert code == 0, f"{step.command}\n{said}"
            assert comes_back(step.shown, said), f"{step.command}\n{said}"
            if step.command.startswith("kgraph new "):
                quicken(tmp_path)
                # The reader's server starts with each command and stops after it; here one serves the page.
                study = place / shlex.split(step.command)[2]
                leases.append(start(home_of(study, "embedded"), "embedded"))
    finally:
        for lease in leases:
            lease.end()
        if page not in FROM_NOTHING:
            (rebuilt / "study.toml").write_text(settings, encoding="utf-8")


def test_a_line_that_does_not_come_back_is_noticed() -> None:
    assert comes_back(("a ... d", "...", "z"), "a b c d\nm\nn\nz y\n")
    assert not comes_back(("a ... e",), "a b c d\n")
    assert not comes_back(("z", "a"), "a\nz\n")
