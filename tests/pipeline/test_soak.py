"""Ten cycles of edits and rebuilds on both stores; ``make soak`` does two hundred."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CYCLES = 10


@pytest.mark.process
@pytest.mark.neo4j
@pytest.mark.slow
def test_nothing_wears_out(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        soak = importlib.import_module("soak")
    finally:
        sys.path.remove(str(ROOT / "tools"))
    figures = soak.Soak(tmp_path, seed=5).run(CYCLES, restart=6)
    assert figures.faults == []
    assert (figures.cycles, figures.rebuilds) == (CYCLES, 2 * (CYCLES + 1))
    assert figures.readings > CYCLES
    assert figures.edits.total() >= CYCLES
