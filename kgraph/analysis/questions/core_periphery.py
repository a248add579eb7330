"""Core and periphery: whether a network has one core, who is in it, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_EQUALS
from kgraph.analysis.sentences import listed, one_or_many
from kgraph.analysis.uncertainty.chance import SIGNIFICANT, core_against
from kgraph.analysis.uncertainty.core_fits import CORE_FIT, MOST_DIVIDED, core_in_draws, recorded_core
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_network
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.analysis.uncertainty.core_fits import CoreFit
    from kgraph.words.text import Text

POOR = 0.5
"""Correlation below which no core is spoken of: the pattern then explains less than a quarter of the ties."""
_words = catalogue("analysis")


def core_periphery(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say whether the network has a core beyond what degrees make likely, and who is in it."""
    found = core_against(network, settings)
    if found is None or np.isnan(found.fit):
        return AnalysisAnswer((), "", [_words("core-periphery.undefined")])
    stays, same, interval = _in_draws(network, settings, found.core)
    verdict = _verdict(found)
    tested = found.tested
    spoken_of = verdict in ("core", "untested")
    whole = ResultRow(
        node=None,
        label=_named(network, found.core),
        claim=_claim(network, found, verdict),
        figure=Figure(CORE_FIT, found.fit, "correlation"),
        interval=interval,
        probability=same if spoken_of else None,
        stated_only=_stated_fit(network, settings),
        z=None if tested is None or np.isnan(tested.z[0]) else float(tested.z[0]),
        p=None if tested is None or np.isnan(tested.p[0]) else float(tested.p[0]),
        evidence=network.evidence(arc for arc in network.graph.edges if set(arc) <= found.core),
        detail={"core": sorted(found.core), "verdict": verdict, "stays": dict(sorted(stays.items()))},
    )
    rows = [whole]
    if spoken_of:
        order = sorted(found.core, key=lambda node: (-stays.get(node, 0.0), node))
        rows += [_member(network, settings, found.core, node, stays.get(node)) for node in order]
    notes = [_words("core-periphery.corrected", n=found.chance)] if tested else [_words("no-draws.note")]
    return AnalysisAnswer(rows[: settings.rows], "", notes)


def _in_draws(
    network: Network, settings: Settings, core: frozenset[str]
) -> tuple[Mapping[str, float], float | None, tuple[float, float] | None]:
    """Return how often each thing stays in the core, how often the core is the same, and where fit lies."""
    draws, drawn = draws_of(network, settings), core_in_draws(network, settings)
    if draws is None or drawn is None:
        return {}, None, None
    own = np.array([node in core for node in draws.nodes])
    shares = drawn.inside.mean(axis=0)
    stays = {node: float(shares[draws.place(node)]) for node in core}
    same = float((drawn.inside == own).all(axis=1).mean())
    return stays, same, draws.spread(drawn.fits)


def _verdict(found: CoreFit) -> str:
    tested = found.tested
    if tested is not None and np.isnan(tested.z[0]):
        return "fixed"
    if tested is not None and (tested.p[0] > SIGNIFICANT or tested.z[0] < 0):
        return "chance"
    if found.fit < POOR:
        return "poor"
    return "untested" if tested is None else "core"


def _stated_fit(network: Network, settings: Settings) -> float | None:
    stated = stated_network(network, settings)
    fit = recorded_core(stated).fit if stated.n else np.nan
    return None if np.isnan(fit) else fit


def _claim(network: Network, found: CoreFit, verdict: str) -> Text:
    rest = frozenset(network.graph) - found.core
    values: dict[str, object] = {
        "names": _named(network, found.core),
        "ties": _ties(network, found.core),
        "pairs": _pairs(network, found.core),
        "ties_out": _ties(network, rest),
        "pairs_out": _pairs(network, rest),
        "fit": number_text(found.fit),
    }
    if found.tested is not None:
        values["mean"] = number_text(float(found.tested.mean[0]))
        values["z"] = number_text(float(found.tested.z[0]), 2)
        values["p"] = number_text(float(found.tested.p[0]), 2)
    return _words(f"core-periphery.{verdict}", **values)


def _named(network: Network, core: Collection[str]) -> Text:
    """Return who is in a core, in a network of two modes by mode."""
    parts = [
        listed([network.name(node) for node in sorted(mode.intersection(core))]) for mode in network.modes()
    ]
    return parts[0] if len(parts) == 1 else _words("core-periphery.modes", members=parts[0], bodies=parts[1])


def _ties(network: Network, things: Collection[str]) -> int:
    return int(network.graph.subgraph(things).number_of_edges())


def _pairs(network: Network, things: Collection[str]) -> int:
    sizes = [len(mode.intersection(things)) for mode in network.modes()]
    return sizes[0] * (sizes[0] - 1) // 2 if len(sizes) == 1 else sizes[0] * sizes[1]


def _member(
    network: Network, settings: Settings, core: frozenset[str], node: str, stays: float | None
) -> ResultRow:
    stated = stated_network(network, settings)
    arcs = [arc for arc in network.incident(node) if set(arc) <= core]
    return ResultRow(
        node=node,
        label=network.name(node),
        claim=_words(
            f"core-periphery.member.{one_or_many(len(arcs))}", name=network.name(node), n=str(len(arcs))
        ),
        figure=Figure("ties to the core", float(len(arcs)), "ties"),
        probability=stays,
        stated_only=float(len(core.intersection(stated.graph[node]))) if node in stated.graph else 0.0,
        evidence=network.evidence(arcs),
    )


QUESTION = AnalysisQuestion(
    name="core-periphery",
    answer=core_periphery,
    method="Discrete core and periphery, Borgatti and Everett 2000, doi:10.1016/S0378-8733(99)00019-2; in "
    "two modes Borgatti and Everett 1997, doi:10.1016/S0378-8733(96)00301-2; chance as Kojaku and Masuda "
    "2018, doi:10.1088/1367-2630/aab547",
    scope=OF_EQUALS,
    most=MOST_DIVIDED,
)
