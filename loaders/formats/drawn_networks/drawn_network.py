"""A network as a file of another tool states it: nodes and ties with attributes and lines, unmapped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from kgraph.errors import Location

from ...common.problems import Problems

if TYPE_CHECKING:
    from kgraph.rdf.dataset import ReadingNote

    from .said_where import PartSource, SaidWhere

Scalar = str | int | float | bool

WEIGHT, LABEL = "weight", "label"
"""Attributes that every format knows, whatever it calls them."""
START, END = "start", "end"
"""Attributes with the first and the last time at which a node or tie is there."""


@dataclass(slots=True)
class DrawnNode:
    """A node.

    Parameters
    ----------
    id : str
        As the file writes it.
    place : Location
        Where it is described.
    attributes : dict
        Values by the names that the file gives them.
    said : tuple of SaidWhere
        The sources within the file that it is from; none for the file itself.
    links : tuple of (str, str)
        Statements of the reader about it: property and thing.
    """

    id: str
    place: Location
    attributes: dict[str, Scalar] = field(default_factory=dict)
    said: tuple[SaidWhere, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class DrawnTie:
    """A tie between two nodes.

    Parameters
    ----------
    source, target : str
        Ids of its ends.
    place : Location
        Where it stands.
    directed : bool
        Whether it leads from its source to its target, and not both ways.
    id : str
        Its own id; empty if it has none.
    attributes : dict
        Values by the names that the file gives them.
    said : tuple of SaidWhere
        The sources within the file that it is from; none for the file itself.
    """

    source: str
    target: str
    place: Location
    directed: bool = True
    id: str = ""
    attributes: dict[str, Scalar] = field(default_factory=dict)
    said: tuple[SaidWhere, ...] = ()


@dataclass(slots=True)
class ForeignNetwork:
    """Nodes and ties of one file, and its faults.

    Parameters
    ----------
    file : str
        The file's name, as the user would type it.
    problems : Problems
        The faults met so far.
    nodes : dict of str to DrawnNode
        By id, in file order.
    ties : list of DrawnTie
        In file order.
    facts : dict of str to str
        What the file says of the network as a whole.
    left_out : Counter of str
        How often the file has something that is no part of a network, by kind: ``"drawing"``, ``"group"``.
    sources : list of PartSource
        The sources that the file holds, to be described.
    notes : list of ReadingNote
        What else the user should know of the file.
    """

    file: str
    problems: Problems
    nodes: dict[str, DrawnNode] = field(default_factory=dict)
    ties: list[DrawnTie] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    sources: list[PartSource] = field(default_factory=list)
    notes: list[ReadingNote] = field(default_factory=list)
    _tie_ids: dict[str, Location] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str) -> ForeignNetwork:
        """Return an empty network for the file of that name."""
        return cls(file, Problems(file))

    def at(self, line: int | None, column: str | None = None) -> Location:
        """Return a place in the file."""
        return Location(self.file, line=line, column=column)

    def add_node(self, node: DrawnNode) -> None:
        """Add a node; a second one with the same id is a fault."""
        if not node.id.strip():
            self.problems.add(node.place, "a node without an id")
            return
        other = self.nodes.setdefault(node.id, node)
        if other is not node:
            self.problems.add(node.place, f"the node id {node.id!r} is taken, see {other.place}")
        self._check(node.place, node.attributes, f"node {node.id!r}")

    def add_tie(self, tie: DrawnTie) -> None:
        """Add a tie; a second one with the same id is a fault."""
        self._check(tie.place, tie.attributes, f"tie {tie.source!r} - {tie.target!r}")
        if tie.id:
            other = self._tie_ids.setdefault(tie.id, tie.place)
            if other is not tie.place:
                self.problems.add(tie.place, f"the tie id {tie.id!r} is taken, see {other}")
        self.ties.append(tie)

    def check_ends(self) -> None:
        """Add a fault for each tie that leads to a node which the file does not have."""
        for tie in self.ties:
            for end in dict.fromkeys((tie.source, tie.target)):
                if end not in self.nodes:
                    self.problems.add(tie.place, f"a tie leads to the node {end!r}, which the file lacks")

    def add_ends(self) -> None:
        """Add a node for each end of a tie that has none: for formats in which ties bring their nodes."""
        for tie in self.ties:
            for end in (tie.source, tie.target):
                if end not in self.nodes:
                    self.add_node(DrawnNode(end, tie.place))

    def _check(self, place: Location, attributes: dict[str, Scalar], what: str) -> None:
        wrong = [key for key, value in attributes.items() if isinstance(value, float) and not isfinite(value)]
        for name in wrong:
            value = attributes.pop(name)
            self.problems.add(place, f"{name} of the {what} is {value}, which is no number to reckon with")


def number_of(text: str) -> int | float:
    """Return the number that `text` is, a whole one if it has neither point nor exponent.

    Raises
    ------
    ValueError
        It is no number.
    """
    try:
        return int(text)
    except ValueError:
        return float(text)
