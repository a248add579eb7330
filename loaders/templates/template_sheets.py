"""Templates for tables: a workbook, or a directory of CSV files, with headings that the reader understands.

Each sheet is a class of the ontology. Each heading is a property, in Swedish or English, with its definition
as a comment. A column of concepts has its scheme as a drop-down list. One worked example runs through all
sheets, so that a study made from an untouched template can be built at once.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import DCT, KG, SKOS
from kgraph.words.catalogue import catalogue

from ..formats.tables.heading_terms import FIELDS, SheetTerm, SheetTerms, load_terms
from ..formats.tables.row_names import SOURCE_CLASS
from .sheet_columns import SHEETS
from .worked_example import EXAMPLE
from .worked_systems import SYSTEM_EXAMPLE, SYSTEM_SHEETS

if TYPE_CHECKING:
    from pathlib import Path

LISTS_SHEET = "_lists"
NAME = SKOS + "prefLabel"
TITLE = DCT + "title"
EVIDENCE = ("source", "locator", "paraphrase", "anchor")
WEIGHT = ("status", "confidence")
"""What only a relation has: the statements about a node may differ."""
MAX_ROWS = 2_000
"""Number of rows below the headings that have drop-down lists and text format."""

FIELD_HELP = catalogue("reading").below("templates.help")
"""Explanations of headings that the ontology does not define."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a template: its text, its explanation, and the concepts to choose from below it."""

    key: str
    text: str
    help: str
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """A sheet of a template: its title, its headings, and the rows of the worked example by heading key."""

    cls: SheetTerm
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[dict[str, Any], ...]


def template_sheets(
    language: str = "sv", *, example: bool = True, terms: SheetTerms | None = None
) -> list[TemplateSheet]:
    """Return the sheets of a template.

    Parameters
    ----------
    language : {"sv", "en"}
        Language of sheet names, headings, explanations and concepts.
    example : bool
        Whether to include the rows of the worked example.
    terms : SheetTerms, optional
        The ontology's terms; those of the packaged ontology by default.
    """
    terms = terms or load_terms()
    sheets = {**SHEETS, **SYSTEM_SHEETS}
    return [_sheet(terms, name, keys, language, example=example) for name, keys in sheets.items()]


def write_workbook(path: Path, language: str = "sv", *, example: bool = True) -> Path:
    """Write the template as an XLSX workbook to `path` and return it."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    lists: dict[tuple[str, ...], str] = {}
    head = PatternFill("solid", fgColor="E8EDF3")
    for template in template_sheets(language, example=example):
        sheet = book.create_sheet(template.title)
        sheet.freeze_panes = "B2"
        for column, heading in enumerate(template.headings, start=1):
            cell = sheet.cell(1, column, heading.text)
            cell.font, cell.fill = Font(bold=heading.required), head
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.comment = Comment(heading.help, "kgraph", width=320, height=110)
            letter = get_column_letter(column)
            sheet.column_dimensions[letter].width = max(14, min(32, len(heading.text) + 4))
            # Text format keeps 2024-05 and leading zeros as typed.
            sheet.column_dimensions[letter].number_format = "@"
            if heading.choices:
                _add_choices(sheet, letter, heading.choices, lists)
        for number, row in enumerate(template.rows, start=2):
            for column, heading in enumerate(template.headings, start=1):
                cell = sheet.cell(number, column, row.get(heading.key))
                cell.number_format = "@" if isinstance(cell.value, str) else "General"
    _write_lists(book.create_sheet(LISTS_SHEET), lists)
    # The time of writing would make two equal templates differ.
    book.properties.creator = "kgraph"
    book.save(path)
    return path


def write_csv(directory: Path, language: str = "sv", *, example: bool = True) -> list[Path]:
    """Write the template as one CSV file per sheet into `directory`; return the files.

    The files are UTF-8 with a byte order mark, without which spreadsheet programs misread å, ä and ö, and
    have semicolons where the decimal sign of the language is a comma.
    """
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for template in template_sheets(language, example=example):
        path = directory / f"{template.title}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";" if language == "sv" else ",")
            writer.writerow([heading.text for heading in template.headings])
            for row in template.rows:
                writer.writerow(
                    [_csv_text(row.get(heading.key, ""), language) for heading in template.headings]
                )
        paths.append(path)
    return paths


def _csv_text(value: Any, language: str) -> str:
    """Return a value of the example as a spreadsheet program in that language writes it to CSV."""
    return str(value).replace(".", ",") if isinstance(value, float) and language == "sv" else str(value)


def _sheet(
    terms: SheetTerms, name: str, keys: tuple[str, ...], language: str, *, example: bool
) -> TemplateSheet:
    cls = terms.class_named(name)[0]
    title = cls.label(language)
    headings = [_heading(terms, cls, key, language) for key in _all_keys(cls, keys)]
    examples = {**EXAMPLE, **SYSTEM_EXAMPLE}.get(name, ()) if example else ()
    rows = [_localised(terms, row, headings, language) for row in examples]
    return TemplateSheet(cls, (title[0].upper() + title[1:])[:31], tuple(headings), tuple(rows))


def _all_keys(cls: SheetTerm, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of a sheet: identity and names first, then its own, and evidence last."""
    if SOURCE_CLASS in cls.parents:
        return ("id", *keys)
    if cls.qualified:
        return (*keys, "from", "until", *EVIDENCE, *WEIGHT)
    return ("id", "name (sv)", "name (en)", *keys, *EVIDENCE)


