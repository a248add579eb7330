"""Local servers are started, shared, kept running, stopped and recovered, as real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.errors import StoreError
from kgraph.held_where import StoreChoice
from kgraph.store.servers import leases
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import LOCK_FILE, LOG_FILE, STATE_FILE, read_state
from kgraph.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kgraph.store.servers.server_plan import ServerState

pytestmark = pytest.mark.process

WRITE = "CREATE (:Resource {uri: 'kept'})"
COUNT = "MATCH (n:Resource) RETURN count(n) AS n"
# A separate command that opens the store, prints its address, and waits until its input ends. It can be
# interrupted even when the test run itself ignores interrupts, as one in the background does.
COMMAND = """
import signal
import sys
from pathlib import Path
from kgraph.errors import KgraphError
from kgraph.store.servers.leases import open_store
from kgraph.study import Study
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with open_store(Study(Path(sys.argv[1]), "s", {"en": "S"}, "http://e/")) as store:
        print(store.address, flush=True)
        sys.stdin.readline()
except KeyboardInterrupt:
    sys.exit(4)
except KgraphError as error:
    print(error, flush=True)
    sys.exit(error.exit_code)
"""


def home(study: Study) -> Path:
    return leases.home_of(study.root, "embedded").resolve()


def state_of(study: Study) -> ServerState:
    state = read_state(home(study))
    assert state is not None
    return state


def wait_until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def command(study: Study) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        argv = [sys.executable, "-c", COMMAND, str(study.root)]
        process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_transient_server_ends_with_its_command_and_keeps_the_data(study: Study) -> None:
    with leases.open_store(study) as store:
        store.execute(WRITE)
        state = state_of(study)
        assert is_server(state.server_pid, home(study))
    assert not is_server(state.server_pid, home(study))
    assert not (home(study) / STATE_FILE).exists()
    with leases.open_store(study) as store:
        assert store.read(COUNT) == [{"n": 1}]
        assert state_of(study).password != state.password


def test_commands_share_one_server(study: Study) -> None:
    with leases.open_store(study) as first:
        with leases.open_store(study) as second:
            assert second.address == first.address
            second.execute(WRITE)
        assert first.read(COUNT) == [{"n": 1}]


def test_lasting_server(study: Study) -> None:
    assert not leases.stop(home(study))
    leases.start(home(study), "embedded", lasting=True).end()
    embedded, neo4j = leases.status(study.root)
    assert (embedded.kind, neo4j.kind, neo4j.state, neo4j.left_behind) == ("embedded", "neo4j", None, False)
    assert embedded.state is not None
    assert embedded.state.lasting
    with leases.open_store(study) as store:
        assert store.address == embedded.state.uri
    assert is_server(embedded.state.server_pid, home(study))
    assert leases.stop(home(study))
    assert not is_server(embedded.state.server_pid, home(study))
    assert leases.status(study.root)[0].state is None


def test_transient_server_can_be_made_to_last(study: Study) -> None:
    with leases.open_store(study):
        leases.start(home(study), "embedded", lasting=True).end()
    assert leases.status(study.root)[0].state is not None


def test_secrets_are_private(study: Study) -> None:
    with leases.open_store(study):
        state = state_of(study)
        for path in home(study).rglob("*"):
            if path.is_file() and path.stat().st_mode & 0o077:
                assert state.password not in path.read_text("utf-8", "replace"), path
        for process in ("self", str(state.pid), str(state.server_pid)):
            with open(f"/proc/{process}/cmdline") as file:  # noqa: PTH123 - not a path of the study
                assert state.password not in file.read()


def test_listens_on_loopback_only(study: Study) -> None:
    with leases.open_store(study):
        pids = {state_of(study).pid, state_of(study).server_pid}
        addresses = [address for pid in pids for address in listening(pid)]
        assert addresses
        assert set(addresses) <= {"127.0.0.1"}


def listening(pid: int) -> list[str]:
    """Return the addresses that a process listens on, from the kernel's tables (proc(5))."""
    sockets = set()
    for name in os.listdir(f"/proc/{pid}/fd"):  # noqa: PTH208 - not a path of the study
        try:
            sockets.add(os.readlink(f"/proc/{pid}/fd/{name}"))  # noqa: PTH115
        except OSError:
            continue
    addresses = []
    for table in ("tcp", "tcp6"):
        with open(f"/proc/{pid}/net/{table}") as file:  # noqa: PTH123
            rows = [line.split() for line in file.readlines()[1:]]
        for row in rows:
            if row[3] == "0A" and f"socket:[{row[9]}]" in sockets:
                octets = row[1].split(":")[0][-8:]
                addresses.append(".".join(str(int(octets[i : i + 2], 16)) for i in (6, 4, 2, 0)))
    return addresses


def test_two_commands_at_once_start_one_server(
    study: Study, command: Callable[[], subprocess.Popen[str]]
) -> None:
    commands = [command(), command(), command()]
    lines = [process.stdout.readline() for process in commands if process.stdout]
    assert len(set(lines)) == 1
    assert lines[0].startswith("bolt://127.0.0.1:")
    for process in commands:
        process.communicate("\n")
        assert process.returncode == 0
    assert not (home(study) / STATE_FILE).exists()


