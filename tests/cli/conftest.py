"""A copy of the real study to work on, and one that is rebuilt."""

import pytest

from kgraph.store.servers.leases import home_of, start


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
