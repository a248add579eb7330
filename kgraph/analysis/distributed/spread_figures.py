"""All first-order figures of a network on Spark, from its tables to columns with a number for each thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kgraph.analysis.definitions import DEPENDENCY
from kgraph.analysis.distributed.network_tables import NEEDS, THINGS, TIES
from kgraph.analysis.distributed.spread_losses import losses
from kgraph.analysis.distributed.spread_measures import (
    betweenness,
    components,
    core_numbers,
    degrees,
    pagerank,
    strong_components,
)
from kgraph.analysis.distributed.spread_ties import SpreadTies
from kgraph.analysis.measures.betweenness import BETWEENNESS
from kgraph.analysis.measures.pagerank import PAGERANK
from kgraph.analysis.settings import SAMPLED_SOURCES
from kgraph.analysis.two_modes import betweenness_factor, mode_factors
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession

    from kgraph.analysis.distributed.network_tables import NetworkTables
    from kgraph.analysis.settings import Settings

Column = NDArray[Any]

FIGURES = ("degree", "component", "strong_component", "core", "pagerank", "betweenness", "lost", "goals_lost")
"""What Spark computes."""
COLUMNS = ("network", "name", *FIGURES, "uri")
"""The headings of a row of figures."""
_words = catalogue("analysis")


@dataclass(frozen=True, slots=True)
class SpreadFigures:
    """The figures of a network.

    Parameters
    ----------
    network : str
        Its name.
    things : tuple of str
        IRIs of its things.
    names : tuple of Text
        Their names.
    columns : dict of str to ndarray
        Figures by name, from `FIGURES`: those that mean something on the network. Components have numbers
        from 1, the largest first.
    notes : tuple of Text
        What is estimated, and how well.
    """

    network: str
    things: tuple[str, ...]
    names: tuple[Text, ...]
    columns: dict[str, Column]
    notes: tuple[Text, ...]

    def rows(self, language: str) -> list[tuple[str | float | None, ...]]:
        """Return a row for each thing, as `COLUMNS`: first that with which, or between which, most is."""
        first = [self.columns[name] for name in ("lost", "betweenness", "degree") if name in self.columns]
        order = np.lexsort([np.arange(len(self.things)), *(-column for column in reversed(first))])
        columns = [self.columns[name].tolist() if name in self.columns else None for name in FIGURES]
        return [
            (
                self.network,
                self.names[i].in_language(language),
                *(None if column is None else column[i] for column in columns),
                self.things[i],
            )
            for i in order.tolist()
        ]


def spread_figures(session: SparkSession, tables: NetworkTables, settings: Settings) -> SpreadFigures:
    """Return the figures of a network.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        Where they are computed.
    tables : NetworkTables
        The network, in a folder that driver and workers see.
    settings : Settings
        Seed and progress.
    """
    if not tables.m:
        return SpreadFigures(tables.network, (), (), {}, (_words("nothing-found.note"),))
    n = tables.n
    columns: dict[str, Column] = {}
    notes: list[Text] = []
    steps = tuple(name for name in FIGURES if name != "goals_lost")

    def begin(figure: str) -> None:
        settings.tell(f"{tables.network}: {figure}", steps.index(figure), len(steps))

    rows: Sequence[Any] = session.read.parquet(tables.path(THINGS)).orderBy("number").drop("number").collect()
    ties = SpreadTies(session.read.parquet(tables.path(TIES)), n, directed=tables.directed)
    try:
        begin("degree")
        columns["degree"] = degrees(ties)
        begin("component")
        columns["component"] = _numbered(components(ties))
        if tables.directed:
            begin("strong_component")
            columns["strong_component"] = _numbered(strong_components(ties))
        begin("core")
        columns["core"] = core_numbers(ties)
        if PAGERANK.name in tables.measures:
            begin("pagerank")
            columns["pagerank"] = pagerank(ties)
        if BETWEENNESS.name in tables.measures:
            begin("betweenness")
            sources = min(SAMPLED_SOURCES, n)
            bodies = np.array([row.body for row in rows], dtype=np.bool_)
            size = int(bodies.sum())
            factors = np.where(bodies, *mode_factors(size, n - size, betweenness_factor))
            columns["betweenness"] = betweenness(ties, sources, settings.seed) * factors
            if sources < n:
                error = number_text(1 / (2 * sources**0.5), 3)
                notes.append(_words("central-actors.sampled", what=BETWEENNESS.title, k=sources, error=error))
    finally:
        ties.forget()
    if tables.reading == DEPENDENCY:
        begin("lost")
        goals = np.array([row.goal for row in rows], dtype=np.bool_)
        columns["lost"], columns["goals_lost"] = losses(session.read.parquet(tables.path(NEEDS)), n, goals)
    settings.tell(tables.network, len(steps), len(steps))
    things = tuple(row.uri for row in rows)
    names = tuple(Text(row.label_sv, row.label_en) for row in rows)
    return SpreadFigures(tables.network, things, names, columns, tuple(notes))


def _numbered(first: Column) -> Column:
    """Return the number of each thing's component, from 1: the largest first, then as their things come."""
    _, where, inverse, counts = np.unique(first, return_index=True, return_inverse=True, return_counts=True)
    numbers = np.empty(len(counts), dtype=np.int64)
    numbers[np.lexsort([where, -counts])] = np.arange(1, len(counts) + 1)
    return numbers[inverse]
