"""Columns of someone else's table that are relations of their own: one cell names several members or users.

``"Medlemmar" = { sheet = "Medlemskap", this = "organisation", each = "medlem", separator = "," }`` makes of
each name in the column a row on the sheet *Medlemskap*, whose other end is the thing that the row describes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .cell_values import text_of
from .column_layout import at, lay_out
from .heading_terms import fold

if TYPE_CHECKING:
    from ...common.problems import Problems
    from .column_layout import Layout
    from .heading_terms import SheetTerms
    from .sheets import Sheet


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """What a column of several names means.

    Parameters
    ----------
    sheet : str
        Class of the relations, as our sheet of it is called.
    this, each : str
        The headings, as on that sheet, for the thing that the row describes and for each name in the cell.
    separator : str
        What stands between the names.
    """

    sheet: str
    this: str
    each: str
    separator: str = ";"


def relation_column(value: Any) -> RelationColumn:
    """Return what a column means, from the table in the study file.

    Raises
    ------
    ValueError
        A key is missing or unknown, or a value is no text; the message says which.
    """
    known = {field.name for field in dataclasses.fields(RelationColumn)}
    for key in ("sheet", "this", "each"):
        if key not in value:
            raise ValueError(f"lacks {key!r}")
    for key, text in value.items():
        if key not in known or not isinstance(text, str) or not text.strip(" "):
            raise ValueError(f"{key} = {text!r} is none of sheet, this, each, separator with a text")
    return RelationColumn(**value)


def relation_layouts(layout: Layout, terms: SheetTerms, problems: Problems) -> list[Layout]:
    """Return a layout of relations for each column of `layout` that is one, in the words of the table."""
    found = []
    for sheet in _relation_sheets(layout, problems):
        relations = lay_out(sheet, terms, problems)
        if relations is not None:
            relations.columns = [
                dataclasses.replace(column, heading=str(layout.headings[1][column.index]))
                for column in relations.columns
            ]
            found.append(relations)
    return found


def _relation_sheets(layout: Layout, problems: Problems) -> list[Sheet]:
    """Return a sheet of relations for each column of `layout` that is one, with the places of its cells."""
    found = []
    number, headings = layout.headings
    folded = {fold(str(h)): index for index, h in enumerate(headings) if h is not None}
    own = layout.column("id") or layout.column("name")
    source = layout.column("source")
    for heading, meaning in layout.sheet.relations.items():
        index = folded.get(fold(heading))
        if index is None:  # a mapped heading that the table lacks is already a fault
            continue
        if own is None:
            where = layout.sheet.place(number, index, heading)
            problems.add(where, "a column of relations needs a column that is mapped to id or to a name")
            continue
        names: list[Any] = [None] * len(headings)
        names[index], names[own.index] = meaning.each, meaning.this
        if source is not None:
            names[source.index] = "source"
        rows: list[tuple[int, list[Any]]] = [(number, names)]
        for row, cells in layout.rows:
            written = at(cells, index)
            parts = text_of(written).split(meaning.separator) if written is not None else []
            for part in filter(None, map(str.strip, parts)):
                made: list[Any] = [None] * len(names)
                made[index], made[own.index] = part, _own_name(layout, cells)
                if source is not None:
                    made[source.index] = at(cells, source.index)
                rows.append((row, made))
        found.append(
            dataclasses.replace(
                layout.sheet,
                rows=rows,
                columns={},
                relations={},
                notes=[],
                faults=[],
                describes=meaning.sheet,
            )
        )
    return found


def _own_name(layout: Layout, cells: list[Any]) -> Any:
    """Return the id of the thing that a row describes, or else its name."""
    identifier = layout.value(cells, "id")
    return identifier if identifier is not None else layout.value(cells, "name")
