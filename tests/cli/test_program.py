"""What a process of kgraph's own imports, and what it does without."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process


def imported_by(code: str) -> set[str]:
    """The modules that a new process has imported after running `code`."""
    code += "\nimport sys\nprint(*(name for name, module in sys.modules.items() if module))"
    done = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True)
    return {*done.stdout.splitlines()[-1].split()}


def test_the_driver_comes_without_pandas() -> None:
    alone = imported_by("from kgraph.spared_imports import spare_imports\nspare_imports()\nimport neo4j")
    assert "neo4j" in alone
    assert not {"pandas", "pyarrow"} & alone


def test_help_and_versions_need_none_of_the_heavy_packages() -> None:
    modules = imported_by("import kgraph.cli.program")
    assert not {"neo4j", "networkx", "numpy", "pandas", "rdflib"} & modules


def test_a_server_is_started_before_the_driver_is_imported() -> None:
    assert "neo4j" not in imported_by("import kgraph.store.servers.supervisor")


def test_the_program_runs_the_commands() -> None:
    code = "import sys\nsys.argv = ['x', '--help']\nfrom kgraph.cli.program import run\nrun()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: kgraph ")
