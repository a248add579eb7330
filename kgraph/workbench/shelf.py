"""What the pages of a workbench may still ask for by name: the newest of its answers and drawings."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from kgraph.errors import UsageError
from kgraph.words.catalogue import catalogue

Kept = TypeVar("Kept")
#: What a shelf holds at most, of all tabs together: things, and rows or nodes in them.
ROOM, WEIGHT = 120, 240_000


class Shelf(Generic[Kept]):
    """A bounded number of things by random names; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self._things: OrderedDict[str, tuple[Kept, int]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, thing: Kept, weight: int = 1) -> str:
        """Keep a thing of so many rows or nodes, and return its name."""
        name = secrets.token_hex(8)
        with self._lock:
            self._things[name] = thing, weight
            total = sum(each for _thing, each in self._things.values())
            while len(self._things) > 1 and (len(self._things) > ROOM or total > WEIGHT):
                total -= self._things.popitem(last=False)[1][1]
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
            return self._things[name][0]
