"""The stories of a study: read for its pages, and held against what its graph has."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from kgraph.loaders.common.file_edits import EditConflictError, text_edit
from kgraph.study import STORIES_FILE
from kgraph.views.stories import lost_in_stories, read_stories, stories_text
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from kgraph.study import Study
    from kgraph.views.stories import Story


def stories_of(study: Study, graph: nx.MultiDiGraph[str] | None = None) -> tuple[Story, ...]:
    """Return the stories of a study, with a warning for each step that names what a graph does not hold.

    Parameters
    ----------
    study : Study
        The study.
    graph : networkx.MultiDiGraph, optional
        Its graph; without one nothing is looked up.

    Raises
    ------
    UsageError
        The file of stories is malformed.
    """
    path = study.root / STORIES_FILE
    stories = read_stories(path)
    for sentence in lost_in_stories(stories, graph) if graph is not None else ():
        warnings.warn(f"{path}: {sentence.en}", stacklevel=2)
    return tuple(stories)


def save_stories(study: Study, stories: list[Story], base: list[Story]) -> Path:
    """Write a study's stories and return the path of their file.

    Parameters
    ----------
    study : Study
        The study.
    stories : list of Story
        The stories.
    base : list of Story
        Those that they were made from.

    Raises
    ------
    EditConflictError
        The file has other stories than `base` by now; nothing is written.
    """
    path = study.inside(study.root / STORIES_FILE)
    edit = text_edit(path, path.name, stories_text(stories).encode())
    if read_stories(path) != base:
        raise EditConflictError(catalogue("reading")("edits.changed", file=path.name))
    return edit.apply()
