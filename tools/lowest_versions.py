"""Print the lowest versions that kgraph allows of its direct dependencies, a line each, as pip takes them.

Usage: ``python tools/lowest_versions.py [EXTRA ...] > constraints.txt``, then in a new environment
``pip install -c constraints.txt -e ".[dev]"`` and ``pytest --quick``; `make lowest` does all three.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Print the lines for the dependencies of the package and of the extras named; return the exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(item for name in sys.argv[1:] for item in extras[name])]
    for requirement in wanted:
        match = re.match(r"([\w.-]+)(?:\[[^]]*\])?(?:>=|==)([\w.]+)", requirement)
        if match:
            print(f"{match[1]}=={match[2]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
