"""Names in a figure for print: the most important first, none over another."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from kgraph.views.colours import light
from kgraph.views.svg_figures import INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

ROW = 22
"""Letters in a row of a name; a name has at most two."""
LONG_ROW = 27
"""Letters in the row of a name that has only one."""
SIDES = {"below": (0, -1), "above": (0, 1), "right": (1, 0), "left": (-1, 0)}
ALIGN = {
    "below": ("center", "top"),
    "above": ("center", "bottom"),
    "right": ("left", "center"),
    "left": ("right", "center"),
}
PRINCIPAL = 12
"""So many of the most important are named over the marks of others where there is no other room."""


@dataclass(frozen=True, slots=True)
class Named:
    """A node that may be named.

    Parameters
    ----------
    name : str
        Its name.
    place : tuple of float
        Where its mark is, in data units.
    radius : float
        Radius of the mark in points.
    sides : tuple of str
        Sides of the mark that its name may stand on, the best first.
    one_row : bool
        Whether its name has one row, because those of its neighbours stand close above and below.
    """

    name: str
    place: tuple[float, float]
    radius: float
    sides: tuple[str, ...] = tuple(SIDES)
    one_row: bool = False

    @property
    def text(self) -> str:
        """Its name in rows."""
        width, rows = (LONG_ROW, 1) if self.one_row else (ROW, 2)
        return "\n".join(textwrap.wrap(self.name, width, max_lines=rows, placeholder="…"))


def write_names(axes: Axes, ordered: Sequence[Named], size: float) -> list[str]:
    """Write the names that have room, the first of `ordered` first, and return them."""
    canvas = FigureCanvasAgg(axes.figure)  # type: ignore[arg-type]
    # matplotlib declares no types for what measures text.
    canvas.draw()  # type: ignore[no-untyped-call]
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    points = axes.figure.dpi / 72
    frame = axes.get_window_extent(renderer)
    marks = [_around(axes, each, points) for each in ordered]
    taken: list[Bbox] = []
    written = []
    for index, each in enumerate(ordered):
        ways = [(each, marks[:index] + marks[index + 1 :])]
        if index < PRINCIPAL:
            # Rather over the marks of lesser ones, then over any and on any side, than not at all.
            ways.append((each, marks[:index] + marks[index + 1 : PRINCIPAL]))
            ways.append((replace(each, sides=(*each.sides, *SIDES)), []))
        for way, hindrances in ways:
            if not _write(axes, way, size, (renderer, frame, [*hindrances, *taken])):
                continue
            taken.append(axes.texts[-1].get_window_extent(renderer))
            written.append(each.name)
            break
    return written


def _around(axes: Axes, each: Named, points: float) -> Bbox:
    x, y = axes.transData.transform(each.place)
    r = each.radius * points
    return Bbox.from_extents(x - r, y - r, x + r, y + r)


def _write(axes: Axes, each: Named, size: float, room: tuple[object, Bbox, Sequence[Bbox]]) -> bool:
    """Write a name on the first of its sides that is free, and tell whether there is one."""
    renderer, frame, hindrances = room
    for side in each.sides:
        dx, dy = SIDES[side]
        across, down = ALIGN[side]
        away = each.radius + 1.5
        label = axes.annotate(
            each.text,
            each.place,
            xytext=(dx * away, dy * away),
            textcoords="offset points",
            ha=across,
            va=down,
            fontsize=size,
            color=INK,
            linespacing=1.05,
            zorder=4,
            parse_math=False,
            bbox={"facecolor": light("halo"), "alpha": 0.75, "linewidth": 0, "pad": 0.6},
        )
        box = label.get_window_extent(renderer)  # type: ignore[arg-type]
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        if inside and not any(box.overlaps(other) for other in hindrances):
            return True
        label.remove()
    return False
