"""The choice of a study where its statements are held during a build: in memory or on disk."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """From which size on the statements are held on disk, so that memory does not grow with them.

    Parameters
    ----------
    disk_from : int
        Megabytes of source files.
    """

    disk_from: int = 100

    @classmethod
    def held(cls, where: str) -> ReadingChoice:
        """Return the choice of ``"disk"`` or ``"memory"``, whatever the size."""
        return cls(0 if where == "disk" else sys.maxsize)
