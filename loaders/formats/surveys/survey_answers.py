"""Who answered a survey and whom they named, as a network in which each respondent is a source.

What a respondent says of ties is said in a graph of its own, which is called by a number. Those who were
asked and did not answer are in the network too, and it says that their ties are not known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.errors import Location
from kgraph.namespaces import KG
from kgraph.rdf.dataset import ReadingNote
from kgraph.statements import INFERRED
from kgraph.words.catalogue import catalogue

from ..drawn_networks.drawn_network import (
    END,
    LABEL,
    START,
    WEIGHT,
    DrawnNode,
    DrawnTie,
    ForeignNetwork,
    Scalar,
)
from ..drawn_networks.said_where import PartSource, SaidWhere
from ..drawn_networks.survey_map import BOTH, EITHER, SurveyMap
from ..tables.cell_values import FALSE, TRUE

if TYPE_CHECKING:
    from ..drawn_networks.network_map import NetworkMap

SMALLEST = 3
"""Fewer respondents than this are not counted in the graph: the number would point at people."""
COMPLETENESS = "https://w3id.org/kgraph/scheme/completeness/"
STRENGTH = "strength"
YES, NO = frozenset({"x"} | TRUE - {"1"}), frozenset({"", "-"} | FALSE)
"""Words for a tie without a number, and for none; 1 is a number."""
_words = catalogue("reading")


@dataclass(slots=True)
class SurveyRespondent:
    """One who was asked: where, about which actor's ties, and in which waves they answered or did not."""

    place: Location
    actors: dict[str, None] = field(default_factory=dict)
    waves: dict[str, bool] = field(default_factory=dict)
    date: str = ""


