"""Templates for tables: a workbook, or a directory of CSV files, with headings that the reader understands.

Each sheet is a class of the ontology. Each heading is a property, in Swedish or English, with its definition
as a comment. A column of concepts has its scheme as a drop-down list. One worked example runs through all
sheets, so that a study made from an untouched template can be built at once.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from kgraph.atomic_files import write_aside
from kgraph.namespaces import DCT, KG, SKOS
from kgraph.words.catalogue import catalogue

from ..formats.tables.heading_terms import FIELDS, SheetTerm, SheetTerms, load_terms
from ..formats.tables.row_names import SOURCE_CLASS
from .sheet_columns import SHEETS
from .workbook_writer import MAX_TITLE, Heading, TemplateSheet, workbook_bytes
from .worked_example import EXAMPLE
from .worked_systems import SYSTEM_EXAMPLE, SYSTEM_SHEETS

if TYPE_CHECKING:
    from pathlib import Path

NAME = SKOS + "prefLabel"
TITLE = DCT + "title"
EVIDENCE = ("source", "locator", "paraphrase", "anchor")
WEIGHT = ("status", "confidence")
"""What only a relation has: the statements about a node may differ."""

FIELD_HELP = catalogue("reading").below("templates.help")
"""Explanations of headings that the ontology does not define."""


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
    return write_aside(path, [workbook_bytes(template_sheets(language, example=example), language)])


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
    headings = [heading_of(terms, cls, key, language) for key in column_keys(cls, keys)]
    examples = {**EXAMPLE, **SYSTEM_EXAMPLE}.get(name, ()) if example else ()
    rows = [_localised(terms, row, headings, language) for row in examples]
    return TemplateSheet(cls, sheet_title(cls, language), tuple(headings), tuple(rows))


def sheet_title(cls: SheetTerm, language: str) -> str:
    """Return what the sheet of a class is called: its label with a capital, as far as a title may go."""
    label = cls.label(language)
    return (label[0].upper() + label[1:])[:MAX_TITLE]


def column_keys(cls: SheetTerm, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of a sheet: identity and names first, then its own, and evidence last."""
    if SOURCE_CLASS in cls.parents:
        return ("id", *keys)
    if cls.qualified:
        return (*keys, "from", "until", *EVIDENCE, *WEIGHT)
    return ("id", "name (sv)", "name (en)", *keys, *EVIDENCE)


def heading_of(terms: SheetTerms, cls: SheetTerm, key: str, language: str) -> Heading:
    """Return the heading of the column `key` on the sheet of `cls`.

    Parameters
    ----------
    terms : SheetTerms
        The ontology's terms.
    cls : SheetTerm
        Class of the sheet.
    key : str
        A standard field, or the name or IRI of a property; with a language in parentheses, if it has one.
    language : {"sv", "en"}
        Language of the heading, its explanation and its choices.
    """
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
        if stem == "type":
            choices = _narrower(terms, cls, language)
        accepts = frozenset({SOURCE_CLASS}) if stem == "source" else frozenset()
        named = stem in {"id", "name"}
        return Heading(key, FIELDS[stem][second] + suffix, explanation, choices, named, accepts)
    term = terms.properties.get(stem) or terms.property_named(stem, cls)[0]
    explanation = term.definitions.get(language) or term.label(language)
    choices = _choices(terms, term, language)
    refers = term.link and not terms.takes_concepts(term) and bool(term.ranges)
    accepts = terms.accepted_by(term) if refers else frozenset()
    return Heading(key, term.label(language) + suffix, explanation, choices, term.iri in required, accepts)


def _narrower(terms: SheetTerms, cls: SheetTerm, language: str) -> tuple[str, ...]:
    """Return the names of the subclasses of `cls`, by which a row is called something narrower."""
    below = (term for term in terms.classes.values() if cls.iri in term.parents and term != cls)
    return tuple(sorted({term.label(language) for term in below}, key=str.casefold))


def _choices(terms: SheetTerms, term: SheetTerm | None, language: str) -> tuple[str, ...]:
    if term is None or not terms.takes_concepts(term):
        return ()
    return tuple(terms.concept_words(term, language))


def _localised(
    terms: SheetTerms, row: dict[str, Any], headings: list[Heading], language: str
) -> dict[str, Any]:
    """Return an example row with its class and concepts, there written by short names, in the language."""
    localised = dict(row)
    if "type" in row:
        localised["type"] = terms.class_named(row["type"])[0].label(language)
    for heading in headings:
        value = row.get(heading.key)
        if heading.choices and heading.key != "type" and isinstance(value, str):
            concepts = [c for c in terms.concepts.values() if c.notation == value]
            choices = [c for c in concepts if c.labels.get(language) in heading.choices]
            localised[heading.key] = choices[0].labels[language] if choices else value
    return localised
