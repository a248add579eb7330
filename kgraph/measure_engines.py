"""What computes the measures of a study: networkx, a backend of it, or Apache Spark.

Examples
--------
>>> import kgraph
>>> from kgraph.measure_engines import engine, spark_figures
>>> study = kgraph.open("studies/skaraborg")                            # doctest: +SKIP
>>> with engine("cugraph"):                                             # doctest: +SKIP
...     study.analyse("central-actors")
>>> spark_figures(study, "local[2]", ["service-dependency"])            # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.engines import AUTO, engine, is_spark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kgraph.analysis.distributed.spread_figures import SpreadFigures
    from kgraph.pipeline.progress import Progress
    from kgraph.study_session import StudySession

__all__ = ["AUTO", "engine", "is_spark", "spark_columns", "spark_figures"]

NETWORKS_DIRECTORY = "networks"


def spark_figures(
    study: StudySession,
    master: str,
    networks: Sequence[str] = (),
    *,
    at: dt.date | str | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> list[SpreadFigures]:
    """Return the first-order figures of networks from Spark, which reads them from ``build/networks/``.

    Parameters
    ----------
    study : StudySession
        An open study.
    master : str
        ``local[2]``, ``local[*]`` or ``spark://host:port``.
    networks : sequence of str
        Names of networks; all when empty.
    at, seed, progress
        As for :meth:`kgraph.api.OpenStudy.analyse`.

    Raises
    ------
    UsageError
        No such network, a package is missing, or Spark cannot be reached or fails.
    """
    from kgraph.analysis.distributed.network_tables import write_network_tables
    from kgraph.analysis.distributed.spark_cluster import spark_session
    from kgraph.analysis.distributed.spread_figures import spread_figures
    from kgraph.analysis.networks import declare
    from kgraph.pipeline.study_choices import day_of, networks_of, settings_of

    definitions = networks_of(study.study, networks, day_of(at))
    settings = settings_of(study.study, seed=seed, progress=progress)
    settings.tell("Reading the store", 0, 1)
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


def spark_columns() -> tuple[str, ...]:
    """Return the headings of :meth:`SpreadFigures.rows`."""
    from kgraph.analysis.distributed.spread_figures import COLUMNS

    return COLUMNS
