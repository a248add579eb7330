"""The garbage collector is paused while a graph is made, and no longer."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from kgraph.gc_pause import collection_paused, search_of_new_objects

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_collection_is_off_inside_and_on_again_after() -> None:
    assert gc.isenabled()
    with collection_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collection_is_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), collection_paused():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collection_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.fixture
def nothing_frozen() -> Iterator[None]:
    """Let the search begin as in a program of its own; a test run keeps what it has loaded out of it."""
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    yield
    gc.unfreeze()
    if frozen:
        gc.freeze()


@pytest.mark.usefixtures("nothing_frozen")
def test_only_new_objects_are_searched_for_cycles_meanwhile() -> None:
    with search_of_new_objects():
        assert gc.get_freeze_count()
    assert not gc.get_freeze_count()


@pytest.mark.usefixtures("nothing_frozen")
def test_what_is_kept_from_the_search_already_remains_so() -> None:
    gc.freeze()
    with search_of_new_objects():
        assert gc.get_freeze_count()
    assert gc.get_freeze_count()
