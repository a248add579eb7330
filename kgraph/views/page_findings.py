"""What the page of a view shows of the analysis: findings about nodes, sizes of marks, rules of loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.measures.measure_registry import LEADING, is_shown_alone
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.views.catalogue_words import capitalised, figure_words
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.views.page_payload import PayloadFinding, PayloadMeasure, PayloadRules

LEADING_LIMIT = 1000
"""Nodes of a view up to which its own leading measure of centrality is computed."""
REGISTER = next(name for name, question in QUESTIONS.items() if question.register)
"""The question that gathers the findings of several others."""
IN_REGISTER = tuple(name for name, question in QUESTIONS.items() if question.in_register)
"""The questions whose findings it gathers."""
NODE_QUESTIONS = tuple(name for name, question in QUESTIONS.items() if question.about_things)
"""Questions of which each finding is about one node; the report has the others too."""
WORDS = catalogue("pages")


def results_about(networks: tuple[str, ...] | None, analysis: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the results about single nodes in the networks of a view.

    Parameters
    ----------
    networks : tuple of str or None
        Names of networks; None for all of them.
    analysis : dict or None
        Content of ``analysis.json``.
    """
    near = [
        result
        for result in (analysis or {}).get("results", ())
        if networks is None or result.get("network") in networks
    ]
    registered = {
        result["network"] for result in near if result.get("question") == REGISTER and result.get("rows")
    }
    return [
        result
        for result in near
        if result.get("question") in NODE_QUESTIONS
        and not (result.get("question") in IN_REGISTER and result.get("network") in registered)
    ]


def measures_of(
    graph: nx.MultiDiGraph, order: list[str], results: list[dict[str, Any]], analysis: dict[str, Any] | None
) -> list[PayloadMeasure]:
    """Return the numbers by which the marks can be sized: those of the diagram, then those of the analysis.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        What the page shows.
    order : list of str
        Its nodes, in the order of the page.
    results : list of dict
        Results about its nodes.
    analysis : dict or None
        Content of ``analysis.json``, which names the networks.
    """
    measures: list[PayloadMeasure] = [
        {
            "key": "degree",
            "words": WORDS("sizes.relations").to_json(),
            "values": [graph.degree(uri) for uri in order],
        }
    ]
    if 2 < len(order) <= LEADING_LIMIT:
        # Relationships of a view point in many ways, so its own measure sets their direction aside.
        scores = LEADING.scores(nx.freeze(nx.Graph(graph)))
        title = WORDS("sizes.in-view", measure=LEADING.title)
        values = [round(scores[uri] or 0.0, 4) for uri in order]
        measures.append({"key": LEADING.name, "words": capitalised(title), "values": values})
    measures.append(
        {
            "key": "sources",
            "words": WORDS("sizes.sources").to_json(),
            "values": [len(graph.nodes[uri].get("sources") or ()) for uri in order],
        }
    )
    number = {uri: index for index, uri in enumerate(order)}
    networks = (analysis or {}).get("networks") or {}
    for result in results:
        network = networks.get(result["network"], {}).get("title") or {}
        for name, figures in _figures(result, number).items():
            words = {
                code: f"{word} ({network.get(code, result['network'])})"
                for code, word in figure_words(name).items()
            }
            key = f"{result['question']}/{result['network']}/{name}"
            measures.append({"key": key, "words": words, "values": figures})
    return measures


def findings_about(
    results: list[dict[str, Any]], number: Mapping[str, int]
) -> tuple[list[PayloadFinding], dict[str, list[int]]]:
    """Return the findings about the nodes of a page, and the numbers of those about each node.

    Parameters
    ----------
    results : list of dict
        Results about single nodes.
    number : mapping of str to int
        Number of each node on the page.
    """
    findings: list[PayloadFinding] = []
    by_node: dict[str, list[int]] = {}
    for place, result in enumerate(results):
        for row in result.get("rows", ()):
            figure = row.get("figure") or {}
            name = str(figure.get("name"))
            # Of the measures of centrality one is put in words; the others are sizes to choose from.
            if row.get("node") in number and is_shown_alone(name):
                by_node.setdefault(row["node"], []).append(len(findings))
                words = figure_words(name)
                finding: PayloadFinding = {
                    "result": place,
                    "figure": {"words": words, "value": figure.get("value")},
                }
                if row.get("claim") is not None:
                    finding["claim"] = row["claim"]
                if row.get("interval") is not None:
                    finding["interval"] = row["interval"]
                if row.get("bounds") is not None:
                    finding["bounds"] = row["bounds"]
                findings.append(finding)
    return findings, by_node


def loss_rules(network: str) -> PayloadRules:
    """Return what the loss of each kind of relationship means in a network of the analysis."""
    definition = network_definitions()[network]
    return {
        "relations": {
            relation.type: {"reverse": relation.reverse, "anyOf": relation.any_of, "loss": relation.loss}
            for relation in definition.relations
        },
        "byCriticality": dict(definition.loss_by_criticality),
    }


def _figures(result: dict[str, Any], number: Mapping[str, int]) -> dict[str, list[float | None]]:
    """Return the figures of a result by name, each with a value per node."""
    by_name: dict[str, list[float | None]] = {}
    for row in result.get("rows", ()):
        figure = row.get("figure") or {}
        if row.get("node") in number and isinstance(figure.get("value"), int | float):
            values = by_name.setdefault(str(figure.get("name")), [None] * len(number))
            values[number[row["node"]]] = figure["value"]
    return by_name
