"""The version of kgraph, in one place: packaging, commands and what people cite take it from here."""

from __future__ import annotations

DISTRIBUTION = "kgraph-collab"
"""What the installed package is called."""
VERSION = "0.2.0"


def install_line(extra: str) -> str:
    """Return the command that installs what an extra of kgraph needs."""
    return f'pip install "{DISTRIBUTION}[{extra}]"'
