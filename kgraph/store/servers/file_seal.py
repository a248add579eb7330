"""Digests of a closed store's files: whoever changes, truncates or removes one of them is found out.

The embedded store opens damaged files without a word: it calls itself empty, or answers from what is left.
So the digests of its files are written when it has been closed in order, and compared when it is opened next.
"""

from __future__ import annotations

import json
from hashlib import file_digest
from typing import TYPE_CHECKING

from kgraph.store.servers.server_plan import write_private
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgraph.words.text import Text

SEAL_FILE = "files.json"
DATA_DIRECTORY = "databases"


def close_seal(home: Path) -> None:
    """Write the digests of the data files in `home`."""
    write_private(home / SEAL_FILE, json.dumps(_digests(home), indent=0, sort_keys=True))


def break_seal(home: Path) -> bool:
    """Remove the digests, since the files are about to change; return whether there were any."""
    known = _sealed(home) is not None
    (home / SEAL_FILE).unlink(missing_ok=True)
    return known


def changed_files(home: Path) -> list[str]:
    """Return the names of the data files that are not as they were when the store was closed, sorted.

    Nothing is known of a store that was not closed in order, or was never opened: the answer is then empty.
    """
    sealed = _sealed(home)
    if sealed is None:
        return []
    present = _digests(home)
    return sorted(name for name in sealed.keys() | present.keys() if sealed.get(name) != present.get(name))


def files_fault(names: Sequence[str]) -> Text:
    """Return a sentence about changed files."""
    words = catalogue("store")
    first, *others = names
    return words("fault.files", file=first, more=len(others)) if others else words("fault.file", file=first)


def is_unsealed(home: Path) -> bool:
    """Return whether there are data files in `home` without digests to compare them with."""
    return _sealed(home) is None and (home / DATA_DIRECTORY).is_dir()


def _sealed(home: Path) -> dict[str, str] | None:
    try:
        content = json.loads((home / SEAL_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _digests(home: Path) -> dict[str, str]:
    digests = {}
    for path in (home / DATA_DIRECTORY).rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                digests[path.relative_to(home / DATA_DIRECTORY).as_posix()] = file_digest(
                    file, "blake2b"
                ).hexdigest()
    return digests
