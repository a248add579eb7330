"""The format of coded interviews, and what the study must say for one to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import Location, UsageError

from ..drawn_networks.network_formats import network_loader
from ..source_format import SourceFormat
from ..source_graph import graph_of
from .coded_ties import CodedNetwork
from .qda_archive import read_qda_project

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from ..drawn_networks.drawn_network import ForeignNetwork
    from ..drawn_networks.network_map import NetworkMap
    from ..source_bytes import Limits

PAGE = "how-to/coded-interviews.md"


def read_coded_interviews(path: Path, study: Study, choices: NetworkMap, limits: Limits) -> ForeignNetwork:
    """Return the network that a REFI-QDA project speaks of, with all its faults.

    Raises
    ------
    SourceError
        The file is no whole archive of a project.
    UsageError
        The study does not say which codes are actors.
    """
    file = study.relative(path)
    if choices.class_from is None:
        raise UsageError(
            "the study does not say which codes of the interviews are actors and relations",
            where=Location(file),
            hint=f'Add to study.toml: [maps."{file}"], class_from = "code", type_from = "Relation", and '
            f"classes and types (docs/{PAGE}).",
        )
    project = read_qda_project(path, file, limits)
    home = f"{study.base}source/", graph_of(path, study, choices.source)
    return CodedNetwork(project, choices, home, choices.language or study.languages[0]).read()


CODED_INTERVIEWS = SourceFormat(
    name="qdpx",
    title="REFI-QDA",
    suffixes=(".qdpx",),
    guide=PAGE,
    load=network_loader(read_coded_interviews),
    confidential=True,
)
