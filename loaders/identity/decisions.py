"""The researcher's decisions on who is who: ``identity.csv`` in the study, one line for each decision.

Columns: ``a`` and ``b`` (ids as in the study's tables, or IRIs), ``decision`` (``same`` or ``different``),
``note``. A decision is undone by deleting its line.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.atomic_files import write_aside
from kgraph.errors import Location, SourceError
from kgraph.study import IDENTITY_FILE

from ..common.problems import Problems
from ..formats.tables.row_names import iri_of_id
from ..formats.tables.sheets import read_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

COLUMNS = ("a", "b", "decision", "note")
WORDS = {"same": True, "samma": True, "different": False, "olika": False}


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """A decision that two names are, or are not, of one thing.

    Parameters
    ----------
    a, b : str
        Their IRIs, in alphabetical order.
    same : bool
        Whether they are one.
    note : str
        Why, in the researcher's words.
    place : Location, optional
        The line of the decision.
    """

    a: str
    b: str
    same: bool
    note: str = ""
    place: Location | None = None


def read_decisions(study: Study) -> list[Decision]:
    """Return the decisions of `study`; none if it has no ``identity.csv``.

    Raises
    ------
    SourceError
        A line that decides nothing, or two that decide on one pair differently; ``problems`` lists them all.
    """
    path = study.root / IDENTITY_FILE
    if not path.is_file():
        return []
    sheet = read_sheets(path, study)[0]
    problems = Problems(study.relative(path))
    filled = sheet.filled
    if not filled:
        return []
    number, headings = filled[0]
    columns = {
        str(value).strip().casefold(): index for index, value in enumerate(headings) if value is not None
    }
    missing = [name for name in COLUMNS[:3] if name not in columns]
    if missing:
        raise SourceError(
            f"the column {missing[0]!r} is missing",
            where=sheet.place(number),
            hint=f"The first line names the columns: {','.join(COLUMNS)}",
        )
    decisions: dict[tuple[str, str], Decision] = {}
    for number, cells in filled[1:]:
        row = {name: str(cells[i] or "").strip() for name, i in columns.items() if i < len(cells)}
        place = sheet.place(number)
        word = row.get("decision", "").casefold()
        if word not in WORDS:
            message = f"{row.get('decision', '')!r} is no decision; write same or different"
            problems.add(sheet.place(number, columns["decision"], "decision"), message)
            continue
        try:
            pair = sorted(iri_of_id(study.base, row.get(name, ""), ()) for name in ("a", "b"))
        except ValueError as error:
            problems.add(place, f"a or b: {error}")
            continue
        decision = Decision(pair[0], pair[1], WORDS[word], row.get("note", ""), place)
        earlier = decisions.setdefault((decision.a, decision.b), decision)
        if decision.a == decision.b:
            problems.add(place, "a and b are the same name")
        elif earlier.same != decision.same:
            problems.add(place, f"the line at {earlier.place} decides the same pair the other way")
    problems.refuse()
    return sorted(decisions.values())


def record_decision(study: Study, a: str, b: str, *, same: bool, note: str = "") -> Path:
    """Add a decision to the study's ``identity.csv``, creating it if need be, and return its path.

    Parameters
    ----------
    a, b : str
        IRIs, or ids under the study's base.
    same : bool
        Whether they are one.
    note : str
        Why.
    """
    path = study.root / IDENTITY_FILE
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ",".join(COLUMNS) + "\n"
    if text and not text.endswith("\n"):
        text += "\n"
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    line = io.StringIO()
    shown = [name.removeprefix(study.base) for name in (a, b)]
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(
        [*shown, "same" if same else "different", note]
    )
    return write_aside(path, [(text + line.getvalue()).encode()])
