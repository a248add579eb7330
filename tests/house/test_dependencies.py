"""Every dependency is on the page of licences, and a study is built with nothing from the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "dependencies.md"

# Loaded by every Python that a command starts: a connection that leaves this machine ends it at once.
GUARD = """
import ipaddress, os, sys

def refuse(event, arguments):
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    try:
        inside = not host or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        inside = host == "localhost"
    if not inside:
        with open(os.environ["REFUSED"], "a") as file:
            file.write(f"{event} {host}\\n")
        os._exit(70)

sys.addaudithook(refuse)
"""


def requirements() -> dict[str, list[str]]:
    """The names of dependencies that users get, by extra; those of all under no name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    left_out = {"dev", "docs", "fuzz", "notebook"}
    named = {"": project["dependencies"], **{name: extras[name] for name in extras.keys() - left_out}}
    return {name: [re.split(r"[<>=\[]", each)[0] for each in items] for name, items in named.items()}


def test_every_dependency_is_on_the_page_with_its_extra() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for extra, names in requirements().items():
        for name in names:
            start = f"| `{extra}` |" if extra else f"| `{name}` |"
            assert any(row.startswith(start) and f"`{name}`" in row for row in rows), (extra, name)
    told = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    assert told == {name for extra, names in requirements().items() for name in (extra, *names)} - {""}


@pytest.mark.process
def test_a_study_is_built_and_asked_with_nothing_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    refused = tmp_path / "refused.txt"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "guard"), "REFUSED": str(refused)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).with_name("kgraph"), *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    made = [run("new", "study", "--language", "en")]
    settings = tmp_path / "study" / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "draws = 0\n", encoding="utf-8")
    commands = [["validate"], ["rebuild"], ["query", "MATCH (n:Resource) RETURN count(n)"], ["report"]]
    made += [run(*command, "--study", "study") for command in commands]
    assert [done.returncode for done in made] == [0] * 5, made[-1].stderr
    assert not refused.exists()
    # The guard guards: a store elsewhere is refused before a packet leaves.
    assert run("status", "--study", "study", "--store", "bolt://192.0.2.1:7687").returncode == 70
    assert "192.0.2.1" in refused.read_text(encoding="utf-8")
