"""Which store a study has, and where its local servers keep their data; imports no driver."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

LocalKind = Literal["embedded", "neo4j"]
LOCAL: tuple[LocalKind, ...] = ("embedded", "neo4j")


def home_of(root: Path, kind: LocalKind) -> Path:
    """Return the directory of one kind of local server of the study in directory `root`."""
    return root / ".kgraph" / kind


def chosen_address(study: Study, uri: str | None = None) -> str:
    """Return the first one given of `uri`, ``NEO4J_URI`` and the setting in the study."""
    return uri or os.environ.get("NEO4J_URI") or study.store.uri


def embedded_home(study: Study, store: str | None) -> Path | None:
    """Return the directory of the study's embedded store; None if another store is chosen."""
    return _local_home(study, store, "embedded")


def neo4j_home(study: Study, store: str | None) -> Path | None:
    """Return the directory of the study's own Neo4j; None if another store is chosen."""
    return _local_home(study, store, "neo4j")


def _local_home(study: Study, store: str | None, kind: LocalKind) -> Path | None:
    return home_of(study.root, kind).resolve() if chosen_address(study, store) == kind else None
