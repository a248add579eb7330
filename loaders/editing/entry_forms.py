"""Forms to enter one new thing, made from the templates of tables and so from the ontology and its shapes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import XSD, local_name
from kgraph.words.catalogue import catalogue

from ..formats.tables.cell_values import DATES
from ..formats.tables.heading_terms import load_terms
from ..formats.tables.row_names import SOURCE_CLASS
from ..formats.tables.table_books import study_tables
from ..templates.sheet_columns import SHEETS
from ..templates.template_sheets import column_keys, heading_of, sheet_title
from ..templates.worked_systems import SYSTEM_SHEETS
from .table_cells import NoFormError

if TYPE_CHECKING:
    from kgraph.study import Study

    from ..formats.tables.heading_terms import SheetTerm
    from ..templates.workbook_writer import Heading

_COLUMNS = {**SHEETS, **SYSTEM_SHEETS}
_PERIOD = ("from", "until")


@dataclass(frozen=True, slots=True)
class EntryField:
    """A field of a form.

    Parameters
    ----------
    key : str
        What the values are called by.
    kind : {"text", "date", "choice", "source", "thing"}
        What it takes: text, a day or month or year, one of the choices, a source, or another thing.
    label, help : str
        The property and its definition.
    required : bool
        Whether it must be filled in; of a name, in one language.
    choices : tuple of (str, str)
        What to choose from: the value and how it is shown.
    kinds : tuple of str
        Of a thing: the labels in the graph of those that fit.
    """

    key: str
    kind: str
    label: str
    help: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A form for one thing of a class.

    Parameters
    ----------
    name : str
        Of the class, as the form is asked for.
    label, help : str
        The class and its definition.
    fields : tuple of EntryField
        In the order of the template.
    """

    name: str
    label: str
    help: str
    fields: tuple[EntryField, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the form as plain JSON values."""
        return asdict(self)


def entry_classes() -> list[tuple[str, dict[str, str], bool]]:
    """Return what can be entered: name of the form, label by language, and whether it is a relation."""
    return [(name, (cls := _class(name)).labels, cls.qualified) for name in _COLUMNS]


def entry_form(study: Study, name: str, language: str = "en") -> EntryForm:
    """Return the form for a class.

    Parameters
    ----------
    study : Study
        Its sources may be chosen.
    name : str
        Of the form, see :func:`entry_classes`.
    language : {"sv", "en"}
        Language of labels, explanations and choices.

    Raises
    ------
    NoFormError
        There is no such form.
    """
    cls = _class(name)
    sources = _sources(study)
    fields = [_field(cls, heading, sources) for heading in headings_of(name, language)]
    # An id is made of the name, so that few need to think of one.
    fields.sort(key=lambda each: each.key == "id")
    return EntryForm(name, cls.label(language), cls.definitions.get(language, ""), tuple(fields))


def headings_of(name: str, language: str) -> list[Heading]:
    """Return the headings of the template's sheet for a form, in a language."""
    cls = _class(name)
    return [heading_of(load_terms(), cls, key, language) for key in column_keys(cls, _COLUMNS[name])]


def sheet_of(name: str, language: str) -> str:
    """Return what the template calls the sheet of a form."""
    return sheet_title(_class(name), language)


def refuse_gaps(form: EntryForm, values: dict[str, str]) -> None:
    """Refuse values that leave out what the form requires.

    Raises
    ------
    NoFormError
        The source, or another required field, is empty.
    """
    filled = {_stem(key) for key, value in values.items() if value.strip()}
    # Of a name, one language is enough.
    missing = [each for each in form.fields if each.required and _stem(each.key) not in filled]
    if any(each.kind == "source" for each in missing):
        raise NoFormError(catalogue("reading")("edits.no-source"))
    if missing:
        names = ", ".join(each.label for each in missing)
        raise NoFormError(catalogue("reading")("edits.no-value", names=names))


def _class(name: str) -> SheetTerm:
    if name not in _COLUMNS:
        raise NoFormError(catalogue("reading")("edits.no-class", name=repr(name)))
    return load_terms().class_named(name)[0]


def _stem(key: str) -> str:
    """Return the key of a column without its language."""
    return key.partition(" (")[0]


def _field(cls: SheetTerm, heading: Heading, sources: tuple[tuple[str, str], ...]) -> EntryField:
    stem = _stem(heading.key)
    is_source = stem == "source"
    required = is_source or (heading.required and heading.key != "id")
    choices = tuple((word, word) for word in heading.choices)
    kind = "choice" if choices else "thing" if heading.accepts else "text"
    if is_source:
        kind, choices = "source", sources
    elif stem in _PERIOD or _is_date(cls, stem):
        kind = "date"
    classes = load_terms().classes
    kinds = {label for iri in heading.accepts if iri in classes for label in classes[iri].names}
    shown = (heading.text, heading.help)
    return EntryField(heading.key, kind, *shown, required, choices, tuple(sorted(kinds)))


def _is_date(cls: SheetTerm, stem: str) -> bool:
    """Return whether a property takes a day, a month or a year."""
    terms = load_terms()
    found = [terms.properties[stem]] if stem in terms.properties else terms.property_named(stem, cls)
    kinds = {iri.removeprefix(XSD) for each in found[:1] for iri in each.ranges}
    return bool(kinds) and kinds <= DATES


def _sources(study: Study) -> tuple[tuple[str, str], ...]:
    """Return the sources that the study describes: what a cell may call each, and its title."""
    tables = study_tables(study)
    kinds = {iri for iri, term in tables.terms.classes.items() if SOURCE_CLASS in term.parents}
    found = {each.iri: each for each in tables.names.every() if each.cls in kinds}
    shown = [
        (min(each.ids, key=len, default=iri), each.labels[0] if each.labels else local_name(iri))
        for iri, each in found.items()
    ]
    return tuple(sorted(shown, key=lambda each: each[1].casefold()))
