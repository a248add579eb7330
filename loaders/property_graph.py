"""The property graph between RDF and a store: nodes, relationships, names and losses."""

from __future__ import annotations

import json
import struct
from array import array
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from kgraph.graph_keys import HASH_KEY
from kgraph.store.one_build import DIGEST_MODULI as DIGEST_MODULI
from kgraph.store.one_build import digest_of as digest_of

from .alike_things import AlikeThings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .alike_things import Alike

# How much of a value a query can see; `_rdf` keeps the exact statement in every case.
KEPT_EXACT = "exact"
KEPT_TEXT = "text"
KEPT_ROUNDED = "rounded"
KEPT_HIDDEN = "hidden"

# Lines that are hashed at once.
_LINES = 10_000

# Version of the format in a store; the marker names it.
FORMAT = 3

LOSS_KINDS: dict[str, tuple[str, str]] = {
    "datatype-as-text": (KEPT_TEXT, "the store has no type for this datatype, so the value is text"),
    "ill-typed": (KEPT_TEXT, "the text is not a value of its datatype, so it stays text"),
    "integer-range": (KEPT_TEXT, "the integer needs more than 64 bits, so it is text"),
    "not-a-number": (KEPT_TEXT, "NaN and infinities are no measurements, so the value is text"),
    "datetime-range": (KEPT_TEXT, "the date or time is outside what the store can hold, so it is text"),
    "decimal-precision": (KEPT_ROUNDED, "the decimal has more than 15 significant digits and was rounded"),
    "mixed-list": (KEPT_TEXT, "values of several types under one key stand as text in one list"),
    "evidence-joined": (KEPT_TEXT, "several values of one source about one thing were joined into one text"),
    "qualified-as-node": (
        KEPT_EXACT,
        "the qualified relation lacks one start and one end, or is an end itself",
    ),
    "period-as-node": (KEPT_EXACT, "the period has no single owner or no plain dates, so it stays a node"),
    "triple-term": (KEPT_HIDDEN, "a statement about a quoted triple has no place in the property graph"),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A statement that the property graph shows in another form, or not at all.

    Parameters
    ----------
    kind : str
        A key of ``LOSS_KINDS``.
    statement : str
        The statement in N-Quads.
    """

    kind: str
    statement: str

    @property
    def kept(self) -> str:
        """How much of the value a query can see: ``exact``, ``text``, ``rounded`` or ``hidden``."""
        return LOSS_KINDS[self.kind][0]

    @property
    def reason(self) -> str:
        """The reason, in one clause."""
        return LOSS_KINDS[self.kind][1]

    @property
    def refusing(self) -> bool:
        """Whether this loss stops a rebuild unless the study allows its kind."""
        return self.kept in (KEPT_ROUNDED, KEPT_HIDDEN)


@dataclass(slots=True)
class Node:
    """A node: labels without ``Resource`` (sorted), and properties with ``uri`` and ``_hash``."""

    labels: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(slots=True)
class Relationship:
    """A relationship between two nodes named by ``uri``; its properties hold ``key`` and ``_hash``."""

    type: str
    start: str
    end: str
    properties: dict[str, Any]


class Nodes(AlikeThings[Node]):
    """Nodes by ``uri``."""

    name_key = "uri"
    ends = 0

    @classmethod
    def made(cls, what: Any, ends: tuple[str, ...], properties: dict[str, Any]) -> Node:
        """Return the node with these labels and properties."""
        return Node(what, properties)

    @classmethod
    def parts(cls, thing: Node) -> tuple[Any, tuple[str, ...], dict[str, Any]]:
        """Return labels, no ends, and properties."""
        return thing.labels, (), thing.properties


class Relationships(AlikeThings[Relationship]):
    """Relationships by ``key``."""

    name_key = "key"
    ends = 2

    @classmethod
    def made(cls, what: Any, ends: tuple[str, ...], properties: dict[str, Any]) -> Relationship:
        """Return the relationship of a type with these ends and properties."""
        start, end = ends
        return Relationship(what, start, end, properties)

    @classmethod
    def parts(cls, thing: Relationship) -> tuple[Any, tuple[str, ...], dict[str, Any]]:
        """Return type, ends and properties."""
        return thing.type, (thing.start, thing.end), thing.properties


@dataclass(slots=True)
class Names:
    """The meaning of each name in the graph, which is all that decoding it to RDF needs.

    Parameters
    ----------
    keys : dict
        By property key: the predicate, and by value kind the datatype (``<>`` for IRIs, ``@sv`` for a
        language) where it is not the kind's usual one.
    labels : dict
        By label: the class, and the labels that it implies.
    types : dict
        By relationship type: the predicate of a plain statement or None; class, start and end property of a
        qualified relation or None.
    inlined : dict
        By property key: the property that links to the inlined node, its class, and the value's property.
    statuses : dict
        Concept by the text that stands for it in ``statuses``.
    """

    keys: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    labels: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    types: dict[str, tuple[str | None, tuple[str, str, str] | None]] = field(default_factory=dict)
    inlined: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the names as JSON with sorted keys."""
        content = {part: getattr(self, part) for part in ("keys", "labels", "types", "inlined", "statuses")}
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, version: int = FORMAT) -> Names:
        """Return the names written by :meth:`to_json` in a store of the given format version."""
        # Format 1 wrote "@id" for an IRI, which is also the language tag of Indonesian.
        content = json.loads(text if version > 1 else text.replace('"str":"@id"', '"str":"<>"'))
        return cls(
            keys={key: (iri, kinds) for key, (iri, kinds) in content["keys"].items()},
            labels={label: (iri, tuple(above)) for label, (iri, above) in content["labels"].items()},
            types={
                name: (iri, tuple(parts) if parts else None)
                for name, (iri, parts) in content["types"].items()
            },
            inlined={key: tuple(parts) for key, parts in content["inlined"].items()},
            statuses=content["statuses"],
        )


