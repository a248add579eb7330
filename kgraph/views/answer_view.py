"""The view of what is in an answer: its nodes and relationships, drawn as in the other views."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from kgraph.views.asked_question import ANSWER
from kgraph.views.graph_parts import part_of
from kgraph.views.item_values import is_person
from kgraph.views.view_definition import View
from kgraph.views.view_types.full_view import FULL
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from kgraph.views.asked_question import AskedQuestion
    from kgraph.views.page_payload import PayloadAsked
    from kgraph.views.stories import DrawnThings

_WORDS = catalogue("pages")
#: Nodes that are laid out within a second; an answer with more is asked to be narrowed.
MOST = 1500

ANSWER_VIEW = replace(FULL, name=ANSWER, networks=())


def answer_view(
    graph: nx.MultiDiGraph[str],
    ends: Mapping[str, tuple[str, str]],
    things: Iterable[str],
    persons: str,
    asked: AskedQuestion | None = None,
) -> View | None:
    """Return the view of what is in an answer; None where there is nothing to draw, or too much.

    Without relationships in the answer, those among its nodes are drawn.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The whole graph.
    ends : mapping of str to tuple of str
        The nodes at the ends of each relationship, by its key.
    things : iterable of str
        IRIs of nodes and keys of relationships; what is neither is passed over.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy.
    asked : AskedQuestion, optional
        What was asked; a story can have steps on the view then.
    """
    held = set(things)
    ties = held & ends.keys()
    members = {each for each in held if each in graph} | {end for key in ties for end in ends[key]}
    members = {uri for uri in members if persons != "omit" or not is_person(_labels(graph, uri))}
    if not members or len(members) > MOST:
        return None
    part = part_of(graph, members)
    if ties:
        part.remove_edges_from([edge for edge in part.edges(keys=True) if str(edge[2]) not in ties])
    meaning = _WORDS("answers.parts" if ties else "answers.among")
    definition = ANSWER_VIEW if asked is None else replace(ANSWER_VIEW, name=asked.page)
    return View(definition, _WORDS("answers.title").to_json(), meaning.to_json(), part, asked=asked)


def drawn_in(graph: nx.MultiDiGraph[str]) -> DrawnThings:
    """Return how many nodes and relationships are drawn, and a digest by which others are told from them."""
    names = sorted([*graph, *(str(key) for _start, _end, key in graph.edges(keys=True))])
    return {
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "digest": sha256("\n".join(names).encode()).hexdigest()[:12],
    }


def asked_data(view: View) -> PayloadAsked | None:
    """Return what the page of an answer knows of its question; None for other views."""
    if view.asked is None:
        return None
    return {
        "query": view.asked.cypher,
        "parameters": view.asked.parameters,
        "drawn": drawn_in(view.graph),
    }


def _labels(graph: nx.MultiDiGraph[str], uri: str) -> tuple[str, ...]:
    return tuple(graph.nodes[uri].get("labels") or ())
