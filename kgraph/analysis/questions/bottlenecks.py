"""The register of bottlenecks: one row for each thing and each way in which it is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.analysis.dependency_model import DependencyModel
from kgraph.analysis.questions.cut_points import cut_points
from kgraph.analysis.questions.dependency_loss import dependency_loss
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import counted, listed, sentence
from kgraph.words.text import Text

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

KIND_TITLES = {
    "dependency": Text("beroende", "dependency"),
    "cut point": Text("brytpunkt", "cut point"),
    "sole holder": Text("ensam innehavare", "sole holder"),
    "narrow cut": Text("smalt snitt", "narrow cut"),
}
PAIRS_TRIED = 200
METHOD = "Union of dependency loss (dominators, AND / OR), cut points, sole holders and two-thing cuts"


def bottlenecks(network: Network, settings: Settings) -> Result:
    """Register all bottlenecks of a network, gravest first: what is cut off by name, and on what evidence."""
    rows: list[Row] = []
    parts = [("cut point", cut_points(network, settings))]
    loss = dependency_loss(network, settings)
    if loss is not None:
        parts.insert(0, ("dependency", loss))
        rows += _sole_holders(network) + _narrow_cuts(network)
    rows += [replace(row, detail={"kind": kind, **row.detail}) for kind, part in parts for row in part.rows]
    order = list(KIND_TITLES)
    rows.sort(key=lambda r: (-(r.figure.value or 0), order.index(r.detail["kind"]), r.node or ""))
    notes = [note for _, part in parts for note in part.notes]
    return Result(
        question="bottlenecks",
        network=network.definition.name,
        title=Text("Flaskhalsregister", "Register of bottlenecks"),
        definition=Text(
            "Fyra slag: beroende (mål som går förlorade), brytpunkt (saker som skiljs från resten), ensam "
            "innehavare "
            "(den enda som tillhandahåller eller driver), smalt snitt (två som tillsammans stoppar det "
            "ingen av dem "
            "stoppar själv). Talet är antalet saker; intervall och z som i respektive fråga.",
            "Four kinds: dependency (goals lost), cut point (things parted from the rest), sole holder (the "
            "only one "
            "that provides or operates), narrow cut (two that together stop what neither stops alone). The "
            "figure is "
            "the number of things; interval and z as in each question.",
        ),
        method=METHOD,
        engine=parts[0][1].engine,
        seed=settings.seed,
        rows=tuple(rows[: settings.rows]),
        notes=tuple(notes),
    )


def _sole_holders(network: Network) -> list[Row]:
    """Return the things that are the only member of a group of alternatives, such as the only provider."""
    held: dict[str, list[str]] = {}
    for (dependent, _), members in DependencyModel.of(network).alternatives().items():
        if len(members) == 1:
            held.setdefault(members[0], []).append(dependent)
    rows = []
    for node, dependents in sorted(held.items()):
        names = listed([network.name(other) for other in dependents])
        rows.append(
            Row(
                node=node,
                label=network.name(node),
                claim=sentence(
                    "{name} är ensam om att tillhandahålla eller driva {what}: {names}.",
                    "{name} is the only one to provide or operate {what}: {names}.",
                    name=network.name(node),
                    what=counted(network.kinds[other] for other in dependents),
                    names=names,
                ),
                figure=Figure("held alone", float(len(dependents)), "things"),
                cut_off=tuple(dependents),
                evidence=network.evidence((other, node) for other in dependents),
                detail={"kind": "sole holder"},
            )
        )
    return rows


def _narrow_cuts(network: Network) -> list[Row]:
    """Return pairs of alternatives that together stop goals which neither stops alone."""
    model = DependencyModel.of(network)
    pairs = {tuple(members) for members in model.alternatives().values() if len(members) == 2}
    rows = []
    for a, b in sorted(pairs)[:PAIRS_TRIED]:
        alone = model.loss([a]).lost | model.loss([b]).lost
        both = model.loss([a, b])
        extra = sorted(node for node in both.lost - alone if network.goal_kind(node))
        if extra:
            rows.append(
                Row(
                    node=a,
                    label=listed([network.name(a), network.name(b)]),
                    claim=sentence(
                        "Om både {a} och {b} upphör går {what} förlorade som ingen av dem stoppar själv: "
                        "{names}.",
                        "If both {a} and {b} stop, {what} are lost that neither stops alone: {names}.",
                        a=network.name(a),
                        b=network.name(b),
                        what=counted(network.goal_kind(node) or "" for node in extra),
                        names=listed([network.name(node) for node in extra]),
                    ),
                    figure=Figure("goals lost together", float(len(extra)), "things"),
                    cut_off=tuple(extra),
                    evidence=network.evidence(both.arcs(extra)),
                    detail={"kind": "narrow cut", "nodes": [a, b]},
                )
            )
    return rows
