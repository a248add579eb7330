"""Differences between two builds, and the changes that a rebuild would make, in the ontology's terms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import SourceError
from kgraph.rdf.dataset import StudyDataset

from ..mapping.mapper import map_dataset
from .sync_plan import UNCHANGED, held_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..alike_things import AlikeThings
    from ..property_graph import Node, PropertyGraph, Relationship
    from .sync_plan import SyncPlan


@dataclass(frozen=True, slots=True)
class Change:
    """A node or relationship that differs between two builds.

    Parameters
    ----------
    change : {"added", "removed", "changed"}
        Kind of change.
    kind : str
        A node's labels joined by ``:``, or a relationship's type.
    name : str
        Display name; for a relationship that of its start and end.
    key : str
        ``uri`` of a node, ``key`` of a relationship.
    values : dict
        Value before and after (None where there was none) by property key; ``labels``, ``start``, ``end``
        too.
    """

    change: str
    kind: str
    name: str
    key: str
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes between two builds: first nodes, then relationships, sorted by kind and name."""

    nodes: tuple[Change, ...]
    relationships: tuple[Change, ...]

    @property
    def empty(self) -> bool:
        """Whether the builds are the same."""
        return not self.nodes and not self.relationships

    def counts(self) -> dict[tuple[str, str], int]:
        """Return the number of changes by kind and change."""
        return dict(
            sorted(Counter((each.kind, each.change) for each in self.nodes + self.relationships).items())
        )

    def lines(self) -> Iterator[str]:
        """Yield one line per change: ``+`` added, ``-`` removed, ``~`` changed with the values."""
        marks = {"added": "+", "removed": "-", "changed": "~"}
        for each in (*self.nodes, *self.relationships):
            yield f"{marks[each.change]} {each.kind}: {each.name}"
            for key, (before, after) in each.values.items():
                yield f"    {key}: {_shown(before)} -> {_shown(after)}"


def diff(before: PropertyGraph, after: PropertyGraph) -> Difference:
    """Return the changes from one build's graph to another's.

    Parameters
    ----------
    before, after : PropertyGraph
        From :func:`read_build`, ``kgraph.loaders.sync.store_state.read_store`` or ``map_dataset``.
    """
    nodes = [
        Change(change, ":".join(node.labels) or "Resource", _name(node), uri, values)
        for uri, change, node, values in _changes(before.nodes, after.nodes)
    ]
    relationships = [
        Change(change, item.type, _ends(item, after if change != "removed" else before), key, values)
        for key, change, item, values in _changes(before.relationships, after.relationships)
    ]
    return Difference(tuple(sorted(nodes, key=_order)), tuple(sorted(relationships, key=_order)))


def read_build(path: Path, *, languages: Iterable[str] = ("sv", "en"), base: str = "") -> PropertyGraph:
    """Return the property graph of a build's ``graph.trig``.

    Parameters
    ----------
    path : Path
        The file.
    languages : iterable of str
        Display order of languages, first choice first.
    base : str
        The study's base IRI, under which the graphs of inferred statements lie.

    Raises
    ------
    SourceError
        The file cannot be read, or is not TriG.
    """
    store = ox.Store()
    try:
        quads = ox.parse(path=str(path), format=ox.RdfFormat.TRIG)
        store.extend(quads)
    except OSError as error:
        raise SourceError(f"cannot read the build: {error.strerror or error}", where=path) from None
    except SyntaxError as error:
        raise SourceError(f"not a build's TriG file: {error}", where=path) from None
    return map_dataset(StudyDataset(store, base=base, prefixes=quads.prefixes), languages=languages)


def plan_lines(plan: SyncPlan) -> Iterator[str]:
    """Describe a sync plan line by line: counts by kind, and additions by hand that would stay."""
    yield held_line(plan.state.node_digest[0], plan.state.relationship_digest[0])
    if plan.empty:
        yield UNCHANGED
    for word, changes in (("nodes", plan.nodes), ("relationships", plan.relationships)):
        if changes.count:
            yield (
                f"{word}: {len(changes.created)} created, {len(changes.updated)} changed, "
                f"{len(changes.deleted)} deleted"
            )
    if not plan.changes and plan.marker_stale:
        yield "Only the note of which build this is would change."
    for item in plan.foreign:
        yield f"left alone: {item.kind} {item.name} ({item.count})"


def _changes(
    before: AlikeThings[Any], after: AlikeThings[Any]
) -> Iterator[tuple[str, str, Any, dict[str, tuple[Any, Any]]]]:
    old, new = before.hashes(), after.hashes()
    for key in old.keys() | new.keys():
        if key not in old:
            yield key, "added", after[key], {}
        elif key not in new:
            yield key, "removed", before[key], {}
        elif old[key] != new[key]:
            yield key, "changed", after[key], _values(before[key], after[key])


def _values(old: Node | Relationship, new: Node | Relationship) -> dict[str, tuple[Any, Any]]:
    # Internal keys are left out because they only restate the values.
    pairs = {
        key: (old.properties.get(key), new.properties.get(key))
        for key in sorted(old.properties.keys() | new.properties.keys())
        if key[0] != "_"
    }
    for name in ("labels", "type", "start", "end"):
        if hasattr(new, name):
            pairs[name] = (getattr(old, name), getattr(new, name))
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _name(node: Node) -> str:
    return str(node.properties.get("label") or node.properties["uri"])


def _ends(item: Relationship, graph: PropertyGraph) -> str:
    return " -> ".join(
        _name(graph.nodes[end]) if end in graph.nodes else end for end in (item.start, item.end)
    )


def _order(change: Change) -> tuple[str, str, str]:
    return change.kind, change.name, change.key


def _shown(value: Any) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_shown, value)) or "(none)"
    return value if isinstance(value, str) else str(value)
