"""A sync makes a store hold exactly one property graph and writes only the differences.

Readers see the former build or the new one, never a mixture: changes go into one transaction where they fit.
A larger load is staged, with the marker saying "incomplete" until the last batch; a load that was cut off is
finished by the next run, which compares and writes what is still missing. See docs/decisions/0012.
"""

from __future__ import annotations

import json
import time
import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import neo4j

from kgraph.errors import StoreError
from kgraph.gc_pause import collection_paused
from kgraph.store.build_marker import COMPLETE, LOCK_LABEL, MARKER_LABEL
from kgraph.store.failures import OutcomeUnknownError
from kgraph.vocabulary import RESOURCE_LABEL

from ..property_graph import FORMAT
from .label_order import create_labels
from .load_lock import TRANSACTION_SECONDS, LoadLock, remove_abandoned
from .store_state import INCOMPLETE, read_state
from .sync_plan import BuildStamp, SyncPlan, glance, make_plan, own_marker
from .sync_steps import Step, make_steps
from .write_statements import run_batches

if TYPE_CHECKING:
    from kgraph.store.connection import Connection

    from ..property_graph import PropertyGraph
    from .write_statements import Batch

# Changes that fit in one transaction of a server with a heap of 1 GB, with room to spare.
SINGLE_LIMIT = 200_000

# Where readers have no complete build to lose, several transactions are as good, and faster beyond this.
FIRST_LIMIT = 10_000

# Concurrent transactions of a staged load. More than two wait for each other's locks.
WRITERS = 2

# How often a sync is planned again after the connection broke during a commit.
_ATTEMPTS = 5
_PAUSE_SECONDS = 2.0

_CONSTRAINTS = {
    name: f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
    for name, label, key in (
        ("kgraph_uri", RESOURCE_LABEL, "uri"),
        ("kgraph_lock", LOCK_LABEL, "name"),
        ("kgraph_build", MARKER_LABEL, "study"),
    )
}
_MARK = f"MERGE (m:{MARKER_LABEL} {{study: $study}}) SET m = $marker"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class SyncReport:
    """The outcome of a sync.

    Parameters
    ----------
    counts : dict of str to int
        ``nodes_created``, ``relationships_deleted``...
    foreign : list of Foreign
        Things added by hand, which stayed.
    staged : bool
        Whether it took several transactions.
    round_trips : int
        Statements sent.
    seconds : dict of str to float
        By phase.
    """

    counts: dict[str, int] = field(default_factory=dict)
    foreign: list[Any] = field(default_factory=list)
    staged: bool = False
    round_trips: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """The number of nodes and relationships created, updated or deleted."""
        return sum(self.counts.values())


@collection_paused()
def sync(
    connection: Connection,
    graph: PropertyGraph,
    stamp: BuildStamp,
    *,
    progress: Progress | None = None,
    single_limit: int = SINGLE_LIMIT,
) -> SyncReport:
    """Make the store hold `graph`, and nothing else of the study.

    Parameters
    ----------
    connection : Connection
        The store.
    graph : PropertyGraph
        The graph that it is to hold.
    stamp : BuildStamp
        The identity of the build.
    progress : callable, optional
        Called with phase, rows written so far, and rows in all.
    single_limit : int
        Changes beyond this number are staged in several transactions.

    Raises
    ------
    StoreError
        Another loader is at work, the database holds another study, or the store cannot be reached.
    """
    started = time.perf_counter()
    marker = own_marker(connection, stamp.study)
    if marker and marker.get("contentHash") == graph.content_hash:
        state = read_state(connection, marker)
        plan, same = glance(graph, stamp, state)
        if same and plan.empty:
            remove_abandoned(connection)
            return SyncReport(plan.summary(), round_trips=4, seconds={"compare": _since(started)})
    with ThreadPoolExecutor(1) as aside:
        ready = aside.submit(_make_ready, connection, graph, new=not marker)
        # Hash the graph while the store makes its constraints.
        _ = graph.content_hash, graph.digest
        ready.result()
    lock = LoadLock(connection)
    with lock.held():
        for attempt in range(1, _ATTEMPTS + 1):
            started = time.perf_counter()
            try:
                plan = make_plan(connection, graph, stamp)
                if plan.empty:
                    return SyncReport(plan.summary(), plan.foreign, seconds={"compare": _since(started)})
                compared = _since(started)
                report = apply_plan(connection, plan, lock, progress=progress, single_limit=single_limit)
                report.seconds = {"compare": compared, **report.seconds}
            except OutcomeUnknownError:
                # Comparing again shows whether the commit happened, and writes what is missing.
                if attempt == _ATTEMPTS:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return report
    raise AssertionError("unreachable")


