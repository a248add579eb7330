"""A study written for the former version of the ontology, rewritten for this one, file by file.

Texts and cells are changed in place; comments, layout and everything else stay. What a rule cannot decide is
left to a person and named with its place. Each changed text is read again and compared with what the rules
say that it should state, so that a change is right or is not made.
"""

from __future__ import annotations

import difflib
import shutil
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import Location, SourceError
from kgraph.rdf.line_index import place_keys
from kgraph.study import STUDY_FILE, load_study, with_present_names
from kgraph.words.catalogue import catalogue

from ..common.file_edits import FileEdit
from ..formats.registry import format_of
from ..formats.source_format import ReadingOptions, suffix_of
from ..formats.tables.cell_edits import CellEdit, edited_table, is_changeable
from ..formats.tables.sheets import SUFFIXES, read_sheets, table_options
from ..formats.tables.template_tables import TEMPLATE_TABLES
from ..formats.tables.template_tables import read as read_table
from .migration_rules import MigrationRules, migration_rules
from .placed_turtle import PlacedTurtle, quads_of
from .table_changes import SheetChanges
from .turtle_edits import TurtleEdits, triple_of
from .turtle_tokens import NotTurtleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.study import Study
    from kgraph.words.text import Text

    from ..formats.tables.sheets import Sheet
    from .migration_rules import NewTerms, Triple

TEXT_SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
}
_NOT_SOURCES = shutil.ignore_patterns("build", ".kgraph", ".git", "__pycache__")
words = catalogue("reading")


@dataclass(slots=True)
class StudyMigration:
    """What a migration does to a study, and what is left to a person.

    Parameters
    ----------
    start, end : str
        The versions of the ontology.
    changes : list of FileEdit
        The files that change.
    to_do : list of (Location, Text)
        What a person has to look at, with the place as it will be.
    """

    start: str
    end: str
    changes: list[FileEdit] = field(default_factory=list)
    to_do: list[tuple[Location, Text]] = field(default_factory=list)

    def summary(self, *, written: bool) -> Text:
        """Return how many files change, or have been changed, and how much is left to do."""
        return words(
            "migrate.written" if written else "migrate.planned",
            start=self.start,
            end=self.end,
            files=len(self.changes),
            places=len(self.to_do),
        )

    def apply(self) -> list[Path]:
        """Write the changed files, each whole or not at all, and return their paths.

        Raises
        ------
        KgraphError
            A file cannot be written, is open in a spreadsheet program, or was changed since the plan was
            made; it is unchanged, and those before it are written.
        """
        return [change.apply() for change in self.changes]


def plan_migration(study: Study) -> StudyMigration:
    """Return what a migration would do, and do nothing.

    Raises
    ------
    UsageError
        A source pattern that matches no file, or a file in no known format.
    """
    with tempfile.TemporaryDirectory(prefix="kgraph-migrate-") as directory:
        copy = Path(directory) / "study"
        shutil.copytree(study.root, copy, ignore=_NOT_SOURCES)
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            own = load_study(copy)
        return _Planner(own, migration_rules()).plan(study)


