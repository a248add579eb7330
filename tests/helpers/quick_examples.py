"""How many examples a property test tries."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100


def examples(number: int) -> int:
    """Return `number`, and a smaller one in the same proportion where the profile tries fewer than usual.

    Repeated examples find only what a change broke, and a quarter of them finds most of that.
    """
    return max(number * settings().max_examples // USUAL, 3)
