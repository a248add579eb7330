"""The program ``kgraph``: the commands, in a process of their own."""

from __future__ import annotations

from kgraph.cli import main
from kgraph.spared_imports import spare_imports


def run() -> None:
    """Run the command line of this process."""
    spare_imports()
    main(prog_name="kgraph")
