"""Pajek networks (``.net``) and projects with one network (``.paj``): http://mrvar.fdv.uni-lj.si/pajek/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .drawn_network import LABEL, WEIGHT, DrawnNode, DrawnTie, ForeignNetwork, Scalar, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RELATION, MODE, TIME = "relation", "mode", "time"
"""Attributes of ties of several relations, of nodes of a two-mode network, and of what holds for a time."""
MAX_VERTICES = 5_000_000
_WORDS = re.compile(r'"([^"]*)"|(\[[^\]]*\])|([^\s"]+)')
_RELATION = re.compile(r":\s*(\d+)\s*(?:\"([^\"]*)\"|(\S+))?")
_PREFIX = re.compile(r"^\s*(\d+)\s*:\s*")


def read_pajek(text: str, file: str) -> ForeignNetwork:
    """Return the network in the text of a Pajek file, with all its faults."""
    return _PajekReader(file).read(text)


@dataclass(slots=True)
class _Section:
    """The part of a file under one heading."""

    word: str
    rest: str
    line: int
    rows: list[tuple[int, str]]


class _PajekReader:
    """Turn the sections of one file into nodes and ties."""

    def __init__(self, file: str) -> None:
        self.network = ForeignNetwork.of(file)
        self.size = 0
        self.rows_first = 0
        self.described = 0
        self.relations: dict[str, str] = {}
        self.vertices_at = 1
        self.titles: list[tuple[str, int]] = []
        self.other: ForeignNetwork | None = None
        self.values: list[tuple[_Section, _Section]] = []

    def read(self, text: str) -> ForeignNetwork:
        """Return the network."""
        readers: dict[str, Callable[[_Section], None]] = {
            "network": self._title,
            "vertices": self._vertices,
            "arcs": lambda section: self._lines(section, directed=True),
            "edges": lambda section: self._lines(section, directed=False),
            "arcslist": lambda section: self._lists(section, directed=True),
            "edgeslist": lambda section: self._lists(section, directed=False),
            "matrix": self._matrix,
        }
        tied = False
        vector: _Section | None = None
        for section in self._sections(text):
            if section.word in {"partition", "vector", "permutation", "cluster"}:
                vector = section
            elif section.word == "vertices" and vector is not None:
                self.values.append((section, vector))
                vector = None
            elif section.word in readers:
                tied = tied or section.word not in {"network", "vertices"}
                readers[section.word](section)
                if self.other is not None:
                    return self.network
            else:
                self._fault(section.line, f"*{section.word} is no part of a network that kgraph reads")
        if not self.size:
            self._fault(1, "the file has no *Vertices with a number of nodes")
        elif not tied:
            what = (
                f"describes {self.described} of its {self.size} nodes and"
                if self.described
                else "has nodes and"
            )
            self._fault(self.vertices_at, f"the file {what} no *Arcs, *Edges or *Matrix: it may be cut off")
        self._complete()
        for section, heading in self.values:
            self._give_values(section, heading)
        self._name_relations()
        return self.network

    def _name_relations(self) -> None:
        """Give the ties of each of several networks its title: they are relations among the same nodes."""
        if len(self.titles) < 2:
            return
        firsts = [first for _, first in self.titles]
        for (title, first), last in zip(self.titles, [*firsts[1:], len(self.network.ties)], strict=True):
            for tie in self.network.ties[first:last]:
                tie.attributes.setdefault(RELATION, title)

    def _fault(self, line: int, message: str) -> None:
        self.network.problems.add(self.network.at(line), message)

    def _sections(self, text: str) -> list[_Section]:
        sections: list[_Section] = []
        for line, row in enumerate(text.splitlines(), start=1):
            stripped = row.strip()
            if not stripped or stripped.startswith("%"):
                continue
            if stripped.startswith("*"):
                word, _, rest = stripped[1:].strip().partition(" ")
                name, colon, more = word.partition(":")
                sections.append(_Section(name.casefold(), (colon + more + " " + rest).strip(), line, []))
            elif sections:  # what stands before the first heading says where the network is from
                sections[-1].rows.append((line, stripped))
        return sections

    def _title(self, section: _Section) -> None:
        self.titles.append((section.rest or str(len(self.titles) + 1), len(self.network.ties)))
        self.network.facts.setdefault("title", section.rest)

    def _vertices(self, section: _Section) -> None:
        numbers = section.rest.split()
        if not numbers or not all(word.isdecimal() for word in numbers[:2]):
            self._fault(section.line, f"*Vertices {section.rest}: the number of nodes is missing")
            return
        size, rows_first = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
        if not 0 < size <= MAX_VERTICES or rows_first > size:
            self._fault(
                section.line, f"*Vertices {section.rest}: not a number of nodes from 1 to {MAX_VERTICES}"
            )
            return
        first = not self.size
        found = self.network if first else ForeignNetwork.of(self.network.file)
        for line, row in section.rows:
            words = _words(row)
            if not words[0].isdecimal() or not 0 < int(words[0]) <= size:
                self._fault(line, f"{words[0]!r} is no number of a node from 1 to {size}")
                continue
            label = words[1] if len(words) > 1 else words[0]
            attributes: dict[str, Scalar] = {LABEL: label}
            self._rest(words[2:], attributes)
            found.add_node(DrawnNode(str(int(words[0])), self.network.at(line), attributes))
        if first:
            self.size, self.rows_first, self.vertices_at = size, rows_first, section.line
            self.described = len(found.nodes)
        elif size != self.size or _labels(found) != _labels(self.network):
            self.other = found
            self._fault(
                section.line,
                "a second network, with other nodes; save each network in a file of its own",
            )

    def _rest(self, words: list[str], attributes: dict[str, Scalar]) -> None:
        """Take label and time from what follows, and count the rest, which is how it is drawn."""
        if any(not word.startswith("[") for word in words):
            self.network.left_out["drawing"] += 1
        for before, word in zip(["", *words], words, strict=False):
            if word.startswith("["):
                attributes[TIME] = word.strip("[]")
            elif before == "l":
                attributes[LABEL] = word

    def _give_values(self, section: _Section, heading: _Section) -> None:
        """Read a partition or a vector: a value for each node."""
        name = heading.rest or heading.word
        values = [(line, word) for line, row in section.rows for word in row.split()]
        if len(values) != self.size:
            self._fault(section.line, f"{len(values)} values of {name!r} for {self.size} nodes")
            return
        for number, (line, word) in enumerate(values, start=1):
            value = self._number(line, word)
            if value is not None:
                self.network.nodes[str(number)].attributes[name] = value

    def _relation(self, section: _Section) -> dict[str, Scalar]:
        match = _RELATION.search(section.rest)
        if match is None:
            return {}
        name = match[2] or match[3]
        if name:
            self.relations[match[1]] = name
        return {RELATION: self.relations.get(match[1], match[1])}

    def _lines(self, section: _Section, *, directed: bool) -> None:
        relation = self._relation(section)
        for line, row in section.rows:
            attributes = dict(relation)
            prefix = _PREFIX.match(row)
            if prefix:
                attributes[RELATION] = self.relations.get(prefix[1], prefix[1])
                row = row[prefix.end() :]
            words = _words(row)
            if len(words) < 2 or not self._known(line, words[:2]):
                if len(words) < 2:
                    self._fault(line, f"{row!r} is no tie between two nodes")
                continue
            rest = words[2:]
            if rest and not rest[0].startswith("["):
                weight = self._number(line, rest.pop(0))
                if weight is not None:
                    attributes[WEIGHT] = weight
            self._rest(rest, attributes)
            self._tie(line, words[0], words[1], directed=directed, attributes=attributes)

    def _lists(self, section: _Section, *, directed: bool) -> None:
        relation = self._relation(section)
        for line, row in section.rows:
            words = row.split()
            if len(words) < 2:
                self._fault(line, f"{row!r} is no list of two nodes or more")
            elif self._known(line, words):
                for other in words[1:]:
                    self._tie(line, words[0], other, directed=directed, attributes=dict(relation))

    def _matrix(self, section: _Section) -> None:
        relation = self._relation(section)
        first = self.rows_first or self.size
        across = self.size - self.rows_first
        offset = self.rows_first
        if len(section.rows) != first:
            self._fault(section.line, f"the matrix has {len(section.rows)} rows, and should have {first}")
        for number, (line, row) in enumerate(section.rows[:first], start=1):
            words = row.split()
            if len(words) != across:
                self._fault(
                    line, f"row {number} of the matrix has {len(words)} values, and should have {across}"
                )
                continue
            for place, word in enumerate(words, start=1):
                value = self._number(line, word)
                if value:
                    self._tie(
                        line,
                        str(number),
                        str(place + offset),
                        directed=True,
                        attributes=relation | {WEIGHT: value},
                    )

    def _tie(self, line: int, start: str, end: str, *, directed: bool, attributes: dict[str, Scalar]) -> None:
        ends = str(int(start)), str(int(end))
        self.network.add_tie(DrawnTie(*ends, self.network.at(line), directed, attributes=attributes))

    def _known(self, line: int, words: Iterable[str]) -> bool:
        for word in words:
            if not word.isdecimal() or not 0 < int(word) <= self.size:
                self._fault(line, f"{word!r} is no number of a node from 1 to {self.size}")
                return False
        return True

    def _number(self, line: int, word: str) -> int | float | None:
        try:
            return number_of(word)
        except ValueError:
            self._fault(line, f"{word!r} is no number")
            return None

    def _complete(self) -> None:
        """Add the nodes without a line of their own, and say of which mode each is."""
        for number in range(1, self.size + 1):
            if str(number) not in self.network.nodes:
                self.network.add_node(DrawnNode(str(number), self.network.at(self.vertices_at)))
            if self.rows_first:
                attributes = self.network.nodes[str(number)].attributes
                attributes[MODE] = 1 if number <= self.rows_first else 2


def _labels(network: ForeignNetwork) -> dict[str, Scalar]:
    return {node.id: node.attributes[LABEL] for node in network.nodes.values()}


def one_group(match: re.Match[str]) -> str:
    """Return the text of the one group that matched, of a pattern of alternatives."""
    return match[match.lastindex or 0]


def _words(row: str) -> list[str]:
    """Return the words of a line; what stands in quotation marks or brackets is one."""
    return [one_group(match) for match in _WORDS.finditer(row)] or [""]
