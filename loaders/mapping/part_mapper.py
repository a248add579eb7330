"""A large store's property graph, made a part at a time and kept on disk."""

from __future__ import annotations

import shutil
from array import array
from collections import Counter
from dataclasses import fields
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from kgraph.gc_pause import collection_paused
from kgraph.graph_keys import HASH_KEY
from kgraph.vocabulary import Vocabulary

from ..alike_things import Alike
from ..common.disk_workspace import DiskWorkspace
from ..kept_columns import ColumnFile
from ..property_graph import Account, Loss, PropertyGraph
from .evidence_lists import single_evidence
from .graph_shape import find_shape
from .grouped_statements import Statements
from .mapper import Mapper, each_once, map_dataset, refuse_shared_uris, refuse_unbalanced, settle
from .name_book import NameBook
from .part_files import PartFiles, part_of_term
from .statement_parts import StatementParts
from .term_values import name_of_term, to_term, uri_of_name
from .unit_builder import UnitBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset

    from .evidence_lists import Evidence
    from .graph_shape import Period, Shape

AT_ONCE = 150_000
"""Statements that are mapped at once; a study of more is divided."""


def map_study(
    dataset: StudyDataset, languages: tuple[str, ...], told: Callable[[int, int], None] | None = None
) -> PropertyGraph:
    """Return the property graph of a study's statements; that of very many on disk is kept on disk, too.

    Parameters
    ----------
    dataset : StudyDataset
        The statements.
    languages : tuple of str
        Display order of languages, first choice first.
    told : callable, optional
        Told how many parts are mapped, and how many there are.

    Raises
    ------
    KgraphError
        Two terms would share one name.
    """
    workspace = dataset.workspace
    if not isinstance(workspace, DiskWorkspace) or len(dataset) <= AT_ONCE:
        return map_dataset(dataset, languages=languages)
    mapper = PartMapper(dataset, Vocabulary.load(), languages, workspace.new_directory())
    return mapper.run(told or (lambda done, total: None))


class _Common(NamedTuple):
    """What the first part says for all others."""

    shape: Shape
    defaults: dict[str, str]
    single: dict[tuple[str, str, str], Evidence]


class _Part(NamedTuple):
    """What was made of a part: blocks in the file, losses, and what of names and keys it was made with."""

    nodes: list[Alike]
    relationships: list[Alike]
    account: Account
    losses: list[Loss]
    several: frozenset[str]
    inlined: dict[str, tuple[str, str, str]]

    def property_keys(self) -> set[str]:
        """Return the keys of all its properties."""
        return {key for block in (*self.nodes, *self.relationships) for key in block.keys}


