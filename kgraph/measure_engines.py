"""What computes the measures of a study: networkx, a backend of it, arrays, or Apache Spark.

Examples
--------
>>> import kgraph
>>> from kgraph.measure_engines import engine, thing_figures
>>> study = kgraph.open("studies/skaraborg")                            # doctest: +SKIP
>>> with engine("cugraph"):                                             # doctest: +SKIP
...     study.analyse("central-actors")
>>> thing_figures(study, "arrays", ["service-dependency"])              # doctest: +SKIP
>>> thing_figures(study, "local[2]", ["service-dependency"])            # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.engines import ARRAYS, AUTO, engine, gives_figures, has_igraph
from kgraph.missing_packages import missing_package

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from kgraph.analysis.definitions import NetworkDefinition
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.thing_figures import ThingFigures
    from kgraph.pipeline.progress import Progress
    from kgraph.study_session import StudySession

__all__ = ["ARRAYS", "AUTO", "engine", "figure_table", "gives_figures", "thing_figures"]

NETWORKS_DIRECTORY = "networks"


def thing_figures(
    study: StudySession,
    name: str,
    networks: Sequence[str] = (),
    *,
    at: dt.date | str | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> list[ThingFigures]:
    """Return the first-order figures of networks from an engine that holds no NetworkX graph of them.

    Parameters
    ----------
    study : StudySession
        An open study.
    name : str
        ``arrays``, or a Spark: ``local[2]``, ``local[*]`` or ``spark://host:port``, which reads the networks
        from ``build/networks/``.
    networks : sequence of str
        Names of networks; all when empty.
    at, seed, progress
        As for :meth:`kgraph.api.OpenStudy.analyse`.

    Raises
    ------
    UsageError
        No such network, a package is missing, or Spark cannot be reached or fails.
    """
    from kgraph.pipeline.study_choices import day_of, networks_of, settings_of

    definitions = networks_of(study.study, networks, day_of(at))
    settings = settings_of(study.study, seed=seed, progress=progress)
    settings.tell("Reading the store", 0, 1)
    if name == ARRAYS:
        return _by_arrays(study, definitions, settings)
    return _by_spark(study, name, definitions, settings)


def _by_arrays(
    study: StudySession, definitions: Mapping[str, NetworkDefinition], settings: Settings
) -> list[ThingFigures]:
    from kgraph.analysis.array_figures import array_figures
    from kgraph.analysis.column_networks import declare_columns
    from kgraph.analysis.definitions import asked_keys
    from kgraph.store.column_reading import read_columns

    if not has_igraph():
        raise missing_package(f"the engine {ARRAYS}", "igraph", extra="fast")
    graph = read_columns(study.connection, asked_keys(definitions.values()))
    return [array_figures(declare_columns(graph, each), settings) for each in definitions.values()]


def _by_spark(
    study: StudySession, master: str, definitions: Mapping[str, NetworkDefinition], settings: Settings
) -> list[ThingFigures]:
    from kgraph.analysis.distributed.network_tables import write_network_tables
    from kgraph.analysis.distributed.spark_cluster import spark_session
    from kgraph.analysis.distributed.spread_figures import spread_figures
    from kgraph.analysis.networks import declare

    graph = study.graph
    with spark_session(master) as session:
        return [
            spread_figures(
                session,
                write_network_tables(declare(graph, each), study.study.build / NETWORKS_DIRECTORY / name),
                settings,
            )
            for name, each in definitions.items()
        ]


def figure_table(
    found: Sequence[ThingFigures], language: str
) -> tuple[tuple[str, ...], list[tuple[str | float | None, ...]]]:
    """Return the headings and the rows of one table of the figures of several networks."""
    from kgraph.analysis.thing_figures import figures_of, headings

    figures = figures_of(found)
    return headings(figures), [row for each in found for row in each.rows(language, figures)]
