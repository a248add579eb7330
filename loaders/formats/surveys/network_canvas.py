"""Exports of Network Canvas (https://networkcanvas.com): egos, those they name, and ties between these.

An export is several CSV files with one beginning: ``..._ego.csv``, ``..._attributeList_TYPE.csv`` for each
type of those named, and ``..._edgeList_TYPE.csv`` for each type of tie between them. It is read as one: the
file of egos says all, with the place of each statement, and the others say nothing by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError

from ...common.problems import nearest
from ..drawn_networks.said_where import day_of
from ..drawn_networks.survey_map import CANVAS_FILE
from ..source_graph import graph_of
from ..tables.cell_values import text_of
from ..tables.column_layout import at
from ..tables.sheets import read_sheets
from .survey_answers import NamedTie, SurveyAnswers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.errors import Location
    from kgraph.study import Study

    from ..drawn_networks.drawn_network import ForeignNetwork, Scalar
    from ..drawn_networks.network_map import NetworkMap

EGO = "networkCanvasEgoUUID"
ALTER = "networkCanvasUUID"
ENDS = ("networkCanvasSourceUUID", "networkCanvasTargetUUID")
CASE, FINISHED = "networkCanvasCaseID", "sessionFinish"


def is_network_canvas(path: Path) -> bool:
    """Return whether a file is part of an export of Network Canvas, by its name and its first line."""
    if not CANVAS_FILE.fullmatch(path.name):
        return False
    with path.open("rb") as file:
        return EGO.encode() in file.readline(100_000)


def read_network_canvas(path: Path, study: Study, choices: NetworkMap) -> ForeignNetwork:
    """Return the network of an export for its file of egos, with all faults; for another file an empty one.

    Raises
    ------
    SourceError
        A file is not CSV, or too large.
    UsageError
        The study file has wrong settings for it.
    """
    answers = SurveyAnswers(study.relative(path), choices, graph_of(path, study, choices.source))
    parts = _parts(path, study)
    if _part(path)[1] != "ego":
        if not any(kind == "ego" for kind, _, _ in parts):
            answers.network.problems.add(
                answers.network.at(1), "the export lacks its file of egos (..._ego.csv) among the sources"
            )
        return answers.network
    return _ExportReader(study, answers).read(parts)


def _parts(path: Path, study: Study) -> list[tuple[str, str, Path]]:
    """Return the files of the export that a file is of: what each holds, of which type, and its path."""
    try:
        paths = study.source_files()
    except UsageError:  # a pattern without files is reported where the sources are listed
        paths = [path]
    export = _part(path)[0]
    found = ((*_part(each), each) for each in paths if each.parent == path.parent)
    return [(kind, name, each) for other, kind, name, each in found if kind and other == export]


def _part(path: Path) -> tuple[str, str, str]:
    """Return which export a file is of, what it holds and of which type; empty if it is of none."""
    match = CANVAS_FILE.fullmatch(path.name)
    if match is None:
        return "", "", ""
    kind = "ego" if match[2] == "ego" else "alters" if match[3] else "ties"
    return match[1], kind, match[3] or match[4] or ""


class _Row:
    """A row of one of the files, with its cells by heading."""

    def __init__(self, place: Location, cells: dict[str, str]) -> None:
        self.place = place
        self.cells = cells

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading, "")


class _ExportReader:
    """Read egos, then those named, then the ties between these."""

    def __init__(self, study: Study, answers: SurveyAnswers) -> None:
        self.study = study
        self.answers = answers
        self.choices = answers.choices
        self.name = answers.choices.name or "name"
        self.survey = answers.survey
        self.problems = answers.network.problems
        self.actors: dict[str, str] = {}
        self.said: dict[str, dict[str, Scalar]] = {}
        self.waves: dict[str, str] = {}
        self.alters: dict[tuple[str, str], str] = {}

    def read(self, parts: list[tuple[str, str, Path]]) -> ForeignNetwork:
        """Return the network."""
        readers = {
            "ego": (self._ego, self.choices.start),
            "alters": (self._alter, self.name),
            "ties": (self._tie, ""),
        }
        for wanted, (read, heading) in readers.items():
            for kind, name, path in parts:
                if kind == wanted:
                    for row in self._rows(path, heading):
                        read(row, name)
        return self.answers.made()

    def _rows(self, path: Path, wanted: str) -> Iterator[_Row]:
        """Yield the rows of a file that has a heading; none, and a fault, if it lacks one that it needs."""
        for sheet in read_sheets(path, self.study):
            if not sheet.filled:
                continue
            (first, cells), *rows = sheet.filled
            headings = {index: text_of(value) for index, value in enumerate(cells) if value is not None}
            if EGO not in headings.values():
                self.problems.add(sheet.place(first), f"no column {EGO!r}")
                return
            if wanted and wanted not in headings.values():
                hint = nearest(wanted, headings.values())
                self.problems.add(sheet.place(first), f"no column {wanted!r}{hint}")
                return
            for line, values in rows:
                yield _Row(sheet.place(line), _cells(headings, values))

    def _ego(self, row: _Row, _: str) -> None:
        ego = row[EGO]
        if not ego or ego in self.actors:
            what = f"the ego {ego!r} is there twice" if ego else f"a row without {EGO}"
            self.problems.add(row.place, what)
            return
        actor = row[self.choices.start] or row[CASE] or ego
        self.actors[ego] = self.answers.node(actor, row.place)
        self.waves[ego] = row[self.survey.wave] if self.survey.wave else ""
        found = self.answers.respondent(ego, row.place, self.waves[ego], answered=bool(row[FINISHED]))
        found.actors[actor] = None
        found.date = day_of(row[FINISHED])
        self.said[ego] = self._named(row)

    def _alter(self, row: _Row, kind: str) -> None:
        ego, alter = row[EGO], row[ALTER]
        name = row[self.name]
        if ego not in self.actors:
            self.problems.add(row.place, f"no ego has the {EGO} {ego!r}")
        elif not alter or (ego, alter) in self.alters:
            self.problems.add(row.place, f"{ALTER} {alter!r} is missing or there twice for one ego")
        elif not name:
            self.problems.add(row.place, "the one named has no name")
        else:
            self.alters[ego, alter] = self.answers.node(name, row.place)
            self._keep(row, (self.actors[ego], name), kind, directed=True)

    def _tie(self, row: _Row, kind: str) -> None:
        ends = [self.alters.get((row[EGO], row[end]), "") for end in ENDS]
        if all(ends):
            self._keep(row, (ends[0], ends[1]), kind, directed=False)
            return
        for end, found in zip(ENDS, ends, strict=True):
            if not found:
                self.problems.add(row.place, f"{end} {row[end]!r} is nobody whom this ego named")

    def _keep(self, row: _Row, ends: tuple[str, str], kind: str, *, directed: bool) -> None:
        """Keep a tie between two, unless they are one by name or the answer says that there is none."""
        heading = self.survey.strength if isinstance(self.survey.strength, str) else ""
        strength = self.answers.strength(row[heading] or "x", row.place) if heading else {}
        if strength is None:
            return
        if ends[0] == ends[1]:
            self.answers.network.left_out["named-self"] += 1
            return
        ego = row[EGO]
        attributes = {**self.said[ego], **self._named(row), **strength}
        tie = NamedTie(ego, ends, kind, self.waves[ego], row.place, attributes, directed)
        self.answers.ties.append(tie)

    def _named(self, row: _Row) -> dict[str, Scalar]:
        """Return the answers in columns that the map names."""
        return {name: row[name] for name in self.choices.attributes if row[name]}


def _cells(headings: dict[int, str], values: list[Any]) -> dict[str, str]:
    found = ((heading, at(values, index)) for index, heading in headings.items())
    return {heading: text_of(value) for heading, value in found if value is not None}
