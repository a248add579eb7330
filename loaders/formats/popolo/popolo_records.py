"""Popolo JSON of any shape as records, each with a kind, an id, a place and flat references.

Popolo (https://www.popoloproject.com/specs/) lets a record stand in a list of its kind, inside the record to
which it belongs, or alone; real files also have bare lists, pages of an API, records without id, and
references to nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from kgraph.errors import Location, SourceError

from ...common.json_text import decoder, refuse_half_characters, repeated_keys
from ...common.problems import Problems, nearest
from ..tables.sheets import decode

MAX_BYTES = 200_000_000

KINDS = ("person", "organization", "post", "membership", "area", "motion", "vote_event", "event")
PLURALS = {
    **{f"{kind}s": kind for kind in KINDS},
    "persons": "person",
    "people": "person",
    "organisations": "organization",
    "legislative_periods": "event",
}
PAGES = ("results", "result", "items", "objects", "data")
"""Keys under which an API returns a page of records without saying what kind they are."""

NESTED = {
    ("person", "memberships"): ("membership", "person_id"),
    ("person", "motions"): ("motion", "creator_id"),
    ("organization", "memberships"): ("membership", "organization_id"),
    ("organization", "posts"): ("post", "organization_id"),
    ("organization", "children"): ("organization", "parent_id"),
    ("organization", "motions"): ("motion", "organization_id"),
    ("post", "memberships"): ("membership", "post_id"),
    ("area", "children"): ("area", "parent_id"),
    ("area", "memberships"): ("membership", "area_id"),
    ("motion", "vote_events"): ("vote_event", "motion_id"),
}
"""Kind of a record that stands inside another, and its reference to that other, by kind and key there."""
EMBEDDED_TARGETS = {
    "person": ("person",),
    "organization": ("organization",),
    "post": ("post",),
    "area": ("area",),
    "parent": ("organization", "area"),
    "member": ("person", "organization"),
    "on_behalf_of": ("organization",),
    "motion": ("motion",),
    "creator": ("person", "organization"),
    "legislative_period": ("event",),
}
"""Kinds that the target of a reference may have, by the key under which it may stand in place of its id."""
DISTINCTIVE_KEYS = {
    "membership": ("person_id", "post_id", "on_behalf_of_id", "member_id", "person", "member"),
    "vote_event": ("votes", "counts", "group_results", "motion_id", "motion"),
    "motion": ("requirement", "vote_events", "text", "creator_id", "creator"),
    "person": ("given_name", "family_name", "gender", "birth_date", "honorific_prefix", "sort_name", "email"),
    "area": ("geometry",),
    "organization": ("founding_date", "dissolution_date", "parent_id", "parent", "posts"),
    "post": ("role", "organization_id", "organization", "other_label"),
}
"""Keys that only records of one kind have, by kind; the kinds easiest to tell come first."""


@dataclass(slots=True)
class Record:
    """One record; those that stood inside it are records of their own.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    values : dict
        Its values by key, references as ``..._id``.
    place : Location
        File, line, and JSON pointer (RFC 6901).
    id : str
        The id in the file, else one made from the content.
    minted : bool
        Whether the id was made from the content.
    """

    kind: str
    values: dict[str, Any]
    place: Location
    id: str = ""
    minted: bool = False


class _Items(list[tuple[int, Any]]):
    """The items of a list, each with the line on which it begins."""


@dataclass(slots=True)
class RecordSet:
    """The records of a file in file order, its faults, and the lengths of the lists that hold no records."""

    problems: Problems
    records: list[Record] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)


def parse_records(content: bytes, file: str) -> RecordSet:
    """Return the records in the Popolo JSON `content`.

    Raises
    ------
    SourceError
        Text that is not JSON, or is larger or nested deeper than the limits. Values that are no records are
        among the problems of the result.
    """
    if len(content) > MAX_BYTES:
        raise SourceError(f"{len(content)} bytes; the limit is {MAX_BYTES}", where=Location(file))
    reader = _RecordParser(decode(content, file), file)
    reader.read()
    return reader.records


class _RecordParser:
    """Parse the top levels by hand, to know each record's line; the JSON decoder does the rest."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems = Problems(file)
        self.records = RecordSet(self.problems)
        self.decoder = decoder(text, object_pairs_hook=self._pairs, parse_constant=self._constant)
        self.line = 1
        self.counted = 0
        self.repeated: list[str] = []

    def read(self) -> None:
        """Fill `records` from the text."""
        try:
            refuse_half_characters(self.text)
            position = self._space(0)
            if self._expect(position, "{[") == "[":
                items, end = self._items(position)
                self._list(items, "")
            else:
                members, end = self._members(position)
                self._document(members)
            if self._space(end) != len(self.text):
                raise json.JSONDecodeError("text after the end", self.text, self._space(end))
        except json.JSONDecodeError as error:
            near = self.text[error.pos : error.pos + 30].split("\n")[0]
            shown = f" near {near!r}" if near else ", the file ends here"
            raise SourceError(
                f"not JSON: {error.msg}{shown}",
                where=Location(self.file, line=error.lineno),
                hint="Nothing of this file was loaded.",
            ) from error
        except RecursionError as error:
            raise SourceError(
                "nested too deeply to be read", where=Location(self.file, line=self.line)
            ) from error

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            self.repeated += repeated_keys(pairs)
        return values

    def _constant(self, name: str) -> Any:
        raise json.JSONDecodeError(f"{name} is no JSON number", self.text, max(self.counted, 0))

    def _space(self, position: int) -> int:
        while position < len(self.text) and self.text[position] in " \t\r\n":
            position += 1
        return position

    def _expect(self, position: int, marks: str) -> str:
        mark = self.text[position : position + 1]
        if mark not in marks or not mark:
            raise json.JSONDecodeError(f"one of {' '.join(marks)} is expected", self.text, position)
        return mark

    def _value(self, position: int) -> tuple[Any, int]:
        self.line += self.text.count("\n", self.counted, position)
        self.counted = position
        value, end = self.decoder.raw_decode(self.text, position)
        for key in self.repeated:
            self.problems.add(Location(self.file, line=self.line), f"the key {key!r} twice in an object")
        self.repeated.clear()
        return value, end

    def _members(self, position: int) -> tuple[dict[str, Any], int]:
        """Return the members of the object at `position`, with lists as `_Items`, and where it ends."""
        members: dict[str, Any] = {}
        position = self._space(position + 1)
        while self._expect(position, '"}') != "}":
            key, position = self._value(position)
            position = self._space(position)
            self._expect(position, ":")
            position = self._space(position + 1)
            listed = self.text[position : position + 1] == "["
            members[key], position = self._items(position) if listed else self._value(position)
            position = self._next(position, "}")
        return members, position + 1

    def _items(self, position: int) -> tuple[_Items, int]:
        """Return the items of the list at `position`, each with its line, and where the list ends."""
        items = _Items()
        position = self._space(position + 1)
        while self.text[position : position + 1] != "]":
            value, position = self._value(position)
            items.append((self.line, value))
            position = self._next(position, "]")
        return items, position + 1

    def _next(self, position: int, end: str) -> int:
        """Return where the next member or item begins, or where the mark `end` stands."""
        position = self._space(position)
        if self._expect(position, "," + end) == end:
            return position
        position = self._space(position + 1)
        if self.text[position : position + 1] == end:
            raise json.JSONDecodeError("a value is expected", self.text, position)
        return position

    def _document(self, members: dict[str, Any]) -> None:
        """Read an object as lists of records, or else as one record."""
        lists = {key: value for key, value in members.items() if isinstance(value, _Items)}
        nested = {key for _, key in NESTED}
        collections = [key for key in lists if key in PAGES or (key in PLURALS and key not in nested)]
        if collections or not {"id", "name", "label", "@type"} & members.keys():
            for key, items in lists.items():
                if key in PLURALS or key in PAGES:
                    self._list(items, key)
                else:
                    self.records.unread[key] = len(items)
            if not self.records.records and not collections:
                keys = ", ".join(sorted(members)[:6]) or "nothing"
                self.problems.add(Location(self.file, line=1), f"no list of Popolo records, only {keys}")
        else:
            self.line = 1
            plain = {k: [item for _, item in v] if isinstance(v, _Items) else v for k, v in members.items()}
            self._record(plain, "", "")

    def _list(self, items: _Items, key: str) -> None:
        for index, (line, value) in enumerate(items):
            self.line = line
            self._record(value, PLURALS.get(key, ""), f"/{key}/{index}" if key else f"/{index}")

    def _record(self, value: Any, kind: str, pointer: str) -> Record | None:
        """Keep `value`, and each record inside it, as a record of its own."""
        place = Location(self.file, line=self.line, column=pointer or "/")
        if not isinstance(value, dict):
            self.problems.add(place, f"{str(value)[:40]!r} is not a record")
            return None
        kind = self._kind(value, kind)
        if not kind:
            shown = ", ".join(sorted(value)[:6])
            hint = nearest(str(value.get("@type", "")), KINDS) if "@type" in value else ""
            self.problems.add(place, f"cannot tell what kind of record this is by its keys {shown}{hint}")
            return None
        own = dict(value)
        given = own.pop("id", None)
        record = Record(kind, own, place, "" if given in (None, "") else str(given), given in (None, ""))
        if record.minted:
            # Records without id are one only if all that they say is the same.
            record.id = "x" + _digest(kind + json.dumps(own, sort_keys=True, ensure_ascii=True))
        self.records.records.append(record)
        self._unnest(record, pointer)
        return record

    def _kind(self, value: dict[str, Any], kind: str) -> str:
        named = str(value.get("@type", "")).rpartition("/")[2].rpartition("#")[2]
        named = "".join(f"_{c.lower()}" if c.isupper() else c for c in named).lstrip("_")
        if named in KINDS:
            return named
        if kind:
            return kind
        stem = PurePath(self.file).name.partition(".")[0].lower()
        if stem in PLURALS:
            return PLURALS[stem]
        scores = {name: sum(key in value for key in keys) for name, keys in DISTINCTIVE_KEYS.items()}
        best = max(scores, key=lambda name: scores[name])
        if scores[best]:
            return best
        return "organization" if {"name", "classification"} <= value.keys() else ""

    def _unnest(self, record: Record, pointer: str) -> None:
        for key in list(record.values):
            value = record.values[key]
            nested = NESTED.get((record.kind, key))
            if nested and isinstance(value, list):
                del record.values[key]
                for index, item in enumerate(value):
                    if isinstance(item, dict):
                        item.setdefault(nested[1], record.id)
                    self._record(item, nested[0], f"{pointer}/{key}/{index}")
            elif key in EMBEDDED_TARGETS and isinstance(value, dict):
                del record.values[key]
                kinds = EMBEDDED_TARGETS[key]
                kind = kinds[0] if len(kinds) == 1 else record.kind if record.kind in kinds else ""
                inner = self._record(value, kind, f"{pointer}/{key}")
                if inner is not None:
                    record.values.setdefault(f"{key}_id", inner.id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
