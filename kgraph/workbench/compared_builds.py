"""The comparison of two builds, read and laid out once for all who look at it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kgraph.pipeline.comparison import kept_graph
from kgraph.pipeline.pages import placed_comparison

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.study import Study
    from kgraph.views.drawing_space import Positions
    from kgraph.views.view_definition import View
    from kgraph.workbench.held_study import HeldGraph


class ComparedBuilds:
    """The last comparison that somebody looked at, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: tuple[str, nx.MultiDiGraph[str]] | None = None
        self._of: tuple[str, str] = ("", "")
        self._placed: tuple[View, Positions] | None = None

    def read(self, study: Study, build: str) -> None:
        """Read a kept build with which the next one will be compared.

        Raises
        ------
        UsageError
            No kept build of that name.
        """
        with self._lock:
            self._earlier(study, build)

    def placed(self, study: Study, now: HeldGraph, before: str) -> tuple[View, Positions]:
        """Return both builds in one view, and where the nodes stand.

        Raises
        ------
        UsageError
            No kept build of that name.
        """
        # Who comes while it is made waits for it.
        with self._lock:
            if self._placed is None or self._of != (now.build, before):
                self._placed = placed_comparison(study, now.graph, self._earlier(study, before))
                self._of, self._read = (now.build, before), None
            return self._placed

    def _earlier(self, study: Study, build: str) -> nx.MultiDiGraph[str]:
        if self._read is None or self._read[0] != build:
            self._read = build, kept_graph(study, build)
        return self._read[1]
