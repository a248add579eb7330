"""The edit that enters a new thing: a row of the sheet of its class, else statements in a TriG file."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import COMMON_PREFIXES
from kgraph.words.catalogue import catalogue

from ..common.file_edits import content_of, refuse_text, text_edit
from ..formats.registry import format_of
from ..formats.source_graph import graph_of
from ..formats.tables.cell_edits import CellEdit, appended_csv, edited_csv, is_changeable
from ..formats.tables.column_layout import SheetColumn, column_for
from ..formats.tables.heading_terms import load_terms
from ..formats.tables.loose_rows import read_loose_row
from ..formats.tables.sheets import table_options
from ..formats.tables.table_books import study_tables
from ..formats.tables.template_tables import TEMPLATE_TABLES
from .entry_forms import entry_form, headings_of, refuse_gaps, sheet_of
from .table_cells import NoFormError, plan_cells

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from ..common.file_edits import FileEdit
    from ..formats.tables.column_layout import Layout

#: The file for what is entered, where a study has no sheet for it.
ENTERED = "entered.trig"


def plan_thing(study: Study, name: str, values: dict[str, str], language: str = "en") -> FileEdit:
    """Return the edit that enters a thing in the study's own files.

    A study with a table that has a sheet of its class gets a row there. Any other gets statements in a TriG
    file, in the named graph of the source.

    Parameters
    ----------
    study : Study
        The study.
    name : str
        The form, see :func:`kgraph.loaders.editing.entry_forms.entry_classes`.
    values : dict of str to str
        What was filled in, by the keys of its fields.
    language : {"sv", "en"}
        Language of new headings.

    Raises
    ------
    NoFormError
        A required value is missing, or no file of the study can take the thing.
    SourceError
        A value that its field does not take; ``problems`` lists all, each with the field.
    """
    refuse_text(*values.values())
    refuse_gaps(entry_form(study, name, language), values)
    headings = {heading.text: values.get(heading.key, "").strip() for heading in headings_of(name, language)}
    row = {heading: value for heading, value in headings.items() if value}
    title = sheet_of(name, language)
    file = _trig_file(study)
    # Read by the rules of tables, whatever file it goes to: what cannot be read is refused here.
    quads = read_loose_row(file or study.root / ENTERED, title, row, study)
    target = _table(study, title)
    if target is not None:
        return _plan_row(study, *target, row)
    if file is None:
        raise NoFormError(catalogue("reading")("edits.no-target", sheet=title))
    return _plan_statements(study, file, quads)


def _table(study: Study, title: str) -> tuple[Path, Layout] | None:
    """Return the first sheet of the study for a class, in a file that can be changed."""
    wanted = load_terms().class_named(title)[0].iri
    for path, book in study_tables(study).books.items():
        for layout in book.layouts:
            fits = layout.cls.iri == wanted and not layout.sheet.columns and not layout.sheet.describes
            if fits and is_changeable(path) and format_of(path, study) is TEMPLATE_TABLES:
                return path, layout
    return None


def _plan_row(study: Study, path: Path, layout: Layout, row: dict[str, str]) -> FileEdit:
    heading_row, headings = layout.headings
    places: dict[int, str] = {}
    shown = {index: str(heading) for index, heading in enumerate(headings) if heading is not None}
    new: list[CellEdit] = []
    for heading, value in row.items():
        index = _place(layout, heading, study.languages[0])
        if index is None:
            index = len(headings) + len(new)
            new.append(CellEdit(layout.sheet.name, heading_row, index, "", heading))
            shown[index] = heading
        places[index] = value
    if layout.sheet.workbook:
        number = layout.sheet.filled[-1][0] + 1
        cells = [CellEdit(layout.sheet.name, number, index, "", value) for index, value in places.items()]
        return plan_cells(study, path, [*new, *cells], shown)
    options = table_options(path, study)
    content = edited_csv(path, new, options) if new else content_of(path) or b""
    record = [places.get(index, "") for index in range(max(max(places) + 1, len(headings)))]
    return text_edit(
        path, study.relative(path), appended_csv(content, record, options), options.encoding or "utf-8"
    )


def _place(layout: Layout, heading: str, usual: str) -> int | None:
    """Return the column of a sheet that means what a heading of the template means."""
    wanted = column_for(0, heading, layout.cls, load_terms())
    if not isinstance(wanted, SheetColumn):
        return None
    for column in layout.columns:
        # What a column without a language says is in the first one of the study.
        same = (column.field, column.term) == (wanted.field, wanted.term)
        if same and (column.language or usual) == (wanted.language or usual):
            return column.index
    return None


def _trig_file(study: Study) -> Path | None:
    """Return the TriG file that takes new statements: one that a pattern allows, else one that there is."""
    for pattern in study.sources:
        directory, _, last = pattern.rpartition("/")
        if fnmatchcase(ENTERED, last) and not set(directory) & set("*?["):
            return study.inside(study.root / directory / ENTERED)
    return next((path for path in study.source_files() if path.suffix.lower() == ".trig"), None)


def _plan_statements(study: Study, path: Path, quads: list[ox.Quad]) -> FileEdit:
    own, before = ox.NamedNode(graph_of(path, study)), (content_of(path) or b"").decode("utf-8-sig")
    placed = [
        ox.Quad(
            quad.subject,
            quad.predicate,
            quad.object,
            ox.DefaultGraph() if quad.graph_name == own else quad.graph_name,
        )
        # What is said of one thing stands together.
        for quad in sorted(
            quads,
            key=lambda quad: (
                str(quad.graph_name),
                isinstance(quad.subject, ox.BlankNode),
                str(quad.subject),
            ),
        )
    ]
    parser = ox.parse(before, format=ox.RdfFormat.TRIG, base_iri=study.base)
    for _ in parser:
        pass
    declared = parser.prefixes
    known = {iri: name for name, iri in {**COMMON_PREFIXES, "": study.base, **declared}.items()}
    # A name that the file uses for something else is not taken.
    prefixes = {name: iri for iri, name in known.items() if declared.get(name, iri) == iri}
    text = (ox.serialize(placed, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b"").decode()
    lines = [line.replace("\t", "    ") for line in text.splitlines()]
    head, body = _split(lines, declared)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    added = "\n".join([*head, *([""] if head else []), *body])
    return text_edit(path, study.relative(path), f"{before}{gap}{added}\n".encode())


def _split(lines: list[str], declared: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the prefixes that are used and not yet declared, and the statements."""
    head = [line for line in lines if line.startswith("@prefix ")]
    body = lines[len(head) :]
    text = "\n".join(body)

    def is_new(name: str) -> bool:
        """Return whether a prefix, with its colon, is used and not yet declared."""
        used = re.search(rf"(?:^|[\s^]){re.escape(name)}", text, re.M)
        return name.removesuffix(":") not in declared and used is not None

    return [line for line in head if is_new(line.split()[1])], body