def test_killed_command_leaves_no_server(study: Study, command: Callable[[], subprocess.Popen[str]]) -> None:
    process = command()
    assert process.stdout is not None
    assert process.stdout.readline()
    state = state_of(study)
    process.kill()
    wait_until(lambda: not is_server(state.server_pid, home(study)))
    with leases.open_store(study) as store:
        assert store.read(COUNT) == [{"n": 0}]


def test_interrupt_ends_command_and_server(
    study: Study, command: Callable[[], subprocess.Popen[str]]
) -> None:
    process = command()
    assert process.stdout is not None
    assert process.stdout.readline()
    state = state_of(study)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 4
    assert not is_server(state.server_pid, home(study))


def test_interrupt_while_the_server_starts(
    study: Study, command: Callable[[], subprocess.Popen[str]]
) -> None:
    process = command()
    wait_until((home(study) / LOG_FILE).exists)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 4
    lock = FileLock(home(study) / LOCK_FILE)
    wait_until(lock.acquire)
    lock.release()
    assert not (home(study) / STATE_FILE).exists()


def test_killed_server_is_reported_and_recovered(study: Study) -> None:
    with leases.open_store(study, retry=1) as store:
        store.execute(WRITE)
        os.kill(state_of(study).server_pid, signal.SIGKILL)
        with pytest.raises(StoreError, match=r"no server at this address|connection to the store was lost"):
            store.read(COUNT)
    with leases.open_store(study) as store:
        assert store.read(COUNT) == [{"n": 1}]


def test_server_left_behind_by_a_killed_supervisor_is_ended(study: Study) -> None:
    lease = leases.start(home(study), "embedded", lasting=True)
    os.kill(lease.state.pid, signal.SIGKILL)
    lease.end()
    assert is_server(lease.state.server_pid, home(study))
    assert leases.status(study.root)[0].left_behind
    with leases.open_store(study) as store:
        assert store.address != lease.state.uri
        assert not is_server(lease.state.server_pid, home(study))


def test_stop_ends_what_was_left_behind(study: Study) -> None:
    lease = leases.start(home(study), "embedded", lasting=True)
    os.kill(lease.state.pid, signal.SIGKILL)
    lease.end()
    assert leases.stop(home(study))
    wait_until(lambda: not is_server(lease.state.server_pid, home(study)))
    assert not leases.status(study.root)[0].left_behind


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_broken_state_file(study: Study, content: str) -> None:
    home(study).mkdir(parents=True)
    (home(study) / STATE_FILE).write_text(content)
    assert leases.join(home(study)) is None
    with leases.open_store(study) as store:
        assert store.read("RETURN 1 AS one") == [{"one": 1}]


def test_process_id_of_another_process_is_left_alone(study: Study) -> None:
    leases.start(home(study), "embedded", lasting=True).end()
    text = (home(study) / STATE_FILE).read_text()
    state = state_of(study)
    leases.stop(home(study))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        stale = text.replace(f'"server_pid": {state.server_pid}', f'"server_pid": {other.pid}')
        (home(study) / STATE_FILE).write_text(stale)
        assert leases.stop(home(study))
        assert other.poll() is None
        (home(study) / STATE_FILE).write_text(stale)
        with leases.open_store(study):
            assert other.poll() is None


def test_held_data_is_reported_in_two_lines(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LOCK_SECONDS", 0.0)
    lock = FileLock(home(study) / LOCK_FILE)
    assert lock.acquire()
    assert not FileLock(home(study) / LOCK_FILE).acquire()
    with (
        pytest.raises(StoreError, match=r"another command \(process \d+\) holds this store") as caught,
        leases.open_store(study),
    ):
        pass
    assert len(str(caught.value).splitlines()) == 2
    lock.release()
    assert FileLock(home(study) / LOCK_FILE).acquire()


def test_server_that_cannot_start(study: Study) -> None:
    with pytest.raises(
        StoreError, match="embedded store could not be started: the server ended at once"
    ) as caught:
        leases.start(home(study), "embedded", heap="1")
    assert "server.log" in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_strangers_cannot_stop_the_server(study: Study) -> None:
    import socket

    with leases.open_store(study) as store:
        control = state_of(study).control
        for words in (b"stop\n", b"x\ny\nz\n", b"stop wrong\nlast wrong\n", b"\xff\xfe\n", b""):
            with socket.create_connection(("127.0.0.1", control)) as stranger:
                stranger.sendall(words)
                stranger.shutdown(socket.SHUT_WR)
                assert stranger.recv(10) == b""
        assert store.read("RETURN 1 AS one") == [{"one": 1}]


def test_address_and_credentials_from_the_environment(
    study: Study, embedded_server: leases.Lease, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = embedded_server.state
    monkeypatch.setenv("NEO4J_URI", state.uri)
    monkeypatch.setenv("NEO4J_USERNAME", state.username)
    monkeypatch.setenv("NEO4J_PASSWORD", state.password)
    monkeypatch.setenv("NEO4J_DATABASE", state.database)
    with leases.open_store(study) as store:
        assert (store.address, store.database) == (state.uri, state.database)
    assert not home(study).exists()
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    with leases.open_store(study, state.uri) as store:
        assert store.address == state.uri
    chosen = Study(study.root, "s", {"en": "S"}, "http://e/", store=StoreChoice(state.uri, "nosuch"))
    monkeypatch.delenv("NEO4J_URI")
    monkeypatch.delenv("NEO4J_DATABASE")
    with pytest.raises(StoreError, match="no database 'nosuch'"), leases.open_store(chosen):
        pass