class PartMapper:
    """Maps the statements of a store on disk part by part.

    Parameters
    ----------
    dataset : StudyDataset
        The statements.
    vocabulary : Vocabulary
        Names and rules.
    languages : tuple of str
        Display order of languages.
    directory : Path
        An empty directory for files that are not needed afterwards, and is removed. The graph's columns are
        beside it.
    """

    def __init__(
        self, dataset: StudyDataset, vocabulary: Vocabulary, languages: tuple[str, ...], directory: Path
    ) -> None:
        self.dataset = dataset
        self.languages = languages
        self.directory = directory
        sort, number = dataset.workspace.sorted_lines, -(-len(dataset) // AT_ONCE)
        divided = self.divided = StatementParts(dataset.store, vocabulary, directory, sort, number)
        self.names = PartFiles(directory, "names", divided.number)
        self.reached = PartFiles(directory, "reached", divided.number)
        self.file = ColumnFile(directory.parent)
        self.several: set[str] = set()
        self.prefixes = dict(dataset.prefixes)
        classes = Statements(classes=divided.classes, forms=divided.forms, elsewhere=divided.of)
        vocabulary = vocabulary.with_subclasses(classes.subclasses())
        self.book = NameBook(vocabulary, self.prefixes, divided.forms, divided.classes)
        # By key of a date, the first owner of a period with it.
        self._periods: dict[str, tuple[str, Period]] = {}

    def run(self, told: Callable[[int, int], None]) -> PropertyGraph:
        """Map all statements and return the graph; its columns are in a file."""
        parts: list[_Part] = []
        try:
            common = self._common()
            while len(parts) < self.divided.number:
                told(len(parts), self.divided.number)
                parts.append(self._map(len(parts), common, note=True))
            for number, part in enumerate(parts):
                # Which period gives a key its meaning may have been known only later.
                now = self.book.names.inlined
                if any(now.get(key) != part.inlined.get(key) for key in part.property_keys()):
                    parts[number] = self._map(number, common, note=False)
            parts += self._bare()
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)
        graph = PropertyGraph(
            names=self.book.names, prefixes=self.prefixes, sort=self.dataset.workspace.sorted_lines
        )
        for part in parts:
            self._settle_again(part)
            for things, blocks in ((graph.nodes, part.nodes), (graph.relationships, part.relationships)):
                for block in blocks:
                    things.order.extend(array("I", [things.put(block)]) * len(block))
            for field in fields(Account):
                total = getattr(graph.account, field.name) + getattr(part.account, field.name)
                setattr(graph.account, field.name, total)
        graph.losses = each_once(loss for part in parts for loss in part.losses)
        refuse_unbalanced(graph.account)
        return graph

    def _common(self) -> _Common:
        """Return what the first part says for all."""
        units, shape = self._units(self.divided.statements(0))
        return _Common(shape, units.defaults, single_evidence(units.statements, units.status, units.rank_of))

    def _units(self, statements: Statements) -> tuple[UnitBuilder, Shape]:
        shape = find_shape(statements, self.book.vocabulary)
        return UnitBuilder(statements, shape, self.book, self.languages), shape

    @collection_paused()
    def _map(self, number: int, common: _Common, *, note: bool) -> _Part:
        """Map a part, and note which things it names unless that was done before."""
        units, shape = self._units(self.divided.statements(number))
        self._inline(shape.periods)
        losses = list(shape.losses)
        shape.relations |= common.shape.relations
        units.defaults = common.defaults
        mapper = Mapper(units, common.single, self.dataset.inferred_prefix)
        inlined = dict(self.book.names.inlined)
        mapper.run()
        if note:
            for files, names in ((self.names, units.statements.subjects), (self.reached, mapper.reached)):
                for name in names:
                    uri = uri_of_name(name)
                    files.add(part_of_term(uri, files.number), uri)
        self.several |= units.several
        return self._kept(mapper.graph, losses + units.losses, inlined)

    def _inline(self, periods: Mapping[str, Period]) -> None:
        """Let the first owner of a period with a key say what that key means."""
        for owner, period in periods.items():
            for key in period.dates:
                if key not in self._periods or owner < self._periods[key][0]:
                    self._periods[key] = owner, period
        self.book.names.inlined.clear()
        for _, period in sorted(self._periods.values(), key=itemgetter(0)):
            self.book.inline(period)

    def _kept(
        self, made: PropertyGraph, losses: list[Loss], inlined: dict[str, tuple[str, str, str]]
    ) -> _Part:
        for block in chain(made.nodes.blocks, made.relationships.blocks):
            settle(block, self.several)
        nodes, relationships = (
            list(self.file.keep_alike(things.blocks)) for things in (made.nodes, made.relationships)
        )
        return _Part(nodes, relationships, made.account, losses, frozenset(self.several), inlined)

    def _bare(self) -> Iterator[_Part]:
        """Yield nodes for the things that are referred to in one part and described in none."""
        units, _ = self._units(Statements())
        for number in range(self.names.number):
            known = list(chain(*self.names.read(number)))
            held = set(known)
            if len(held) < len(known):
                refuse_shared_uris(uri for uri, count in Counter(known).items() if count > 1)
            mapper = Mapper(units, {}, "")
            reached = dict.fromkeys(chain(*self.reached.read(number)))
            mapper.add_bare(name_of_term(to_term(uri)) for uri in reached if uri not in held)
            yield self._kept(mapper.graph, [], {})

    def _settle_again(self, part: _Part) -> None:
        """Make lists of the values of keys of which a later part was the first to have several."""
        for block in chain(part.nodes, part.relationships):
            if not (self.several - part.several).isdisjoint(block.keys):
                whole = Alike(block.what, block.keys, [list(column) for column in block.columns])
                place = whole.place(HASH_KEY)
                whole.keys = tuple(key for key in whole.keys if key != HASH_KEY)
                del whole.columns[place]
                settle(whole, self.several)
                block.columns = [self.file.keep(column) for column in whole.columns]
