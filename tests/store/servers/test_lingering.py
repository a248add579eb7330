"""A local server stays for a while after its last command, and never longer than it was told to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import UsageError
from kgraph.held_where import StoreChoice
from kgraph.store.servers import leases
from kgraph.store.servers.file_seal import is_unsealed
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import STATE_FILE, read_state
from kgraph.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNT = "MATCH (n:Resource) RETURN count(n) AS n"
COMMAND = """
import sys
from pathlib import Path
from kgraph.store.servers.leases import open_store
from kgraph.held_where import StoreChoice
from kgraph.study import Study
study = Study(Path(sys.argv[1]), "s", {"en": "S"}, "http://e/", store=StoreChoice(linger=2))
with open_store(study) as store:
    print(store.address, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _as_a_user_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KGRAPH_LINGER")


@pytest.fixture
def lingering(tmp_path: Path) -> Iterator[Callable[..., Study]]:
    """A study whose server stays for some seconds: `lingering(seconds, name)`."""
    made: list[Study] = []

    def make(seconds: int, name: str = "en studie, åäö") -> Study:
        (tmp_path / name).mkdir(exist_ok=True)
        made.append(Study(tmp_path / name, "s", {"en": "S"}, "http://e/", store=StoreChoice(linger=seconds)))
        return made[-1]

    yield make
    for study in made:
        leases.stop(home(study))


def home(study: Study) -> Path:
    return leases.home_of(study.root, "embedded").resolve()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.process
def test_next_command_finds_the_server_running(
    lingering: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = lingering(600)
    with leases.open_store(study) as store:
        store.execute("CREATE (:Resource {uri: 'kept'})")
        assert leases.status(study.root)[0].idle is None
    idle = leases.status(study.root)[0]
    assert idle.state is not None
    assert idle.idle is not None
    assert 0 < idle.idle <= 600
    with leases.open_store(study) as store:
        assert store.address == idle.state.uri
        assert store.read(COUNT) == [{"n": 1}]
    # Whoever asks last decides: this command is told to leave nothing behind.
    monkeypatch.setenv("KGRAPH_LINGER", "0")
    with leases.open_store(study) as store:
        assert store.address == idle.state.uri
    assert not is_server(idle.state.server_pid, home(study))
    assert not is_unsealed(home(study))
    assert leases.status(study.root)[0].state is None


@pytest.mark.process
def test_it_ends_when_it_has_been_idle_for_long_enough(lingering: Callable[..., Study]) -> None:
    study = lingering(2)
    argv = [sys.executable, "-c", COMMAND, str(study.root)]
    commands = [
        subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    # Two commands at once share one server; one of them is killed, which makes no difference.
    addresses = {command.stdout.readline() for command in commands if command.stdout}
    assert len(addresses) == 1
    state = read_state(home(study))
    assert state is not None
    commands[0].communicate("\n")
    commands[1].kill()
    commands[1].communicate()
    # To look at it is not to use it.
    wait_until(lambda: leases.status(study.root)[0].state is None)
    wait_until(lambda: not is_server(state.server_pid, home(study)))
    wait_until(lambda: not (home(study) / STATE_FILE).exists())
    assert not is_unsealed(home(study))


@pytest.mark.process
def test_it_can_be_made_to_last_and_be_stopped(lingering: Callable[..., Study]) -> None:
    study = lingering(600)
    with leases.open_store(study) as store:
        address = store.address
    leases.start(home(study), "embedded", lasting=True).end()
    with leases.open_store(study) as store:
        assert store.address == address
    status = leases.status(study.root)[0]
    assert status.state is not None
    assert (status.state.lasting, status.idle) == (True, None)
    assert leases.stop(home(study))
    assert not is_server(status.state.server_pid, home(study))


@pytest.mark.process
def test_a_copied_study_has_a_server_of_its_own(lingering: Callable[..., Study]) -> None:
    study, copy = lingering(600), lingering(600, "copy")
    with leases.open_store(study) as store:
        address = store.address
    # The copy has the state file with address and password, and must not write to the first one's store.
    shutil.copytree(study.root, copy.root, dirs_exist_ok=True)
    assert leases.status(copy.root)[0].state is None
    with leases.open_store(copy) as store:
        assert store.address != address
        store.execute("CREATE (:Resource {uri: 'copy'})")
    with leases.open_store(study) as store:
        assert store.read(COUNT) == [{"n": 0}]


@pytest.mark.process
def test_it_ends_with_the_directory_of_its_study(lingering: Callable[..., Study], tmp_path: Path) -> None:
    study = lingering(600)
    with leases.open_store(study) as store:
        store.execute("CREATE (:Resource {uri: 'kept'})")
    state = read_state(home(study))
    assert state is not None
    os.rename(study.root, tmp_path / "moved")  # noqa: PTH104 - the study keeps its path
    wait_until(lambda: not is_server(state.server_pid, home(study)))
    moved = lingering(0, "moved")
    with leases.open_store(moved) as store:
        assert store.read(COUNT) == [{"n": 1}]


@pytest.mark.parametrize("text", ["soon", "-1", "1.5", "²"])
def test_an_odd_wish_is_refused(
    lingering: Callable[..., Study], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KGRAPH_LINGER", text)
    with pytest.raises(UsageError, match="is not a number of seconds"), leases.open_store(lingering(0)):
        pass
