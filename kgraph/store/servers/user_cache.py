"""Where kgraph keeps what all studies of a user share: servers that were fetched, ports in use."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_directory() -> Path:
    """Return the directory for fetched files: ``KGRAPH_CACHE``, or kgraph's part of the user's cache."""
    if os.environ.get("KGRAPH_CACHE"):
        return Path(os.environ["KGRAPH_CACHE"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser() / "kgraph" / "cache"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/kgraph").expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "kgraph"
