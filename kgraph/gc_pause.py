"""Memory and the garbage collector while millions of objects are made, stay, and are gone."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles, which takes up to a third of the time where many are made."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def give_memory_back() -> None:
    """Give the system back the memory of what is gone, which the C library of Linux keeps otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


@contextmanager
def search_of_new_objects() -> Iterator[None]:
    """Search for reference cycles only among objects made from now on: there are millions that stay.

    Where they are kept from the search already, as in the workbench, that remains so.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
