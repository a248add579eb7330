"""The graph for what a source file states outside any named graph."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from kgraph.rdf.dataset import own_graphs

from .tables.row_names import SOURCE_CLASS, iri_of_id

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study


def graph_of(path: Path, study: Study, source: str | None = None) -> str:
    """Return the IRI of the graph for what a file states outside any named graph: of its source, if named."""
    if source:
        return iri_of_id(study.base, source, [SOURCE_CLASS])
    return own_graphs(study.base) + quote(path.name.split(".")[0])
