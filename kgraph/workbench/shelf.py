"""What the pages of a workbench may still ask for by name: the newest of its answers and drawings."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from kgraph.errors import UsageError
from kgraph.words.catalogue import catalogue

Kept = TypeVar("Kept")
#: Things on a shelf, of all tabs together.
ROOM = 24


class Shelf(Generic[Kept]):
    """A bounded number of things by random names; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self._things: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, thing: Kept) -> str:
        """Keep a thing and return its name."""
        name = secrets.token_hex(8)
        with self._lock:
            self._things[name] = thing
            while len(self._things) > ROOM:
                self._things.popitem(last=False)
        return name

    def take(self, name: str) -> Kept:
        """Return the thing of that name; it stays.

        Raises
        ------
        UsageError
            It is no longer there.
        """
        with self._lock:
            if name not in self._things:
                raise UsageError(catalogue("workbench")("refused.forgotten").en)
            self._things.move_to_end(name)
            return self._things[name]
