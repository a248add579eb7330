"""What a tool takes: a JSON Schema for the assistant, and a check before the tool is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORDS = catalogue("assistants")
#: Characters of a text at most; a query is seldom longer than a thousand.
LONGEST_TEXT = 20_000
_SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "maxLength": LONGEST_TEXT},
    "number": {"type": "integer"},
    "names": {"type": "array", "items": {"type": "string", "maxLength": LONGEST_TEXT}, "minItems": 1},
    "values": {"type": "object"},
}


@dataclass(frozen=True, slots=True)
class ToolArgument:
    """One argument of a tool.

    Parameters
    ----------
    name : str
        Its name; what it means is in the catalogue.
    kind : {"text", "number", "names", "values"}
        A text, a whole number, a list of texts, or values by name.
    required : bool
        Whether the tool needs it.
    default : int, optional
        The number when none is given.
    least, most : int
        Bounds of a number.
    """

    name: str
    kind: str = "text"
    required: bool = False
    default: int | None = None
    least: int = 0
    most: int = 1_000_000

    def schema(self, meaning: str, choices: Sequence[str] = ()) -> dict[str, Any]:
        """Return its JSON Schema, with what it means and, where they are known, the words to choose among."""
        schema = _SCHEMAS[self.kind] | {"description": meaning}
        if self.kind == "number":
            schema |= {"minimum": self.least, "maximum": self.most}
        if self.default is not None:
            schema["default"] = self.default
        return schema | ({"enum": list(choices)} if choices else {})

    def holds(self, value: Any) -> bool:
        """Return whether a value is of the argument's kind and within its bounds."""
        if self.kind == "number":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and self.least <= value <= self.most
        if self.kind == "names":
            return isinstance(value, list) and bool(value) and all(map(_is_text, value))
        return isinstance(value, dict) if self.kind == "values" else _is_text(value)


def checked_arguments(
    tool: str, arguments: Sequence[ToolArgument], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a value for every argument of a tool that has one: the given one, or its default.

    Parameters
    ----------
    tool : str
        Name of the tool, for messages.
    arguments : sequence of ToolArgument
        What it takes.
    given : mapping
        What the assistant sent. An argument that is null counts as left out.

    Raises
    ------
    UsageError
        An argument that the tool does not have, one that is missing, or one of the wrong kind.
    """
    known = {argument.name: argument for argument in arguments}
    names = ", ".join(known) or _WORDS("refused.none").en
    for name in given:
        if name not in known:
            raise UsageError(
                _WORDS("refused.unknown", tool=tool, name=name).en,
                hint=_WORDS("refused.known", names=names).en,
            )
    values = {name: argument.default for name, argument in known.items() if argument.default is not None}
    values |= {name: value for name, value in given.items() if value is not None}
    for name, argument in known.items():
        if name not in values:
            if argument.required:
                hint = _WORDS("refused.known", names=names).en
                raise UsageError(_WORDS("refused.missing", tool=tool, name=name).en, hint=hint)
        elif not argument.holds(values[name]):
            wanted = _WORDS(f"kind.{argument.kind}", least=argument.least, most=argument.most, n=LONGEST_TEXT)
            raise UsageError(_WORDS("refused.kind", tool=tool, name=name, wanted=wanted).en)
    return values


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT
