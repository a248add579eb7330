"""Edge lists: a table of which each row is a tie; the map in the study file names the columns of its ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..tables.cell_values import number, text_of
from ..tables.column_layout import at, is_skipped, one_column
from ..tables.heading_terms import fold
from ..tables.sheets import read_sheets
from .drawn_network import WEIGHT, DrawnTie, ForeignNetwork, Scalar

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from ..tables.sheets import Sheet
    from .network_map import NetworkMap

_DIRECTIONS = {"directed": True, "undirected": False, "mutual": False}
"""What Gephi writes in the column *Type* of its table of edges."""


def read_tie_table(path: Path, study: Study, choices: NetworkMap) -> ForeignNetwork:
    """Return the network in a table, with all its faults.

    Raises
    ------
    SourceError
        The file is not what its name says, or too large.
    UsageError
        The study file has wrong settings for it.
    """
    network = ForeignNetwork.of(study.relative(path))
    for sheet in read_sheets(path, study):
        if not is_skipped(sheet.name):
            for where, message in sheet.faults:
                network.problems.add(where, message)
            _read(sheet, choices, network)
    network.add_ends()
    return network


def _read(sheet: Sheet, choices: NetworkMap, network: ForeignNetwork) -> None:
    rows = sheet.filled
    if not rows:
        return
    row, cells = rows[0]
    headings = {index: text_of(value) for index, value in enumerate(cells) if value is not None}
    start, end = (
        one_column(wanted, headings, sheet.place(row), network.problems)
        for wanted in (choices.start, choices.end)
    )
    if start is None or end is None:
        return
    ends = (start, end)
    for line, values in rows[1:]:
        names = [at(values, index) for index in ends]
        missing = [index for index, name in zip(ends, names, strict=True) if name is None]
        if missing:
            place = sheet.place(line, missing[0], headings[missing[0]])
            network.problems.add(place, "the row names only one of the two ends")
            continue
        attributes: dict[str, Scalar] = {}
        directed = choices.directed
        for index, heading in headings.items():
            value = at(values, index)
            if index in ends or value is None or heading.startswith(("#", "_")):
                continue
            if fold(heading) == "type" and text_of(value).casefold() in _DIRECTIONS:
                directed = _DIRECTIONS[text_of(value).casefold()]
            elif fold(heading) == WEIGHT and heading not in choices.attributes:
                try:
                    attributes[WEIGHT] = float(number(value, sheet.decimal))
                except ValueError as error:
                    network.problems.add(sheet.place(line, index, heading), f"{text_of(value)!r}: {error}")
            else:
                attributes[heading] = _plain(value)
        place = sheet.place(line)
        tie = DrawnTie(text_of(names[0]), text_of(names[1]), place, directed, attributes=attributes)
        network.add_tie(tie)


def _plain(value: Any) -> Scalar:
    """Return a cell as an attribute; a spreadsheet has no whole numbers of its own."""
    if isinstance(value, float) and not value.is_integer():
        return value
    if isinstance(value, bool | int):
        return value
    return int(value) if isinstance(value, float) else text_of(value)
