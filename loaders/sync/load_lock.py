"""A lock in the store, so that two loaders do not write one study at the same time."""

from __future__ import annotations

import os
import random
import socket
import time
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kgraph.errors import StoreError
from kgraph.store.build_marker import LOCK_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

    from kgraph.store.connection import Connection

# A loader renews its lock with every batch, which takes seconds; one transaction may take minutes.
LOCK_SECONDS = 900
# Longest transaction that checks the lock without renewing it; the lock outlasts it.
TRANSACTION_SECONDS = 600.0
_RENEWAL_SECONDS = 60
_TRIES = 5

# Writing before reading takes the server's own lock on the node, so that the second of two loaders reads what
# the first one wrote. A free lock is taken at once.
_LOCK = f"(l:{LOCK_LABEL} {{name: 'load'}})"
_TOUCH = (
    f"MERGE {_LOCK} SET l.touched = $token WITH l, l.owner AS owner, l.expires AS expires "
    "SET l.owner = coalesce(owner, $owner), l.expires = coalesce(expires, $expires) "
    "RETURN owner, expires"
)
_TAKE = f"MATCH {_LOCK} SET l.owner = $owner, l.expires = $expires"
_RENEW = f"MATCH {_LOCK} WHERE l.owner = $owner SET l.expires = $expires RETURN count(l) AS n"
_OWNER = f"MATCH {_LOCK} RETURN l.owner AS owner"
_HELD = f"MATCH {_LOCK} WHERE l.owner IS NOT NULL RETURN l.owner AS owner, l.expires AS expires"
_RELEASE = f"MATCH {_LOCK} WHERE l.owner = $owner DELETE l"


# Owners of locks that this process holds. Any other lock in its name was left behind when the connection
# broke.
_active: set[str] = set()


class LoadLock:
    """The exclusive right to write to a store.

    Parameters
    ----------
    connection : Connection
        The store; its uniqueness constraint on the lock's name must exist.

    Attributes
    ----------
    ended : bool
        Whether a transaction with :meth:`end_with` was committed, so that there is nothing left to release.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._renewed = 0.0
        self.ended = False
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        StoreError
            Another loader holds it and may still be running.
        """
        holder = self._try_to_take()
        if holder is not None:
            host, pid, _ = holder.split(":")
            raise StoreError(
                f"another loader is writing to this store (process {pid} on {host})",
                where=self.connection.address,
                hint="Wait until it has ended. If it died on another machine, its lock ends by itself"
                f" {LOCK_SECONDS // 60} minutes after its last write.",
            )

    def _try_to_take(self) -> str | None:
        for _ in range(_TRIES):
            try:
                return self.connection.execute_write(self._take)
            except StoreError as error:
                # If two loaders create the lock's node at the same moment, the constraint lets one through.
                if "uniqueness constraint" not in error.message:
                    raise
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311
        return self.connection.execute_write(self._take)

    def _take(self, tx: neo4j.ManagedTransaction) -> str | None:
        mine = {"owner": self.owner, "expires": time.time() + LOCK_SECONDS}
        lock = tx.run(_TOUCH, mine, token=uuid.uuid4().hex).single(strict=True)
        owner = lock["owner"]
        if owner is None:
            return None
        if owner != self.owner and not _abandoned(owner, lock["expires"]):
            return str(owner)
        tx.run(_TAKE, mine).consume()
        return None

    def renew(self, tx: neo4j.ManagedTransaction) -> None:
        """Extend the lock inside a write transaction, after checking that this loader still holds it.

        Raises
        ------
        StoreError
            Another loader has taken it over.
        """
        now = time.time()
        if not tx.run(_RENEW, owner=self.owner, expires=now + LOCK_SECONDS).single(strict=True)["n"]:
            raise self._lost()
        self._renewed = now

    def renew_if_due(self) -> None:
        """Renew the lock, in a transaction of its own, if the last renewal is more than a minute ago.

        Raises
        ------
        StoreError
            Another loader has taken it over.
        """
        if time.time() - self._renewed > _RENEWAL_SECONDS:
            self.connection.execute_write(self.renew)

    def check(self, tx: neo4j.ManagedTransaction) -> None:
        """Check inside a transaction that this loader still holds the lock, without writing.

        Raises
        ------
        StoreError
            Another loader has taken it over.
        """
        owner = tx.run(_OWNER).single()
        if owner is None or owner["owner"] != self.owner:
            raise self._lost()

    def _lost(self) -> StoreError:
        return StoreError(
            "another loader has taken over the lock of this one",
            where=self.connection.address,
            hint="Run the command again when the other has ended.",
        )

    def release(self) -> None:
        """Release the lock if this loader holds it."""
        self.connection.execute_write(lambda tx: tx.run(_RELEASE, owner=self.owner).consume())

    def end_with(self, tx: neo4j.ManagedTransaction) -> None:
        """Release the lock inside the last transaction of a staged load, which holds its marker alone."""
        tx.run(_RELEASE, owner=self.owner).consume()

    @contextmanager
    def held(self) -> Iterator[LoadLock]:
        """Hold the lock during a block, or until the transaction that ends it."""
        # Registered before it is taken, or another thread could mistake it for an abandoned lock.
        _active.add(self.owner)
        try:
            self.acquire()
            try:
                yield self
            except BaseException:
                # An unreachable store keeps the lock; the next load on this machine recognises it as
                # abandoned.
                with suppress(StoreError):
                    self.release()
                raise
            if not self.ended:
                self.release()
        finally:
            _active.discard(self.owner)


def read_holder(connection: Connection) -> str | None:
    """Return the owner of the lock in a store, if its load may still be running.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    for lock in connection.read(_HELD):
        if not _abandoned(lock["owner"], lock["expires"]):
            return str(lock["owner"])
    return None


def remove_abandoned(connection: Connection) -> None:
    """Remove the lock of a load that was killed after its last commit, for a load that has nothing to write.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    for lock in connection.read(_HELD):
        if _abandoned(lock["owner"], lock["expires"]):
            connection.execute(_RELEASE, owner=lock["owner"])


def _abandoned(owner: str, expires: float) -> bool:
    return expires <= time.time() or _ended(owner)


def _ended(owner: str) -> bool:
    """Return whether the owner was a load on this machine that no longer runs."""
    host, pid, _ = owner.split(":")
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():
        return owner not in _active
    if os.name == "nt":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
