"""Read published data as a study would and print what became of it; nothing is kept.

Usage: ``python tools/trial.py [--base IRI] [--languages en,fr] FILE...`` with files of the formats that a
study reads. docs/decisions/0065 records which data was tried, with the results.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError
from kgraph.pipeline.prepare import prepare
from kgraph.study import STUDY_FILE, load_study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.pipeline.prepare import Prepared

SHOWN = 12


def main() -> int:
    """Read the files named on the command line and print the outcome; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--base", default="https://example.org/study/trial/")
    parser.add_argument("--languages", default="en,sv")
    arguments = parser.parse_args()
    with TemporaryDirectory() as directory:
        root = Path(directory)
        for file in arguments.files:
            shutil.copy(file, root)
        settings = {
            "id": "trial",
            "title": "Trial",
            "base": arguments.base,
            "languages": arguments.languages.split(","),
            "sources": sorted({file.name for file in arguments.files}),
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        (root / STUDY_FILE).write_text("\n".join(["[study]", *lines]), encoding="utf-8")
        try:
            prepared = prepare(load_study(root))
        except KgraphError as error:
            print(error)
            return error.exit_code
    print("\n".join(outcome(prepared)))
    return 0


def outcome(prepared: Prepared) -> Iterable[str]:
    """Yield the lines of the outcome."""
    graph = prepared.graph
    read = sum(file.statements for file in prepared.dataset.files)
    left_out = {note.kind: note.count for note in prepared.dataset.notes if note.count}
    account = graph.account
    yield f"statements read: {read}; left out: {left_out or 'none'}; inferred: {prepared.inferred or 'none'}"
    yield f"in the graph: {account.statements}, accounted for: {account.accounted}"
    yield f"nodes: {len(graph.nodes)}, relationships: {len(graph.relationships)}"
    yield f"labels: {_most(label for node in graph.nodes.values() for label in node.labels)}"
    yield f"types: {_most(item.type for item in graph.relationships.values())}"
    named = sum(1 for uri, node in graph.nodes.items() if not uri.endswith(str(node.properties["label"])))
    yield f"nodes shown by a name rather than by the end of their IRI: {named}"
    yield f"findings: {_most(f'{one.severity} {one.name}' for one in prepared.report.findings)}"
    yield f"losses: {_most(one.loss.kind for one in prepared.losses)}"
    yield f"seconds: {prepared.timings.seconds}"


def _most(names: Iterable[str]) -> str:
    counts = Counter(names)
    more = f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else ""
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(SHOWN)) + more or "none"


if __name__ == "__main__":
    sys.exit(main())
