"""Stable names for blank nodes, derived from content, so that reading a file again gives the same names.

A name depends on neither the label in the file nor the order of the statements. It is a Merkle hash of the
statements about the node, then of those that refer to it. Cycles of blank nodes are distinguished by colour
refinement, and nodes that still look alike by singling out one at a time. This takes polynomial time on every
input, whereas RDFC-1.0 (https://www.w3.org/TR/rdf-canon/) takes exponential time on hostile ones; see
docs/decisions/0031.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.rdf.workspace import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME_DIGITS = 24
# Limit on the hashes spent on a file's cycles; nodes that still look alike keep their order in the file.
MAX_WORK = 2_000_000

_BLANK_QUADS = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }"


def blank_quads(store: ox.Store) -> list[ox.Quad]:
    """Return the statements of the named graphs of `store` that have a blank node as subject or object."""
    rows = cast("ox.QuerySolutions", store.query(_BLANK_QUADS))
    return [ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in rows]


def rename(quads: Iterable[ox.Quad], names: dict[ox.BlankNode, ox.BlankNode]) -> Iterator[ox.Quad]:
    """Yield `quads` with their blank nodes replaced by those of `names`."""
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = names.get(subject, subject)
        if isinstance(value, ox.BlankNode):
            value = names.get(value, value)
        yield ox.Quad(subject, quad.predicate, value, quad.graph_name)


def name_blank_nodes(store: ox.Store, own: str = "") -> None:
    """Rename the blank nodes of `store`, which holds one file, to their stable names.

    `own` is as for `stable_names`. Two nodes of one file with the same content stay two
    nodes: ``-1``, ``-2``... are appended.
    """
    quads = blank_quads(store)
    if not quads:
        return
    renamed = list(rename(quads, stable_names(quads, own)))
    for quad in quads:
        store.remove(quad)
    fill(store, renamed)
    # A store on disk holds in memory what it has yet to write.
    store.flush()


def stable_names(quads: Iterable[ox.Quad], own: str = "") -> dict[ox.BlankNode, ox.BlankNode]:
    """Return a name for every blank node.

    Parameters
    ----------
    quads : iterable of Quad
        All statements with blank nodes.
    own : str
        Graphs whose IRIs begin with this are named after files, so their names do not count.
    """
    links = _Links(quads, own)
    content = _content(links)
    names: dict[str, str] = {}
    seen: Counter[str] = Counter()

    def name(node: str, digest: str) -> None:
        twin = seen[digest]
        seen[digest] += 1
        names[node] = f"b{digest[:NAME_DIGITS]}" + (f"-{twin}" if twin else "")

    # Top down, so that the children of twins follow the name of their own parent.
    waiting = {node: len(links.up[node]) for node in links.blank}
    ready = deque(node for node in links.blank if not waiting[node])
    while ready:
        node = ready.popleft()
        above = [f"{edge} {names[other]}" for edge, other in links.up[node]]
        name(node, _digest([content[node], *links.outside[node], *above]))
        for _, other in links.down[node]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    cyclic = [node for node in links.blank if node not in names]
    for node, digest in _single_out(links, cyclic, {**content, **names}).items():
        name(node, digest)
    return {ox.BlankNode(node): ox.BlankNode(label) for node, label in names.items()}


class _Links:
    """The ground statements of each blank node, and the edges between blank nodes in both directions."""

    def __init__(self, quads: Iterable[ox.Quad], own: str) -> None:
        self.own: dict[str, list[str]] = defaultdict(list)
        self.outside: dict[str, list[str]] = defaultdict(list)
        self.down: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.up: dict[str, list[tuple[str, str]]] = defaultdict(list)
        blank: dict[str, None] = {}
        for quad in quads:
            subject, value = quad.subject, quad.object
            graph = str(quad.graph_name)
            edge = f"{quad.predicate} {'' if own and graph.startswith(f'<{own}') else graph}"
            if isinstance(subject, ox.BlankNode) and isinstance(value, ox.BlankNode):
                blank[subject.value] = blank[value.value] = None
                self.down[subject.value].append((edge, value.value))
                self.up[value.value].append((edge, subject.value))
            elif isinstance(subject, ox.BlankNode):
                blank[subject.value] = None
                self.own[subject.value].append(f"{edge} {value}")
            elif isinstance(value, ox.BlankNode):
                blank[value.value] = None
                self.outside[value.value].append(f"{edge} {subject}")
        self.blank = list(blank)


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _content(links: _Links) -> dict[str, str]:
    """Hash every node from its own statements, after the nodes that it leads to.

    Nodes that lead into a cycle start from their own statements and are refined until no class splits.
    """
    done: dict[str, str] = {}
    waiting = {node: len(links.down[node]) for node in links.blank}
    ready = deque(node for node in links.blank if not waiting[node])
    while ready:
        node = ready.popleft()
        done[node] = _digest(
            [*links.own[node], *(f"{edge} {done[other]}" for edge, other in links.down[node])]
        )
        for _, other in links.up[node]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    cyclic = [node for node in links.blank if node not in done]
    done.update({node: _digest([*links.own[node], "cycle"]) for node in cyclic})
    return _refine(cyclic, (links.down,), done)


def _refine(
    nodes: list[str], directions: tuple[dict[str, list[tuple[str, str]]], ...], colour: dict[str, str]
) -> dict[str, str]:
    """Split the classes of `nodes` by their neighbours' colours until their number no longer grows."""
    classes = 0
    for _ in range(_rounds(nodes)):
        number = len({colour[node] for node in nodes})
        if number == classes:
            break
        classes = number
        around = {
            node: [
                f"{side} {edge} {colour[other]}"
                for side, links in enumerate(directions)
                for edge, other in links[node]
            ]
            for node in nodes
        }
        colour = {**colour, **{node: _digest([colour[node], *around[node]]) for node in nodes}}
    return colour


def _rounds(nodes: list[str]) -> int:
    return MAX_WORK // 10 // max(len(nodes), 1)


def _single_out(links: _Links, cyclic: list[str], colour: dict[str, str]) -> dict[str, str]:
    """Return the colours of the nodes in and below cycles, singling out look-alikes one at a time."""
    directions = (links.down, links.up)
    colour = {**colour, **{node: _digest([colour[node], *links.outside[node]]) for node in cyclic}}
    colour = _refine(cyclic, directions, colour)
    for _ in range(_rounds(cyclic) // 10):
        alike = Counter(colour[node] for node in cyclic)
        twins = [digest for digest, count in alike.items() if count > 1]
        if not twins:
            break
        chosen = next(node for node in cyclic if colour[node] == min(twins))
        colour = _refine(cyclic, directions, {**colour, chosen: _digest([colour[chosen], "singled out"])})
    return {node: colour[node] for node in cyclic}
