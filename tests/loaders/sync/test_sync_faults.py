"""Loads that are cut off: the next run equals a clean load, and until then the store says so."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import EXIT_STORE, StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync import store_sync as sync_module
from kgraph.loaders.sync import sync_steps
from kgraph.loaders.sync import write_statements as sync_write
from kgraph.loaders.sync.store_state import read_status, read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.store.failures import OutcomeUnknownError, WriteFailedError
from kgraph.store.servers import leases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

SIZE = 400
KILLS = 10

# The child loads one of two graphs in many small statements and says so before each, then is killed.
CHILD = """
import os, sys
from kgraph.spared_imports import spare_imports

spare_imports()
import pyoxigraph as ox
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync import sync_steps, write_statements
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.store.connection import connect

write_statements.BATCH = sync_steps.BATCH = 40
uri, database, limit = sys.argv[1:]
graph = map_dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.TURTLE))
with connect(uri, username=os.environ["NAME"], password=os.environ["WORD"], database=database) as store:
    print("start", flush=True)
    show = lambda *step: print(*step, flush=True)
    sync(store, graph, BuildStamp("s"), single_limit=int(limit), progress=show)
"""


def turtle(variant: int) -> str:
    lines = [
        "@prefix ex: <https://example.org/> .",
        "@prefix kg: <https://w3id.org/kgraph/ontology#> .",
        "@prefix org: <http://www.w3.org/ns/org#> .",
    ]
    for i in range(variant, SIZE + variant * 20):
        kind = "Municipality" if (i + variant) % 3 else "Company"
        lines.append(
            f"ex:n{i} a kg:{kind} ; kg:population {i % (7 + variant)} ; org:linkedTo ex:n{i * 7 % SIZE} ."
        )
        if i % 2:
            lines.append(
                f"ex:m{i} a org:Membership ; org:member ex:n{i} ; "
                f"org:organization ex:n{(i + variant) % SIZE} ."
            )
    return "\n".join(lines)


def graph_of(variant: int) -> PropertyGraph:
    return map_dataset(ox.parse(turtle(variant), format=ox.RdfFormat.TURTLE))


def content(graph: PropertyGraph) -> tuple[object, object]:
    nodes = {uri: (node.labels, node.properties) for uri, node in graph.nodes.items()}
    items = {k: (r.type, r.start, r.end, r.properties) for k, r in graph.relationships.items()}
    return nodes, items


def kill_in(store: Connection, lease: leases.Lease, variant: int, limit: int, moment: int) -> bool:
    """Load a graph in a child process, kill it at its `moment`-th sign of life; tell if it was cut off."""
    state = lease.state
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, state.uri, state.database, str(limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "NAME": state.username, "WORD": state.password},
    )
    child.stdin.write(turtle(variant).encode())
    child.stdin.close()
    for _ in range(moment):
        if not child.stdout.readline():
            break
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    code = child.wait()
    # Any other code means that the child failed by itself, and then nothing was cut off.
    assert code in (0, -signal.SIGKILL)
    return code != 0


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_after_a_kill_at_any_moment_the_next_run_equals_a_clean_load(
    kind: str, request: pytest.FixtureRequest
) -> None:
    store: Connection = request.getfixturevalue(f"{kind}_store")
    lease: leases.Lease = request.getfixturevalue(f"{kind}_server")
    graphs = [graph_of(0), graph_of(1)]
    rng = random.Random(7)
    cut = 0
    for turn in range(KILLS):
        former, variant = read_status(store), turn % 2
        limit = 0 if turn % 3 else 10**6
        cut += kill_in(store, lease, variant, limit, rng.randrange(1, 30))
        status = read_status(store)
        if limit:
            # One transaction: the former build or the new one, whole.
            assert status.state == ("empty" if not former.study else "complete")
            assert status.content_hash in (former.content_hash, graphs[variant].content_hash)
        elif status.state == "complete":
            assert status.content_hash in (former.content_hash, graphs[variant].content_hash)
        else:
            assert status.state in ("incomplete", "empty")
            if status.state == "incomplete":
                with pytest.raises(StoreError, match="cut off before its end"):
                    read_store(store)
        sync(store, graphs[variant], BuildStamp("s"), single_limit=limit)
        assert content(read_store(store)) == content(graphs[variant])
        assert read_status(store).loader is None
        assert read_status(store).state == "complete"
    assert cut >= KILLS // 2, "too few of the loads were cut off to mean anything"


class OwnServer:
    """A server that tests kill, or give a full disk, and then start again over the same files."""

    def __init__(self, home: Path, kind: str) -> None:
        self.home, self.kind = home, kind
        self.lease = leases.start(home, kind, heap="512m")

    def restart(self) -> None:
        self.lease.end()
        self.lease = leases.start(self.home, self.kind, heap="512m")

    def kill(self) -> None:
        os.kill(self.lease.state.server_pid, signal.SIGKILL)


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def own_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OwnServer]:
    server = OwnServer(tmp_path_factory.mktemp("own") / "home", request.param)
    yield server
    server.lease.end()


@pytest.mark.process
@pytest.mark.xdist_group("own servers")
@pytest.mark.slow
@pytest.mark.parametrize("moment", ["during", "at-commit"])
def test_a_server_killed_under_a_load(own_server: OwnServer, moment: str) -> None:
    graph = graph_of(0)
    killed = threading.Event()

    def kill() -> None:
        if not killed.is_set():
            killed.set()
            own_server.kill()

    def progress(phase: str, done: int, total: int) -> None:
        if moment == "during":
            kill()
        elif done == total:
            # The commit is the next thing that the server does.
            threading.Timer(0.003, kill).start()

    with own_server.lease.connect(retry=1) as store:
        store.execute("MATCH (n) DETACH DELETE n")
        assert read_status(store).state == "empty"
        try:
            sync(store, graph, BuildStamp("s"), progress=progress)
            reported = True
        except StoreError:
            reported = False
    # Before a restart, or a late kill would meet the new server.
    assert killed.wait(60)
    own_server.restart()
    with own_server.lease.connect(retry=5) as store:
        status = read_status(store)
        assert status.state in ("empty", "complete")
        if reported:
            assert status.state == "complete"
        sync(store, graph, BuildStamp("s"))
        assert content(read_store(store)) == content(graph)


def allow_files(lease: leases.Lease, size: int = resource.RLIM_INFINITY) -> None:
    """Let the server write in files up to an offset only, as on a full disk; or without a limit again.

    The system then refuses its writes, whatever file system lies below and whoever runs the test.
    """
    _, most = resource.prlimit(lease.state.server_pid, resource.RLIMIT_FSIZE)
    resource.prlimit(lease.state.server_pid, resource.RLIMIT_FSIZE, (size, most))


@pytest.mark.process
@pytest.mark.xdist_group("own servers")
@pytest.mark.slow
def test_a_disk_that_is_full_during_a_load(own_server: OwnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_write, "BATCH", 40)
    monkeypatch.setattr(sync_steps, "BATCH", 40)
    graphs = [graph_of(0), graph_of(1)]
    with own_server.lease.connect(retry=1) as store:
        sync(store, graphs[0], BuildStamp("s"))
    for variant, limit in ((1, 10**6), (0, 0)):
        former = graphs[1 - variant].content_hash

        def progress(phase: str, done: int, total: int) -> None:
            if done > total / 2:
                allow_files(own_server.lease, 1)

        with own_server.lease.connect(retry=1) as store:
            for attempt in range(2):
                with pytest.raises(WriteFailedError) as caught:
                    sync(store, graphs[variant], BuildStamp("s"), single_limit=limit, progress=progress)
                told = str(caught.value)
                assert caught.value.exit_code == EXIT_STORE
                assert len(told.splitlines()) == 2
                assert "could not write to its disk" in told, attempt
                assert ("start the server again" in told) == (own_server.kind == "neo4j")
        allow_files(own_server.lease)
        own_server.restart()
        with own_server.lease.connect(retry=5) as store:
            status = read_status(store)
            # One transaction left the former build as it was; a staged load says that it was cut off.
            assert (status.state, status.content_hash == former) == (
                ("complete", True) if limit else ("incomplete", False)
            )
            sync(store, graphs[variant], BuildStamp("s"), single_limit=limit)
            assert content(read_store(store)) == content(graphs[variant])
            status = read_status(store)
            assert (status.state, status.content_hash) == ("complete", graphs[variant].content_hash)
            assert not sync(store, graphs[variant], BuildStamp("s")).changes


def test_a_commit_with_unknown_outcome_is_looked_at_and_repeated(
    any_store: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = graph_of(0)
    monkeypatch.setattr(sync_module, "_PAUSE_SECONDS", 0)
    real = sync_module.apply_plan
    outcomes = iter([False, True])
    calls = []

    def lossy(connection: Connection, plan: object, *args: object, **kwargs: object) -> object:
        calls.append(plan)
        if next(outcomes):
            real(connection, plan, *args, **kwargs)
        raise OutcomeUnknownError("the connection was lost")

    monkeypatch.setattr(sync_module, "apply_plan", lossy)
    report = sync(any_store, graph, BuildStamp("s"))
    assert len(calls) == 2, "the first commit was not there, the second was"
    assert report.changes == 0
    assert content(read_store(any_store)) == content(graph)