def _heading(terms: SheetTerms, cls: SheetTerm, key: str, language: str) -> Heading:
    stem, _, suffix = key.partition(" (")
    suffix = f" ({suffix}" if suffix else ""
    second = 1 if language == "sv" else 0
    required = terms.required_of(cls) | {cls.start, cls.end}
    if stem in FIELDS:
        term = next(iter(terms.property_named(stem)), None) if stem in {*EVIDENCE, *WEIGHT} else None
        if stem == "status":
            term = terms.properties[KG + "statementStatus"]
        defined = term.definitions.get(language, "") if term else ""
        explanation = FIELD_HELP[stem].in_language(language) if stem in FIELD_HELP else defined
        choices = _choices(terms, term, language) if stem == "status" else ()
        return Heading(key, FIELDS[stem][second] + suffix, explanation, choices, stem in {"id", "name"})
    term = terms.property_named(stem, cls)[0]
    explanation = term.definitions.get(language) or term.label(language)
    choices = _choices(terms, term, language)
    return Heading(key, term.label(language) + suffix, explanation, choices, term.iri in required)


def _choices(terms: SheetTerms, term: SheetTerm | None, language: str) -> tuple[str, ...]:
    if term is None or not terms.takes_concepts(term):
        return ()
    labels = {concept.labels.get(language, concept.notation) for concept in terms.concepts_for(term)}
    return tuple(sorted(labels, key=str.casefold))


def _localised(
    terms: SheetTerms, row: dict[str, Any], headings: list[Heading], language: str
) -> dict[str, Any]:
    """Return an example row with its concepts, there written by notation, in the template's language."""
    localised = dict(row)
    for heading in headings:
        value = row.get(heading.key)
        if heading.choices and isinstance(value, str):
            concepts = [c for c in terms.concepts.values() if c.notation == value]
            choices = [c for c in concepts if c.labels.get(language) in heading.choices]
            localised[heading.key] = choices[0].labels[language] if choices else value
    return localised


def _add_choices(
    sheet: Any, letter: str, choices: tuple[str, ...], lists: dict[tuple[str, ...], str]
) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    column = lists.setdefault(choices, get_column_letter(len(lists) + 1))
    validation = DataValidation(
        type="list",
        formula1=f"'{LISTS_SHEET}'!${column}$1:${column}${len(choices)}",
        allow_blank=True,
        # Only a warning: a study may have concepts of its own.
        errorStyle="warning",
    )
    sheet.add_data_validation(validation)
    validation.add(f"{letter}2:{letter}{MAX_ROWS}")


def _write_lists(sheet: Any, lists: dict[tuple[str, ...], str]) -> None:
    for column, choices in enumerate(lists, start=1):
        for row, choice in enumerate(choices, start=1):
            sheet.cell(row, column, choice)
    sheet.sheet_state = "hidden"
