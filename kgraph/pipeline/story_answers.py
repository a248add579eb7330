"""The answers that a study's stories have steps on: asked again of the store, and drawn."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from kgraph.ask.answer_things import things_in
from kgraph.errors import KgraphError
from kgraph.study import STORIES_FILE
from kgraph.views.answer_view import answer_view
from kgraph.views.stories import asked_in
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from kgraph.store.connection import Connection
    from kgraph.study import Study
    from kgraph.views.asked_question import AskedQuestion
    from kgraph.views.stories import Story
    from kgraph.views.view_definition import View

ROWS = 10_000
"""Rows of an answer that are drawn."""
SECONDS = 30.0
"""Time that a question of a story may take."""
_words = catalogue("pages")


def drawn_answer(
    study: Study,
    connection: Connection,
    graph: nx.MultiDiGraph[str],
    ends: Mapping[str, tuple[str, str]],
    asked: AskedQuestion,
) -> View | None:
    """Return the view of what the store answers; None where there is nothing to draw, or too much.

    `ends` has the nodes at the ends of each relationship of `graph`, by its key.

    Raises
    ------
    QueryError
        The store refuses the question, or cannot answer it in time.
    UsageError
        A parameter is no value.
    """
    answer = connection.query(asked.cypher, asked.values(), max_rows=ROWS, timeout=SECONDS)
    return answer_view(graph, ends, things_in(answer.records), study.policy.persons, asked)


def story_answers(
    study: Study, stories: Iterable[Story], connection: Connection, graph: nx.MultiDiGraph[str]
) -> list[View]:
    """Return the views of the answers that stories have steps on; a warning tells of each without any.

    Parameters
    ----------
    study : Study
        The study.
    stories : iterable of Story
        Its stories.
    connection : Connection
        The store; it is only read.
    graph : networkx.MultiDiGraph
        The whole graph, as the store holds it.
    """
    views = []
    ends = {str(key): (start, end) for start, end, key in graph.edges(keys=True)}
    for asked in asked_in(stories).values():
        try:
            view = drawn_answer(study, connection, graph, ends, asked)
            fault = "" if view is not None else _words("answers.nothing").en
        except KgraphError as error:
            view, fault = None, error.message
        if view is not None:
            views.append(view)
        else:
            sentence = _words("stories.no-answer", query=" ".join(asked.cypher.split()), fault=fault)
            warnings.warn(f"{study.root / STORIES_FILE}: {sentence.en}", stacklevel=2)
    return views
