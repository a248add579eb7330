"""The lines of a FollowTheMoney file: one entity each, of a schema and with lists of values by property."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from kgraph.errors import Location

from ...common.json_text import decoder, refuse_half_characters, repeated_keys
from ...common.problems import Problems

MAX_DEPTH = 8
"""Levels of entities within entities."""


@dataclass(slots=True)
class FtmEntity:
    """An entity, as far as the file tells.

    Parameters
    ----------
    id, schema : str
        What it is called in the file, and what it is.
    values : dict
        Texts by property, each once, in the order of the file.
    line : int
        The line on which it first stands.
    """

    id: str
    schema: str
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)


class FtmRecords:
    """The entities of a file, fragments of one entity put together, and its faults.

    Parameters
    ----------
    text : str
        The file.
    file : str
        How messages call it.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems = Problems(file)
        self.entities: dict[str, FtmEntity] = {}
        self.extra: dict[str, int] = {}
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                self._line(line, number)

    def _line(self, line: str, number: int) -> None:
        repeated: list[str] = []

        def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
            """Return an object; a key that occurs twice is a fault."""
            repeated.extend(repeated_keys(found))
            return dict(found)

        try:
            refuse_half_characters(line)
            content = decoder(line, object_pairs_hook=pairs).decode(line)
        except json.JSONDecodeError as error:
            self._fault(number, f"not JSON: {error.msg} (column {error.colno})")
            return
        except RecursionError:
            self._fault(number, "nested too deeply")
            return
        for key in dict.fromkeys(repeated):
            self._fault(number, f"the key {key!r} occurs twice in one object")
        self._entity(content, number, 0)

    def _entity(self, content: Any, number: int, depth: int) -> str:
        """Take an entity, with those that stand within it, and return its id; empty if it has a fault."""
        if not isinstance(content, dict):
            self._fault(number, "is no JSON object; write one entity on each line")
            return ""
        name, schema = (self._needed(content, key, number) for key in ("id", "schema"))
        properties = content.get("properties", {})
        if not isinstance(properties, dict):
            self._fault(number, "properties is no object")
            properties = {}
        if depth > MAX_DEPTH:
            self._fault(number, f"more than {MAX_DEPTH} entities within one another")
            return ""
        for key in content.keys() - {"id", "schema", "properties", "caption"}:
            self.extra[key] = self.extra.get(key, 0) + 1
        if not name or not schema:
            return ""
        entity = self.entities.setdefault(name, FtmEntity(name, schema, number))
        if entity.schema != schema:
            self._fault(
                number, f"{name!r} is {schema} here, and {entity.schema} at line {entity.line}; one must go"
            )
        for key, value in properties.items():
            texts = entity.values.setdefault(str(key), [])
            for each in value if isinstance(value, list) else [value]:
                text = self._value(each, str(key), number, depth)
                if text and text not in texts:
                    texts.append(text)
        return name

    def _needed(self, content: dict[str, Any], key: str, number: int) -> str:
        """Return what an entity must have; empty, and a fault, if it has none."""
        value = content.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self._fault(number, f"the entity has no {key}, or one that is no text")
        return ""

    def _value(self, value: Any, key: str, number: int, depth: int) -> str:
        if isinstance(value, dict):
            return self._entity(value, number, depth + 1)
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if value is not None:
            self._fault(number, f"a value of {key!r} is neither text nor entity")
        return ""

    def _fault(self, number: int, message: str) -> None:
        self.problems.add(Location(self.file, line=number), message)
