"""What a rebuild leaves under ``build/``, and the earlier builds that it keeps for comparison."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import UsageError
from kgraph.files import write_aside

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
KEPT_SUFFIX = ".trig"


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
        return write_aside(self.path(name), [text.encode()])

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
        text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=dataset.prefixes) or b""
        for name in (GRAPH_FILE, f"{HISTORY_DIRECTORY}/{build}{KEPT_SUFFIX}"):
            write_aside(self.path(name), [text])
        for path in self._kept()[:-KEPT_BUILDS]:
            path.unlink()

    def builds(self) -> list[str]:
        """Return the ids of the kept builds, oldest first."""
        return [path.name.removesuffix(KEPT_SUFFIX) for path in self._kept()]

    def kept(self, build: str) -> Path:
        """Return the file of a kept build, for :func:`kgraph.loaders.builds.read_build`.

        Raises
        ------
        UsageError
            No kept build has this id.
        """
        if build not in self.builds():
            known = ", ".join(self.builds()) or "none; run kgraph rebuild"
            raise UsageError(f"no build {build!r} is kept", hint=f"Kept builds, oldest first: {known}")
        return self.path(f"{HISTORY_DIRECTORY}/{build}{KEPT_SUFFIX}")

    def _kept(self) -> list[Path]:
        files = self.path(HISTORY_DIRECTORY).glob(f"*{KEPT_SUFFIX}")
        return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))
