"""The layouts that views choose from: how positions are found, and what a position means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.views.force_layout import force_layout
from kgraph.views.layers_layout import layer_headings, layers_layout
from kgraph.views.rings_layout import rings_layout
from kgraph.views.timeline_layout import timeline_axis, timeline_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.views.drawing_space import Positions
    from kgraph.views.page_payload import PayloadGuides
    from kgraph.views.view_definition import View


def no_guides(_view: View) -> PayloadGuides:
    """Return no guides, for a layout whose places have no meaning along an axis."""
    return {}


def columns(view: View) -> PayloadGuides:
    """Return the headings of the columns."""
    return {"columns": layer_headings(view.graph), "sides": True}


def time_axis(view: View) -> PayloadGuides:
    """Return the axis of time; nothing where nothing is dated."""
    axis = timeline_axis(view.graph)
    return {"axis": axis, "bodies": True} if axis else {}


@dataclass(frozen=True, slots=True)
class ViewLayout:
    """A way of placing the nodes of a view.

    Parameters
    ----------
    positions : callable
        From a view to a place for every node.
    guides : callable
        From a view to what the page draws to explain the places.
    keeps : bool
        Whether nodes stay where an earlier build had them; not where a place has a meaning of its own, which
        is worked out from the data each time.
    """

    positions: Callable[[View], Positions]
    guides: Callable[[View], PayloadGuides] = no_guides
    keeps: bool = True


FORCE = ViewLayout(force_layout)
LAYERS = ViewLayout(lambda view: layers_layout(view.graph), columns, keeps=False)
TIMELINE = ViewLayout(lambda view: timeline_layout(view.graph, view.opening), time_axis, keeps=False)
RINGS = ViewLayout(rings_layout)
