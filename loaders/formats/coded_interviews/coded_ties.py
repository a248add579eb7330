"""Coded passages as nodes and ties: who is named, and what is said between whom, in which document.

A relation holds between the two actors that are coded on passages which overlap the passage coded with the
relation; the one whose passage begins first is its start. Where only one is coded there and the document is
of one other actor, the tie goes out from that one. Where two begin in the same place the direction is
unknown: there is a tie only if the map says that it holds both ways. A link between two actors is a tie too.
Nothing of a text is kept but positions and digests.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.namespaces import KG
from kgraph.rdf.dataset import ReadingNote
from kgraph.statements import INFERRED, STATED
from kgraph.words.catalogue import catalogue

from ..drawn_networks.drawn_network import LABEL, DrawnNode, DrawnTie, ForeignNetwork
from ..drawn_networks.said_where import PartSource, SaidWhere
from ..tables.heading_terms import fold
from .code_names import CodeMeaning, NamingConvention
from .coder_agreement import agreement_of
from .passage_anchors import DocumentAnchors

if TYPE_CHECKING:
    from kgraph.errors import Location

    from ..drawn_networks.network_map import NetworkMap
    from .qda_project import CodedDocument, CodedPassage, QdaProject

SHOWN_PLACES = 6
"""Passages that a locator lists; the others are counted."""
MOST_LOCATOR = 200
_words = catalogue("reading")


@dataclass(slots=True)
class _Passages:
    """The passages of one document that say the same thing."""

    places: set[tuple[int, int]] = field(default_factory=set)
    coders: set[str] = field(default_factory=set)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said: a type of relation between two actors, with or without direction."""

    kind: str
    start: str
    end: str
    directed: bool


