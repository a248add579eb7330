"""The benchmarks import what exists, also in the programs that they start."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = sorted(
    {
        (path.name, line)
        for path in (ROOT / "benchmarks").glob("*.py")
        for line in re.findall(
            r"^ *(from kgraph\S* import [\w, ]+|import kgraph\S*)$", path.read_text("utf-8"), re.M
        )
    }
)


def test_the_programs_of_load_store_are_among_them():
    lines = [line for name, line in IMPORTS if name == "load_programs.py"]
    assert len(lines) >= 8
    assert "from kgraph.loaders.sync.bulk_import import import_graph" in lines


@pytest.mark.parametrize(("name", "line"), IMPORTS)
def test_what_a_benchmark_imports_exists(name, line):
    exec(line, {})
