"""The directory ``build/`` of a study: the files of the last build, and earlier builds for comparison."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.atomic_files import write_aside, write_stream_aside
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.loaders.sync.altered_values import Altered
    from kgraph.loaders.sync.sync_plan import Foreign
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study
    from kgraph.words.text import Text

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
_BLOCK_BYTES = 1024**2

# Keys of a manifest that describe the run, or the other files, rather than the build.
_OF_THE_ANALYSIS = ("seed", "strongest", "coverage", "graph")
_OF_THE_RUN = ("timings", "written", "run", "kept")


@dataclass(slots=True)
class Rebuilt:
    """The outcome of a rebuild, and where its results are.

    Parameters
    ----------
    study : Study
        The study.
    manifest : dict
        Description of the build: id, hashes of the inputs, counts, losses, strongest findings, versions.
    store : str
        Name and address of the store.
    written : dict of str to int
        Numbers of nodes and relationships created, updated and deleted in the store.
    foreign : list of Foreign
        Additions made by hand, left alone.
    altered : list of Altered
        Alterations made by hand in the store, undone.
    report : Path
        The report.
    views : list of Path
        The views.
    seconds : float
        Duration.
    unchanged : bool
        Whether there was nothing to do.
    repaired : list of Text
        Sentences about a store that was set aside and made again; empty where none was.
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
    unchanged: bool = False
    repaired: list[Text] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the manifest and what the rebuild wrote, as JSON values."""
        return self.manifest | {
            "unchanged": self.unchanged,
            "written": self.written,
            "altered": [str(item) for item in self.altered],
            "foreign": [asdict(item) for item in self.foreign],
            "repaired": [text.to_json() for text in self.repaired],
        }


@dataclass(frozen=True, slots=True)
class BuildContent:
    """What a build found, as its three JSON files hold it.

    Parameters
    ----------
    analysis : dict
        Content of ``analysis.json``.
    validation : dict
        Content of ``validation.json``.
    manifest : dict
        Content of ``manifest.json``.
    """

    analysis: dict[str, Any]
    validation: dict[str, Any]
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seal:
    """What the next rebuild compares to know whether anything has changed.

    Parameters
    ----------
    input : str
        Digest of everything that the build was made from; empty if unknown.
    copies : list of str
        Local copies of sources that `input` covers.
    views : list of str
        Names of the views that the rebuild wrote, in order.
    transaction : str
        The store's last transaction after the sync; empty if the store does not number them.
    stories : str
        Digest of the study's stories, which are in the pages and change nothing else.
    """

    input: str
    copies: list[str]
    views: list[str]
    transaction: str
    stories: str


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
        """Write a JSON file; a failure leaves the former file as it was."""
        text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        return self.write_bytes(name, text.encode())

    def write_by_line(self, name: str, content: dict[str, Any]) -> Path:
        """Write a JSON file whose lists have an entry a line: of many thousands that is half as long.

        A failure leaves the former file as it was.
        """
        return write_aside(self.path(name), _by_line(content))

    def write_bytes(self, name: str, content: bytes) -> Path:
        """Write a file; a failure leaves the former file as it was."""
        return write_aside(self.path(name), [content])

    def read(self, name: str) -> dict[str, Any]:
        """Return the content of a JSON file.

        Raises
        ------
        UsageError
            There is no such file yet, or no rebuild wrote it.
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
        """Return the content of a JSON file if it belongs to the build called `build`, else None."""
        try:
            content = self.read(name)
        except UsageError:
            return None
        return content if content.get("build") == build else None

    def keep_graph(self, dataset: StudyDataset, build: str) -> None:
        """Write the build's RDF as ``graph.trig`` and keep a copy under its build id.

        The newest `KEPT_BUILDS` copies are kept.
        """
        path = write_stream_aside(
            self.path(GRAPH_FILE),
            lambda stream: ox.serialize(
                dataset.in_order(), stream, ox.RdfFormat.TRIG, prefixes=dataset.prefixes
            ),
        )
        with path.open("rb") as written:
            write_aside(
                self.path(f"{HISTORY_DIRECTORY}/{build}{KEPT_SUFFIX}"),
                iter(lambda: written.read(_BLOCK_BYTES), b""),
            )
        for path in self._kept()[:-KEPT_BUILDS]:
            path.unlink()

    def content(self) -> BuildContent:
        """Return what the last build found.

        Raises
        ------
        UsageError
            There is no build yet, or a file that no rebuild wrote.
        """
        return BuildContent(*map(self.read, (ANALYSIS_FILE, VALIDATION_FILE, MANIFEST_FILE)))

    def sealed(self, manifest: dict[str, Any], run_details: dict[str, Any], seal: Seal) -> dict[str, Any]:
        """Return a manifest with the digests of a build's files; it is written last of them all.

        Parameters
        ----------
        manifest : dict
            Description of the build.
        run_details : dict
            What differs between two runs of the same build.
        seal : Seal
            Input of the build and state of the store.
        """
        digests = {"manifest": _digest_of(manifest), "files": self._digests(manifest["build"])}
        return manifest | run_details | {"kept": asdict(seal) | digests}

    def intact(self, manifest: dict[str, Any]) -> bool:
        """Return whether all files of a build are as they were written, the manifest included."""
        seal, own = manifest.get("kept", {}), of_the_build(manifest)
        digests = _digest_of(own), self._digests(own["build"])
        return digests == (seal.get("manifest"), seal.get("files"))

    def analysis_of(self, digest: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return what the last build found, and what its manifest says of that, if its input had this digest.

        Parameters
        ----------
        digest : str
            Digest of an input; empty if it is unknown.
        """
        try:
            manifest = self.read(MANIFEST_FILE)
        except UsageError:
            return None
        seal, files = manifest.get("kept", {}), manifest.get("kept", {}).get("files", {})
        there = digest, _digest_of(of_the_build(manifest)), _file_digest(self.path(ANALYSIS_FILE))
        if (
            not digest
            or not manifest.keys() >= {*_OF_THE_ANALYSIS}
            or there != (seal.get("input"), seal.get("manifest"), files.get(ANALYSIS_FILE))
        ):
            return None
        return self.read(ANALYSIS_FILE), {key: manifest[key] for key in _OF_THE_ANALYSIS}

    def views(self) -> list[Path]:
        """Return the paths of all views, sorted."""
        return sorted(self.path(VIEWS_DIRECTORY).glob("*.html"))

    def _digests(self, build: str) -> dict[str, str]:
        names = [ANALYSIS_FILE, VALIDATION_FILE, REPORT_FILE, GRAPH_FILE, LOSSES_FILE]
        names.append(f"{HISTORY_DIRECTORY}/{build}{KEPT_SUFFIX}")
        # All views, since the report links to them all: also to those that no rebuild wrote.
        names += [f"{VIEWS_DIRECTORY}/{view.name}" for view in self.views()]
        return {name: _file_digest(self.path(name)) for name in names}

    def builds(self) -> list[str]:
        """Return the ids of the kept builds, oldest first."""
        return [path.name.removesuffix(KEPT_SUFFIX) for path in self._kept()]

    def kept(self, build: str) -> Path:
        """Return the path of a kept build, for :func:`kgraph.loaders.sync.build_diff.read_build`.

        Raises
        ------
        UsageError
            No kept build has this id.
        """
        if build not in self.builds():
            builds = ", ".join(self.builds()) or "none; run kgraph rebuild"
            raise UsageError(f"no build {build!r} is kept", hint=f"Kept builds, oldest first: {builds}")
        return self.path(f"{HISTORY_DIRECTORY}/{build}{KEPT_SUFFIX}")

    def _kept(self) -> list[Path]:
        files = self.path(HISTORY_DIRECTORY).glob(f"*{KEPT_SUFFIX}")
        return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def of_the_build(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest without what differs from run to run."""
    return {key: value for key, value in manifest.items() if key not in _OF_THE_RUN}


def _digest_of(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _by_line(content: dict[str, Any]) -> Iterator[bytes]:
    """Yield the text of a JSON object whose lists have an entry a line."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    before = "{"
    for key, value in content.items():
        yield f"{before}\n  {encode(key)}: ".encode()
        if isinstance(value, list) and value:
            yield b"[\n    "
            yield encode(value[0]).encode()
            yield from (f",\n    {encode(each)}".encode() for each in value[1:])
            yield b"\n  ]"
        else:
            yield encode(value).encode()
        before = ","
    yield b"\n}\n"
