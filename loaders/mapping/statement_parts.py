"""The statements of a store on disk, divided by what they are about: each part has room in memory.

A part has the things between two names, since things with similar names mostly are of one source, and are
mapped together. What has to be known of others to map a thing stands in one part, the first: evidence of
single statements, the status that a graph has by itself, qualified relations that something refers to, and
what is tied by blank nodes. Names of other things are looked up in the store.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import KG, RDF
from kgraph.rdf.blank_nodes import blank_ends

from .blank_lines import BlankLines
from .decoder import DEFAULT_STATUS
from .grouped_statements import (
    RDF_TYPE,
    LineGrouper,
    LineText,
    Objects,
    Statements,
    form_of,
    object_end,
    split_line,
)
from .part_files import PartFiles, part_of_term
from .term_values import is_blank, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kgraph.rdf.blank_nodes import Sort
    from kgraph.vocabulary import Vocabulary

_TYPE = ox.NamedNode(f"{RDF}type")
_STATUS = ox.NamedNode(DEFAULT_STATUS)
_SINGLE = ox.NamedNode(f"{KG}SourcedStatement")
_REFERRED = "SELECT DISTINCT ?r { ?r a <%s> FILTER(isIRI(?r)) FILTER EXISTS { ?x ?p ?r } }"
_REMEMBERED = 10_000
# Statements by which it is decided where parts end.
_DECIDING = 100_000


class StatementParts:
    """The statements of a store, in files.

    Parameters
    ----------
    store : pyoxigraph.Store
        On disk, without blank graphs; not to be changed while this is in use.
    vocabulary : Vocabulary
        Says which classes are qualified relations.
    directory : Path
        Where the files are made.
    sort : callable
        Sorts lines, of which there may be more than there is room for.
    number : int
        How many parts there are beside the first.

    Attributes
    ----------
    number : int
        How many parts there are.
    forms, classes : Counter of (str, str), set of str
        Those of all :class:`Statements`.
    """

    def __init__(
        self, store: ox.Store, vocabulary: Vocabulary, directory: Path, sort: Sort, number: int
    ) -> None:
        self.store = store
        self.forms: Counter[tuple[str, str]] = Counter()
        self.classes: set[str] = set()
        self._known: dict[str, dict[str, Objects]] = {}
        self.number = number + 1
        self._ends: list[str] = []
        self._first: list[str] | None = []
        self._files = PartFiles(directory, "statements", self.number)
        self._blank = BlankLines(directory)
        alone = self._alone() | self._referred(vocabulary)
        text = LineText(self._read, self._read_blank)
        store.dump(text.file, ox.RdfFormat.N_QUADS)
        text.end()
        self._decide()
        self._blank.name(sort, set(filter(is_blank, alone)))
        # Blank nodes have other names by now.
        self._together = {term for term in alone | self._blank.together if is_iri(term)}
        for beside, line in self._blank.named():
            _, predicate, rest = line.split(" ", 2)
            self._count(predicate, rest)
            self._files.add(0 if not beside or beside in self._together else self._place(beside), line)
        for term in sorted(self._together):
            self._take(term)

    def _decide(self) -> None:
        """Decide on the terms with which parts end, by the statements that came first, and take these."""
        first, self._first = self._first, None
        if first:
            some = sorted(line[: line.index(" ")] for line in first)
            size = len(some) / (self.number - 1)
            self._ends = [some[int(size * part)] for part in range(1, self.number - 1)]
            self._read(first)

    def _place(self, term: str) -> int:
        """Return the part in which statements about a term are unless they are in the first."""
        last = self.number - 1
        return 1 + (part_of_term(term, last) if is_blank(term) else bisect_left(self._ends, term))

    def _read(self, lines: Iterable[str]) -> None:
        """Take statements without blank nodes."""
        if self._first is not None:
            # A store gives them in the order of hashes, so the first ones are of all kinds.
            self._first += filter(None, lines)
            if len(self._first) > _DECIDING:
                self._decide()
            return
        waiting = self._files.waiting()
        about, put = "", waiting[0].append
        for line in lines:
            if line:
                subject, predicate, rest = line.split(" ", 2)
                # Statements about one thing are mostly consecutive.
                if subject != about:
                    about, put = subject, waiting[self._place(subject)].append
                put(line)
                self._count(predicate, rest)

    def _read_blank(self, lines: Iterable[str]) -> None:
        """Take statements that have, or look as if they had, blank nodes."""
        for line in lines:
            if blank_ends(line):
                self._blank.add(line)
            else:
                self._read([line])

    def _count(self, predicate: str, rest: str) -> None:
        self.forms[predicate, form_of(rest)] += 1
        if predicate == RDF_TYPE:
            self.classes.add(rest[: object_end(rest)])

    def _alone(self) -> set[str]:
        """Return the subjects that say something of other statements."""
        about = [
            *self.store.quads_for_pattern(None, _TYPE, _SINGLE, None),
            *self.store.quads_for_pattern(None, _STATUS, None, None),
        ]
        return {str(quad.subject) for quad in about}

    def _referred(self, vocabulary: Vocabulary) -> set[str]:
        """Return the qualified relations that something refers to, and those which they are an end of."""
        ends = {end for form in vocabulary.qualified.values() for end in (form.start, form.end)}
        found: set[str] = set()
        for iri in vocabulary.qualified:
            rows = cast(
                "ox.QuerySolutions",
                self.store.query(_REFERRED % iri, use_default_graph_as_union=True),
            )
            for row in rows:
                relation = cast("ox.NamedNode", row["r"])
                found.add(str(relation))
                for quad in self.store.quads_for_pattern(None, None, relation, None):
                    if quad.predicate.value in ends:
                        found.add(str(quad.subject))
        return found

    def _take(self, term: str) -> None:
        """Put what is said of a subject into the first part; it is left out where it was put before."""
        for quad in self.store.quads_for_pattern(ox.NamedNode(term[1:-1]), None, None, None):
            line = f"{quad} ."
            if not blank_ends(line):
                self._files.add(0, line)

    def statements(self, part: int) -> Statements:
        """Return the statements of a part."""
        reader = LineGrouper(frozenset() if part == 0 else self._together)
        for lines in self._files.read(part):
            reader.read(lines)
        found = reader.end(())
        found.elsewhere = self.of
        return found

    def of(self, subject: str) -> dict[str, Objects]:
        """Return what the store says of the IRI `subject`, as :meth:`Statements.of`."""
        if not is_iri(subject):
            return {}
        found = self._known.get(subject)
        if found is None:
            found = {}
            for quad in self.store.quads_for_pattern(ox.NamedNode(subject[1:-1]), None, None, None):
                _, predicate, value, graph = split_line(f"{quad} .")
                objects = found.setdefault(predicate, {})
                objects[value] = tuple(sorted({*objects.get(value, ()), graph}))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[subject] = found
        return found
