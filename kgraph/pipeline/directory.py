"""What a rebuild leaves under ``build/``, and the earlier builds that it keeps for comparison."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.atomic_files import write_aside
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.sync.altered_values import Altered
    from kgraph.loaders.sync.sync_plan import Foreign
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

ANALYSIS_FILE = "analysis.json"
VALIDATION_FILE = "validation.json"
MANIFEST_FILE = "manifest.json"
REPORT_FILE = "report.html"
GRAPH_FILE = "graph.trig"
LOSSES_FILE = "losses.csv"
VIEWS_DIRECTORY = "views"
HISTORY_DIRECTORY = "history"
KEPT_BUILDS = 20
KEPT_SUFFIX = ".trig"

# What a manifest says of the run, not of the build; and what it says of the other files.
_OF_THE_RUN = ("timings", "written", "kept")


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did and where its results are.

    Parameters
    ----------
    study : Study
        The study.
    manifest : dict
        What the build says of itself: id, hashes of the inputs, counts, losses, strongest findings, versions.
    store : str
        Name and address of the store.
    written : dict of str to int
        How many nodes and relationships were created, updated and deleted in the store.
    foreign : list of Foreign
        What was added by hand and left alone.
    altered : list of Altered
        What had been altered by hand in the store, and was put back.
    report : Path
        The report.
    views : list of Path
        The views.
    seconds : float
        How long it took.
    unchanged : bool
        Whether there was nothing to do.
    """

    study: Study
    manifest: dict[str, Any]
    store: str
    written: dict[str, int]
    foreign: list[Foreign]
    altered: list[Altered]
    report: Path
    views: list[Path]
    seconds: float
    unchanged: bool = field(default=False)


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
        return self.write_bytes(name, text.encode())

    def write_bytes(self, name: str, content: bytes) -> Path:
        """Write a file, whole or not at all."""
        return write_aside(self.path(name), [content])

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

    def sealed(
        self,
        manifest: dict[str, Any],
        of_the_run: dict[str, Any],
        digest: str,
        copies: list[str],
        views: list[Path],
        transaction: str,
    ) -> dict[str, Any]:
        """Return a manifest with the digests of a build's files, to be written as the last of them.

        Parameters
        ----------
        manifest : dict
            What the build says of itself.
        of_the_run : dict
            What differs between two runs of the same build.
        digest : str
            What the build was made of; empty if unknown.
        copies : list of str
            Local copies of sources that went into `digest`.
        views : list of Path
            The views that the rebuild wrote, in order.
        transaction : str
            The store's last transaction when it had been filled; empty if the store does not tell.
        """
        kept = {
            "input": digest,
            "copies": copies,
            "views": [view.name for view in views],
            "manifest": _digest_of(manifest),
            "transaction": transaction,
            "files": self._digests(manifest["build"]),
        }
        return manifest | of_the_run | {"kept": kept}

    def intact(self, manifest: dict[str, Any]) -> bool:
        """Return whether all files of a build are there as they were written, the manifest included."""
        kept, own = manifest.get("kept", {}), of_the_build(manifest)
        now = _digest_of(own), self._digests(own["build"])
        return now == (kept.get("manifest"), kept.get("files"))

    def views(self) -> list[Path]:
        """Return the views that are there, sorted."""
        return sorted(self.path(VIEWS_DIRECTORY).glob("*.html"))

    def _digests(self, build: str) -> dict[str, str]:
        names = [ANALYSIS_FILE, VALIDATION_FILE, REPORT_FILE, GRAPH_FILE, LOSSES_FILE]
        names.append(f"{HISTORY_DIRECTORY}/{build}{KEPT_SUFFIX}")
        # The report links to all views that are there, also to those that somebody asked for besides.
        names += [f"{VIEWS_DIRECTORY}/{view.name}" for view in self.views()]
        return {name: _file_digest(self.path(name)) for name in names}

    def builds(self) -> list[str]:
        """Return the ids of the kept builds, oldest first."""
        return [path.name.removesuffix(KEPT_SUFFIX) for path in self._kept()]

    def kept(self, build: str) -> Path:
        """Return the file of a kept build, for :func:`kgraph.loaders.sync.build_diff.read_build`.

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


def of_the_build(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return what a manifest says of its build, without what differs from run to run."""
    return {key: value for key, value in manifest.items() if key not in _OF_THE_RUN}


def _digest_of(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
