"""Draw the flow charts of the documentation, so that they are there without a script from elsewhere.

A chart is written in the part of Mermaid that our pages use: ``flowchart LR``, nodes in several brackets,
arrows with or without a text, several to a line. Whatever shows Markdown with Mermaid draws the same text
itself. Layers are assigned and crossings avoided by Sugiyama's method, as igraph has it, with the texts of
arrows as nodes of their own, so that none lies on another.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import pairwise

import igraph

BLOCK = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NODE = re.compile(r'(\w+)(?:[\[({]+"?(.*?)"?[\])}]+)?$')
ARROW = re.compile(r'\s*(-\.->|-->)(?:\|"?(.*?)"?\|)?\s*')
BREAK = re.compile(r"<br/?>")
LETTER, LINE, PADDING = 7.2, 17, 10
"""Width of a letter, height of a line and space around a text, in pixels."""
BESIDE, BETWEEN = 16, 26
"""Pixels between nodes of a layer, and between layers."""
WIDEST = 980
"""A chart that would be wider from left to right is drawn from the top down."""

Point = tuple[float, float]


@dataclass
class Chart:
    """A flow chart: lines of each node by name, and arrows with lines of text and whether they are dotted."""

    nodes: dict[str, list[str]] = field(default_factory=dict)
    arrows: list[tuple[str, str, list[str], bool]] = field(default_factory=list)

    def node(self, text: str) -> str:
        """Add a node as it is written, unless it is there, and return its name."""
        match = NODE.match(text.strip())
        if match is None:
            raise ValueError(f"no node of a flow chart: {text!r}")
        if match[2] is not None or match[1] not in self.nodes:
            self.nodes[match[1]] = BREAK.split(match[2] or match[1])
        return match[1]


@dataclass(frozen=True)
class Placed:
    """A chart laid out: where its nodes are, through which points its arrows go, and how large it is."""

    centres: list[Point]
    routes: list[tuple[list[Point], bool, bool]]
    size: Point
    down: bool


def read_chart(text: str) -> Chart:
    """Return a chart from its text."""
    first, *lines = text.strip().splitlines()
    if first.strip() != "flowchart LR":
        raise ValueError(f"not a flow chart from left to right: {first!r}")
    chart = Chart()
    for line in lines:
        start, *rest = ARROW.split(line.strip())
        last = chart.node(start)
        for kind, label, end in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            name = chart.node(end)
            chart.arrows.append((last, name, BREAK.split(label) if label else [], kind == "-.->"))
            last = name
    return chart


def with_drawings(markdown: str) -> str:
    """Return a page with its flow charts drawn."""
    return BLOCK.sub(lambda match: draw(read_chart(match[1])), markdown)


def draw(chart: Chart) -> str:
    """Return a chart as SVG in the colours of the page around it."""
    names = list(chart.nodes)
    texts = list(chart.nodes.values())
    arrows: list[tuple[int, int, bool, bool]] = []  # from, to, dotted, with a head
    for start, end, label, dotted in chart.arrows:
        middle = len(texts)
        if label:
            texts.append(label)
            arrows.append((names.index(start), middle, dotted, False))
            arrows.append((middle, names.index(end), dotted, True))
        else:
            arrows.append((names.index(start), names.index(end), dotted, True))
    placed = _place(texts, arrows, down=False)
    if placed.size[0] > WIDEST:
        placed = _place(texts, arrows, down=True)
    parts = [_path(points, placed.down, dotted, head) for points, dotted, head in placed.routes]
    for number, (lines, centre) in enumerate(zip(texts, placed.centres, strict=False)):
        parts.append(_box(lines, centre, framed=number < len(names)))
    told = "; ".join(f"{_plain(chart.nodes[a])} \u2192 {_plain(chart.nodes[b])}" for a, b, *_ in chart.arrows)
    width, height = placed.size
    return (
        f'<div class="diagram"><svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{html.escape(told)}" style="max-width:{width:.0f}px;width:100%;font:13px sans-serif" '
        'fill="none" stroke="currentColor"><defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor" '
        f'stroke="none"/></marker></defs>{"".join(parts)}</svg></div>'
    )


def _place(texts: list[list[str]], arrows: list[tuple[int, int, bool, bool]], *, down: bool) -> Placed:
    """Lay a chart out, from the top down or from left to right."""
    graph = igraph.Graph(n=len(texts), edges=[arrow[:2] for arrow in arrows], directed=True)
    depths = [round(depth) for _, depth in graph.layout_sugiyama().coords[: len(texts)]]
    chains = [_chain(arrow[:2], depths) for arrow in arrows]
    steps = [tuple(sorted(step, key=depths.__getitem__)) for chain in chains for step in pairwise(chain)]
    spread = igraph.Graph(n=len(depths), edges=steps, directed=True)
    coordinates = spread.layout_sugiyama(layers=depths, maxiter=500).coords[: len(depths)]
    sizes = [_size(lines) for lines in texts] + [(4.0, 4.0)] * (len(depths) - len(texts))
    layers: dict[int, list[int]] = {}
    for number in sorted(range(len(depths)), key=lambda one: coordinates[one][0]):
        layers.setdefault(depths[number], []).append(number)
    beside, along = (0, 1) if down else (1, 0)
    longest = {depth: sum(sizes[one][beside] + BESIDE for one in there) for depth, there in layers.items()}
    centres: list[Point] = [(0.0, 0.0)] * len(sizes)
    far = 4.0
    for depth in sorted(layers):
        thick = max(sizes[one][along] for one in layers[depth])
        near = (max(longest.values()) - longest[depth] + BESIDE) / 2
        for one in layers[depth]:
            place = (near + sizes[one][beside] / 2, far + thick / 2)
            centres[one] = place if down else (place[1], place[0])
            near += sizes[one][beside] + BESIDE
        far += thick + BETWEEN
    size = (max(longest.values()), far - BETWEEN + 4)
    routes = [
        (_between_edges(chain, centres, sizes, along), *arrow[2:])
        for chain, arrow in zip(chains, arrows, strict=True)
    ]
    return Placed(centres, routes, size if down else (size[1], size[0]), down)


def _chain(ends: tuple[int, int], depths: list[int]) -> list[int]:
    """Return the nodes that an arrow goes through, with a new one in each layer that it passes."""
    start, end = ends
    way = 1 if depths[end] > depths[start] else -1
    passed = range(depths[start] + way, depths[end], way)
    chain = [start, *range(len(depths), len(depths) + len(passed)), end]
    depths += passed
    return chain


def _between_edges(chain: list[int], centres: list[Point], sizes: list[Point], along: int) -> list[Point]:
    """Return the points of an arrow, from the edge of its first node to that of its last."""
    points = [centres[one] for one in chain]
    way = 1 if points[-1][along] >= points[0][along] else -1
    for index, sign in ((0, way), (-1, -way)):
        shift = sizes[chain[index]][along] / 2 * sign
        x, y = points[index]
        points[index] = (x, y + shift) if along else (x + shift, y)
    return points


def _size(lines: list[str]) -> Point:
    return max(len(_plain([line])) for line in lines) * LETTER + 2 * PADDING, len(lines) * LINE + PADDING


def _plain(lines: list[str]) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(lines))


def _path(points: list[Point], down: bool, dotted: bool, head: bool) -> str:
    drawn = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (ax, ay), (bx, by) in pairwise(points):
        first, second = (
            ((ax, (ay + by) / 2), (bx, (ay + by) / 2)) if down else (((ax + bx) / 2, ay), ((ax + bx) / 2, by))
        )
        drawn += "C" + " ".join(f"{value:.0f}" for value in (*first, *second, bx, by))
    marks = ' marker-end="url(#tip)"' * head + ' stroke-dasharray="4 3"' * dotted
    return f'<path d="{drawn}"{marks}/>'


def _box(lines: list[str], centre: Point, *, framed: bool) -> str:
    (x, y), (width, height) = centre, _size(lines)
    frame = (
        f'<rect x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" width="{width:.0f}" height="{height:.0f}" '
        'rx="4" style="fill:var(--md-code-bg-color,none)"/>'
    )
    top = y - (len(lines) - 1) * LINE / 2 + 4
    spans = "".join(
        f'<tspan x="{x:.0f}" y="{top + number * LINE:.0f}"{_slant(line)}>'
        f"{html.escape(_plain([line]))}</tspan>"
        for number, line in enumerate(lines)
    )
    text = f'<text text-anchor="middle" fill="currentColor" stroke="none">{spans}</text>'
    return frame + text if framed else text


def _slant(line: str) -> str:
    return ' font-style="italic"' if line.startswith("<i>") else ""
