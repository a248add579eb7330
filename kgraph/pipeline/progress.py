"""How long steps report their progress."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import cast

Progress = Callable[[str, int, int | None], None]
"""Called with the step, how much of it is done, and how much there is (None if unknown)."""


def silent(step: str, done: int = 0, total: int | None = None) -> None:
    """Show no progress."""


def still(progress: Progress) -> AbstractContextManager[None]:
    """Return a context in which nothing is drawn in a thread: what draws so has a method ``still``."""
    return cast("AbstractContextManager[None]", getattr(progress, "still", nullcontext)())
