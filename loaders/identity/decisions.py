"""The researcher's decisions on who is who: ``identity.csv`` in the study, one line for each decision.

Columns: ``a`` and ``b`` (ids as in the study's tables, or IRIs), ``decision`` (``same`` or ``different``),
``note``. A decision is undone by deleting its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import Location, SourceError, UsageError
from kgraph.study import IDENTITY_FILE

from ..common.file_edits import content_of, refuse_text, text_edit
from ..common.problems import Problems
from ..formats.tables.cell_edits import appended_csv
from ..formats.tables.row_names import iri_of_id
from ..formats.tables.sheets import read_sheets, table_options

if TYPE_CHECKING:
    from kgraph.study import Study

    from ..common.file_edits import FileEdit

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


def plan_decision(study: Study, a: str, b: str, *, same: bool, note: str = "") -> FileEdit:
    """Return the edit that adds a decision to the study's ``identity.csv``, or makes that file.

    Parameters
    ----------
    a, b : str
        IRIs, or ids under the study's base.
    same : bool
        Whether they are one.
    note : str
        Why.

    Raises
    ------
    SourceError
        The file is no table of decisions, or already decides on the pair.
    UsageError
        It lies outside the study, by a link; or `a` and `b` are no two names.
    """
    path = study.inside(study.root / IDENTITY_FILE)
    refuse_text(note)
    try:
        pair = sorted(iri_of_id(study.base, name, ()) for name in (a, b))
    except ValueError as error:
        raise UsageError(f"a or b: {error}") from None
    if pair[0] == pair[1]:
        raise UsageError("a and b are the same name")
    earlier = next((each for each in read_decisions(study) if [each.a, each.b] == pair), None)
    if earlier is not None:
        raise SourceError(
            "the study has decided on this pair already",
            where=earlier.place,
            hint="Change that line, or delete it, to decide otherwise.",
        )
    cells = dict(zip(COLUMNS, (a, b, "same" if same else "different", note), strict=True))
    cells |= {name: cells[name].removeprefix(study.base) for name in ("a", "b")}
    content = content_of(path) or b""
    options = table_options(path, study)
    if content:
        headings = next((row for _, row in read_sheets(path, study)[0].filled), list(COLUMNS))
    else:
        headings, content = list(COLUMNS), appended_csv(b"", COLUMNS, options)
    record = [cells.get(str(name or "").strip().casefold(), "") for name in headings]
    after = appended_csv(content, record, options)
    return text_edit(path, study.relative(path), after, options.encoding or "utf-8")
