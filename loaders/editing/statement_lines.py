"""Where the statements of a Turtle or TriG text stand: from which line to which each goes, read or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may hold a full stop or a bracket that ends nothing comes first.
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+)
    |(?P<word><[^<>\s"{}|^`\\]*>
        |\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'
        |(?:[\w:%@^/~+-]|\\.|\.(?=[\w:%\\-]))+)
    |(?P<open>\{\||<<\(?|[\[(])
    |(?P<close>\|\}|\)?>>|[\])])
    |(?P<end>[.{}])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def statement_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each statement, from 1, in order.

    What opens or closes a graph counts as a statement. Text that no parser takes is cut as well as can be.
    """
    line, first, depth = 1, 0, 0
    for match in _TOKEN.finditer(text):
        kind, last = match.lastgroup, line + match.group().count("\n")
        if kind != "skip":
            first = first or line
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "end" and not depth:
            yield first, last
            first = 0
        line = last
    if first:
        yield first, line


def statements_at(text: str, line: int) -> tuple[int, int]:
    """Return the first and last line of the statements on a line, or of the nearest one."""
    spans = list(statement_spans(text)) or [(1, 1)]
    found = [span for span in spans if span[0] <= line <= span[1]]
    if not found:
        found = [min(spans, key=lambda span: min(abs(span[0] - line), abs(span[1] - line)))]
    return found[0][0], found[-1][1]
