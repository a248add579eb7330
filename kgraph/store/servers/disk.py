"""Find out whether a local store failed because its disk is full."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kgraph.store.failures import ServerFailedError, WriteFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Stores allocate disk space by the megabyte, so less than this is as good as none.
_TOO_LITTLE = 2_000_000


@contextmanager
def naming_full_disk(home: Path) -> Iterator[None]:
    """Say so if the disk is full when the server on `home` fails in a block of work.

    The servers do not say why they failed.

    Parameters
    ----------
    home : Path
        Directory of the server.

    Raises
    ------
    WriteFailedError
        The server failed and its disk is full; the message has the space that is left.
    """
    try:
        yield
    except ServerFailedError:
        free = shutil.disk_usage(home).free
        if free > _TOO_LITTLE:
            raise
        raise WriteFailedError(
            f"the disk is full ({free / 1e6:.1f} MB left): the store could not write",
            where=home,
            hint="Make room on it and run the command again: it writes what is missing.",
        ) from None
