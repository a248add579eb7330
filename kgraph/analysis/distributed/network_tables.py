"""A declared network as Parquet files, which Spark and other programs read in parts.

- ``things.parquet``: ``number``, ``uri``, ``label_sv``, ``label_en``, ``goal`` and ``body``.
- ``ties.parquet``: ``start``, ``end`` and ``weight``.
- ``needs.parquet``, of a network of dependence: ``end``, ``start``, ``group`` and ``stops``.

Things are numbers from 0 in the order of their IRIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.analysis.dependency_model import STOPS, DependencyModel
from kgraph.analysis.measures.measure_registry import measures_of
from kgraph.missing_packages import missing_package

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.analysis.networks import Network

THINGS, TIES, NEEDS = "things.parquet", "ties.parquet", "needs.parquet"


@dataclass(frozen=True, slots=True)
class NetworkTables:
    """Where the tables of a network are, and how to read them.

    Parameters
    ----------
    folder : str
        Path or address of the folder, as the workers see it.
    network : str
        Name of the network.
    n, m : int
        Number of things, and of ties.
    directed : bool
        Whether direction counts.
    reading : str
        How arcs may be read: one of `kgraph.analysis.definitions.READINGS`. There are needs for dependency.
    measures : tuple of str
        Names of the measures that mean something on the network.
    """

    folder: str
    network: str
    n: int
    m: int
    directed: bool
    reading: str
    measures: tuple[str, ...]

    def path(self, name: str) -> str:
        """Return the address of one table."""
        return f"{self.folder.rstrip('/')}/{name}"


def write_network_tables(network: Network, folder: Path) -> NetworkTables:
    """Write the tables of a network, and return where they are.

    Raises
    ------
    UsageError
        polars is not installed.
    """
    try:
        import polars as pl
    except ImportError:
        raise missing_package("Parquet", "polars", extra="parquet") from None
    folder.mkdir(parents=True, exist_ok=True)
    nodes = sorted(network.graph)
    place = {node: number for number, node in enumerate(nodes)}
    things = {
        "number": range(len(nodes)),
        "uri": nodes,
        "label_sv": [network.name(node).sv for node in nodes],
        "label_en": [network.name(node).en for node in nodes],
        "goal": [node in network.goals for node in nodes],
        "body": [node in network.bodies for node in nodes],
    }
    pl.DataFrame(things, schema_overrides={"number": pl.Int64}).write_parquet(folder / THINGS)
    ties = [(place[a], place[b], float(weight)) for a, b, weight in network.graph.edges(data="weight")]
    columns = {"start": pl.Int64, "end": pl.Int64, "weight": pl.Float64}
    pl.DataFrame(ties, schema=columns, orient="row").write_parquet(folder / TIES)
    if network.definition.is_dependency:
        groups: dict[tuple[str, str], int] = {}
        needs = [
            (
                place[end],
                place[start],
                groups.setdefault((start, group), len(groups)) if group else -1,
                loss == STOPS,
            )
            for end, start, group, loss in DependencyModel.of(network).needs()
        ]
        fields = {"end": pl.Int64, "start": pl.Int64, "group": pl.Int64, "stops": pl.Boolean}
        pl.DataFrame(needs, schema=fields, orient="row").write_parquet(folder / NEEDS)
    return NetworkTables(
        f"file://{folder.resolve().as_posix()}",
        network.definition.name,
        len(nodes),
        len(ties),
        network.definition.directed,
        network.reading,
        tuple(measures_of(network)),
    )
