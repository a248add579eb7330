"""What a rebuild leaves under ``build/``, and the earlier builds that it keeps for comparison."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import KgraphError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

ANALYSIS_FILE = "analysis.json"
VALIDATION_FILE = "validation.json"
MANIFEST_FILE = "manifest.json"
REPORT_FILE = "report.html"
GRAPH_FILE = "graph.trig"
VIEWS_DIRECTORY = "views"
HISTORY_DIRECTORY = "history"
KEPT_BUILDS = 20


class Results:
    """The build directory of a study.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.directory = study.build

    def path(self, name: str) -> Path:
        """Return the path of a file or directory of the build."""
        return self.directory / name

    def write(self, name: str, content: dict[str, Any]) -> Path:
        """Write a JSON file, whole or not at all."""
        text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        return self._replace(name, text.encode())

    def read(self, name: str) -> dict[str, Any]:
        """Return the content of a JSON file.

        Raises
        ------
        UsageError
            There is no such file yet, or it is not what a rebuild wrote.
        """
        try:
            content = json.loads(self.path(name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise UsageError(
                f"no {name} in {self.study.relative(self.directory)}", hint="Make it with: kgraph rebuild"
            ) from None
        except ValueError:
            raise UsageError(
                "not what a rebuild wrote", where=self.path(name), hint="Run: kgraph rebuild"
            ) from None
        return dict(content)

    def read_if(self, name: str, build: str) -> dict[str, Any] | None:
        """Return the content of a JSON file if it is of the build called `build`, else None."""
        try:
            content = self.read(name)
        except UsageError:
            return None
        return content if content.get("build") == build else None

    def keep_graph(self, dataset: StudyDataset, build: str) -> None:
        """Write the build's RDF as ``graph.trig`` and keep a copy of it under its build id.

        The oldest copies go when there are more than `KEPT_BUILDS`.
        """
        quads = sorted(dataset.quads(), key=lambda quad: (str(quad.graph_name), str(quad)))
        text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=dataset.prefixes)
        self._replace(GRAPH_FILE, text or b"")
        lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        self._replace(f"{HISTORY_DIRECTORY}/{build}.nq.gz", gzip.compress(lines or b"", mtime=0))
        for path in self.builds()[:-KEPT_BUILDS]:
            path.unlink()

    def builds(self) -> list[Path]:
        """Return the kept builds, oldest first."""
        return sorted(
            self.path(HISTORY_DIRECTORY).glob("*.nq.gz"),
            key=lambda path: (path.stat().st_mtime_ns, path.name),
        )

    def graph(self, build: str) -> ox.Store:
        """Return the RDF of a kept build.

        Raises
        ------
        UsageError
            No kept build has this id.
        """
        path = self.path(f"{HISTORY_DIRECTORY}/{build}.nq.gz")
        if not path.is_file():
            known = ", ".join(kept.name.removesuffix(".nq.gz") for kept in self.builds())
            raise UsageError(
                f"no build {build!r} is kept",
                hint=f"Kept builds, oldest first: {known or 'none; run kgraph rebuild'}",
            )
        store = ox.Store()
        store.load(gzip.decompress(path.read_bytes()), format=ox.RdfFormat.N_QUADS)
        return store

    def _replace(self, name: str, content: bytes) -> Path:
        """Write aside, then rename, so that the old file is whole until the new one is."""
        path = self.path(name)
        aside = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
            aside.replace(path)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise KgraphError(
                f"cannot be written: {error.strerror}", where=path, hint="The old file is as it was."
            ) from error
        return path
