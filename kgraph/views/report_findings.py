"""The results of the analysis as the report shows them: grouped by figure, with their plots and passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.definitions import FIRST_NETWORK
from kgraph.analysis.measures.measure_registry import LEADING
from kgraph.analysis.questions.question_registry import opening_questions
from kgraph.views import plots
from kgraph.views.markup import both_languages
from kgraph.views.page_content import REGISTER, Setting, WordIndex, source_record
from kgraph.views.report_texts import REPORT, ROLES, figure_name
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from kgraph.views.term_words import Words

MOST_HEADLINES = 3


def headlines(analysis: dict[str, Any] | None) -> list[Words]:
    """Return the strongest claim of each leading question, each claim once."""
    results = (analysis or {}).get("results", ())
    found: list[Words] = []
    for question in opening_questions():
        answers = [
            result for result in results if result.get("question") == question.name and result.get("rows")
        ]
        answers.sort(key=lambda result: result.get("network") != FIRST_NETWORK)
        for name, rows in (_groups(answers[0]) if answers else [])[:1]:
            if name and rows[0]["claim"] not in found:
                found.append(rows[0]["claim"])
    return found[:MOST_HEADLINES]


def findings_of(analysis: dict[str, Any] | None, setting: Setting, index: WordIndex) -> list[dict[str, Any]]:
    """Return one section per network: its results, with their rows by figure and their plots.

    Parameters
    ----------
    analysis : dict or None
        Content of ``analysis.json``.
    setting : Setting
        Where the sources are described.
    index : WordIndex
        Words of what the results mention.
    """
    if not analysis:
        return []
    sources: dict[str, dict[str, Any]] = {}
    networks = analysis.get("networks") or {}
    by_network: dict[str, list[dict[str, Any]]] = {}
    for result in analysis.get("results", ()):
        groups = _groups(result)
        part = {
            "result": result,
            "open": result.get("question") == REGISTER,
            "count": len(result.get("rows", ())),
            "groups": [
                {
                    "words": figure_name(name),
                    "rows": [_row(row, sources, setting, index, analysis) for row in rows],
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

    def ranks(code: str) -> str | None:
        return plots.rank_intervals(first, REPORT["rankPlot"][code], code)

    def curves(code: str) -> str | None:
        return plots.fragility_curve(_curves(result, code), REPORT["fragilityPlot"][code], code)

    def roles(code: str) -> str | None:
        return plots.profile(_roles(result, code), REPORT["brokeragePlot"][code], code)

    drawn = [(ranks, "rankPlot"), (curves, "fragilityPlot"), (roles, "brokeragePlot")]
    made = [(both_languages(draw), REPORT[caption]) for draw, caption in drawn]
    return [(picture, caption) for picture, caption in made if picture is not None]


def _row(
    row: dict[str, Any],
    sources: dict[str, dict[str, Any]],
    setting: Setting,
    index: WordIndex,
    analysis: dict[str, Any],
) -> dict[str, Any]:
    passages: dict[str, list[str]] = {}
    for item in row.get("evidence", ()):
        places = passages.setdefault(item["source"], [])
        if item.get("locator") and item["locator"] not in places:
            places.append(item["locator"])
    for uri in passages:
        if uri not in sources:
            sources[uri] = source_record(uri, setting, index)
    names = analysis.get("names") or {}
    cut = [names.get(uri) or index.get(uri) or dict.fromkeys(LANGUAGES, uri) for uri in row.get("cutOff", ())]
    return {**row, "passages": [(sources[uri], places) for uri, places in passages.items()], "cut": cut}


def _curves(result: dict[str, Any], language: str) -> dict[str, tuple[list[float], list[float]]]:
    """Return the curves of a result on fragility: nodes removed and share left, by the order's name."""
    found = {}
    for row in result.get("rows", ()):
        detail = row.get("detail") or {}
        removed, largest = detail.get("removed"), detail.get("largest")
        if removed and largest and len(removed) == len(largest):
            end = max(removed) or 1
            found[row["label"][language]] = ([step / end for step in removed], list(largest))
    return found


def _roles(result: dict[str, Any], language: str) -> list[tuple[str, dict[str, float]]]:
    """Return how often each actor of a result is a broker, by the role's name."""
    found: list[tuple[str, dict[str, float]]] = []
    for row in result.get("rows", ()):
        roles = (row.get("detail") or {}).get("roles")
        if isinstance(roles, dict):
            counts = {
                str(ROLES.get(name, {}).get(language, name)): float(n or 0) for name, n in roles.items()
            }
            found.append((str(row["label"][language]), counts))
    return found
