"""The comparison of two builds, read and laid out once for all who look at it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kgraph.pipeline.pages import ViewChoice, placed_view

if TYPE_CHECKING:
    from kgraph.study import Study
    from kgraph.views.drawing_space import Positions
    from kgraph.views.view_definition import View
    from kgraph.workbench.held_study import HeldGraph


class ComparedBuilds:
    """The last comparison that somebody looked at, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[str, str] = ("", "")
        self._placed: tuple[View, Positions] | None = None

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
                self._placed = placed_view(study, now.graph, ViewChoice(before=before))
                self._of = now.build, before
            return self._placed
