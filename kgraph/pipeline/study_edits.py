"""Edits of a study's own files: planned, tried on a copy, shown, written, taken back."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.errors import SourceError, UsageError
from kgraph.loaders.editing.line_edits import has_lines, plan_lines
from kgraph.loaders.editing.new_things import plan_thing
from kgraph.loaders.editing.table_cells import is_mendable, plan_cell
from kgraph.loaders.identity.decisions import plan_decision
from kgraph.loaders.identity.pair_sides import is_open_pair, open_pairs
from kgraph.pipeline.inputs import input_digest
from kgraph.pipeline.kept_check import KeptCheck
from kgraph.pipeline.prepare import check
from kgraph.rdf.validation_report import Finding, location_json
from kgraph.study import load_study
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.errors import Location
    from kgraph.loaders.common.file_edits import FileEdit
    from kgraph.loaders.identity.pair_sides import OpenPair
    from kgraph.study import Study

UNREADABLE = "unreadable"
"""Name of the rule that a file must be readable."""


@dataclass(frozen=True, slots=True)
class StudyFindings:
    """What is wrong or open in a study's files.

    Parameters
    ----------
    findings : tuple of Finding
        Those of ``kgraph validate``; where a file cannot be read, its faults and nothing else.
    pairs : tuple of OpenPair
        Things that may be one; none where a file cannot be read.
    readable : bool
        Whether all files could be read.
    """

    findings: tuple[Finding, ...]
    pairs: tuple[OpenPair, ...]
    readable: bool

    def to_json(self) -> dict[str, Any]:
        """Return the findings and pairs as plain JSON values."""
        return {
            "readable": self.readable,
            "findings": [finding_json(each) for each in self.findings if not is_open_pair(each)],
            "pairs": [each.to_json() for each in self.pairs],
        }


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """An edit that can be written, and what the checks say of it.

    Parameters
    ----------
    edit : FileEdit
        The file, as it is and as it is to be.
    appeared : tuple of Finding
        Findings that there would be with it and are not now.
    solved : int
        Findings that would be gone.
    allowed : bool
        Whether it breaks no rule that was kept before.
    """

    edit: FileEdit
    appeared: tuple[Finding, ...] = ()
    solved: int = 0
    allowed: bool = True


@dataclass(slots=True)
class StudyEdits:
    """Edits of the files of one study; used by any number of threads.

    Parameters
    ----------
    root : Path
        Directory of the study.
    """

    root: Path
    _applied: list[FileEdit] = field(default_factory=list)
    _known: dict[str, StudyFindings] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _checking: threading.Lock = field(default_factory=threading.Lock)
    _kept: KeptCheck = field(default_factory=KeptCheck)

    @property
    def study(self) -> Study:
        """The study as its ``study.toml`` is now."""
        return load_study(self.root)

    def findings(self) -> StudyFindings:
        """Return what is wrong or open in the files; checked again only when one has changed."""
        return self._found(self.study)

    def _found(self, study: Study) -> StudyFindings:
        """Return what is found in the files of a study, or of a copy; the last two states are known."""
        digest = input_digest(study)
        with self._checking:
            found = self._known.pop(digest, None) or _look_through(study, self._kept)
            if digest:
                self._known = {**dict(list(self._known.items())[-1:]), digest: found}
            return found

    def plan_decision(self, a: str, b: str, *, same: bool, note: str = "") -> PlannedEdit:
        """Return the decision that two names are, or are not, of one thing, as a line of ``identity.csv``.

        Parameters are those of :func:`kgraph.loaders.identity.decisions.plan_decision`.
        """
        return PlannedEdit(plan_decision(self.study, a, b, same=same, note=note))

    def look_ahead(self, planned: PlannedEdit) -> None:
        """Find what there will be with an edit that was not tried, before it is written."""
        self._try(planned.edit)

    def decide(self, a: str, b: str, *, same: bool, note: str = "") -> Path:
        """Decide whether two names are of one thing, and return the path of ``identity.csv``."""
        return self.apply(self.plan_decision(a, b, same=same, note=note))

    def plan_cell(self, place: Location, column: int, value: str) -> PlannedEdit:
        """Return a new value of a cell, tried on a copy of the study.

        Parameters are those of :func:`kgraph.loaders.editing.table_cells.plan_cell`.
        """
        return self._tried(plan_cell(self.study, place, column, value), place)

    def plan_lines(self, place: Location, old: str, new: str) -> PlannedEdit:
        """Return other statements in the place of some lines, tried on a copy of the study.

        Parameters are those of :func:`kgraph.loaders.editing.line_edits.plan_lines`.
        """
        return self._tried(*plan_lines(self.study, place, old, new))

    def plan_thing(self, name: str, values: dict[str, str], language: str = "en") -> PlannedEdit:
        """Return a new thing, tried on a copy of the study.

        Parameters are those of :func:`kgraph.loaders.editing.new_things.plan_thing`.
        """
        return self._tried(plan_thing(self.study, name, values, language), None)

    def apply(self, planned: PlannedEdit) -> Path:
        """Write an edit and return the path of the file.

        Raises
        ------
        EditConflictError
            The file was changed since the edit was planned; nothing is written.
        KgraphError
            The file may not, or cannot, be written.
        """
        path = planned.edit.apply()
        with self._lock:
            self._applied.append(planned.edit)
        return path

    @property
    def last(self) -> FileEdit | None:
        """The edit that :meth:`undo` takes back."""
        with self._lock:
            return self._applied[-1] if self._applied else None

    def undo(self) -> FileEdit:
        """Take back the last edit that was made here, and return the edit that did.

        Raises
        ------
        UsageError
            There is none.
        EditConflictError
            The file was changed since; it stays as it is.
        """
        last = self.last
        if last is None:
            raise UsageError(catalogue("reading")("edits.nothing").en)
        back = last.undone()
        back.apply()
        with self._lock:
            if last in self._applied:
                self._applied.remove(last)
        return back

    def _tried(self, edit: FileEdit, place: Location | None) -> PlannedEdit:
        before = self.findings()
        after = self._try(edit)
        known = {_key(each) for each in before.findings}
        kept = {_key(each) for each in after.findings}
        appeared = tuple(each for each in after.findings if _key(each) not in known)
        again = {_same_rule(each) for each in appeared}
        solved = sum(_key(each) not in kept and _same_rule(each) not in again for each in before.findings)
        broken = [each for each in appeared if each.severity == "violation"]
        if not before.readable:
            # What the shapes say came to light with the last file that can be read now.
            broken = [each for each in broken if each.name == UNREADABLE and _concerns(each, place)]
        return PlannedEdit(edit, appeared, solved, not broken)

    def _try(self, edit: FileEdit) -> StudyFindings:
        """Return the findings that there would be with an edit; the study itself stays as it is."""
        with tempfile.TemporaryDirectory(prefix="kgraph-edit-") as directory:
            # With the same name and content, what was found in the copy is known of the study afterwards.
            copy = Path(directory) / self.root.name
            shutil.copytree(self.root, copy, symlinks=True, ignore=_not_sources, copy_function=_link)
            target = copy / edit.path.relative_to(self.root)
            target.unlink(missing_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(edit.after or b"")
            return self._found(load_study(copy))


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as a page shows it: with its first place and the form that can mend it, if one can."""
    place = finding.locations[0] if finding.locations else None
    return {
        "severity": finding.severity,
        "name": finding.name,
        "message": finding.message,
        "label": finding.label,
        "focus": finding.focus,
        "value": finding.value,
        "path": finding.path,
        "place": str(place or ""),
        "at": location_json(place) if place else None,
        "form": place and ("row" if is_mendable(place) else "lines" if has_lines(place) else None),
    }


