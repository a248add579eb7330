"""Choose loopback ports for servers, so that two that start at once never get the same one."""

from __future__ import annotations

import random
import socket

from kgraph.errors import StoreError
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.user_cache import cache_directory

# Below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere), and above
# those of well-known services.
_FIRST, _LAST = 20000, 21999
_ATTEMPTS = 500

_held: list[FileLock] = []


def reserve_ports(count: int) -> list[int]:
    """Return `count` different free loopback ports that no other kgraph process gets while this one lives.

    A Java server opens its ports seconds after they were chosen. A locked file for each port, in the user's
    cache, keeps other processes of kgraph from choosing it meanwhile.

    Parameters
    ----------
    count : int
        How many ports.

    Raises
    ------
    StoreError
        No free port was found.
    """
    ports: list[int] = []
    for _ in range(_ATTEMPTS):
        if len(ports) == count:
            return ports
        port = random.SystemRandom().randint(_FIRST, _LAST)
        lock = FileLock(cache_directory() / "ports" / str(port))
        if _acquire(lock):
            if in_use(port):
                lock.release()
            else:
                _held.append(lock)
                ports.append(port)
    raise StoreError(
        f"no free port was found between {_FIRST} and {_LAST}",
        hint="Stop servers that are no longer needed; kgraph db status names kgraph's own.",
    )


def in_use(port: int) -> bool:
    """Return whether a process of this machine listens on the loopback `port`."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return True
    return False


def _acquire(lock: FileLock) -> bool:
    """Take the lock; do without it where the cache cannot be written."""
    try:
        return lock.acquire()
    except OSError:
        return True
