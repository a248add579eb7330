"""A study: a directory with a ``study.toml``, which names sources, policies and choices of analysis."""

from __future__ import annotations

import re
import tomllib
import warnings
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kgraph.errors import UsageError
from kgraph.held_where import ReadingChoice, StoreChoice

STUDY_FILE = "study.toml"
IDENTITY_FILE = "identity.csv"
"""Decisions on which names are of the same thing."""
QUERIES_DIRECTORY = "queries"
"""Directory of the study's own prepared questions in Cypher."""
STORIES_FILE = "stories.json"
"""Stories: steps through the study's views, as the pages record and play them."""
MAPPING_ENDING = ".sssom.tsv"
"""Such decisions as SSSOM: files of the study that end so."""
FORMER_DRAWS = "replicates"
"""What ``draws`` was called in version 0.1; read, with a warning, for one version."""
STUDY_SHAPES = "shapes"
"""Directory of the study's own SHACL shapes."""
TABLE_METADATA = "-metadata.json"
"""Suffix that is appended to a table's name for the file that describes it (tabular-data-model, 5.3)."""
DIRECTORY_METADATA = "csv-metadata.json"
"""Name of a file that describes the tables in its directory (tabular-data-model, 5.3)."""
PERSON_POLICIES = ("omit", "pseudonymise", "include")


# The forms of settings, each with an example.
_TEXT = ("a text in quotation marks", 'name = "..."')
_TEXTS = ("a list of texts", 'names = ["...", "..."]')
_TITLE = ("a text, nor one for each language", 'title = "..." or title = {sv = "...", en = "..."}')
_TABLE = ("a section", "[study] on a line of its own, and below it the settings")
_NUMBER = ("a whole number", "seed = 1")
_SECONDS = ("a whole number of seconds", "linger = 60")
_MEGABYTES = ("a whole number of megabytes", "disk_from = 100")
_WHOLE_NUMBERS = {"linger": _SECONDS, "disk_from": _MEGABYTES}
_DATE = ("a date", "at = 2022-05-09")
_CHOICES = {"seed": _NUMBER, "draws": _NUMBER, FORMER_DRAWS: _NUMBER, "at": _DATE}
_FORMER_DRAWS_LINE = re.compile(rf"^(\s*(?:analysis\s*\.\s*)?){FORMER_DRAWS}(?=\s*=)".encode(), re.MULTILINE)
_PACKAGE = {"licence": _TEXT, "licences": _TABLE, "description": _TITLE, "creators": _TEXTS}
_SECTIONS = {
    "study",
    "policy",
    "store",
    "reading",
    "networks",
    "analysis",
    "tables",
    "maps",
    "classify",
    "package",
}
_HEAD = {"id": _TEXT, "title": _TITLE, "base": _TEXT, "languages": _TEXTS, "sources": _TEXTS}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a study allows.

    Parameters
    ----------
    persons : {"omit", "pseudonymise", "include"}
        What happens to natural persons in the sources.
    losses : tuple of str
        Kinds of loss (see ``kgraph.loaders.mapping.mapper``) that do not stop a rebuild.
    network_hosts : tuple of str
        Hosts that a rebuild may fetch JSON-LD contexts from; none by default.
    """

    persons: str = "omit"
    losses: tuple[str, ...] = ()
    network_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """The content of a ``study.toml``, with paths made absolute.

    Parameters
    ----------
    root : Path
        The study's directory.
    id : str
        Short name: letters, digits and hyphens.
    title : dict of str to str
        Title by language code; the id where the study has none.
    base : str
        Beginning of the IRIs of the study's own things.
    languages : tuple of str
        Languages in order of preference.
    sources : tuple of str
        Glob patterns of source files, relative to `root`.
    reading : ReadingChoice
        Where its statements are held during a build.
    networks : dict
        The study's own network declarations, by name, as ``kgraph.analysis.networks`` reads them.
    analysis : dict
        Analysis choices such as ``seed``, ``draws`` and ``at``.
    tables : dict
        Options of the table loader, by glob pattern.
    maps : dict
        What the nodes and ties of other tools' networks are, by glob pattern.
    classify : dict
        The class of what is classified by a concept, by its IRI.
    package : dict
        Licences, description and creators of a research package, see ``kgraph.pipeline.research_package``.
    """

    root: Path
    id: str
    title: dict[str, str]
    base: str
    languages: tuple[str, ...] = ("sv", "en")
    sources: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy)
    store: StoreChoice = field(default_factory=StoreChoice)
    reading: ReadingChoice = field(default_factory=ReadingChoice)
    networks: dict[str, Any] = field(default_factory=dict)
    analysis: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    maps: dict[str, Any] = field(default_factory=dict)
    classify: dict[str, Any] = field(default_factory=dict)
    package: dict[str, Any] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        """Seed of all random draws of the analysis; 1 by default."""
        return int(self.analysis.get("seed", 1))

    @property
    def draws(self) -> int:
        """How many times what the sources leave open is drawn; 100 by default."""
        return int(self.analysis.get("draws", self.analysis.get(FORMER_DRAWS, 100)))

    @property
    def day(self) -> date:
        """The day that the study is analysed for: ``[analysis] at``, or today."""
        day: date = self.analysis.get("at") or date.today()
        return day

    @property
    def build(self) -> Path:
        """The directory that a rebuild writes to."""
        return self.root / "build"

    def relative(self, path: Path) -> str:
        """Return `path` relative to the study if it lies inside it, else whole."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def source_files(self) -> list[Path]:
        """Return the files that match the source patterns, sorted, without those that describe tables.

        Raises
        ------
        UsageError
            A pattern that matches no file, is malformed, or leads out of the study.
        """
        files: set[Path] = set()
        for pattern in self.sources:
            try:
                matches = {path for path in self.root.glob(pattern) if path.is_file()}
                matches = {path for path in matches if not _describes_tables(path)}
            except (ValueError, NotImplementedError) as error:
                raise UsageError(
                    f"the source pattern {pattern!r} cannot be used: {error}",
                    where=self.root / STUDY_FILE,
                    hint='Write it relative to the study, for example "data/*.ttl".',
                ) from None
            if not matches:
                raise UsageError(
                    f"no file matches the source pattern {pattern!r}",
                    where=self.root / STUDY_FILE,
                    hint="Correct the pattern under [study] sources, or add the file.",
                )
            files |= {self.inside(path) for path in matches if not path.name.endswith(MAPPING_ENDING)}
        return sorted(files)

    def mapping_files(self) -> list[Path]:
        """Return the files with decisions in SSSOM, sorted: beside the study file, or among the sources.

        Raises
        ------
        UsageError
            A link that leads out of the study.
        """
        patterns = {f"*{MAPPING_ENDING}", *(each for each in self.sources if each.endswith((".tsv", "*")))}
        matches = {path for pattern in patterns for path in self.root.glob(pattern) if path.is_file()}
        return sorted(self.inside(path) for path in matches if path.name.endswith(MAPPING_ENDING))

    def inside(self, path: Path) -> Path:
        """Return `path` if it lies in the study's directory, links resolved.

        A study that someone sent must not make kgraph read, and quote in messages, what lies elsewhere.

        Raises
        ------
        UsageError
            It lies elsewhere.
        """
        if path.resolve().is_relative_to(self.root.resolve()):
            return path
        raise UsageError(
            f"{self.relative(path)} lies outside the study, or is a link that leads out of it",
            where=self.root / STUDY_FILE,
            hint="A study reads only its own directory: copy the file into it.",
        )


