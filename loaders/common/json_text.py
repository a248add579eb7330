"""JSON that Python reads and nobody should: half a character, a number of thousands of digits, and NaN."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


def refuse_half_characters(text: str) -> None:
    r"""Refuse an escape such as ``\ud83d`` whose other half is missing; no statement can hold such text.

    Raises
    ------
    json.JSONDecodeError
        Names the place of the first.
    """
    if not _MAY_BE_HALF.search(text):
        return
    high: re.Match[str] | None = None
    for escape in _ESCAPE.finditer(text):
        code = int(escape[1], 16) if escape[1] else 0
        follows = high is not None and high.end() == escape.start()
        if high is not None and not (follows and code in _LOW):
            raise _half(high, text)
        if high is None and code in _LOW:
            raise _half(escape, text)
        high = escape if code in _HIGH else None
    if high is not None:
        raise _half(high, text)


def decoder(text: str, **hooks: Any) -> json.JSONDecoder:
    """Return a decoder for `text` that refuses, with its place, a number longer than Python reads, and NaN.

    A hook for constants may treat NaN and infinity in another way.
    """
    most = sys.get_int_max_str_digits()

    def whole(digits: str) -> int:
        """Return the number."""
        if most and len(digits.lstrip("-")) > most:
            message = f"a number of {len(digits)} digits, and the limit is {most}"
            raise json.JSONDecodeError(message, text, max(text.find(digits), 0))
        return int(digits)

    def constant(name: str) -> Any:
        """Refuse what Python would read although it is not JSON."""
        raise json.JSONDecodeError(f"{name} is no JSON number", text, max(text.find(name), 0))

    return json.JSONDecoder(**{"parse_int": whole, "parse_constant": constant, **hooks})


def repeated_keys(pairs: list[tuple[str, Any]]) -> list[str]:
    """Return the keys of an object that it has already had, in the order in which they come again."""
    seen: set[str] = set()
    repeated = []
    for key, _ in pairs:
        if key in seen:
            repeated.append(key)
        seen.add(key)
    return repeated


def read_json(text: str) -> Any:
    """Return the value that `text` stands for.

    Raises
    ------
    json.JSONDecodeError
        Not JSON, or not readable.
    RecursionError
        Nested too deeply.
    """
    refuse_half_characters(text)
    return decoder(text).decode(text)


def _half(escape: re.Match[str], text: str) -> json.JSONDecodeError:
    return json.JSONDecodeError(f"{escape[0]} is half a character", text, escape.start())
