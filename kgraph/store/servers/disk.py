"""Whether the disk under a local store is what stopped it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kgraph.store.failures import ServerFailedError, WriteFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A store that grows takes at least a megabyte at a time.
_LITTLE = 2_000_000


@contextmanager
def disk_told(home: Path) -> Iterator[None]:
    """Name the full disk, where it is full, when the server on `home` fails in a block of work.

    The servers themselves do not say why they failed.

    Raises
    ------
    WriteFailedError
        With the room that is left.
    """
    try:
        yield
    except ServerFailedError:
        free = shutil.disk_usage(home).free
        if free > _LITTLE:
            raise
        raise WriteFailedError(
            f"the disk is full ({free / 1e6:.1f} MB left): the store could not write",
            where=home,
            hint="Make room on it and run the command again: it writes what is missing.",
        ) from None
