"""What a REFI-QDA project holds: codes, cases, documents with coded passages, links, and who coded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.errors import Location

if TYPE_CHECKING:
    from collections import Counter

    from ...common.problems import Problems

PROJECT = "project.qde"
"""The part of the archive that holds the project."""
MAX_PASSAGES = 20_000
"""Coded passages that one document may have."""


@dataclass(frozen=True, slots=True)
class QdaCode:
    """A code: its id, its name, the names of the codes that it stands under from the top, and its line."""

    guid: str
    name: str
    above: tuple[str, ...]
    line: int


@dataclass(slots=True)
class CodedPassage:
    """A passage of a document, and who coded it with what.

    Parameters
    ----------
    guid : str
        Its id.
    start, end : int
        Position of its first character in the text of the document, and of the first one after it.
    line : int
        Line of the project.
    coders : dict of str to set of str
        Ids of those who coded it, by the id of the code.
    """

    guid: str
    start: int
    end: int
    line: int
    coders: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class CodedDocument:
    """A document: its id, its text, its coded passages, and the codes that hold for it as a whole."""

    guid: str
    line: int
    text: str = ""
    passages: list[CodedPassage] = field(default_factory=list)
    codes: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class QdaCase:
    """A case: what it is called, the documents and passages that are of it, and its variables."""

    guid: str
    name: str
    line: int
    sources: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QdaLink:
    """A link between two things; `direction` is ``"OneWay"``, or another word for both ways."""

    name: str
    direction: str
    origin: str
    target: str
    line: int


@dataclass(slots=True)
class QdaProject:
    """A project and its faults.

    Parameters
    ----------
    file : str
        The file's name, as the user would type it.
    problems : Problems
        The faults met so far.
    left_out : Counter of str
        How often the project codes something that has no text, by kind.
    """

    file: str
    problems: Problems
    left_out: Counter[str]
    date: str = ""
    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, QdaCode] = field(default_factory=dict)
    cases: list[QdaCase] = field(default_factory=list)
    documents: list[CodedDocument] = field(default_factory=list)
    links: list[QdaLink] = field(default_factory=list)

    def at(self, line: int) -> Location:
        """Return a place in the project."""
        return Location(self.file, sheet=PROJECT, row=line)

    def fault(self, line: int, message: str) -> None:
        """Add a fault."""
        self.problems.add(self.at(line), message)