class _Planner:
    """Migrates a copy of a study, in which files may be changed step by step."""

    def __init__(self, copy: Study, rules: MigrationRules) -> None:
        self.copy = copy
        self.rules = rules
        self.sheets = SheetChanges(rules)
        self.result = StudyMigration(rules.start, rules.end)
        self.texts: dict[Path, PlacedTurtle] = {}
        self.placed: dict[Path, list[tuple[ox.Quad, Location]]] = {}
        self.cells: dict[Path, list[CellEdit]] = {}
        self.before: dict[Path, bytes] = {}

    def plan(self, study: Study) -> StudyMigration:
        """Return the changes, with the paths of the study itself."""
        settings = self.copy.root / STUDY_FILE
        self.before[settings] = settings.read_bytes()
        settings.write_bytes(with_present_names(self.before[settings]))
        for path in self.copy.source_files():
            self.before[path] = path.read_bytes()
            if self._is_table(path):
                self._edit_cells(
                    path, [edit for sheet in self._sheets(path) for edit in self.sheets.of(sheet)]
                )
        self._read()
        changes = self.rules.changes(self._quads())
        for path, text in self.texts.items():
            self._change_text(path, text, changes)
        for path, placed in self.placed.items():
            self._change_placed(path, placed, changes)
        for path, before in self.before.items():
            after = path.read_bytes()
            if after != before:
                lines = self._lines(path, before, after)
                name = self.copy.relative(path)
                self.result.changes.append(FileEdit(study.root / name, name, before, after, lines))
        self._find_to_do()
        self.result.to_do.sort(key=lambda each: (str(each[0].file), each[0].line or 0, str(each[0])))
        return self.result

    def _is_table(self, path: Path) -> bool:
        return path.suffix.lower() in SUFFIXES and format_of(path, self.copy) is TEMPLATE_TABLES

    def _sheets(self, path: Path) -> list[Sheet]:
        try:
            return read_sheets(path, self.copy)
        except SourceError as error:
            self._refuse(error, path)
            return []

    def _read(self) -> None:
        """Read every file: texts with the places of their words, the others by their own readers."""
        self.texts.clear()
        self.placed.clear()
        for number, path in enumerate(self.copy.source_files()):
            form = TEXT_SUFFIXES.get(suffix_of(path))
            try:
                if form is not None:
                    text = _decoded(path)
                    placed = PlacedTurtle(text, self.copy.base, scope=f"f{number}")
                    if not _same(quads_of(placed), ox.parse(text, format=form, base_iri=self.copy.base)):
                        raise NotTurtleError(0)
                    self.texts[path] = placed
                elif self._is_table(path):
                    self.placed[path] = list(read_table(path, self.copy))
                else:
                    self.placed[path] = self._read_other(path)
            except SourceError as error:
                self._refuse(error, path)
            except (SyntaxError, NotTurtleError) as error:
                line = text.count("\n", 0, getattr(error, "offset", 0) or 0) + 1
                line = getattr(error, "lineno", None) or line
                self._leave(Location(self.copy.relative(path), line), words("migrate.unreadable"))

    def _read_other(self, path: Path) -> list[tuple[ox.Quad, Location]]:
        content = format_of(path, self.copy).load(path, self.copy, ReadingOptions())
        index = content.places()
        here = Location(self.copy.relative(path))
        return [(quad, next(filter(None, map(index.find, place_keys(quad))), here)) for quad in content.store]

    def _quads(self) -> Iterable[ox.Quad]:
        for text in self.texts.values():
            yield from quads_of(text)
        for placed in self.placed.values():
            yield from (quad for quad, _ in placed)

    def _change_text(self, path: Path, text: PlacedTurtle, changes: Mapping[Triple, NewTerms]) -> None:
        edits = TurtleEdits(text, self.rules.prefixes)
        after = edits.apply(changes)
        unchangeable = {id(statement) for statement in edits.unchangeable}
        if after != text.text:
            expected = (
                statement.quad if id(statement) in unchangeable else _changed(statement.quad, changes)
                for statement in text.statements
            )
            form = TEXT_SUFFIXES[suffix_of(path)]
            if not _same(expected, ox.parse(after, format=form, base_iri=self.copy.base)):
                self._leave(Location(self.copy.relative(path)), words("migrate.unreadable"))
                return
            path.write_bytes(after.encode())
        for statement in edits.unchangeable:
            place = Location(self.copy.relative(path), text.line(statement.object.start))
            self._leave(place, words("migrate.apart"))

    def _change_placed(
        self, path: Path, placed: list[tuple[ox.Quad, Location]], changes: Mapping[Triple, NewTerms]
    ) -> None:
        wanted = [
            (place, new)
            for quad, place in placed
            if (new := changes.get((quad.subject, quad.predicate, quad.object)))
        ]
        if not self._is_table(path):
            for place, new in dict.fromkeys(wanted):
                term = new.object or new.predicate or ""
                self._leave(place, words("migrate.format", term=term))
            return
        layouts = self.sheets.layouts(self._sheets(path))
        edits = []
        for place, new in dict.fromkeys(wanted):
            layout = layouts.get(place.sheet or path.stem) or next(iter(layouts.values()))
            column = next(
                (
                    c
                    for c in layout.columns
                    if layout.sheet.place(None, c.index, c.heading).column == place.column
                ),
                None,
            )
            edit = (
                self.sheets.value_edit(layout, (place.row or 0, column.index), new.object)
                if column and new.object and not new.predicate
                else None
            )
            if edit is None:
                self._leave(place, words("migrate.format", term=new.object or new.predicate or ""))
            else:
                edits.append(edit)
        self._edit_cells(path, edits)

    def _edit_cells(self, path: Path, edits: list[CellEdit]) -> None:
        """Change cells of a table in the copy."""
        if not edits:
            return
        name = self.copy.relative(path)
        if not is_changeable(path):
            for edit in edits:
                place = Location(name, sheet=edit.sheet, row=edit.row)
                self._leave(place, words("migrate.cell", before=edit.before, after=edit.after))
            return
        self.cells.setdefault(path, []).extend(edits)
        path.write_bytes(edited_table(path, edits, table_options(path, self.copy)))

    def _find_to_do(self) -> None:
        """Look for what a person has to decide, in the files as they have become."""
        self._read()
        placed: dict[Triple, Location] = {}
        for path, text in self.texts.items():
            for statement in text.statements:
                place = Location(self.copy.relative(path), text.line(statement.object.start))
                placed.setdefault(triple_of(statement), place)
        for quads in self.placed.values():
            for quad, place in quads:
                placed.setdefault((quad.subject, quad.predicate, quad.object), place)
        for triple, advice in self.rules.to_do(self._quads()):
            if triple in placed:
                self._leave(placed[triple], advice)

    def _lines(self, path: Path, before: bytes, after: bytes) -> tuple[str, ...]:
        name = self.copy.relative(path)
        if path in self.cells:
            return tuple(
                f"{name}, {edit.sheet}:{edit.row} {edit.before!r} -> {edit.after!r}"
                for edit in self.cells[path]
            )
        old, new = (content.decode().splitlines() for content in (before, after))
        return tuple(difflib.unified_diff(old, new, name, name, lineterm="", n=0))

    def _refuse(self, error: SourceError, path: Path) -> None:
        for where, message in error.problems or [(Location(self.copy.relative(path)), error.message)]:
            self._leave(where, words("migrate.refused", message=message))

    def _leave(self, place: Location, advice: Text) -> None:
        if (place, advice) not in self.result.to_do:
            self.result.to_do.append((place, advice))


def _decoded(path: Path) -> str:
    """Return the text of a file; RDF texts are UTF-8.

    Raises
    ------
    SourceError
        The file is in another encoding.
    """
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise SourceError(str(error)) from error


def _changed(quad: ox.Quad, changes: Mapping[Triple, NewTerms]) -> ox.Quad:
    new = changes.get((quad.subject, quad.predicate, quad.object))
    if new is None:
        return quad
    predicate = ox.NamedNode(new.predicate) if new.predicate else quad.predicate
    value = ox.NamedNode(new.object) if new.object else quad.object
    return ox.Quad(quad.subject, predicate, value, quad.graph_name)


def _same(one: Iterable[ox.Quad], other: Iterable[ox.Quad]) -> bool:
    """Return whether two sets of statements are the same but for the names of blank nodes."""
    datasets = [ox.Dataset(quads) for quads in (one, other)]
    for dataset in datasets:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return datasets[0] == datasets[1]
