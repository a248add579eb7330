"""What the headings of a table that someone else made may mean, for the map that a new study begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import SourceError
from kgraph.namespaces import KG, ORG

from .cell_values import text_of
from .column_layout import at, column_for, is_skipped
from .heading_terms import FIELDS, SheetTerm, SheetTerms, fold, load_terms
from .row_names import SHORT_ID
from .sheets import TEXT_SUFFIXES, TableOptions, decode, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .column_layout import SheetColumn

NAME_WORDS = ("namn", "name", "benämning", "titel", "title")
ID_WORDS = ("id", "kod", "code", "nyckel", "key")
NUMBER = re.compile(r"\d{6}-?\d{4}")
_LIST_WORDS = re.compile(r"(namn|name|listan?|list|förteckning|register|export|tabell|table|id|kod|code)+$")
SHORTEST = 4
"""Letters that a word needs to say what a table is about."""
ALIKE = 80
"""Least likeness of a heading to a name in the ontology, in percent, for it to be a guess."""
SOURCE_FIELDS = ("source", "locator", "status")
"""Fields that the tables of other systems seldom mean, although a heading may be called so."""


@dataclass(frozen=True, slots=True)
class HeadingGuess:
    """A heading of a table and the heading of our sheets that it may be; empty if nothing fits.

    Parameters
    ----------
    heading, meaning : str
        As the table has it, and as our sheets would.
    sure : bool
        Whether the ontology knows the heading by that very name.
    """

    heading: str
    meaning: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class TableGuess:
    """What a table may be: its class, its headings, and its encoding if that is not UTF-8."""

    kind: str
    sure: bool
    headings: tuple[HeadingGuess, ...]
    encoding: str | None = None


def guess_table(path: Path, language: str) -> TableGuess:
    """Return what the first table of a file may be.

    Parameters
    ----------
    path : Path
        A CSV, XLSX or ODS file.
    language : str
        Language of names that say none: ``"sv"`` or ``"en"``.

    Raises
    ------
    SourceError
        The file cannot be read as a table.
    """
    encoding = _encoding(path.read_bytes()) if path.suffix.lower() in TEXT_SUFFIXES else None
    terms = load_terms()
    for sheet in sheets_of(path, path.name, TableOptions(encoding=encoding)):
        rows = [cells for _, cells in sheet.filled]
        if rows and not is_skipped(sheet.name):
            headings = [(index, text_of(value)) for index, value in enumerate(rows[0]) if value is not None]
            kind, sure = _class(terms, [sheet.name, path.stem, *(text for _, text in headings)], language)
            guesser = _Guesser(terms, kind, language, rows[1:])
            found = tuple(guesser.guess(index, text) for index, text in headings)
            return TableGuess(kind.label(language), sure, found, encoding)
    return TableGuess("", sure=False, headings=(), encoding=encoding)


def _encoding(content: bytes) -> str | None:
    """Return the encoding of Swedish text that is not UTF-8; None if it is, or says itself what it is."""
    try:
        decode(content, "")
    except SourceError:
        return "cp1252"
    return None


def _class(terms: SheetTerms, names: list[str], language: str) -> tuple[SheetTerm, bool]:
    """Return the class that a table may be of, and whether the sheet or the file is called so."""
    for name in names[:2]:
        found = terms.class_named(name)
        if len(found) == 1:
            return found[0], True
    words = {fold(word): cls for cls in terms.classes.values() for word in (cls.label(language), *cls.names)}
    for name in names:
        # "Systemnamn" and "systemlista" begin with what they are about, and "it-system" ends with it.
        stem = _LIST_WORDS.sub("", fold(name))
        if len(stem) < SHORTEST:
            continue
        about = [word for word in words if word.endswith(stem)]
        best = min(about, key=len, default=None) or _nearest(stem, list(words))
        if best:
            return words[best], False
    return terms.classes[ORG + "Organization"], False


def _nearest(name: str, words: list[str]) -> str | None:
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, words, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return found[0] if found else None


class _Guesser:
    """Guess the meaning of one heading after the other; what our sheets have once is guessed once."""

    def __init__(self, terms: SheetTerms, kind: SheetTerm, language: str, rows: list[list[object]]) -> None:
        self.terms = terms
        self.kind = kind
        self.language = language
        self.rows = rows
        self.taken: set[str] = set()
        self.properties = terms.properties_of(kind)

    def guess(self, index: int, heading: str) -> HeadingGuess:
        """Return what `heading` may be."""
        column = column_for(index, heading, self.kind, self.terms)
        if not isinstance(column, str) and self._fits(column):
            self.taken |= {column.field} - {""}
            return HeadingGuess(heading, heading, sure=True)
        values = [text_of(value) for cells in self.rows if (value := at(cells, index)) is not None]
        tries: tuple[Callable[[str, list[str]], str], ...] = (
            self._number,
            self._name,
            self._id,
            self._concept,
            self._near,
        )
        for guess in tries:
            meaning = guess(fold(heading), values)
            if meaning and meaning not in self.taken:
                self.taken.add(meaning)
                return HeadingGuess(heading, meaning)
        return HeadingGuess(heading, "")

    def _fits(self, column: SheetColumn) -> bool:
        """Return whether a column of our sheets belongs to the class and is not taken."""
        if column.field:
            return column.field not in (*SOURCE_FIELDS, *self.taken)
        term = column.term
        return term in self.properties or (term is not None and not term.domain)

    def _field(self, name: str) -> str:
        return FIELDS[name][1 if self.language == "sv" else 0]

    def _number(self, heading: str, values: list[str]) -> str:
        number = self.terms.properties.get(KG + "organisationNumber")
        fits = bool(values) and all(NUMBER.fullmatch(value) for value in values)
        return number.label(self.language) if fits and number else ""

    def _name(self, heading: str, values: list[str]) -> str:
        if "name" in self.taken or not any(word in heading for word in NAME_WORDS):
            return ""
        self.taken.add("name")
        return f"{self._field('name')} ({self.language})"

    def _id(self, heading: str, values: list[str]) -> str:
        unique = len(set(values)) == len(values) == len(self.rows)
        called = any(heading.endswith(word) for word in ID_WORDS)
        fits = called and unique and all(SHORT_ID.fullmatch(value) for value in values)
        return "id" if fits else ""

    def _concept(self, heading: str, values: list[str]) -> str:
        """Return the property of which all values are concepts."""
        for term in self.properties if values else ():
            if term.scheme is not None and all(self.terms.concept_of(term, value) for value in set(values)):
                return term.label(self.language)
        return ""

    def _near(self, heading: str, values: list[str]) -> str:
        words = {fold(word): term for term in self.properties for word in term.labels.values()}
        best = _nearest(heading, list(words))
        return words[best].label(self.language) if best else ""
