"""The register of bottlenecks: one row for each thing and each way in which it is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.analysis.cut_rows import cuts
from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.loss_rows import losses
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import OF_DEPENDENCE_OR_TIES
from kgraph.analysis.sentences import counted, listed, one_or_many
from kgraph.analysis.uncertainty.draws import draws_of
from kgraph.analysis.uncertainty.stated_only import stated_model, stated_network
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

DEPENDENCY, CUT_POINT, SOLE_HOLDER, NARROW_CUT = "dependency", "cut point", "sole holder", "narrow cut"
KINDS = (DEPENDENCY, CUT_POINT, SOLE_HOLDER, NARROW_CUT)
PAIRS_TRIED = 200
_words = catalogue("analysis")


def bottlenecks(network: Network, settings: Settings) -> AnalysisAnswer:
    """Register all bottlenecks of a network, gravest first: what is cut off by name, and on what evidence."""
    if network.definition.is_dependency:
        parts = [(DEPENDENCY, losses(network, settings))]
        rows = _sole_holders(network, settings) + _narrow_cuts(network, settings)
    else:
        parts, rows = [(CUT_POINT, cuts(network, settings))], []
    rows += [replace(row, detail={"kind": kind, **row.detail}) for kind, part in parts for row in part.rows]
    rows.sort(key=lambda r: (-(r.figure.value or 0), KINDS.index(r.detail["kind"]), r.node or ""))
    notes = [note for _, part in parts for note in part.notes]
    return AnalysisAnswer(rows[: settings.rows], parts[0][1].engine, notes)


def _sole_holders(network: Network, settings: Settings) -> list[ResultRow]:
    """Return the things that are the only member of a group of alternatives, such as the only provider."""
    dependents_of = _held_alone(network, settings)
    stated = _held_alone(stated_network(network, settings), settings)
    draws = draws_of(network, settings)
    return [
        ResultRow(
            node=node,
            label=network.name(node),
            claim=_words(
                "bottlenecks.sole-holder",
                name=network.name(node),
                what=network.counted(dependents),
                names=listed([network.name(other) for other in dependents]),
            ),
            figure=Figure("held alone", float(len(dependents)), "things"),
            probability=None if draws is None else draws.share_only(node, dependents),
            stated_only=float(len(stated.get(node, ()))),
            cut_off=tuple(dependents),
            evidence=network.evidence((other, node) for other in dependents),
            detail={"kind": SOLE_HOLDER},
        )
        for node, dependents in sorted(dependents_of.items())
    ]


def _held_alone(network: Network, settings: Settings) -> dict[str, list[str]]:
    """Return what has only one member in a group of alternatives, by that member."""
    dependents_of: dict[str, list[str]] = {}
    for (dependent, _), members in DependencyModel.kept(network, settings).alternatives().items():
        if len(members) == 1:
            dependents_of.setdefault(members[0], []).append(dependent)
    return dependents_of


def _narrow_cuts(network: Network, settings: Settings) -> list[ResultRow]:
    """Return pairs of alternatives that together stop goals which neither stops alone."""
    model, draws = DependencyModel.kept(network, settings), draws_of(network, settings)
    pairs = {tuple(members) for members in model.alternatives().values() if len(members) == 2}
    rows = []
    for a, b in sorted(pairs)[:PAIRS_TRIED]:
        extra = sorted(model.lost_together(a, b) & network.goals.keys())
        if extra:
            claim = _words(
                f"bottlenecks.narrow-cut.{one_or_many(len(extra))}",
                a=network.name(a),
                b=network.name(b),
                what=counted(network.goal_kind(node) or "" for node in extra),
                names=listed([network.name(node) for node in extra]),
            )
            rows.append(
                ResultRow(
                    node=a,
                    label=listed([network.name(a), network.name(b)]),
                    claim=claim,
                    figure=Figure("goals lost together", float(len(extra)), "things"),
                    probability=None if draws is None else draws.share_only_both((a, b), extra),
                    stated_only=_stated_extra(network, settings, a, b),
                    cut_off=tuple(extra),
                    evidence=network.evidence(model.loss([a, b]).arcs(extra)),
                    detail={"kind": NARROW_CUT, "nodes": [a, b]},
                )
            )
    return rows


def _stated_extra(network: Network, settings: Settings, a: str, b: str) -> float:
    """Return how many goals two things stop together, and neither alone, on stated relationships."""
    goals = stated_network(network, settings).goals.keys()
    return float(len(stated_model(network, settings).lost_together(a, b) & goals))


QUESTION = AnalysisQuestion(
    name="bottlenecks",
    answer=bottlenecks,
    method="Union of dependency loss (dominators, AND / OR), cut points, sole holders and two-thing cuts",
    scored=True,
    about_things=True,
    register=True,
    scope=OF_DEPENDENCE_OR_TIES,
)
