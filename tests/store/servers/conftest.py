"""What tests of local servers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.store.servers import leases
from kgraph.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """A study without sources, in a directory whose name has blanks and letters beyond ASCII."""
    root = tmp_path / "en studie, åäö"
    root.mkdir()
    yield Study(root, "s", {"en": "S"}, "http://e/")
    leases.stop(leases.home_of(root, "embedded"))
