"""What a workbench draws, by the code and in the look of the views: the things in an answer, and a loss."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.views.graph_parts import part_of
from kgraph.views.item_values import is_person
from kgraph.views.network_page import render_selected
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting
from kgraph.views.view_definition import View
from kgraph.views.view_selection import shown_graph
from kgraph.views.view_types.full_view import FULL
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.analysis.results import Result
    from kgraph.study import Study
    from kgraph.views.view_definition import ViewDefinition
    from kgraph.words.text import Text
    from kgraph.workbench.held_study import HeldGraph

_WORDS = catalogue("workbench")
#: Nodes that are laid out within a second; an answer with more is asked to be narrowed.
MOST = 1500

_ANSWER = replace(FULL, name="answer", networks=())
_LOSS = replace(
    _ANSWER,
    name="whatif",
    shows_changes=True,
    changes={
        "removed": _WORDS("drawing.lost").to_json(),
        "changed": _WORDS("drawing.affected").to_json(),
        "same": _WORDS("drawing.kept").to_json(),
    },
)


def answer_view(held: HeldGraph, nodes: set[str], ties: set[str], persons: str) -> View | None:
    """Return the view of what is in an answer; None where there is nothing to draw, or too much.

    Without relationships in the answer, those among its nodes are drawn.

    Parameters
    ----------
    held : HeldGraph
        The store's content.
    nodes, ties : set of str
        IRIs of the nodes, and keys of the relationships.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy.
    """
    members = nodes | {end for key in ties for end in held.ends[key]}
    members = {uri for uri in members if persons != "omit" or not is_person(_labels(held.graph, uri))}
    if not members or len(members) > MOST:
        return None
    part = part_of(held.graph, members)
    if ties:
        part.remove_edges_from([edge for edge in part.edges(keys=True) if str(edge[2]) not in ties])
    meaning = "drawing.answer" if ties else "drawing.among"
    return _view(_ANSWER, _WORDS("drawing.title"), _WORDS(meaning), part)


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
    return _view(_LOSS, result.title, _WORDS("drawing.loss"), drawn)


def drawing(view: View, held: HeldGraph, study: Study, language: str) -> str:
    """Return the page of a view, made to stand in a frame of the workbench."""
    setting = PageSetting(
        OntologyWords.load(),
        build={"study": study.id, "build": held.build},
        persons=study.policy.persons,
        language=language,
        embedded=True,
    )
    html, _positions = render_selected(view, held.graph, setting)
    return html


def _view(definition: ViewDefinition, title: Text, meaning: Text, graph: nx.MultiDiGraph) -> View:
    return View(definition, title.to_json(), meaning.to_json(), graph)


def _labels(graph: nx.MultiDiGraph[str], uri: str) -> tuple[str, ...]:
    return tuple(graph.nodes[uri].get("labels") or ())