class CodedNetwork:
    """The network that a project speaks of.

    Parameters
    ----------
    project : QdaProject
        The project; faults are added to its problems.
    choices : NetworkMap
        The study's map.
    home : tuple of (str, str)
        IRI under which documents are sources, and IRI of the source that they are parts of.
    language : str
        Language of locators.
    """

    def __init__(
        self, project: QdaProject, choices: NetworkMap, home: tuple[str, str], language: str
    ) -> None:
        self.project = project
        self.choices = choices
        self.sources, self.whole = home
        self.language = language
        self.network = ForeignNetwork(project.file, project.problems, left_out=Counter(project.left_out))
        self.convention = NamingConvention(choices)
        codes = project.codes.values()
        self.actors = {each.guid: self.convention.actor(each.name, each.above) for each in codes}
        self.relations = {each.guid: self.convention.relation(each.name, each.above) for each in codes}
        confirmed = fold(choices.confirmed or "")
        self.confirming = {each.guid for each in codes if confirmed and fold(each.name) == confirmed}
        self.numbers = {user: number for number, user in enumerate(sorted(self._users()), start=1)}
        self.kinds: dict[str, str] = {}
        self.first: dict[str, Location] = {}
        self.attributes: dict[str, dict[str, str]] = defaultdict(dict)
        self.mentions: dict[str, dict[int, _Passages]] = defaultdict(lambda: defaultdict(_Passages))
        self.said: dict[_Said, dict[int, _Passages]] = defaultdict(lambda: defaultdict(_Passages))
        self.places: dict[_Said, Location] = {}
        self.of_document: dict[str, set[str]] = defaultdict(set)
        self.ends: dict[str, set[str]] = defaultdict(set)

    def read(self) -> ForeignNetwork:
        """Return the network, with the sources that say it and notes on coders and on what was left out."""
        for code in self.project.codes.values():
            self._meet(self.actors[code.guid], self.project.at(code.line), code.guid)
        self._read_cases()
        if not self.kinds and not self.project.problems:
            self.network.problems.add(
                self.project.at(1),
                f"none of the {len(self.project.codes)} codes is an actor by its name, such as "
                "'Municipality: Skara'; say in the map what stands before the colon: "
                'class_from = "code", classes = { "Kommun" = "Municipality" }',
            )
        for number, document in enumerate(self.project.documents):
            self._read_document(number, document)
        self._read_links()
        self._build()
        self._note_agreement()
        return self.network

    def _users(self) -> set[str]:
        coded = (
            users
            for document in self.project.documents
            for coders in (document.codes, *(each.coders for each in document.passages))
            for users in coders.values()
        )
        return set(self.project.users).union(*coded)

    # -- actors --

    def _meet(self, actor: CodeMeaning | None, place: Location, guid: str) -> str:
        """Remember an actor, and that the thing with an id is of it; return its name."""
        if actor is None:
            return ""
        kind = self.kinds.setdefault(actor.name, actor.kind)
        first = self.first.setdefault(actor.name, place)
        if kind != actor.kind:
            self.network.problems.add(
                place, f"{actor.name!r} is a {actor.kind!r} here, and a {kind!r} at {first}; give it one kind"
            )
        self.ends[guid].add(actor.name)
        return actor.name

    def _read_cases(self) -> None:
        for case in self.project.cases:
            coded = {found for code in case.codes if (found := self.actors.get(code)) is not None}
            named = self.convention.actor(case.name)
            actor = named or (coded.pop() if len(coded) == 1 else None)
            name = self._meet(actor, self.project.at(case.line), case.guid)
            for variable, value in case.variables.items():
                if name and variable in self.choices.attributes:
                    self.attributes[name][variable] = value
                else:
                    self.network.left_out["variables"] += 1
            if name:
                for guid in case.sources:
                    self.of_document[guid].add(name)

    # -- passages --

    def _read_document(self, number: int, document: CodedDocument) -> None:
        whole = set(self.of_document[document.guid])
        whole |= {actor.name for code in document.codes if (actor := self.actors.get(code)) is not None}
        for name in whole:
            self.mentions[name][number].coders |= set().union(*document.codes.values())
        spans: list[tuple[int, int, str]] = []
        for passage in document.passages:
            named = {
                actor.name: users
                for code, users in passage.coders.items()
                if (actor := self.actors.get(code)) is not None
            }
            named |= {name: set() for name in self.of_document.get(passage.guid, ()) if name not in named}
            for name, users in named.items():
                self._keep(self.mentions[name][number], passage, users)
                spans.append((passage.start, passage.end, name))
                self.ends[passage.guid].add(name)
        spans.sort()
        for passage in document.passages:
            for code, users in passage.coders.items():
                if self.relations.get(code):
                    self._relate(number, passage, (self.relations[code], users), (spans, whole))

    def _keep(self, held: _Passages, passage: CodedPassage, users: set[str]) -> None:
        held.places.add((passage.start, passage.end))
        held.coders |= users
        held.confirmed |= not self.confirming.isdisjoint(passage.coders)

    def _relate(
        self,
        number: int,
        passage: CodedPassage,
        coded: tuple[str, set[str]],
        around: tuple[list[tuple[int, int, str]], set[str]],
    ) -> None:
        """Keep the relation that a passage is coded with, if it is clear between whom."""
        kind, users = coded
        spans, whole = around
        begins: dict[str, int] = {}
        for start, end, name in spans:
            if start >= passage.end or len(begins) > 2:
                break
            if end > passage.start:
                begins.setdefault(name, start)
        if len(begins) == len(whole) == 1 and whole != set(begins):
            said = _Said(kind, next(iter(whole)), next(iter(begins)), directed=True)
        elif len(begins) == 2 and len(set(begins.values())) == 1 and self.choices.undirected == "one":
            self.network.left_out["no-direction"] += 1
            return
        elif len(begins) == 2:
            one, other = begins
            said = _Said(kind, one, other, directed=begins[one] != begins[other])
        else:
            self.network.left_out["not-two-actors"] += 1
            return
        self.places.setdefault(said, self.project.at(passage.line))
        self._keep(self.said[said][number], passage, users)

    # -- links --

    def _read_links(self) -> None:
        passages = {
            passage.guid: (number, passage)
            for number, document in enumerate(self.project.documents)
            for passage in document.passages
        }
        for link in self.project.links:
            kind = self.convention.link(link.name)
            ends = [self.ends.get(guid, set()) for guid in (link.origin, link.target)]
            if not kind or any(len(end) != 1 for end in ends) or ends[0] == ends[1]:
                self.network.left_out["links"] += 1
                continue
            said = _Said(kind, min(ends[0]), min(ends[1]), link.direction == "OneWay")
            self.places.setdefault(said, self.project.at(link.line))
            held = self.said[said]
            for guid in (link.origin, link.target):
                if guid in passages:
                    number, passage = passages[guid]
                    self._keep(held[number], passage, set().union(*passage.coders.values()))

    # -- the network --

    def _build(self) -> None:
        used = {number for held in (*self.mentions.values(), *self.said.values()) for number in held}
        if not self.choices.source:
            self.network.sources.append(self._described(0, KG + "ResearchNote", self.whole))
        for number in sorted(used):
            source = self._source(number)
            self.network.sources.append(self._described(number + 1, KG + "Interview", source))
        anchors = {number: self._anchors(number) for number in sorted(used)}
        for name, kind in self.kinds.items():
            attributes = {self.choices.class_from or "": kind, LABEL: name, **self.attributes[name]}
            said = tuple(
                SaidWhere(self._source(number), anchors=_made(anchors[number], held))
                for number, held in sorted(self.mentions[name].items())
            )
            self.network.add_node(DrawnNode(name, self.first[name], dict(attributes), said))
        for each, by_document in self.said.items():
            said = tuple(
                SaidWhere(
                    self._source(number),
                    self._locator(held),
                    _made(anchors[number], held),
                    STATED if held.confirmed else INFERRED,
                )
                for number, held in sorted(by_document.items())
            )
            self.network.add_tie(
                DrawnTie(
                    each.start,
                    each.end,
                    self.places[each],
                    each.directed,
                    attributes={self.choices.type_from or "": each.kind},
                    said=said or (SaidWhere(status=INFERRED),),
                )
            )

    def _source(self, number: int) -> str:
        return f"{self.sources}{self.project.documents[number].guid}"

    def _described(self, number: int, cls: str, iri: str) -> PartSource:
        file = self.project.file.rpartition("/")[2]
        title = (
            _words("interviews.title", number=number, file=file)
            if number
            else _words("interviews.whole", file=file)
        )
        return PartSource(iri, cls, title, self.whole if number else "", INFERRED, self.project.date)

    def _anchors(self, number: int) -> DocumentAnchors:
        document = self.project.documents[number]
        return DocumentAnchors(document.text, [each.start for each in document.passages])

    def _locator(self, held: _Passages) -> str:
        """Return where passages stand, by position in the text as it is written, and who coded them."""
        places = sorted(held.places)
        listed = ", ".join(f"{start}-{end}" for start, end in places[:SHOWN_PLACES])
        if len(places) > SHOWN_PLACES:
            listed += f" (+{len(places) - SHOWN_PLACES})"
        coders = ", ".join(sorted(self._coder(user) for user in held.coders))
        return _words("interviews.locator", places=listed, coders=coders).in_language(self.language)[
            :MOST_LOCATOR
        ]

    def _coder(self, user: str) -> str:
        name = self.project.users.get(user, "") if self.choices.coders == "names" else ""
        return " ".join(name.split()) or str(self.numbers[user])

    def _note_agreement(self) -> None:
        found = agreement_of(self.project.documents)
        if found is None or found.alpha is None or found.lowest is None:
            return
        message = _words(
            "interviews.agreement",
            alpha=found.alpha,
            coders=found.coders,
            units=found.units,
            code=self.project.codes[found.lowest[0]].name,
            lowest=found.lowest[1],
        )
        self.network.notes.append(
            ReadingNote("coder-agreement", message.to_json(), self.project.at(1), found.units)
        )


def _made(anchors: DocumentAnchors, held: _Passages) -> tuple[str, ...]:
    found = (anchors.anchor(start, end) for start, end in sorted(held.places))
    return tuple(dict.fromkeys(anchor for anchor in found if anchor))
