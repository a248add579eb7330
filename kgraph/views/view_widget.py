"""A view as a widget of JupyterLab, marimo and other hosts: what is chosen in it is shared with Python.

The page is the one that is written as a file, in a frame of its own, and a small module beside it passes on
what is chosen; nothing is fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from kgraph.errors import UsageError
from kgraph.node_names import find_node
from kgraph.views.script_bundle import read_asset

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.notebook_frame import InlineView

#: What the reader can hide: classes, relationship types, statuses, and sources by IRI.
FILTERS = ("kinds", "relationships", "statuses", "sources")


class ViewWidget(anywidget.AnyWidget):
    """A view whose selection, filters and what-if are traits, each readable, settable and observable.

    A trait is None until the page is open, unless it is set before.

    Parameters
    ----------
    page : InlineView
        The page, made to be synced.
    graph : networkx.MultiDiGraph
        The whole graph, in which names are looked up.

    Attributes
    ----------
    selected : str
        IRI of the selected node, or key of the relationship; empty where nothing is selected. When it is
        set, any name of a node is enough.
    without : str
        IRI of the node that is thought away; empty where none is. When it is set, any name is enough.
    hidden : dict
        What is switched off: lists under ``kinds``, ``relationships``, ``statuses`` and ``sources`` (IRIs).
        When it is set, a list that is left out stays as it is.
    period : list of int
        First and last year shown; None where nothing is dated.
    lost : list of str
        IRIs of what is lost without `without`, as the page works it out. Only read.
    """

    _esm = read_asset("widget.js")
    _page = traitlets.Unicode().tag(sync=True)
    _title = traitlets.Unicode().tag(sync=True)
    _height = traitlets.Int().tag(sync=True)
    selected = traitlets.Unicode(allow_none=True).tag(sync=True)
    without = traitlets.Unicode(allow_none=True).tag(sync=True)
    hidden = traitlets.Dict(allow_none=True).tag(sync=True)
    period = traitlets.List(traitlets.Int(), allow_none=True, minlen=2, maxlen=2).tag(sync=True)
    lost = traitlets.List(traitlets.Unicode(), allow_none=True).tag(sync=True)

    def __init__(self, page: InlineView, graph: nx.MultiDiGraph[str]) -> None:
        self._graph = graph
        self._frame = page
        # Only the page knows how it opens.
        unknown = dict.fromkeys(("selected", "without", "hidden", "period", "lost"))
        super().__init__(_page=page.html, _title=page.title, _height=page.height, **unknown)

    @traitlets.validate("selected", "without")
    def _name(self, proposal: Any) -> Any:
        """Return the IRI of the node that is named; a relationship is named by its key."""
        value = proposal["value"]
        if not value or value in self._graph:
            return value
        keys = (str(key) for *_, key in self._graph.edges(keys=True))
        if proposal["trait"].name == "selected" and value in keys:
            return value
        return find_node(self._graph, value)

    @traitlets.validate("hidden")
    def _filters(self, proposal: Any) -> Any:
        """Return what is to be hidden, if all of it can be."""
        value = proposal["value"]
        for name, entries in (value or {}).items():
            if name not in FILTERS:
                raise UsageError(f"nothing is hidden by {name!r}", hint=f"There are: {', '.join(FILTERS)}.")
            if not isinstance(entries, list | tuple) or not all(isinstance(entry, str) for entry in entries):
                raise UsageError(f"hidden[{name!r}] takes a list of names, not {entries!r}")
        return value

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Return the widget, and the static page for what shows no widgets, such as nbconvert."""
        bundle = super()._repr_mimebundle_(**options)
        data, rest = bundle if isinstance(bundle, tuple) else (bundle, {})
        return (data or {}) | {"text/html": self._frame._repr_html_()}, rest
