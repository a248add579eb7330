"""Processes of a local server that do not answer are named, and nobody waits for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kgraph.store.servers import leases
from kgraph.store.servers.control_socket import SilentProcessError
from kgraph.store.servers.processes import is_server
from kgraph.store.servers.server_plan import LOCK_FILE, read_state

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.store.servers.server_plan import ServerState
    from kgraph.study import Study

pytestmark = pytest.mark.process


def home(study: Study) -> Path:
    return leases.home_of(study.root, "embedded").resolve()


def state_of(study: Study) -> ServerState:
    state = read_state(home(study))
    assert state is not None
    return state


@pytest.mark.parametrize("which", ["supervisor", "server"])
def test_process_that_does_not_answer_is_named(study: Study, which: str) -> None:
    leases.start(home(study), "embedded", lasting=True).end()
    state = state_of(study)
    pid = state.pid if which == "supervisor" else state.server_pid
    os.kill(pid, signal.SIGSTOP)
    try:
        with (
            pytest.raises(SilentProcessError, match=rf"process {pid}\) has not answered") as caught,
            leases.open_store(study),
        ):
            pass
        assert f"kill -CONT {pid}" in str(caught.value)
        assert len(str(caught.value).splitlines()) == 2
        embedded = leases.status(study.root)[0]
        assert embedded.silent == (pid if which == "supervisor" else 0)
        assert not embedded.left_behind
    finally:
        os.kill(pid, signal.SIGCONT)
    with leases.open_store(study) as store:
        assert store.address == state.uri


def test_frozen_server_is_stopped(study: Study) -> None:
    leases.start(home(study), "embedded", lasting=True).end()
    state = state_of(study)
    os.kill(state.server_pid, signal.SIGSTOP)
    assert leases.stop(home(study))
    assert not is_server(state.server_pid, home(study))


def test_frozen_supervisor_cannot_stop_its_server(study: Study) -> None:
    leases.start(home(study), "embedded", lasting=True).end()
    state = state_of(study)
    os.kill(state.pid, signal.SIGSTOP)
    try:
        with pytest.raises(SilentProcessError, match="supervisor of the embedded store"):
            leases.stop(home(study))
    finally:
        os.kill(state.pid, signal.SIGCONT)
    assert is_server(state.server_pid, home(study))


def test_frozen_server_left_behind_is_ended_by_the_next_start(study: Study) -> None:
    lease = leases.start(home(study), "embedded", lasting=True)
    os.kill(lease.state.pid, signal.SIGKILL)
    lease.end()
    os.kill(lease.state.server_pid, signal.SIGSTOP)
    with leases.open_store(study) as store:
        assert store.address != lease.state.uri


def test_stopped_holder_of_the_data_is_named_at_once(study: Study) -> None:
    program = (
        "import sys; from pathlib import Path; from kgraph.store.servers.file_lock import FileLock; "
        "lock = FileLock(Path(sys.argv[1])); lock.acquire(); print(flush=True); input()"
    )
    argv = [sys.executable, "-c", program, str(home(study) / LOCK_FILE)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        os.kill(other.pid, signal.SIGSTOP)
        try:
            with pytest.raises(SilentProcessError, match=f"process {other.pid} holds this store"):
                leases.start(home(study), "embedded")
        finally:
            os.kill(other.pid, signal.SIGCONT)
