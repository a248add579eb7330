"""Formulas in a form that can be compared across copies of a sheet, and as they read in another cell.

A reference within the sheet is known by the heading of its column and by how far its row is away; so inserted
rows and moved columns make no difference. References to other sheets, and fixed rows, are taken as they
stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.formula.tokenizer import Token, Tokenizer

from ..formats.tables.workbooks import column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")


def formula_form(text: str, row: int, names: Mapping[int, str]) -> str:
    """Return a formula of `row` for comparison, with the `names` of columns by number in its references."""

    def form(match: re.Match[str]) -> str:
        """Return one reference by the name of its column and the distance of its row."""
        name = names.get(column_number(match[2]), match[2])
        return f"[{match[1]}{name}]" + (f"${match[4]}" if match[3] else f"{int(match[4]) - row:+d}")

    return _with_references(text, form)


def moved_formula(text: str, rows: tuple[int, int], columns: Mapping[int, int]) -> str:
    """Return a formula as it reads when it is copied from the first of two `rows` to the second.

    The columns of its references are those of `columns` by number, which may lie elsewhere in the other
    sheet.
    """

    def moved(match: re.Match[str]) -> str:
        """Return one reference as it reads in the other cell."""
        at = column_number(match[2])
        number = int(match[4]) if match[3] else max(1, int(match[4]) + rows[1] - rows[0])
        return f"{match[1]}{column_letters(columns.get(at, at))}{match[3]}{number}"

    return _with_references(text, moved)


def _with_references(text: str, change: Callable[[re.Match[str]], str]) -> str:
    """Return a formula with its references to cells of the same sheet changed."""
    tokens = Tokenizer(text).items
    parts = [
        _REFERENCE.sub(change, token.value)
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and "!" not in token.value
        else token.value
        for token in tokens
    ]
    return "=" + "".join(parts)
