"""Zip archives that are sources: what is refused before any of it is unpacked."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from kgraph.errors import SourceError

if TYPE_CHECKING:
    from kgraph.errors import Location

MAX_UNPACKED = 500_000_000
"""Bytes that all parts of an archive may have together, unpacked."""
MAX_RATIO = 200
"""Factor by which one part may grow when unpacked, if it is larger than a megabyte."""
MAX_PARTS = 5_000

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
"""Exceptions that zipfile raises for archives that are cut off, damaged, locked or malicious."""


def refuse_bombs(archive: zipfile.ZipFile, where: Location) -> None:
    """Refuse an archive that is too large unpacked, or that has a part whose path leaves it.

    Raises
    ------
    SourceError
        Too many parts, too many bytes, a part that grows out of proportion, or such a path.
    """
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise SourceError(f"{len(parts)} parts in the archive; the limit is {MAX_PARTS}", where=where)
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise SourceError(f"{total} bytes when unpacked; the limit is {MAX_UNPACKED}", where=where)
    for part in parts:
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise SourceError(f"the archive holds a path that leaves it: {part.filename!r}", where=where)
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise SourceError(
                f"{part.filename!r} grows more than {MAX_RATIO} times when unpacked",
                where=where,
            )