def apply_plan(
    connection: Connection,
    plan: SyncPlan,
    lock: LoadLock,
    *,
    progress: Progress | None = None,
    single_limit: int = SINGLE_LIMIT,
) -> SyncReport:
    """Carry out a plan under a lock held by the caller.

    Raises
    ------
    OutcomeUnknownError
        The connection was lost while the store was committing; plan again to see.
    StoreError
        The store refuses or cannot be reached; it holds the former build or says that it is incomplete.
    """
    started = time.perf_counter()
    steps = make_steps(connection, plan)
    seconds = {"locate": _since(started)}
    run = _Run(connection, plan, lock, steps, progress)
    whole = plan.state.marker.get("state") == COMPLETE
    staged = plan.changes > (single_limit if whole else min(single_limit, FIRST_LIMIT))
    if staged:
        run.staged()
    else:
        run.single()
    return SyncReport(plan.summary(), plan.foreign, staged, run.trips, seconds | run.seconds)


def is_current(connection: Connection, *, study: str, input_digest: str) -> bool:
    """Return whether the store holds the complete build of an input.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    state = read_state(connection)
    marker = state.marker
    current = (
        bool(input_digest)
        and state.whole
        and marker["study"] == study
        and marker.get("input") == input_digest
    )
    if current:
        remove_abandoned(connection)
    return current


def _make_ready(connection: Connection, graph: PropertyGraph, *, new: bool) -> None:
    if new:
        create_labels(connection, graph)
    ensure_constraints(connection)


def ensure_constraints(connection: Connection) -> None:
    """Create the uniqueness constraints before anything is written: matching needs their indexes."""
    existing = {row["name"] for row in connection.read("SHOW CONSTRAINTS")}
    missing = [statement for name, statement in _CONSTRAINTS.items() if name not in existing]
    # In parallel they take the server hardly longer than one of them.
    with ThreadPoolExecutor(len(_CONSTRAINTS) if connection.dialect.writes_in_parallel else 1) as pool:
        deque(pool.map(connection.execute, missing), maxlen=0)


def _since(started: float) -> float:
    return time.perf_counter() - started


class _Run:
    """One run of a plan, with counts of rows and round trips."""

    def __init__(
        self,
        connection: Connection,
        plan: SyncPlan,
        lock: LoadLock,
        steps: list[Step],
        progress: Progress | None,
    ) -> None:
        self.connection = connection
        self.plan = plan
        self.lock = lock
        self.steps = steps
        self.progress = progress or (lambda phase, done, total: None)
        self.total = sum(step.rows for step in steps)
        self.done = self.trips = 0
        self.ids: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    def single(self) -> None:
        """Carry out all steps in one transaction."""
        started = time.perf_counter()
        # The lock outlasts this transaction: Neo4j shows a commit bit by bit, and only a lock tells readers.
        self.connection.execute_write(self._everything)
        self.seconds["commit"] = _since(started) - sum(self.seconds.values())

    def _everything(self, tx: neo4j.ManagedTransaction) -> None:
        # The driver repeats this after a transient failure, so all counts restart.
        self.done = self.trips = 0
        self.ids = {}
        self.seconds = {}
        for step in self.steps:
            started = time.perf_counter()
            for group in step.groups:
                self.trips += run_batches(tx, group, self.ids, partial(self._told, step.name))
            self.seconds[step.name] = _since(started)
        self._mark(tx, COMPLETE)

    def staged(self) -> None:
        """Carry out the steps in several transactions, with the marker saying "incomplete" meanwhile."""
        # Prepare the statements of a step while the store executes those of the previous one.
        with ThreadPoolExecutor(1) as aside:
            pending = [aside.submit(attrgetter("groups"), step) for step in self.steps]
            self.connection.execute_write(lambda tx: self._mark(tx, INCOMPLETE))
            for step, groups in zip(self.steps, pending, strict=True):
                started = time.perf_counter()
                self._step(step, groups.result())
                self.seconds[step.name] = _since(started)
        started = time.perf_counter()
        self._compare()
        self.connection.execute_write(self._end)
        self.lock.ended = True
        self.seconds["commit"] = _since(started)

    def _compare(self) -> None:
        """Check that the build is complete before it is marked so, whoever wrote to the store meanwhile."""
        state = read_state(self.connection, self.plan.state.marker)
        if [*state.node_digest, *state.relationship_digest] != self.plan.graph.digest:
            raise OutcomeUnknownError(
                "the store does not hold what was written to it; something else wrote to it meanwhile",
                where=self.connection.address,
                hint="Run the command again: it does only what the store still lacks.",
            )

    def _step(self, step: Step, groups: list[list[Batch]]) -> None:
        if step.parallel and self.connection.dialect.writes_in_parallel:
            self._in_parallel(step, groups)
            return
        for group in groups:
            self._count(step, group, self.connection.execute_write(self._group, group))

    def _in_parallel(self, step: Step, groups: list[list[Batch]]) -> None:
        waiting: deque[tuple[list[Batch], Future[int]]] = deque()
        with ThreadPoolExecutor(WRITERS) as pool:
            try:
                for group in groups:
                    if len(waiting) > WRITERS:
                        done, written = waiting.popleft()
                        self._count(step, done, written.result())
                    self.lock.renew_if_due()
                    waiting.append((group, pool.submit(self.connection.execute_write, self._beside, group)))
                for done, written in waiting:
                    self._count(step, done, written.result())
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _group(self, tx: neo4j.ManagedTransaction, group: list[Batch]) -> int:
        self.lock.renew(tx)
        return 1 + run_batches(tx, group, self.ids)

    @neo4j.unit_of_work(timeout=TRANSACTION_SECONDS)
    def _beside(self, tx: neo4j.ManagedTransaction, group: list[Batch]) -> int:
        # Renewing the lock writes, and concurrent transactions would wait for each other.
        self.lock.check(tx)
        return 1 + run_batches(tx, group, self.ids)

    def _count(self, step: Step, group: list[Batch], trips: int) -> None:
        self.trips += trips
        self._told(step.name, sum(batch.count for batch in group))

    def _told(self, phase: str, rows: int) -> None:
        self.done += rows
        self.progress(phase, self.done, self.total)

    def _mark(self, tx: neo4j.ManagedTransaction, state: str) -> None:
        self.lock.renew(tx)
        graph = self.plan.graph
        marker: dict[str, Any] = {
            "study": self.plan.stamp.study,
            "build": self.plan.build,
            "contentHash": graph.content_hash,
            "state": state,
            "nodes": len(graph.nodes),
            "relationships": len(graph.relationships),
            "digest": graph.digest,
            "names": graph.names.to_json(),
            "prefixes": json.dumps(graph.prefixes, sort_keys=True, ensure_ascii=False),
            "version": FORMAT,
            # It shows a reader that two builds alternated while it read.
            "revision": uuid.uuid4().hex,
        }
        if self.plan.stamp.input_digest:
            marker["input"] = self.plan.stamp.input_digest
        tx.run(_MARK, study=self.plan.stamp.study, marker=marker).consume()
        self.trips += 1

    def _end(self, tx: neo4j.ManagedTransaction) -> None:
        """Mark a staged build complete. All of it is there, so readers need the lock no longer."""
        self._mark(tx, COMPLETE)
        self.lock.end_with(tx)


__all__ = [
    "SINGLE_LIMIT",
    "StoreError",
    "SyncReport",
    "apply_plan",
    "ensure_constraints",
    "is_current",
    "sync",
]
