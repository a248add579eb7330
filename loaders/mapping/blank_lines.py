"""Statements with blank nodes while a store is divided: how these are named, and where they go.

A blank node that one thing refers to goes with that thing, so that periods are found beside their owners.
What is tied by blank nodes in any other way goes to one place (:attr:`BlankLines.together`) as a whole. Most
blank nodes lead to no others and are named some at a time.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from kgraph.rdf.blank_nodes import parts, stable_labels

from .grouped_statements import join_line, split_line
from .part_files import PartFiles
from .term_values import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.rdf.blank_nodes import Sort


class BlankLines:
    """Lines of N-Quads with blank nodes.

    Parameters
    ----------
    directory : Path
        Where they are kept.

    Attributes
    ----------
    together : set of str
        Terms of subjects whose statements belong in one place.
    """

    def __init__(self, directory: Path) -> None:
        self.together: set[str] = set()
        self._given = PartFiles(directory, "blank", 1)
        self._named = PartFiles(directory, "named", 1)

    def add(self, line: str) -> None:
        """Take a line, each once, of a store without blank graphs."""
        self._given.add(0, line)

    def name(self, sort: Sort, linked: set[str]) -> None:
        """Name the blank nodes, and find what belongs together.

        Parameters
        ----------
        sort : callable
            Sorts lines, of which there may be more than there is room for.
        linked : set of str
            Terms of blank nodes that belong in one place with all that refers to them; added to.
        """
        seen: Counter[str] = Counter()
        for lines in parts(chain.from_iterable(self._given.read(0)), sort, linked):
            owners: dict[str, str] = {}
            for line in lines:
                subject, _, value, _ = split_line(line)
                if is_blank(value):
                    if owners.setdefault(value, subject) != subject:
                        self.together.update((subject, owners[value]))
                    elif value in linked and not is_blank(subject):
                        self.together.add(subject)
            names = stable_labels(lines, seen)
            for line in lines:
                subject, predicate, value, graph = split_line(line)
                beside = "" if subject in linked else owners.get(subject, subject)
                renamed = (names.get(subject, subject), predicate, names.get(value, value), graph)
                self._named.add(0, f"{names.get(beside, beside)} {join_line(renamed)}")

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield the term beside which a line goes and the line, with its blank nodes named by content.

        The term is empty where blank nodes are tied to others of their kind.
        """
        for lines in self._named.read(0):
            for line in lines:
                beside, _, text = line.partition(" ")
                yield beside, text
