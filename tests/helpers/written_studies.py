"""Studies of a few files, written to a directory and loaded from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study


def written_study(root: Path, files: dict[str, str], settings: str = "") -> Study:
    """Return a study whose sources are these files, with further lines of its study file."""
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    (root / "study.toml").write_text(
        '[study]\nid = "t"\ntitle = "T"\nbase = "https://example.org/study/t/"\nlanguages = ["en"]\n'
        f"sources = {sorted(files)}\n{settings}",
        encoding="utf-8",
    )
    return load_study(root)
