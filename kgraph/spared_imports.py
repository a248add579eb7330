"""Packages that others import only in case somebody uses them, and that kgraph's own programs do without."""

from __future__ import annotations

import sys

# Where pandas is installed, the Neo4j driver imports it, and pyarrow too, for values that no command sends.
_UNUSED = ("pandas", "pyarrow")


def spare_imports() -> None:
    """Keep this process from importing what it does not use, which takes longer than most commands.

    It is for programs of kgraph's own. In a notebook, the same driver may well be given a column of pandas.
    """
    for name in _UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