@dataclass(slots=True)
class Account:
    """Accounts for every statement of the RDF: the parts add up to `statements`.

    Parameters
    ----------
    statements : int
        Statements (quads) in the input.
    labels, properties, relationships : int
        Statements kept as a node's label, as a property, as a relationship between two nodes.
    qualified : int
        Statements about qualified relations, kept as a relationship and its properties.
    inlined : int
        Statements of periods that became ``from`` and ``until`` of their owner.
    evidence : int
        Statements about locators, quotes, statuses and confidence.
    hidden : int
        Losses that no query can see.
    """

    statements: int = 0
    labels: int = 0
    properties: int = 0
    relationships: int = 0
    qualified: int = 0
    inlined: int = 0
    evidence: int = 0
    hidden: int = 0

    @property
    def accounted(self) -> int:
        """The sum of the parts."""
        parts = (
            self.labels,
            self.properties,
            self.relationships,
            self.qualified,
            self.inlined,
            self.evidence,
        )
        return sum(parts) + self.hidden

    @property
    def balanced(self) -> bool:
        """Whether every statement is accounted for exactly once."""
        return self.accounted == self.statements


@dataclass
class PropertyGraph:
    """Nodes by ``uri``, relationships by ``key``, and what is needed to decode them to RDF.

    Nodes and relationships from one source share the lists that say so, and objects are made when asked for:
    to change one, or a list that it holds, is not to change the graph.

    Parameters
    ----------
    nodes : Nodes
        By ``uri``.
    relationships : Relationships
        By ``key``.
    names : Names
        The meaning of labels, types and keys.
    prefixes : dict of str to str
        Namespace IRI by prefix, for writing RDF.
    losses : list of Loss
        In order of their statements.
    account : Account
        The account of all statements.
    sort : callable
        Sorts the lines that the content hash is made of.
    """

    nodes: Nodes = field(default_factory=Nodes)
    relationships: Relationships = field(default_factory=Relationships)
    names: Names = field(default_factory=Names)
    prefixes: dict[str, str] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    sort: Callable[[Iterable[bytes]], Iterable[bytes]] = field(default=sorted, repr=False, compare=False)

    @cached_property
    def digest(self) -> list[int]:
        """Numbers of nodes and relationships with sums of their hashes, as a store computes them."""
        return [
            sum(part)
            for things in (self.nodes, self.relationships)
            for part in zip((0, 0, 0), *map(digest_of, things.columns(HASH_KEY)), strict=True)
        ]

    @cached_property
    def content_hash(self) -> str:
        """A hash of all nodes, relationships and names, independent of their order."""
        digest = blake2b(digest_size=16)
        for things in (self.nodes, self.relationships):
            names, hashes = (chain.from_iterable(things.columns(key)) for key in (things.name_key, HASH_KEY))
            lines = (f"{name} {value}".encode() for name, value in zip(names, hashes, strict=True))
            ordered = iter(self.sort(lines))
            before = b""
            # One text of all would take as much memory as the lines.
            while some := list(islice(ordered, _LINES)):
                digest.update(before + b"\n".join(some))
                before = b"\n"
            digest.update(b"\n--\n")
        digest.update(self.names.to_json().encode())
        digest.update(json.dumps(self.prefixes, sort_keys=True).encode())
        return digest.hexdigest()


def item_hash(*parts: Any) -> int:
    """Return a 63-bit hash of labels, ends and properties, the same in every process and on every machine."""
    # repr of str, int, float, bool, date and lists of these is the same in all Pythons that kgraph runs on.
    return _hashes_of((repr(parts),))[0]


def hashes_of_alike(alike: Alike) -> array[int]:
    """Return :func:`item_hash` of each of some things that are alike and have no hash yet.

    Only the values are turned into text for each, which takes half the time.
    """
    ends = "%r, " * (len(alike.columns) - len(alike.keys))
    fields = ", ".join(f"{_literally(key)}: %r" for key in alike.keys)
    text = f"({_literally(alike.what)}, {ends}{{{fields}}})"
    return _hashes_of(map(text.__mod__, zip(*alike.columns, strict=True)))


def _literally(part: Any) -> str:
    return repr(part).replace("%", "%%")


def digests(start: blake2b, texts: Iterable[str]) -> list[bytes]:
    """Return the hash of each text.

    Parameters
    ----------
    start : blake2b
        A hash of nothing: to copy it takes less time than to make one.
    texts : iterable of str
        The texts.
    """
    found = []
    for text in texts:
        state = start.copy()
        state.update(text.encode())
        found.append(state.digest())
    return found


_NOTHING = blake2b(digest_size=8)


def _hashes_of(texts: Iterable[str]) -> array[int]:
    found = digests(_NOTHING, texts)
    return array("q", [value >> 1 for value in struct.unpack(f">{len(found)}Q", b"".join(found))])