def find_study(start: Path | None = None) -> Path:
    """Return the nearest directory with a ``study.toml``, from `start` upwards.

    Raises
    ------
    UsageError
        No such directory.
    """
    start = (start or Path.cwd()).resolve()
    for directory in (start, *start.parents):
        if (directory / STUDY_FILE).is_file():
            return directory
    raise UsageError(
        f"no {STUDY_FILE} in {start} or above it",
        hint="Name the study with --study DIR, or make one with: kgraph new DIR",
    )


def nearest_study() -> Path:
    """Return the nearest study: upwards, or else the only one in a ``studies`` directory beside or above.

    Raises
    ------
    UsageError
        There is none, or there are several.
    """
    here = Path.cwd()
    for place in (here, *here.parents):
        if (place / STUDY_FILE).is_file():
            break
        studies = sorted(path.parent for path in place.glob(f"studies/*/{STUDY_FILE}"))
        if len(studies) == 1:
            return studies[0]
        if studies:
            names = ", ".join(str(path) for path in studies)
            raise UsageError(
                "there are several studies here", hint=f"Name one: kgraph.open(DIR). There are: {names}"
            )
    return find_study()


def load_study(root: Path) -> Study:
    """Read the study in directory `root`.

    Raises
    ------
    UsageError
        There is no ``study.toml``, it is not TOML, or it lacks or misspells a setting.
    """
    path = root / STUDY_FILE
    if not path.is_file():
        raise UsageError(f"no {STUDY_FILE} in {root}", hint="Make a study with: kgraph new DIR")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        read = isinstance(error, (tomllib.TOMLDecodeError, UnicodeDecodeError))
        raise UsageError(
            f"not TOML: {error if read else 'a number in it is too long'}",
            where=path,
            hint="Correct the file at the place named.",
        ) from error
    return _study(root.resolve(), path, content)


def study_if_any(root: Path | None = None) -> Study | None:
    """Read the study in directory `root`; without one the nearest study upwards, if there is any.

    Raises
    ------
    UsageError
        As for :func:`load_study`, if `root` was named.
    """
    try:
        return load_study(root or find_study())
    except UsageError:
        if root is not None:
            raise
        return None


