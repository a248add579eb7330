"""What a workbench draws, by the code and in the look of the views: the things in an answer, and a loss."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.pipeline.study_stories import stories_of
from kgraph.views.answer_view import ANSWER_VIEW
from kgraph.views.graph_parts import part_of
from kgraph.views.network_page import render_selected
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting
from kgraph.views.stories import asked_in
from kgraph.views.view_definition import View
from kgraph.views.view_selection import shown_graph
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.analysis.results import Result
    from kgraph.study import Study
    from kgraph.workbench.held_study import HeldGraph

_WORDS = catalogue("workbench")
_LOSS = replace(
    ANSWER_VIEW,
    name="whatif",
    shows_changes=True,
    changes={
        "removed": _WORDS("drawing.lost").to_json(),
        "changed": _WORDS("drawing.affected").to_json(),
        "same": _WORDS("drawing.kept").to_json(),
    },
)


def loss_view(held: HeldGraph, result: Result, removed: list[str], persons: str) -> View:
    """Return the view of what is lost without some nodes, with the paths on which it is lost.

    Parameters
    ----------
    held : HeldGraph
        The store's content.
    result : Result
        What :meth:`kgraph.api.OpenStudy.whatif` found.
    removed : list of str
        The nodes that are thought away.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy.
    """
    change: dict[str, str] = {}
    for row in result.rows[1:]:
        path = [uri for uri in row.detail.get("path", ()) if uri in held.graph]
        change |= {uri: "same" for uri in path if uri not in change}
        lost = "changed" if row.detail.get("effect") == "affects" else "removed"
        change |= dict.fromkeys(row.cut_off, lost)
    change |= dict.fromkeys(removed, "removed")
    ties = {item.relationship for row in result.rows for item in row.evidence}
    shown, _persons = shown_graph(held.graph, persons)
    drawn = part_of(shown, [uri for uri in change if uri in shown]).copy()
    drawn.remove_edges_from([edge for edge in drawn.edges(keys=True) if str(edge[2]) not in ties])
    for uri, state in change.items():
        if uri in drawn:
            drawn.nodes[uri]["_change"] = state
    for start, end, data in drawn.edges(data=True):
        states = {change[start], change[end]}
        data["_change"] = "same" if states == {"same"} else "removed" if states == {"removed"} else "changed"
    return View(_LOSS, result.title.to_json(), _WORDS("drawing.loss").to_json(), drawn)


def drawing(view: View, held: HeldGraph, study: Study, language: str) -> str:
    """Return the page of a view, made to stand in a frame of the workbench."""
    stories = stories_of(study)
    setting = PageSetting(
        OntologyWords.load(),
        build={"study": study.id, "build": held.build},
        persons=study.policy.persons,
        language=language,
        embedded=True,
        stories=stories if view.asked else (),
        answers=tuple(asked_in(stories)),
        beside="../views/",
    )
    html, _positions = render_selected(view, held.graph, setting)
    return html
