"""Write files in one step, so that no reader and no full disk ever leaves half a file."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import IO


def write_aside(path: Path, chunks: Iterable[bytes]) -> Path:
    """Write `chunks` to a file beside `path`, rename it to `path`, and return `path`.

    Raises
    ------
    KgraphError
        As for :func:`write_stream_aside`.
    """
    return write_stream_aside(path, lambda stream: stream.writelines(chunks))


def write_stream_aside(path: Path, write: Callable[[IO[bytes]], object]) -> Path:
    """Let `write` fill a file beside `path`, rename it to `path`, and return `path`.

    Raises
    ------
    KgraphError
        The directory cannot be written to, or the disk is full; the former file is unchanged.
    """
    aside: Path | None = None
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        aside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        # Whoever could read or write the former file, such as colleagues on a shared drive, still can.
        aside.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644)
        aside.replace(target)
    except OSError as error:
        if aside is not None:
            aside.unlink(missing_ok=True)
        raise KgraphError(
            f"cannot write the file: {error.strerror or error}",
            where=path,
            hint="The former file, if any, is unchanged. Check the free space and the directory's rights.",
        ) from error
    return path