def _study(root: Path, path: Path, content: dict[str, Any]) -> Study:
    _refuse_unknown(path, "", content, _SECTIONS)
    for name, value in content.items():
        _expect(path, f"[{name}]", value, _TABLE)
    head = content.get("study", {})
    _refuse_unknown(path, "study", head, set(_HEAD))
    for key, value in head.items():
        _expect(path, f"[study] {key}", value, _HEAD[key])
    _refuse_unknown(path, "package", content.get("package", {}), set(_PACKAGE))
    for key, value in content.get("package", {}).items():
        _expect(path, f"[package] {key}", value, _PACKAGE[key])
    for key, value in content.get("analysis", {}).items():
        if key in _CHOICES:
            _expect(path, f"[analysis] {key}", value, _CHOICES[key])
        if key == FORMER_DRAWS:
            warnings.warn(
                f"{path}: [analysis] {FORMER_DRAWS} is now called draws; "
                "kgraph migrate renames it, and version 0.3 no longer reads it",
                FutureWarning,
                stacklevel=4,
            )
    for key in ("id", "base", "sources"):
        if key not in head:
            raise UsageError(
                f"[study] lacks {key!r}", where=path, hint="See docs/how-to/study-file.md for an example."
            )
    if not head["id"].replace("-", "").isalnum():
        raise UsageError(f"[study] id {head['id']!r} may hold letters, digits and hyphens only", where=path)
    policy = _section(path, "policy", content, Policy)
    if policy.persons not in PERSON_POLICIES:
        raise UsageError(
            f"[policy] persons = {policy.persons!r}",
            where=path,
            hint=f"Choose one of {', '.join(PERSON_POLICIES)}.",
        )
    return Study(
        root=root,
        id=head["id"],
        title=_title(head.get("title", ""), head["id"]),
        base=head["base"],
        languages=tuple(head.get("languages") or ("sv", "en")),
        sources=tuple(head["sources"]),
        policy=policy,
        store=_section(path, "store", content, StoreChoice),
        reading=_section(path, "reading", content, ReadingChoice),
        networks=content.get("networks", {}),
        analysis=content.get("analysis", {}),
        tables=content.get("tables", {}),
        maps=content.get("maps", {}),
        classify=content.get("classify", {}),
        package=content.get("package", {}),
    )


def with_present_names(content: bytes) -> bytes:
    """Return a study file in which settings have their present names; all else stays byte for byte."""
    renamed = _FORMER_DRAWS_LINE.sub(rb"\1draws", content)
    before, after = (tomllib.loads(each.decode()).get("analysis", {}) for each in (content, renamed))
    # A name of that kind elsewhere, as in a text of several lines, is not the setting.
    moved = {"draws" if key == FORMER_DRAWS else key: value for key, value in before.items()}
    return renamed if after == moved != before else content


def _title(title: str | dict[str, str], name: str) -> dict[str, str]:
    """Return a title by language, without empty texts; the id of the study where there is none."""
    texts = {"en": title} if isinstance(title, str) else title
    return {code: text for code, text in texts.items() if text.strip()} or {"en": name}


def _describes_tables(path: Path) -> bool:
    """Return whether a file describes the columns of a table beside it, and so is no source itself."""
    table = path.name.removesuffix(TABLE_METADATA)
    return path.name == DIRECTORY_METADATA or (table != path.name and path.with_name(table).is_file())


def _section(path: Path, name: str, content: dict[str, Any], kind: type[Any]) -> Any:
    values = content.get(name, {})
    fields = kind.__dataclass_fields__
    _refuse_unknown(path, name, values, set(fields))
    for key, value in values.items():
        form = _WHOLE_NUMBERS.get(key, _TEXTS if isinstance(fields[key].default, tuple) else _TEXT)
        _expect(path, f"[{name}] {key}", value, form)
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})


def _expect(path: Path, place: str, value: object, form: tuple[str, str]) -> None:
    """Refuse a setting that is not of a form, which is given as its name and an example."""
    texts = value if isinstance(value, list) else [value]
    number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    valid = {
        _TEXT: isinstance(value, str),
        _TEXTS: isinstance(value, list) and all(isinstance(each, str) for each in texts),
        _TITLE: isinstance(value, str)
        or (isinstance(value, dict) and all(isinstance(each, str) for each in value.values())),
        _TABLE: isinstance(value, dict),
        _NUMBER: number,
        _SECONDS: number,
        _MEGABYTES: number,
        _DATE: isinstance(value, date) and not isinstance(value, datetime),
    }
    if not valid[form]:
        what, example = form
        raise UsageError(f"{place} is not {what}", where=path, hint=f"Write it like this: {example}")


def _refuse_unknown(path: Path, section: str, values: dict[str, Any], names: set[str]) -> None:
    for key in values:
        if key not in names:
            place = f"[{section}] " if section else ""
            raise UsageError(
                f"{place}unknown setting {key!r}",
                where=path,
                hint=f"Known settings: {', '.join(sorted(names))}.",
            )
