"""What the map of a survey says: where respondents, those they name, strength, waves and answers stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ..tables.cell_values import date_literal, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

    from kgraph.errors import UsageError

EITHER, BOTH = "either", "both"
NO_SYMMETRY = ""
CANVAS_FILE = re.compile(r"(.*)(?:^|_)(ego|attributeList_(.+)|edgeList_(.+))\.csv")
"""How the files of an export of Network Canvas are called."""
STAR = "*"
"""Stands in a pattern of headings for what differs: the one asked about, or a number."""


@dataclass(frozen=True, slots=True)
class SurveyMap:
    """The part of a map that is about a survey.

    Parameters
    ----------
    respondent, answered, wave : str
        Headings: who answers, whether they did, and in which wave; empty where the table has no such column.
    strength : str or dict
        Heading of the strength in a long table; in a wide one, a pattern of headings by relation.
    roster, generator : dict of str to str
        Patterns of headings by relation. In a roster `*` is who is asked about and the cell is the answer; in
        a generator `*` is a number and the cell is who is named.
    scale : dict of str to (float or str)
        What an answer means: a weight, 0 for no tie, or a word for the strength of a tie.
    waves : dict of str to Literal
        Date of each wave.
    date : Literal, optional
        Date of a survey of one wave.
    symmetric : {"", "either", "both"}
        Whether a tie that one names holds both ways, or only one that both name.
    """

    respondent: str = ""
    answered: str = ""
    wave: str = ""
    strength: str | dict[str, str] = ""
    roster: dict[str, str] = field(default_factory=dict)
    generator: dict[str, str] = field(default_factory=dict)
    scale: dict[str, float | str] = field(default_factory=dict)
    waves: dict[str, ox.Literal] = field(default_factory=dict)
    date: ox.Literal | None = None
    symmetric: str = NO_SYMMETRY


SURVEY_SETTINGS = tuple(each.name for each in fields(SurveyMap))


def survey_map(settings: dict[str, Any], fault: Callable[[str, str], UsageError]) -> SurveyMap | None:
    """Return the part of a map's settings that is about a survey; None if there is none.

    Raises
    ------
    UsageError
        As `fault` makes it, of a message and a hint: a setting of the wrong kind.
    """
    found = {key: settings[key] for key in SURVEY_SETTINGS if key in settings}
    if not found:
        return None
    for key in ("respondent", "answered", "wave"):
        if not isinstance(found.get(key, ""), str):
            raise fault(f"{key} is not a text in quotation marks", f'{key} = "heading of the column"')
    for key in ("roster", "generator", "strength"):
        _check_patterns(key, found.get(key, {}), fault)
    if found.get("symmetric", EITHER) not in (EITHER, BOTH):
        raise fault(f"symmetric = {found['symmetric']!r}", f"Choose one of {EITHER}, {BOTH}.")
    for key in ("scale", "waves"):
        if not isinstance(found.get(key, {}), dict):
            raise fault(f"{key} is no table", f'{key} = {{ "1" = ... }}')
    for value in found.get("scale", {}).values():
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise fault(f"scale: {value!r} is neither a number nor a word", 'scale = { "ofta" = "strong" }')
    if "waves" in found:
        found["waves"] = {name: _date(value, fault) for name, value in found["waves"].items()}
    if "date" in found:
        found["date"] = _date(found["date"], fault)
    return SurveyMap(**found)


def _check_patterns(key: str, value: Any, fault: Callable[[str, str], UsageError]) -> None:
    if key == "strength" and isinstance(value, str):
        return
    if not isinstance(value, dict):
        raise fault(f"{key} is no table", f'{key} = {{ "råd" = "Råd: *" }}')
    for pattern in value.values():
        if not isinstance(pattern, str) or pattern.count(STAR) != 1 or not pattern.strip("* "):
            raise fault(
                f"{key}: {pattern!r} is no pattern of headings with one *", f'{key} = {{ "råd" = "Råd: *" }}'
            )


def _date(value: Any, fault: Callable[[str, str], UsageError]) -> ox.Literal:
    try:
        return date_literal(value)
    except ValueError as error:
        raise fault(f"{text_of(value)!r}: {error}", 'waves = { "1" = "2024-05" }') from None