def _look_through(study: Study, kept: KeptCheck) -> StudyFindings:
    try:
        checked = check(study, kept=kept)
    except SourceError as error:
        problems = error.problems or ((error.where, error.message),)
        return StudyFindings(tuple(_unreadable(*each) for each in problems), (), readable=False)
    pairs = open_pairs(checked.dataset, checked.report.findings)
    return StudyFindings(checked.report.findings, tuple(pairs), readable=True)


def _unreadable(where: Any, message: str) -> Finding:
    places = (where,) if hasattr(where, "file") else ()
    return Finding("violation", UNREADABLE, UNREADABLE, {"en": message}, locations=places)


def _key(finding: Finding) -> str:
    return repr(finding.order())


def _same_rule(finding: Finding) -> tuple[str, str, str]:
    return finding.name, finding.focus, finding.path


def _concerns(finding: Finding, place: Location | None) -> bool:
    """Return whether a finding is about the row of a place, or a line up to it; any is, without a place."""
    if place is None:
        return True
    return any(
        (each.file, each.sheet, each.row) == (place.file, place.sheet, place.row)
        and (place.line is None or each.line is None or each.line <= place.line)
        for each in finding.locations
    )


def _not_sources(directory: str, names: list[str]) -> set[str]:
    """Return what no check reads: what was built, and the stores, but not the key of pseudonyms."""
    if Path(directory).name == ".kgraph":
        return {name for name in names if not name.endswith(".key")}
    return {"build", ".git", "__pycache__"} & set(names)


def _link(source: str, target: str) -> None:
    """Give a file a second name; copy it where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
