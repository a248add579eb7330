"""Without the embedded store, each command works or says what does and how to get it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kgraph.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Loaded by the supervisor, which starts the store: its package is not to be found.
ABSENT = """
import importlib.util

there = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "arcadedb_embedded" else there(name, *more)
"""
# What works, as the message names it, and how it is called here.
WORKING = {
    "new": ["new", "study", "--language", "en"],
    "validate": ["validate", "--study", "study"],
    "sparql": ["sparql", "ASK { ?s ?p ?o }", "--study", "study"],
    "evidence": ["evidence", "summary", "--study", "study"],
    "merge": ["merge", *["study/data/data.xlsx"] * 3, "-o", "merged.xlsx"],
    "migrate": ["migrate", "--dry-run", "--study", "study"],
}
# What needs a store, as it is called here. Workbench, shell and assistants are tested where they are.
ASKING = {
    "rebuild": ["rebuild"],
    "analyse": ["analyse", "bottlenecks"],
    "explain": ["explain", "anything"],
    "figure": ["figure", "collaboration"],
    "export": ["export", "out.ttl"],
    "query": ["query", "RETURN 1"],
    "report": ["report"],
    "schema": ["schema"],
    "status": ["status"],
    "view": ["view"],
    "whatif": ["whatif", "--without", "anything"],
}
# What needs no store, or starts with one that is already there.
OTHER = {"db", "diff", "doctor", "mcp", "package", "serve", "shell"}


@pytest.mark.process
def test_each_command_works_or_says_what_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, invoke: Callable[..., object]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(ABSENT, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert {*WORKING, *ASKING, *OTHER} == set(main.commands)
    for command in WORKING.values():
        said = invoke(*command)
        assert said.returncode in (0, 1), said.stderr
        assert "embedded store" not in said.stderr
    for command in ASKING.values():
        said = invoke(*command, "--study", "study")
        assert said.returncode == 3, (command, said.stderr)
        assert 'pip install "kgraph-collab[embedded]", or name a server with --store URI.' in said.stderr
        (named,) = re.findall(r"Without a store there are kgraph (.*)\.", " ".join(said.stderr.split()))
        assert set(re.split(r", | and ", named)) == WORKING.keys()
