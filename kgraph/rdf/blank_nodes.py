"""Stable names for blank nodes, derived from content, so that reading a file again gives the same names.

A name depends on neither the label in the file nor the order of the statements. It is a Merkle hash of the
statements about the node, then of those that refer to it. Cycles of blank nodes are distinguished by colour
refinement, and nodes that still look alike by singling out one at a time. This takes polynomial time on every
input, whereas RDFC-1.0 (https://www.w3.org/TR/rdf-canon/) takes exponential time on hostile ones; see
docs/decisions/0031.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.rdf.workspace import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Sort = Callable[[Iterable[bytes]], Iterable[bytes]]

NAME_DIGITS = 24
# Limit on the hashes spent on a file's cycles; nodes that still look alike keep their order in the file.
MAX_WORK = 2_000_000

_NAME = re.compile(rf"_:b[0-9a-f]{{{NAME_DIGITS}}}(-[0-9]+)?")
# Blank nodes that are named at once where none leads to another.
_AT_ONCE = 5_000

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


def name_blank_nodes(store: ox.Store, own: str = "", sort: Sort | None = None) -> None:
    """Rename the blank nodes of `store`, which holds one file, to their stable names.

    Two nodes of one file with the same content stay two nodes: ``-1``, ``-2``... are appended.

    Parameters
    ----------
    store : pyoxigraph.Store
        Changed in place.
    own : str
        As for `stable_names`.
    sort : callable, optional
        As for `parts`, to name them some at a time, in less room and more time.
    """
    seen: Counter[str] = Counter()
    if sort is None:
        _rename(store, blank_quads(store), own, seen)
        return
    named = False

    def lines() -> Iterator[str]:
        """Yield the lines with blank nodes; note whether one has a name already."""
        nonlocal named
        for line in _blank_lines(store):
            named = named or any(map(_NAME.fullmatch, blank_ends(line)))
            yield line

    waiting: list[str] = []
    for part in parts(lines(), sort):
        # Renamed one after another, a node could get the name that another still has.
        if named:
            waiting += part
        else:
            _rename(store, list(parsed(part)), own, seen)
    _rename(store, list(parsed(waiting)), own, seen)


def _rename(store: ox.Store, quads: list[ox.Quad], own: str, seen: Counter[str]) -> None:
    if not quads:
        return
    renamed = list(rename(quads, stable_names(quads, own, seen)))
    for quad in quads:
        store.remove(quad)
    fill(store, renamed)
    # A store on disk holds in memory what it has yet to write.
    store.flush()


def _blank_lines(store: ox.Store) -> Iterator[str]:
    """Yield the N-Quads of the named graphs that have a blank node as subject or object."""
    for row in cast("ox.QuerySolutions", store.query(_BLANK_QUADS)):
        yield f"{row['s']} {row['p']} {row['o']} {row['g']} ."


def parsed(lines: Iterable[str]) -> ox.QuadParser:
    """Yield the statements of N-Quads, whose blank nodes keep their labels."""
    return ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)


def stable_labels(lines: Iterable[str], seen: Counter[str] | None = None) -> dict[str, str]:
    """Return the stable name of each blank node of some N-Quads, both with ``_:``.

    Parameters
    ----------
    lines : iterable of str
        All statements with these blank nodes.
    seen : Counter, optional
        As for `stable_names`.
    """
    names = stable_names(parsed(lines), seen=seen)
    return {f"_:{old.value}": f"_:{new.value}" for old, new in names.items()}


def parts(lines: Iterable[str], sort: Sort, linked: set[str] | None = None) -> Iterator[list[str]]:
    """Yield N-Quads with blank nodes part by part, so that the nodes of each part can be named by themselves.

    Parameters
    ----------
    lines : iterable of str
        Statements whose subject or object is a blank node.
    sort : callable
        Sorts lines, of which there may be more than there is room for.
    linked : set of str, optional
        Labels, with ``_:``, of nodes that belong to the last part, which is of those that lead to each other;
        added to.
    """
    linked = set() if linked is None else linked

    def keyed() -> Iterator[bytes]:
        """Yield the lines by the label of their only blank node, numbered."""
        for number, line in enumerate(lines):
            ends = blank_ends(line)
            if len(ends) > 1:
                linked.update(ends)
            yield f"{'' if len(ends) > 1 else ends[0]} {number:012} {line}".encode()

    waiting: list[str] = []
    together: list[tuple[str, str]] = []
    last, count = "", 0
    for text in sort(keyed()):
        label, number, line = text.decode().split(" ", 2)
        if not label or label in linked:
            together.append((number, line))
            continue
        if label != last:
            last = label
            count += 1
            if count > _AT_ONCE:
                yield waiting
                waiting, count = [], 1
        waiting.append(line)
    if waiting:
        yield waiting
    if together:
        yield [line for _, line in sorted(together)]


def blank_ends(line: str) -> list[str]:
    """Return those of subject and object of an N-Quads line that are blank nodes."""
    subject, _, rest = line.split(" ", 2)
    return [end for end in (subject, rest.partition(" ")[0]) if end.startswith("_:")]


def stable_names(
    quads: Iterable[ox.Quad], own: str = "", seen: Counter[str] | None = None
) -> dict[ox.BlankNode, ox.BlankNode]:
    """Return a name for every blank node.

    Parameters
    ----------
    quads : iterable of Quad
        All statements with these blank nodes.
    own : str
        Graphs whose IRIs begin with this are named after files, so their names do not count.
    seen : Counter, optional
        How often each content was seen, where blank nodes are named part by part; added to.
    """
    links = _Links(quads, own)
    content = _content(links)
    names: dict[str, str] = {}
    seen = Counter() if seen is None else seen

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
