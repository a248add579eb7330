"""Surveys in tables: a row for each respondent (rosters, name generators), or a row for each tie named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..drawn_networks.survey_map import STAR
from ..source_graph import graph_of
from ..tables.cell_values import text_of
from ..tables.column_layout import at, is_skipped, one_column
from ..tables.sheets import read_sheets
from .survey_answers import NO, NamedTie, SurveyAnswers

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.errors import Location
    from kgraph.study import Study

    from ..drawn_networks.drawn_network import ForeignNetwork, Scalar
    from ..drawn_networks.network_map import NetworkMap
    from ..tables.sheets import Sheet


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column of a wide table: the relation, whom it is about or which number it has, and its strength."""

    index: int
    relation: str
    other: str
    roster: bool
    strength: int | None = None


def read_survey_table(path: Path, study: Study, choices: NetworkMap) -> ForeignNetwork:
    """Return the network of a survey in a table, with all its faults.

    Raises
    ------
    SourceError
        The file is not what its name says, or too large.
    UsageError
        The study file has wrong settings for it.
    """
    answers = SurveyAnswers(study.relative(path), choices, graph_of(path, study, choices.source))
    for sheet in read_sheets(path, study):
        if not is_skipped(sheet.name) and sheet.filled:
            for where, message in sheet.faults:
                answers.network.problems.add(where, message)
            _SheetReader(sheet, answers).read()
    return answers.made()


class _SheetReader:
    """Read the rows of one sheet."""

    def __init__(self, sheet: Sheet, answers: SurveyAnswers) -> None:
        self.sheet = sheet
        self.answers = answers
        self.choices = answers.choices
        self.survey = answers.survey
        (self.row, cells), *self.rows = sheet.filled
        self.headings = {index: text_of(value) for index, value in enumerate(cells) if value is not None}
        self.problems = answers.network.problems

    def read(self) -> None:
        """Add what the sheet says to the answers."""
        before = self.problems.count
        respondent = self._column(self.survey.respondent)
        start = self._column(self.choices.start) if self.choices.start else respondent
        wave, answered = (self._optional(name) for name in (self.survey.wave, self.survey.answered))
        long = self._column(self.choices.end) if self.choices.end else None
        kind = self._optional(self.choices.type_from or "") if long is not None else None
        strength = self._optional(self.survey.strength) if isinstance(self.survey.strength, str) else None
        asked = self._asked() if long is None else []
        if long is None and not asked and self.problems.count == before:
            self.problems.add(
                self.sheet.place(self.row),
                "no column names anyone: say in the map which do, with to, roster or generator",
            )
        if self.problems.count > before or respondent is None or start is None:
            return
        used = {respondent, start, wave, answered, long, kind, strength}
        used |= {each.index for each in asked} | {each.strength for each in asked}
        for line, cells in self.rows:
            name = self._text(cells, respondent)
            if not name:
                place = self.sheet.place(line, respondent, self.headings[respondent])
                self.problems.add(place, "the row does not say who answers")
                continue
            said = self._said(cells, used)
            tie = NamedTie(name, ("", ""), "", self._text(cells, wave), self.sheet.place(line), said)
            actor = self.answers.node(self._text(cells, start) or name, tie.place)
            if long is None:
                named = self._wide(line, cells, asked, tie, actor)
                filled = any(self._text(cells, each.index) for each in asked)
            else:
                named = self._long(cells, (long, kind, strength), tie, actor)
                filled = bool(self._text(cells, long))
            word = self._text(cells, answered).casefold()
            found = self.answers.respondent(name, tie.place, tie.wave, answered=filled or word not in NO)
            if word and word in NO and filled:
                place = self.sheet.place(line, answered, self.headings.get(answered or 0, ""))
                self.problems.add(place, f"{name!r} did not answer, and the row has answers")
            found.actors[actor] = None
            self.answers.ties += named

    # -- columns --

    def _column(self, wanted: str) -> int | None:
        return one_column(wanted, self.headings, self.sheet.place(self.row), self.problems)

    def _optional(self, wanted: str) -> int | None:
        return self._column(wanted) if wanted else None

    def _asked(self) -> list[_Asked]:
        """Return the columns of a wide table that are about others, by the map's patterns."""
        found: list[_Asked] = []
        strengths = self.survey.strength if isinstance(self.survey.strength, dict) else {}
        for patterns, roster in ((self.survey.roster, True), (self.survey.generator, False)):
            for relation, pattern in patterns.items():
                columns = self._matching(pattern)
                if not columns:
                    self.problems.add(self.sheet.place(self.row), f"no column is like {pattern!r}")
                beside = self._matching(strengths.get(relation, ""))
                found += (
                    _Asked(index, relation, other, roster, beside.get(other))
                    for other, index in columns.items()
                )
        return found

    def _matching(self, pattern: str) -> dict[str, int]:
        if not pattern:
            return {}
        before, _, after = pattern.partition(STAR)
        form = re.compile(f"{re.escape(before)}(.+?){re.escape(after)}", re.IGNORECASE)
        matches = ((index, form.fullmatch(heading)) for index, heading in self.headings.items())
        found: dict[str, int] = {}
        for index, match in matches:
            if match and found.setdefault(match[1].strip(), index) != index:
                place = self.sheet.place(self.row, index, self.headings[index])
                self.problems.add(place, f"a second column about {match[1].strip()!r}")
        return found

    # -- rows --

    def _text(self, cells: list[Any], index: int | None) -> str:
        value = at(cells, index) if index is not None else None
        return text_of(value) if value is not None else ""

    def _said(self, cells: list[Any], used: set[int | None]) -> dict[str, Scalar]:
        """Return what the row says in columns that the map names; what else it says is counted."""
        said: dict[str, Scalar] = {}
        for index, heading in self.headings.items():
            text = self._text(cells, index)
            if index in used or not text:
                continue
            if heading in self.choices.attributes:
                said[heading] = text
            else:
                self.answers.network.left_out["columns"] += 1
        return said

    def _wide(
        self, line: int, cells: list[Any], asked: list[_Asked], tie: NamedTie, actor: str
    ) -> list[NamedTie]:
        named = []
        for each in asked:
            text = self._text(cells, each.index)
            place = self.sheet.place(line, each.index, self.headings[each.index])
            if each.roster:
                self.answers.node(
                    each.other, self.sheet.place(self.row, each.index, self.headings[each.index])
                )
                other, answer = each.other, text
            else:
                other, answer = text, self._text(cells, each.strength) or "x"
            strength = self.answers.strength(answer, place) if other else None
            if strength is not None and self._other(actor, other, place):
                named.append(self._tie(tie, (actor, other), each.relation, place, strength))
        return named

    def _long(
        self, cells: list[Any], columns: tuple[int, int | None, int | None], tie: NamedTie, actor: str
    ) -> list[NamedTie]:
        long, kind, strength = columns
        other = self._text(cells, long)
        if not other:
            return []
        said = self.answers.strength(self._text(cells, strength) or "x", tie.place)
        if said is None or not self._other(actor, other, tie.place):
            return []
        return [self._tie(tie, (actor, other), self._text(cells, kind), tie.place, said)]

    def _other(self, actor: str, other: str, place: Location) -> bool:
        self.answers.node(other, place)
        if actor == other:
            self.answers.network.left_out["named-self"] += 1
        return actor != other

    def _tie(
        self,
        tie: NamedTie,
        ends: tuple[str, str],
        relation: str,
        place: Location,
        strength: dict[str, Scalar],
    ) -> NamedTie:
        attributes = {**tie.attributes, **strength}
        return NamedTie(tie.respondent, ends, relation, tie.wave, place, attributes)
