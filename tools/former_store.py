"""Write what a former kgraph puts into a store, for the test that a rebuild brings it up to date.

Usage, with version 0.1.0 installed from commit 4757ccd in an environment of its own, and run by its Python:
``python tools/former_store.py tests/loaders/sync/former``. In that directory it reads ``study.trig`` and
writes ``store.json``: the nodes and relationships of the embedded store, dates as ``{"date": TEXT}``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

STUDY = """[study]
id = "former"
base = "https://example.org/former/"
languages = ["sv", "en"]
sources = ["study.trig"]
title = { sv = "Före", en = "Former" }

[analysis]
replicates = 0
"""
NODES = "MATCH (n) RETURN id(n) AS id, labels(n) AS labels, properties(n) AS properties ORDER BY id"
TIES = (
    "MATCH (a)-[r]->(b) RETURN id(a) AS start, type(r) AS type, id(b) AS end, properties(r) AS properties "
    "ORDER BY start, type, end"
)


def main() -> int:
    """Rebuild the study and write what its store holds; return the exit code."""
    from kgraph.store.servers import open_store  # where version 0.1.0 has it
    from kgraph.study import load_study

    place = Path(sys.argv[1])
    with TemporaryDirectory() as directory:
        root = Path(directory)
        shutil.copy(place / "study.trig", root)
        (root / "study.toml").write_text(STUDY, encoding="utf-8")
        subprocess.run([Path(sys.executable).with_name("kgraph"), "rebuild", "--study", root], check=True)
        with open_store(load_study(root)) as connection:
            content = {"nodes": _rows(connection, NODES), "relationships": _rows(connection, TIES)}
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    (place / "store.json").write_text(text + "\n", encoding="utf-8")
    return 0


def _rows(connection: Any, query: str) -> list[dict[str, Any]]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return {"date": value.isoformat()}
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list) else value

    return [{key: plain(value) for key, value in row.items()} for row in connection.read(query)]


if __name__ == "__main__":
    sys.exit(main())
