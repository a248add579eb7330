"""A view inside a notebook: the same page in a frame of its own, without a server and without files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from kgraph.views.colours import light
from kgraph.views.network_page import render_view
from kgraph.views.page_files import write_page
from kgraph.views.view_definition import ViewRequest

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from kgraph.views.page_content import PageSetting

HEIGHT = 720


@dataclass(frozen=True, slots=True)
class InlineView:
    """A page that shows itself where it is the last expression of a notebook cell.

    Parameters
    ----------
    html : str
        The page.
    title : str
        Its name for assistive technology.
    height : int
        Height of the frame in CSS pixels.
    """

    html: str
    title: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        # The frame has no origin of its own: the page can neither read the notebook nor be reached by it.
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.html)}" '
            f'width="100%" height="{self.height}" sandbox="allow-scripts allow-downloads allow-popups" '
            f'style="border:1px solid {light("line")};border-radius:6px"></iframe>'
        )

    def __repr__(self) -> str:
        """Return what a console shows instead of the page."""
        size = f"{len(self.html) / 1e6:.1f} MB of HTML"
        return f"InlineView({self.title!r}, {size}; save(path) writes it to a file)"

    def save(self, path: Path) -> Path:
        """Write the page to `path` and return the path.

        Raises
        ------
        KgraphError
            The file cannot be written.
        """
        return write_page(path, self.html)


def inline_view(
    graph: nx.MultiDiGraph, view: str | ViewRequest, setting: PageSetting, *, height: int = HEIGHT
) -> InlineView:
    """Return a view for a notebook.

    Parameters
    ----------
    graph, view, setting
        As in :func:`kgraph.views.network_page.render_view`.
    height : int
        Height in CSS pixels.

    Raises
    ------
    UsageError
        Unknown view, name or language.
    """
    html, _positions = render_view(graph, view, setting)
    request = ViewRequest(view) if isinstance(view, str) else view
    return InlineView(html, f"kgraph: {request.subject or request.name}", height)
