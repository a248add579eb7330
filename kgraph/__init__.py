"""kgraph: a knowledge graph of collaboration actors and dependencies.

``kgraph.open()`` opens a study in Python; the command ``kgraph`` does the same in a shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.version import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.api import OpenStudy

__version__ = VERSION
__all__ = ["__version__", "open"]


def open(directory: Path | str | None = None, store: str | None = None) -> OpenStudy:  # noqa: A001
    """Open a study; see :func:`kgraph.api.open_study`."""
    # Imported here so that `kgraph --help`, or importing one module, does not load everything.
    from kgraph.api import open_study

    return open_study(directory, store)
