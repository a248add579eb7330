"""A copy of the real study to work on, and the command as a user runs it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.store.servers.leases import home_of, start

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def run():
    """The command in a process of its own: what it prints and how it exits is what a user sees."""

    def run(*arguments, cwd=None, env=None, timeout=300):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")}
        command = [sys.executable, "-P", "-c", "from kgraph.cli import main; main(prog_name='kgraph')"]
        return subprocess.run(
            [*command, *(str(argument) for argument in arguments)],
            cwd=cwd,
            env=environment | {"COLUMNS": "120"} | (env or {}),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


def copy_study(directory):
    """Copy the real study, with few replicates so that tests are short."""
    ignored = shutil.ignore_patterns("build", ".kgraph")
    shutil.copytree(ROOT / "studies" / "skaraborg", directory, ignore=ignored)
    settings = directory / "study.toml"
    text = settings.read_text(encoding="utf-8")
    assert "replicates = 200" in text
    settings.write_text(text.replace("replicates = 200", "replicates = 5"), encoding="utf-8")


@pytest.fixture(scope="session")
def invoke():
    """The command in this process: the same text and exit code as `run` gives, many times faster."""

    def invoke(*arguments, text=None):
        outside = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")
        runner = CliRunner(env={"COLUMNS": "120"} | dict.fromkeys(outside))
        done = runner.invoke(main, [str(each) for each in arguments], prog_name="kgraph", input=text)
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return invoke


@pytest.fixture
def study(tmp_path):
    """A fresh copy of the real study."""
    directory = tmp_path / "study"
    copy_study(directory)
    return directory


@pytest.fixture(scope="session")
def built(tmp_path_factory, run):
    """A rebuilt copy that tests only read, with its server kept running; and what the rebuild said."""
    directory = tmp_path_factory.mktemp("built") / "study"
    copy_study(directory)
    # The lease ends with this process, so that a killed test run leaves no server behind.
    lease = start(home_of(directory, "embedded"), "embedded")
    said = run("rebuild", "--study", directory)
    assert said.returncode == 0, said.stderr
    yield directory, said
    lease.end()
