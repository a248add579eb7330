"""Claims of the analysis's questions for those who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.findings.brief import SHOWN, Brief, brief_sure, brief_text
from kgraph.analysis.sentences import alternatives, counted, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgraph.analysis.networks import Network
    from kgraph.analysis.results import ResultRow
    from kgraph.words.text import Text


def claim_brief(network: Network, question: str, row: ResultRow, draws: int) -> Brief | None:
    """Return the brief of a row; None for a question whose rows have none.

    Parameters
    ----------
    network : Network
        The network that was asked.
    question : str
        Name of the question.
    row : ResultRow
        A row about a thing of the network.
    draws : int
        How often everything was drawn.
    """
    write = _BRIEFS.get(question)
    return None if write is None else write(network, row, brief_sure(row.probability, draws))


def _loss(network: Network, row: ResultRow, sure: Text) -> Brief:
    subject = str(row.node)
    stopped = tuple(row.detail.get("stopped", row.cut_off))
    touched = tuple(node for node in row.cut_off if node not in stopped)
    first, others = (stopped, touched) if stopped else (touched, ())
    name = network.name(subject)
    key = "stops" if stopped else "touches"
    return Brief(
        what=brief_text(f"dependency-loss.{key}", name=name, what=_counted(network, first)),
        so_what=brief_text("dependency-loss.so", names=_names(network, first)),
        sure=sure,
        ask=brief_text("dependency-loss.ask", name=name),
        direct=first,
        touched=others,
        headings=(_counted(network, first), _counted(network, others)),
    )


def _joint(network: Network, row: ResultRow, sure: Text) -> Brief:
    pair = [network.name(node) for node in row.detail["pair"]]
    names = _names(network, row.cut_off)
    return Brief(
        what=brief_text("joint-losses.what", names=names, either=alternatives(pair)),
        so_what=brief_text("joint-losses.so"),
        sure=sure,
        ask=brief_text("joint-losses.ask", both=listed(pair)),
        direct=row.cut_off,
        headings=(_counted(network, row.cut_off),),
    )


def _cut(network: Network, row: ResultRow, sure: Text) -> Brief:
    name, names = network.name(str(row.node)), _names(network, row.cut_off)
    return Brief(
        what=brief_text("cut-points.what", name=name, names=names),
        so_what=brief_text("cut-points.so", name=name),
        sure=sure,
        ask=brief_text("cut-points.ask", name=name, names=names),
        direct=row.cut_off,
        headings=(_counted(network, row.cut_off),),
    )


def _between(network: Network, row: ResultRow, sure: Text) -> Brief:
    subject = str(row.node)
    others = tuple(sorted(set(nx.all_neighbors(network.graph, subject)) - {subject}))
    name = network.name(subject)
    return Brief(
        what=brief_text("central-actors.what", name=name),
        so_what=brief_text("central-actors.so", name=name),
        sure=sure,
        ask=brief_text("central-actors.ask", name=name),
        direct=others,
        headings=(_counted(network, others),),
    )


def _names(network: Network, nodes: Sequence[str]) -> Text:
    return listed([network.name(node) for node in nodes], SHOWN)


def _counted(network: Network, nodes: Sequence[str]) -> Text:
    return counted((network.goal_kind(node) or network.kinds[node] for node in nodes), network.words)


_BRIEFS: dict[str, Callable[[Network, ResultRow, Text], Brief]] = {
    "dependency-loss": _loss,
    "joint-losses": _joint,
    "cut-points": _cut,
    "central-actors": _between,
}
