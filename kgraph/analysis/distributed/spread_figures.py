"""All first-order figures of a network on Spark, from its tables to columns with a number for each thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
from kgraph.analysis.thing_figures import Column, ThingFigures, numbered
from kgraph.analysis.two_modes import betweenness_factor, mode_factors
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession

    from kgraph.analysis.distributed.network_tables import NetworkTables
    from kgraph.analysis.settings import Settings

FIGURES = ("degree", "component", "strong_component", "core", "pagerank", "betweenness", "lost", "goals_lost")
"""What Spark computes."""
_words = catalogue("analysis")


def spread_figures(session: SparkSession, tables: NetworkTables, settings: Settings) -> ThingFigures:
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
        return ThingFigures(tables.network, (), (), {}, (_words("nothing-found.note"),))
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
        columns["component"] = numbered(components(ties))
        if tables.directed:
            begin("strong_component")
            columns["strong_component"] = numbered(strong_components(ties))
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
    return ThingFigures(tables.network, things, names, columns, tuple(notes))