@dataclass(slots=True)
class NamedTie:
    """A tie that a respondent named: its ends, relation and wave, and what was said of it."""

    respondent: str
    ends: tuple[str, str]
    relation: str
    wave: str
    place: Location
    attributes: dict[str, Scalar] = field(default_factory=dict)
    directed: bool = True

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Ends, relation and wave."""
        return (*self.ends, self.relation, self.wave)


class SurveyAnswers:
    """Gathers what a survey's files say, and makes the network of it.

    Parameters
    ----------
    file : str
        The file's name, as the user would type it.
    choices : NetworkMap
        The study's map, with its part about the survey.
    source : str
        IRI of the survey.
    """

    def __init__(self, file: str, choices: NetworkMap, source: str) -> None:
        self.choices = choices
        self.survey = choices.survey or SurveyMap()
        self.source = source
        self.network = ForeignNetwork.of(file)
        self.respondents: dict[str, SurveyRespondent] = {}
        self.ties: list[NamedTie] = []
        self.nodes: dict[str, DrawnNode] = {}

    def respondent(self, name: str, place: Location, wave: str, *, answered: bool) -> SurveyRespondent:
        """Remember one who was asked in a wave, and whether they answered; return what is known of them."""
        found = self.respondents.setdefault(name, SurveyRespondent(place))
        found.waves[wave] = found.waves.get(wave, False) or answered
        return found

    def node(self, name: str, place: Location, attributes: dict[str, Scalar] | None = None) -> str:
        """Remember an actor, by name or id; return it."""
        node = self.nodes.setdefault(name, DrawnNode(name, place, {LABEL: name}))
        node.attributes |= attributes or {}
        return name

    def strength(self, written: str, place: Location) -> dict[str, Scalar] | None:
        """Return what an answer says of a tie, by the map's scale; None if it says that there is none."""
        text = written.strip()
        if text in self.survey.scale:
            value = self.survey.scale[text]
            if isinstance(value, str):
                return {STRENGTH: value} if value else None
            return {WEIGHT: float(value)} if value else None
        word = text.casefold()
        if word in NO or word in YES:
            return {} if word in YES else None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            self.network.problems.add(
                place,
                f"{text!r} is neither a number, yes, no, nor in the map's scale: scale = {{ {text!r} = 1 }}",
            )
            return None
        return {WEIGHT: value} if value else None

    def made(self) -> ForeignNetwork:
        """Return the network, with its sources and notes."""
        self._check_waves()
        numbers = {name: number for number, name in enumerate(self.respondents, start=1)}
        for tie, status, back in self._held():
            ends = tie.ends[::-1] if back else tie.ends
            kind: dict[str, Scalar] = {self.choices.type_from: tie.relation} if self.choices.type_from else {}
            said = SaidWhere(
                self._source(numbers[tie.respondent]),
                _words("surveys.locator", number=numbers[tie.respondent]).in_language("en"),
                status=status,
            )
            attributes = {**kind, **tie.attributes, **self._period(tie.wave)}
            self.network.add_tie(
                DrawnTie(*ends, tie.place, tie.directed, attributes=attributes, said=(said,))
            )
        self._describe(numbers)
        self._say_who_answered()
        for node in self.nodes.values():
            self.network.add_node(node)
        return self.network

    # -- ties --

    def _held(self) -> list[tuple[NamedTie, str, bool]]:
        """Return the ties that hold, each with its status and whether it is turned round."""
        named = {tie.key for tie in self.ties}
        answered = {
            (actor, wave)
            for each in self.respondents.values()
            for actor in each.actors
            for wave, did in each.waves.items()
            if did
        }
        held: list[tuple[NamedTie, str, bool]] = []
        for tie in self.ties:
            if not tie.directed:
                held.append((tie, "", False))
                continue
            start, end, relation, wave = tie.key
            back = (end, start, relation, wave) in named
            symmetric = self.survey.symmetric
            if symmetric == BOTH and not back and (end, wave) in answered:
                self.network.left_out["not-both"] += 1
                continue
            unsure = symmetric == BOTH and not back
            held.append((tie, INFERRED if unsure else "", False))
            if symmetric and not back and (symmetric == EITHER or unsure):
                held.append((tie, INFERRED, True))
        return held

    def _check_waves(self) -> None:
        unknown: dict[str, Location] = {}
        for respondent in self.respondents.values():
            for wave in respondent.waves:
                if wave and wave not in self.survey.waves:
                    unknown.setdefault(wave, respondent.place)
        for wave, place in unknown.items():
            self.network.problems.add(
                place, f'the map does not say when wave {wave!r} was: waves = {{ "{wave}" = "2024-05" }}'
            )

    def _period(self, wave: str) -> dict[str, Scalar]:
        """Return from when to when what is said in a wave holds: until the next wave asks anew."""
        if wave not in self.survey.waves:
            return {}
        dates = sorted({each.value for each in self.survey.waves.values()})
        first = self.survey.waves[wave].value
        later = [date for date in dates if date > first]
        return {START: first, END: later[0]} if later else {START: first}

    # -- who was asked --

    def _source(self, number: int) -> str:
        return f"{self.source}/respondent-{number}"

    def _describe(self, numbers: dict[str, int]) -> None:
        file = self.network.file.rpartition("/")[2]
        date = self.survey.date.value if self.survey.date else max(self._dates(), default="")
        answered = sum(any(each.waves.values()) for each in self.respondents.values())
        counts: list[tuple[str, int | float]] = []
        if answered >= SMALLEST:
            counts = [(KG + "informantCount", answered), (KG + "responseRate", answered / len(numbers))]
        if not self.choices.source:
            title = _words("surveys.title", file=file)
            self.network.sources.append(
                PartSource(self.source, KG + "Survey", title, date=date, numbers=tuple(counts))
            )
        for name, number in numbers.items():
            if any(self.respondents[name].waves.values()):
                title = _words("surveys.respondent", number=number, file=file)
                own = self.respondents[name].date or date
                self.network.sources.append(
                    PartSource(self._source(number), KG + "Survey", title, self.source, date=own)
                )
        if self.respondents:
            message = _words("surveys.answered", answered=answered, asked=len(self.respondents))
            place = Location(self.network.file)
            self.network.notes.append(
                ReadingNote("survey-answers", message.to_json(), place, len(self.respondents))
            )

    def _dates(self) -> list[str]:
        """Return when the survey was answered, as far as it is known."""
        waves = [each.value for each in self.survey.waves.values()]
        return [*waves, *(each.date for each in self.respondents.values() if each.date)]

    def _say_who_answered(self) -> None:
        """Say of each actor whether its ties are known, by the last wave in which it was asked."""
        known: dict[str, dict[str, bool]] = defaultdict(dict)
        for respondent in self.respondents.values():
            for actor in respondent.actors:
                for wave, answered in respondent.waves.items():
                    date = self.survey.waves[wave].value if wave in self.survey.waves else ""
                    known[actor][date] = known[actor].get(date, False) or answered
        for actor, waves in known.items():
            if actor in self.nodes:
                word = "complete" if waves[max(waves)] else "partial"
                self.nodes[actor].links += ((KG + "tieCompleteness", COMPLETENESS + word),)
