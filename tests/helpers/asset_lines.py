"""The lines of the scripts, styles and templates of pages, which Ruff does not measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {".js", ".css", ".j2", ".ts", ".toml"}
LONGEST = 110


def long_lines(directory: Path) -> list[str]:
    """Return the places of lines that are longer than lines of Python may be."""
    return [
        f"{path.name}:{number}"
        for path in sorted(directory.iterdir())
        if path.suffix in KINDS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
