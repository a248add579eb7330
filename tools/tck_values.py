"""Values in the notation of the openCypher TCK, and what the driver returns, in one comparable form."""

from __future__ import annotations

import math
import re
from typing import Any

import neo4j.time
from neo4j.graph import Node, Path, Relationship

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:\\.|[^'\\])*')
      | (?P<number>-?(?:\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+|Inf)|NaN)
      | (?P<arrow><-\[|\]->|-\[|\]-)
      | (?P<word>[A-Za-z_]\w*|`[^`]*`)
      | (?P<sign>[\[\](){}<>:,\-]))""",
    re.VERBOSE,
)


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Reader:
    """Reads one value.

    Parameters
    ----------
    text : str
        The value as a feature file has it.
    unordered : bool
        Whether the order of elements in lists does not count.
    """

    def __init__(self, text: str, *, unordered: bool = False) -> None:
        self.tokens = [(match.lastgroup or "", match.group().strip()) for match in _TOKEN.finditer(text)]
        self.place = 0
        self.unordered = unordered

    def value(self) -> Any:
        """Return the next value."""
        kind, token = self._next()
        if kind == "text":
            return ("text", re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), token[1:-1]))
        if kind == "number":
            return number(float(token.replace("Inf", "inf")) if re.search(r"[.eEIN]", token) else int(token))
        if token == "[":
            return self._relationship() if self._peek() == ":" else self._list()
        if token == "{":
            return ("map", self._map())
        if token == "(":
            return self._node()
        if token == "<":
            return self._path()
        return {"null": ("null",), "true": ("truth", True), "false": ("truth", False)}[token]

    def _next(self) -> tuple[str, str]:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def _peek(self) -> str:
        return self.tokens[self.place][1]

    def _list(self) -> Any:
        items = []
        while self._peek() != "]":
            items.append(self.value())
            if self._peek() == ",":
                self._next()
        self._next()
        return ("list", tuple(sorted(items, key=repr) if self.unordered else items))

    def _map(self) -> Any:
        items = {}
        while self._peek() != "}":
            key = self._next()[1].strip("`")
            self._next()
            items[key] = self.value()
            if self._peek() == ",":
                self._next()
        self._next()
        return tuple(sorted(items.items()))

    def _labelled(self, end: str) -> tuple[tuple[str, ...], Any]:
        labels, properties = [], ()
        while self._peek() != end:
            token = self._next()[1]
            if token == "{":
                properties = self._map()
            elif token != ":":
                labels.append(token.strip("`"))
        self._next()
        return tuple(sorted(labels)), properties

    def _node(self) -> Any:
        return ("node", *self._labelled(")"))

    def _relationship(self) -> Any:
        labels, properties = self._labelled("]")
        return ("tie", labels[0], properties)

    def _path(self) -> Any:
        steps = []
        while self._peek() != ">":
            token = self._next()[1]
            if token == "(":
                steps.append(self._node())
                continue
            forward = token == "-["
            end = "]->" if forward else "]-"
            labels, properties = self._labelled(end)
            steps.append((forward, labels[0], properties))
        self._next()
        return ("path", tuple(steps))


def number(value: float) -> Any:
    """Return a number: an integer is no float, and NaN equals itself."""
    if isinstance(value, int):
        return ("integer", value)
    return ("float", "NaN" if math.isnan(value) else float(f"{value:.12g}"))


def of_driver(value: Any, *, unordered: bool = False) -> Any:
    """Return a value that the driver gave in the same form as `Reader.value`."""
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, str):
        return ("text", value)
    if isinstance(value, list):
        items = [of_driver(item, unordered=unordered) for item in value]
        return ("list", tuple(sorted(items, key=repr) if unordered else items))
    if isinstance(value, dict):
        return ("map", _properties(value))
    if isinstance(value, Node):
        return ("node", tuple(sorted(value.labels)), _properties(dict(value)))
    if isinstance(value, Relationship):
        return ("tie", value.type, _properties(dict(value)))
    if isinstance(value, Path):
        steps = [of_driver(value.nodes[0])]
        for before, tie, after in zip(value.nodes, value.relationships, value.nodes[1:], strict=False):
            start = tie.start_node
            forward = start is not None and start.element_id == before.element_id
            steps += [(forward, tie.type, _properties(dict(tie))), of_driver(after)]
        return ("path", tuple(steps))
    return ("text", temporal(value))


def _properties(values: dict[str, Any]) -> Any:
    return tuple(sorted((key, of_driver(value)) for key, value in values.items()))


def temporal(value: Any) -> str:
    """Return a temporal value as the TCK writes it: no seconds where they are zero."""
    if isinstance(value, neo4j.time.Duration):
        return _duration(value)
    text = str(value.iso_format() if hasattr(value, "iso_format") else value)
    zone = getattr(getattr(value, "tzinfo", None), "key", None) or getattr(
        getattr(value, "tzinfo", None), "zone", None
    )
    text = re.sub(r"(\.\d*?)0+(?=$|[Z+-])", r"\1", text)
    text = re.sub(r"\.(?=$|[Z+-])", "", text)
    text = re.sub(r"(T?\d\d:\d\d):00(?=$|Z|[+-])", r"\1", text)
    text = re.sub(r"\+00:00$", "Z", text)
    return f"{text}[{zone}]" if zone and zone != "UTC" else text


def _duration(value: neo4j.time.Duration) -> str:
    years, months = int(value.months / 12), math.fmod(value.months, 12)
    total = value.seconds * 10**9 + value.nanoseconds
    sign, total = (-1, -total) if total < 0 else (1, total)
    hours, rest = divmod(total, 3600 * 10**9)
    minutes, rest = divmod(rest, 60 * 10**9)
    date = "".join(f"{int(n)}{unit}" for n, unit in ((years, "Y"), (months, "M"), (value.days, "D")) if n)
    time = "".join(f"{sign * n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
    if rest:
        seconds = f"{rest // 10**9}.{rest % 10**9:09d}".rstrip("0").rstrip(".")
        time += f"{'-' if sign < 0 else ''}{seconds}S"
    return f"P{date}{f'T{time}' if time else ''}" if date or time else "PT0S"
