"""The plots of the report: each function makes an inline SVG in one language from plain data."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
from matplotlib.ticker import MaxNLocator

from kgraph.views.catalogue_words import status_words
from kgraph.views.colours import light, status_colour
from kgraph.views.drawing_space import SEED
from kgraph.views.graph_parts import most_tied
from kgraph.views.item_values import period_of, words_of
from kgraph.views.node_style import COLOURS, mark, primary_labels
from kgraph.views.presentation import role_classes
from kgraph.views.svg_figures import LINE, MUTED, inline_svg, new_figure
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping, Sequence

MOST_ROWS = 25
MOST_DATED = 50
MOST_LABELS = 60
MOST_ACTORS = 1_000
"""So many actors the matrix shows at most: a square would be thinner than a line."""
NAME_LENGTH = 42
TIERS = ("blue", "orange", "green", "purple", "sky", "vermillion")
WORDS = catalogue("report")

DatedRow = tuple[str, float, float | None, bool]
"""A dated thing: its first and its last year with their fractions, and whether it is an event of one day."""


class TiedGroups(NamedTuple):
    """Actors that are tied to each other: their ties, their communities, and how many are left out."""

    graph: nx.Graph
    groups: list[list[str]]
    left_out: int


def short(name: str, length: int = NAME_LENGTH) -> str:
    """Return `name` cut to `length` characters."""
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"


def rank_intervals(rows: Sequence[dict[str, Any]], title: str, language: str) -> str | None:
    """Return ranks with their intervals, coloured by tier; None where no row has a rank.

    Parameters
    ----------
    rows : sequence of dict
        Rows of one measure of ``central-actors``; rank and tier as ``analysis.json`` has them.
    """
    shown = [row for row in rows if row.get("interval") and (row.get("detail") or {}).get("rank")][:MOST_ROWS]
    if not shown:
        return None
    figure, axes = new_figure(7.6, 0.9 + 0.27 * len(shown))
    tiers = list(dict.fromkeys(row.get("tier") for row in shown))
    for place, row in enumerate(shown):
        low, high = row["interval"]
        colour = COLOURS[TIERS[tiers.index(row.get("tier")) % len(TIERS)]]
        axes.plot([low, high], [place, place], color=colour, linewidth=5, alpha=0.35, solid_capstyle="round")
        axes.plot(row["detail"]["rank"], place, marker="o", color=colour, markersize=6.5)
    axes.set_yticks(range(len(shown)), [short(row["label"][language]) for row in shown], parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.set_xlim(left=0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(WORDS("plots.rank").in_language(language))
    return inline_svg(figure, title)


def fragility_curve(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], title: str, language: str
) -> str | None:
    """Return how much of the network hangs together as nodes go, one line per order of removal.

    Parameters
    ----------
    curves : dict of str to pair of sequences of float
        Shares removed and shares left in the largest part, by the name of the order.
    """
    if not curves:
        return None
    figure, axes = new_figure(7.6, 3.4)
    for index, (name, (removed, left)) in enumerate(curves.items()):
        colour = COLOURS[TIERS[index % len(TIERS)]]
        dashes = ("-", "--", ":", "-.")[index % 4]
        axes.plot(removed, left, color=colour, linewidth=2, linestyle=dashes, label=name)
    legend = axes.legend(loc="upper right", frameon=False, fontsize=9)
    for text in legend.get_texts():
        text.set_parse_math(False)
    axes.set_xlabel(WORDS("plots.removed").in_language(language))
    axes.set_ylabel(WORDS("plots.left").in_language(language))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.grid(color=LINE, linewidth=0.7)
    return inline_svg(figure, title)


def profile(rows: Sequence[tuple[str, dict[str, float]]], title: str, language: str) -> str | None:
    """Return stacked bars, one per actor: how often it stands between others, by role.

    Parameters
    ----------
    rows : sequence of (str, dict of str to float)
        Name of the actor, and its count by role.
    """
    shown = [(name, roles) for name, roles in rows if sum(roles.values()) > 0][:MOST_ROWS]
    if not shown:
        return None
    roles = list(dict.fromkeys(role for _name, counts in shown for role in counts))
    figure, axes = new_figure(7.6, 1.4 + 0.3 * len(shown))
    left = np.zeros(len(shown))
    for index, role in enumerate(roles):
        values = np.array([counts.get(role, 0) for _name, counts in shown])
        colour = COLOURS[TIERS[index % len(TIERS)]]
        axes.barh(range(len(shown)), values, left=left, color=colour, height=0.62, label=role)
        left += values
    axes.set_yticks(range(len(shown)), [short(name) for name, _roles in shown], parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.set_xlabel(WORDS("plots.count").in_language(language))
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    # A legend beside the axes gets its place from this engine alone, which measures all parts twice.
    figure.set_layout_engine("constrained")
    legend = figure.legend(loc="outside lower center", ncols=5, frameon=False, fontsize=9)
    for text in legend.get_texts():
        text.set_parse_math(False)
    return inline_svg(figure, title)


def tied_groups(pairs: Iterable[tuple[str, str]]) -> TiedGroups | None:
    """Return who is tied to whom in communities (Louvain, fixed seed); None where fewer than three are.

    Of more actors than a picture holds, those with most ties remain, see `most_tied`.

    Parameters
    ----------
    pairs : iterable of (str, str)
        The ends of each tie.
    """
    simple = nx.Graph()
    simple.add_edges_from(sorted(pair for pair in pairs if pair[0] != pair[1]))
    tied = simple.number_of_nodes()
    if tied > MOST_ACTORS:
        simple.remove_nodes_from(set(simple).difference(most_tied(simple, MOST_ACTORS)))
    count = simple.number_of_nodes()
    if count < 3:
        return None
    communities = nx.community.louvain_communities(simple, seed=SEED)
    groups = (sorted(group, key=lambda uri: (-simple.degree(uri), uri)) for group in communities)
    return TiedGroups(simple, sorted(groups, key=lambda group: (-len(group), group[0])), tied - count)


def adjacency_matrix(graph: nx.MultiDiGraph, tied: TiedGroups, title: str, language: str) -> str:
    """Return who is tied to whom, communities side by side.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Where the names are.
    tied : TiedGroups
        See :func:`tied_groups`.
    """
    groups, count = tied.groups, len(tied.graph)
    order = [uri for group in groups for uri in group]
    place = {uri: index for index, uri in enumerate(order)}
    home = {uri: index for index, group in enumerate(groups) for uri in group}
    size = min(8.6, max(4.6, 1.6 + 0.16 * count))
    figure, axes = new_figure(size, size)
    colours = [COLOURS[tier] for tier in TIERS]
    cells: dict[str, list[tuple[int, int]]] = {colour: [] for colour in (*colours, light("rest", "plots"))}
    for s, t in tied.graph.edges():
        within = home[s] == home[t]
        colour = colours[home[s] % len(colours)] if within else light("rest", "plots")
        cells[colour] += ((place[s], place[t]), (place[t], place[s]))
    for colour, places in cells.items():
        if places:
            xs, ys = zip(*places, strict=True)
            side = (size * 0.7 * 72 / count) ** 2 * 0.75
            axes.scatter(xs, ys, s=side, marker="s", color=colour, linewidths=0)
    # Between more groups than have names, the lines would be all that is seen.
    if len(groups) <= MOST_LABELS:
        for edge in accumulate(map(len, groups[:-1])):
            axes.axhline(edge - 0.5, color=LINE, linewidth=0.8)
            axes.axvline(edge - 0.5, color=LINE, linewidth=0.8)
    if count <= MOST_LABELS:
        names = [short(words_of(uri, graph.nodes[uri])[language], 30) for uri in order]
        axes.set_yticks(range(count), names, fontsize=8, parse_math=False)
        axes.set_xticks(range(count), names, fontsize=8, rotation=90, parse_math=False)
    else:
        axes.set_xticks([])
        axes.set_yticks([])
    axes.tick_params(length=0)
    axes.set_xlim(-0.5, count - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    for side_name in ("top", "right"):
        axes.spines[side_name].set_visible(True)
    axes.set_aspect("equal")
    return inline_svg(figure, title)


def timeline(graph: nx.MultiDiGraph, rows: Sequence[DatedRow], title: str, language: str) -> str:
    """Return what is dated first: bars for periods and marks for events.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Where the names are.
    rows : sequence of DatedRow
        See :func:`dated_rows`; not empty.
    """
    shown = rows[:MOST_DATED]
    now = max(end or start for _uri, start, end, _event in rows) + 0.5
    kinds = primary_labels(tuple(labels or ()) for _uri, labels in graph.nodes(data="labels"))
    figure, axes = new_figure(7.6, 0.9 + 0.24 * len(shown))
    for place, (uri, start, end, event) in enumerate(shown):
        style = mark(kinds[tuple(graph.nodes[uri].get("labels") or ())])
        if event:
            axes.plot(start, place, marker="D", color=style.colour, markersize=6)
            continue
        axes.plot(
            [start, end if end is not None else now],
            [place, place],
            color=style.colour,
            linewidth=6,
            solid_capstyle="butt",
        )
        if end is None:
            axes.plot(now, place, marker=">", color=style.colour, markersize=6)
    axes.set_yticks(
        range(len(shown)),
        [short(words_of(uri, graph.nodes[uri])[language]) for uri, *_rest in shown],
        parse_math=False,
    )
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    return inline_svg(figure, title)


def statuses_by_type(
    counts: Mapping[str, Counter[str]], words: Mapping[str, str], title: str, language: str
) -> str | None:
    """Return how the relationships of each type are known, by status."""
    if not counts:
        return None
    order = sorted(counts, key=lambda kind: (-counts[kind].total(), kind))[:MOST_ROWS]
    figure, axes = new_figure(7.6, 1.3 + 0.27 * len(order))
    left = np.zeros(len(order))
    for status, words_of_status in status_words().items():
        values = np.array([counts[kind][status] for kind in order])
        if values.any():
            colour = status_colour(status)
            label = words_of_status[language]
            axes.barh(range(len(order)), values, left=left, color=colour, height=0.62, label=label)
            left += values
    for place, total in enumerate(left):
        axes.text(total, place, f" {int(total)}", va="center", fontsize=9, color=MUTED)
    axes.set_yticks(range(len(order)), [short(words[kind]) for kind in order], parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.set_xlabel(WORDS("plots.statements").in_language(language))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower right", frameon=False, fontsize=9)
    return inline_svg(figure, title)


def dated_rows(graph: nx.MultiDiGraph) -> list[DatedRow]:
    """Return the things that are dated, in the order of time.

    A thing's own period comes first; for the rest the period from the first to the last dated relationship
    into it.
    """
    documents = role_classes("sources")
    into: dict[str, list[tuple[float, float | None]]] = {}
    for _source, target, values in graph.edges(data=True):
        first, last = map(year, period_of(values))
        if first is not None:
            into.setdefault(target, []).append((first, last))
    rows: list[DatedRow] = []
    for uri, attributes in graph.nodes(data=True):
        if not documents.isdisjoint(attributes.get("labels") or ()):
            continue
        first, last = map(year, period_of(attributes))
        if first is not None:
            event = attributes.get("from") is None and attributes.get("until") is None
            rows.append((uri, first, last, event))
        elif uri in into:
            starts, ends = zip(*into[uri], strict=True)
            rows.append((uri, min(starts), None if None in ends else max(ends), False))
    return sorted(rows, key=lambda row: (row[1], row[0]))


def year(day: str | None) -> float | None:
    """Return a date (``2022``, ``2022-04`` or ``2022-04-01``) as a year with its fraction."""
    if not day:
        return None
    parts = [int(part) for part in day.split("-")]
    month, date = (parts[1] if len(parts) > 1 else 1), (parts[2] if len(parts) > 2 else 1)
    value = parts[0] + (month - 1) / 12 + (date - 1) / 365
    return value if math.isfinite(value) else None
