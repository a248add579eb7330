"""Write files in one step, so that no reader and no full disk ever leaves half a file; explain why not."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACE = "Free some space, then run the same again."
_IN_THE_WAY = "A file stands where kgraph needs a directory, or the other way round: move it away."
_RIGHTS = (
    "kgraph writes to build/ and .kgraph/ in the study: make them writable, or copy the study elsewhere."
)
# What the system says of a file or directory that cannot be used, and what to do about it.
_NEXT_STEPS = {
    errno.EROFS: _RIGHTS,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EIO: "The disk fails: copy the study to another one.",
    errno.EMFILE: "Too many files are open: close other programs, or raise the limit (ulimit -n).",
    errno.ENAMETOOLONG: "Give it a shorter name.",
}


def file_error(error: OSError) -> KgraphError | None:
    """Return what to tell of a file or directory that cannot be used; `None` for any other error."""
    step = _NEXT_STEPS.get(error.errno or 0)
    if step is None or error.filename is None:
        return None
    names = [name for name in (error.filename, error.filename2) if name is not None]
    return KgraphError(
        f"cannot be used: {error.strerror}", where=", ".join(map(os.fsdecode, names)), hint=step
    )


def write_aside(path: Path, chunks: Iterable[bytes]) -> Path:
    """Write `chunks` to a file beside `path`, rename it to `path`, and return `path`.

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
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(0o644)
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
