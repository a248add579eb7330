"""The results of the analysis as the report shows them: grouped by figure, with their plots and passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.measures.measure_registry import LEADING
from kgraph.statements import SourceEvidence, evidence_of
from kgraph.views import plots
from kgraph.views.catalogue_words import REPORT, figure_words, role_words
from kgraph.views.claim_picture import claim_picture
from kgraph.views.markup import both_languages
from kgraph.views.page_content import source_record
from kgraph.views.page_findings import REGISTER
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from kgraph.views.ontology_words import Words
    from kgraph.views.page_payload import PayloadSource

SOURCES_NAMED = 4
HELD_SHOWN = 20
TOLD = 3
"""Findings on the first page: more do not fit a sheet, nor a minute."""


def headlines(
    analysis: dict[str, Any] | None, graph: nx.MultiDiGraph, names: Mapping[str, Words]
) -> dict[str, list[dict[str, Any]]]:
    """Return what is said first, and the strongest of what is held back with the reason why.

    Parameters
    ----------
    analysis : dict or None
        Content of ``analysis.json``.
    graph : networkx.MultiDiGraph
        Where the sources are described.
    names : mapping
        Words by IRI.
    """
    findings = (analysis or {}).get("findings", ())
    networks = (analysis or {}).get("networks") or {}
    held = [finding for finding in findings if finding["whyNot"] is not None]
    chosen = {
        "first": [finding for finding in findings if finding["whyNot"] is None],
        "held": sorted(held, key=lambda finding: -(finding["score"] or 0.0))[:HELD_SHOWN],
    }
    return {
        place: [
            {
                **finding,
                "sources": [source_record(uri, graph, names) for uri in finding["sources"]],
                "where": (networks.get(finding["network"]) or {}).get("title"),
            }
            for finding in own
        ]
        for place, own in chosen.items()
    }


def first_page(analysis: dict[str, Any] | None, graph: nx.MultiDiGraph) -> dict[str, Any]:
    """Return what the report says first to those who decide: at most three findings, and one picture.

    Parameters
    ----------
    analysis : dict or None
        Content of ``analysis.json``.
    graph : networkx.MultiDiGraph
        Where the picture finds names and relationships.
    """
    findings = [each for each in (analysis or {}).get("findings", ()) if each["whyNot"] is None]
    told = [each for each in findings if each.get("brief")][:TOLD]
    drawn = next((each for each in told if each["node"] and each["brief"]["direct"]), None)
    if drawn is None:
        picture = None
    else:
        brief = drawn["brief"]
        columns = ([drawn["node"]], brief["direct"], brief["touched"])
        picture = both_languages(lambda code: claim_picture(graph, columns, brief["headings"], code))
    return {"told": told, "more": len(findings) - len(told), "drawn": drawn, "picture": picture}


def findings_of(
    analysis: dict[str, Any] | None, graph: nx.MultiDiGraph, names: Mapping[str, Words]
) -> list[dict[str, Any]]:
    """Return one section per network: its results, with their rows by figure and their plots.

    Parameters
    ----------
    analysis : dict or None
        Content of ``analysis.json``.
    graph : networkx.MultiDiGraph
        Where the sources are described.
    names : mapping
        Words by IRI.
    """
    if not analysis:
        return []
    rows_with_sources = _FindingReader(analysis, graph, names)
    networks = analysis.get("networks") or {}
    by_network: dict[str, list[dict[str, Any]]] = {}
    for result in analysis.get("results", ()):
        groups = _groups(result)
        part = {
            "result": result,
            # The tables of the other questions are folded.
            "open": result.get("question") == REGISTER,
            "count": len(result.get("rows", ())),
            "groups": [
                {
                    "words": figure_words(name),
                    "rows": [rows_with_sources.read(row) for row in rows],
                }
                for name, rows in groups
            ],
            "plots": _plots(result, groups),
        }
        by_network.setdefault(str(result.get("network")), []).append(part)
    return [
        {"network": networks.get(name), "name": name, "parts": parts} for name, parts in by_network.items()
    ]


def _groups(result: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in result.get("rows", ()):
        groups.setdefault((row.get("figure") or {}).get("name") or "", []).append(row)
    return sorted(groups.items(), key=lambda item: item[0] != LEADING.name)


def _plots(result: dict[str, Any], groups: list[tuple[str, list[dict[str, Any]]]]) -> list[tuple[Any, Words]]:
    first = groups[0][1] if groups else []
    drawn: dict[str, Callable[[str], str | None]] = {
        "rankPlot": lambda code: plots.rank_intervals(first, REPORT["rankPlot"][code], code),
        "fragilityPlot": lambda code: plots.fragility_curve(
            fragility_curves(result, code), REPORT["fragilityPlot"][code], code
        ),
        "brokeragePlot": lambda code: plots.profile(
            _roles(result, code), REPORT["brokeragePlot"][code], code
        ),
    }
    pictures = [(both_languages(draw), REPORT[caption]) for caption, draw in drawn.items()]
    return [(picture, caption) for picture, caption in pictures if picture is not None]


class _FindingReader:
    """Reads rows of results with the sources they rest on and the names of what they cut off."""

    def __init__(self, analysis: dict[str, Any], graph: nx.MultiDiGraph, names: Mapping[str, Words]) -> None:
        self._names, self._words, self._graph = names, analysis.get("names") or {}, graph
        self._sources: dict[str, PayloadSource] = {}
        self._evidence_of: dict[str, tuple[SourceEvidence, ...]] = {}
        self._ties = {str(key): data for _, _, key, data in graph.edges(keys=True, data=True)}

    def read(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row with its passages by source, and the words for what it cuts off.

        A passage is a source, the places in it, and what it says there: paraphrases with their anchors.
        """
        places: dict[str, tuple[dict[str, None], dict[tuple[str, str], None]]] = {}
        for item in row.get("evidence", ()):
            locators, said = places.setdefault(item["source"], ({}, {}))
            if item.get("locator"):
                locators[item["locator"]] = None
            for each in self._evidence(item.get("relationship", "")):
                if each.source == item["source"] and (each.paraphrase or each.anchor):
                    said[each.paraphrase, each.anchor] = None
        passages = [(self._source(uri), list(where), list(said)) for uri, (where, said) in places.items()]
        return {**row, "passages": passages, "cut": [self._name(uri) for uri in row.get("cutOff", ())]}

    def _evidence(self, tie: str) -> tuple[SourceEvidence, ...]:
        if tie not in self._evidence_of:
            self._evidence_of[tie] = evidence_of(self._ties.get(tie, {}))
        return self._evidence_of[tie]

    def _source(self, uri: str) -> PayloadSource:
        if uri not in self._sources:
            self._sources[uri] = source_record(uri, self._graph, self._names)
        return self._sources[uri]

    def _name(self, uri: str) -> Words:
        words: Words = self._words.get(uri) or self._names.get(uri) or dict.fromkeys(LANGUAGES, uri)
        return words


def fragility_curves(result: dict[str, Any], language: str) -> dict[str, tuple[list[float], list[float]]]:
    """Return the curves of a result on fragility by order: shares of all nodes, removed and left."""
    curves = {}
    for row in result.get("rows", ()):
        detail = row.get("detail") or {}
        removed, largest = detail.get("removed"), detail.get("largest")
        if removed and largest and len(removed) == len(largest):
            # Both are counts, of all the nodes that are removed in the end.
            end = max(removed) or 1
            curves[row["label"][language]] = ([n / end for n in removed], [n / end for n in largest])
    return curves


def _roles(result: dict[str, Any], language: str) -> list[tuple[str, dict[str, float]]]:
    """Return how often each actor of a result is a broker, by the role's name."""
    profiles: list[tuple[str, dict[str, float]]] = []
    for row in result.get("rows", ()):
        roles = (row.get("detail") or {}).get("roles")
        if isinstance(roles, dict):
            counts = {role_words(name)[language]: float(n or 0) for name, n in roles.items()}
            profiles.append((str(row["label"][language]), counts))
    return profiles
