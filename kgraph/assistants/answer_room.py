"""Answers of bounded size: what has room in an answer that an assistant is to read."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Characters of one answer, about 8,000 tokens: an assistant asks several times before it is done.
ROOM = 24_000
#: Characters above which an answer is refused: what is beside the rows has room, and nothing runs away.
LARGEST = 3 * ROOM


def fitting(items: Sequence[Any], room: int = ROOM) -> int:
    """Return how many of `items`, from the first, have room as JSON."""
    used = 0
    for number, item in enumerate(items):
        used += len(to_text(item)) + 1
        if used > room:
            return number
    return len(items)


def to_text(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def finite(value: Any) -> Any:
    """Return a JSON value in which what JSON has no number for is written as text, such as ``"Infinity"``."""
    if isinstance(value, float) and not math.isfinite(value):
        return json.dumps(value)
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list) else value
