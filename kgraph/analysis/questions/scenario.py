"""What if somebody were not there: who is cut off, by which path, on what evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.dependency_model import DependencyModel, Loss
from kgraph.analysis.engines import engine_text
from kgraph.analysis.questions.dependency_loss import METHOD, in_order, loss_row
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import counted, listed, sentence
from kgraph.errors import UsageError
from kgraph.node_names import find_node
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.analysis.networks import Network

_TITLE = Text("Vad händer utan …?", "What happens without ...?")
_DEFINITION = Text(
    "Först allt som går förlorat tillsammans, sedan en rad för varje sak med vägen till det som togs bort.",
    "First all that is lost together, then one row for each thing with the path to what was removed.",
)


def whatif(network: Network, without: Sequence[str], *, seed: int = 1) -> Result:
    """Say what is lost or cut off when named things are removed.

    Parameters
    ----------
    network : Network
        The network to ask.
    without : sequence of str
        Names, in Swedish or English, or addresses.
    seed : int
        Carried into the result; nothing is drawn.

    Raises
    ------
    UsageError
        A name that nothing in the graph has, that several things have, or of a thing outside the network.
    """
    removed = sorted({node_of(network, name) for name in without})
    if network.definition.is_dependency:
        rows = _dependency_rows(network, removed)
    else:
        rows = _structure_rows(network, removed)
    notes = () if len(rows) > 1 else (Text("Inget annat går förlorat.", "Nothing else is lost."),)
    return Result(
        question="whatif",
        network=network.definition.name,
        title=_TITLE,
        definition=_DEFINITION,
        method=METHOD,
        engine=engine_text(),
        seed=seed,
        rows=tuple(rows),
        notes=notes,
    )


def node_of(network: Network, name: str) -> str:
    """Return the node of `network` that `name` means.

    Raises
    ------
    UsageError
        Nothing in the graph has that name, several things have it, or the thing is not in this network.
    """
    node = find_node(network.origin, name)
    if node not in network.graph:
        raise UsageError(
            f"{name} is not in the network {network.definition.name}",
            hint="No relationship of the network's types ties it to anything at the chosen time.",
        )
    return node


def _dependency_rows(network: Network, removed: list[str]) -> list[Row]:
    model = DependencyModel.of(network)
    loss = model.loss(removed)
    tree = model.dominator_tree()
    dominated = set().union(*(tree.below(node) for node in removed))
    first = loss_row(network, loss, dominated) or _nothing(network, removed)
    return [first, *(_path_row(network, loss, node) for node in in_order(network, loss.lost))]


def _nothing(network: Network, removed: list[str]) -> Row:
    name = listed([network.name(node) for node in removed])
    claim = sentence(
        "Inget av nätverkets mål går förlorat med {name}.",
        "None of the network's goals is lost with {name}.",
        name=name,
    )
    return Row(removed[0], name, claim, Figure("goals lost", 0.0, "things"))


def _path_row(network: Network, loss: Loss, node: str) -> Row:
    path = loss.path(node)
    stops = node in loss.stopped
    chain = [network.name(step) for step in path]
    claim = sentence(
        "{name} {verb}: {path}.",
        "{name} {verb}: {path}.",
        name=chain[0],
        verb=Text("upphör", "stops") if stops else Text("förlorar något i bruk", "loses something in use"),
        path=Text(" → ".join(step.sv for step in chain), " → ".join(step.en for step in chain)),
    )
    return Row(
        node=node,
        label=chain[0],
        claim=claim,
        figure=Figure("steps", float(len(path) - 1), "arcs"),
        cut_off=(node,),
        evidence=network.evidence(loss.arcs([node])),
        detail={"path": path, "effect": "stops" if stops else "affects"},
    )


def _structure_rows(network: Network, removed: list[str]) -> list[Row]:
    graph = network.undirected()
    left = nx.Graph(graph)
    left.remove_nodes_from(removed)
    touched = set().union(*(nx.node_connected_component(graph, node) for node in removed)) - set(removed)
    pieces = sorted(
        (sorted(piece & touched) for piece in nx.connected_components(left) if piece & touched),
        key=lambda piece: (-len(piece), piece),
    )
    away = in_order(network, frozenset(node for piece in pieces[1:] for node in piece))
    name = listed([network.name(node) for node in removed])
    if not away:
        claim = sentence(
            "Utan {name} hänger resten ihop.", "Without {name} the rest holds together.", name=name
        )
    else:
        claim = sentence(
            "Utan {name} skiljs {what} från resten: {names}.",
            "Without {name}, {what} {are} cut off from the rest: {names}.",
            name=name,
            what=counted(network.kinds[node] for node in away),
            are="is" if len(away) == 1 else "are",
            names=listed([network.name(node) for node in away]),
        )
    arcs = [arc for node in removed for arc in network.incident(node) if set(arc) & set(away)]
    first = Row(
        node=removed[0],
        label=name,
        claim=claim,
        figure=Figure("cut off", float(len(away)), "things"),
        cut_off=tuple(away),
        evidence=network.evidence(arcs),
        detail={"pieces": pieces},
    )
    return [first, *(_piece_row(network, graph, set(removed), piece) for piece in pieces[1:])]


def _piece_row(network: Network, graph: nx.Graph, removed: set[str], piece: list[str]) -> Row:
    held = sorted({network.arc(node, other) for node in piece for other in graph[node] if other in removed})
    both = [*held, *((b, a) for a, b in held)] if network.definition.directed else held
    through = sorted({end for arc in held for end in arc if end in removed})
    claim = sentence(
        "{names} nåddes bara genom {through}.",
        "{names} {were} reached only through {through}.",
        names=listed([network.name(node) for node in piece]),
        were="was" if len(piece) == 1 else "were",
        through=listed([network.name(node) for node in through]),
    )
    return Row(
        node=piece[0],
        label=listed([network.name(node) for node in piece]),
        claim=claim,
        figure=Figure("cut off", float(len(piece)), "things"),
        cut_off=tuple(piece),
        evidence=network.evidence(both),
        detail={"path": [piece[0], *through[:1]]},
    )
