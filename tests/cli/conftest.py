"""A copy of the real study to work on, and the command as a user runs it."""

import subprocess

import pytest
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.store.servers.leases import home_of, start


@pytest.fixture(scope="session")
def invoke():
    """The command in this process: the same text and exit code as `run` gives, many times faster."""

    def invoke(*arguments, text=None, env=None):
        outside = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")
        runner = CliRunner(env={"COLUMNS": "120"} | dict.fromkeys(outside) | (env or {}))
        done = runner.invoke(main, [str(each) for each in arguments], prog_name="kgraph", input=text)
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return invoke


@pytest.fixture
def study(tmp_path, copy_study):
    """A fresh copy of the real study."""
    directory = tmp_path / "study"
    copy_study(directory)
    return directory


@pytest.fixture(scope="session")
def built(tmp_path_factory, rebuilt_study):
    """A rebuilt copy that tests only read, with its server kept running; and what the rebuild said."""
    directory, said = rebuilt_study(tmp_path_factory.mktemp("built"))
    # The lease ends with this process, so that a killed test run leaves no server behind.
    lease = start(home_of(directory, "embedded"), "embedded")
    yield directory, said
    lease.end()
