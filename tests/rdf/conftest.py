"""Studies made in a temporary directory from the text of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.study import Policy, Study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BASE = "https://w3id.org/kgraph/study/t/"


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Study]:
    """Return a function that writes files and returns the study that they make up."""

    def make(files: dict[str, str | bytes], **policy: object) -> Study:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Study(
            root=tmp_path,
            id="t",
            title={"en": "T"},
            base=BASE,
            sources=tuple(name for name in files if not name.startswith(("contexts/", "copies/", "shapes/"))),
            policy=Policy(**policy),  # type: ignore[arg-type]
        )

    return make
