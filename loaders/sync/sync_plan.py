"""The plan of a sync: what it would create, change and delete, found by comparing hashes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import StoreError
from kgraph.graph_keys import DERIVED_KEYS, RESERVED_KEYS
from kgraph.store.build_marker import LOCK_LABEL, MARKER_LABEL
from kgraph.vocabulary import RESOURCE_LABEL

from .store_state import StoreState, read_hashes, read_marker, read_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.store.connection import Connection

    from ..alike_things import AlikeThings
    from ..property_graph import PropertyGraph

_ANY = f"MATCH (n:{RESOURCE_LABEL}) RETURN n.uri LIMIT 1"

UNCHANGED = "Nothing would change."


def held_line(nodes: int, relationships: int) -> str:
    """Describe the content of a store in a sentence."""
    return f"The store holds {nodes} nodes and {relationships} relationships."


@dataclass(slots=True)
class Changes:
    """The ``uri`` or ``key`` of what is created, in the graph's order, and updated and deleted, sorted."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The number of changes."""
        return len(self.created) + len(self.updated) + len(self.deleted)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something in the store that kgraph did not put there and leaves alone.

    Parameters
    ----------
    kind : {"node", "relationship", "property", "label"}
        What it is.
    name : str
        Labels of nodes, type of relationships, key of properties, label.
    count : int
        How many.
    """

    kind: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class BuildStamp:
    """The identity of a build, as the marker in the store keeps it.

    Parameters
    ----------
    study : str
        Id of the study. A database holds one study.
    build : str
        Id of the build; the content hash of its graph when empty.
    input_digest : str
        Digest of the input that the graph was made from; empty when it is not known.
    """

    study: str
    build: str = ""
    input_digest: str = ""


@dataclass(slots=True)
class SyncPlan:
    """The changes that turn the present content of a store into `graph`.

    Parameters
    ----------
    graph : PropertyGraph
        The graph that the store is to hold.
    stamp : BuildStamp
        The identity of the build.
    state : StoreState
        The state of the store when the plan was made.
    nodes, relationships : Changes
        Changes by ``uri`` and by ``key``.
    foreign : list of Foreign
        Things added by hand, which stay.
    copied : set of str
        Keys of updated relationships that exist more than once.
    marker_stale : bool
        Whether the marker must be written even if nothing else is: other names, another build, or a load
        that was cut off.
    """

    graph: PropertyGraph
    stamp: BuildStamp
    state: StoreState
    nodes: Changes = field(default_factory=Changes)
    relationships: Changes = field(default_factory=Changes)
    foreign: list[Foreign] = field(default_factory=list)
    copied: set[str] = field(default_factory=set)
    marker_stale: bool = False

    @property
    def build(self) -> str:
        """The id of the build."""
        return self.stamp.build or self.graph.content_hash

    @property
    def changes(self) -> int:
        """The number of nodes and relationships written or deleted."""
        return self.nodes.count + self.relationships.count

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.changes and not self.marker_stale

    def summary(self) -> dict[str, int]:
        """Return the counts by name, for tables and manifests."""
        return {
            f"{part}_{what}": len(getattr(changes, what))
            for part, changes in (("nodes", self.nodes), ("relationships", self.relationships))
            for what in ("created", "updated", "deleted")
        }


def own_marker(connection: Connection, study: str) -> dict[str, Any]:
    """Return the marker of the store.

    Raises
    ------
    StoreError
        The database holds another study, or cannot be reached.
    """
    marker = read_marker(connection)
    if marker.get("study", study) != study:
        raise StoreError(
            f"this database holds the study {marker['study']!r}, not {study!r}",
            where=connection.address,
            hint="Give each study a database of its own (--store, or [store] database in study.toml), "
            "or empty this one: MATCH (n) DETACH DELETE n",
        )
    return marker


def glance(graph: PropertyGraph, stamp: BuildStamp, state: StoreState) -> tuple[SyncPlan, bool]:
    """Return a plan without changes, and whether the store already holds the items of `graph`.

    Parameters are those of :func:`make_plan`, and the state of the store.
    """
    marker = state.marker
    plan = SyncPlan(graph, stamp, state)
    plan.marker_stale = (
        not state.whole
        or marker.get("contentHash") != graph.content_hash
        or marker.get("build") != plan.build
        or marker.get("input", "") != stamp.input_digest != ""
    )
    return plan, [*state.node_digest, *state.relationship_digest] == graph.digest


def make_plan(connection: Connection, graph: PropertyGraph, stamp: BuildStamp) -> SyncPlan:
    """Return the changes that would make the store hold `graph`; nothing is written.

    Parameters
    ----------
    connection : Connection
        The store.
    graph : PropertyGraph
        The graph that it is to hold.
    stamp : BuildStamp
        The identity of the build.

    Raises
    ------
    StoreError
        The database holds another study, or cannot be reached.
    """
    marker = own_marker(connection, stamp.study)
    empty = not marker and not connection.read(_ANY)
    state = StoreState() if empty else read_state(connection, marker)
    plan, same = glance(graph, stamp, state)
    if same:
        return plan
    if not empty:
        nodes, relationships, copied = read_hashes(connection)
        plan.copied = copied & graph.relationships.keys()
        plan.foreign = find_foreign(connection, graph, plan.state)
    else:
        nodes, relationships = {}, {}
    plan.nodes = _compare(nodes, graph.nodes)
    # Of several relationships with one key, none is known to be the original: delete all, create one.
    relationships |= dict.fromkeys(plan.copied)
    plan.relationships = _compare(relationships, graph.relationships)
    return plan


def _compare(held: Mapping[str, int | None], things: AlikeThings[Any]) -> Changes:
    if not held:
        return Changes(created=list(things))
    changes, wanted = Changes(), things.hashes()
    for name, value in wanted.items():
        if name not in held:
            changes.created.append(name)
        elif held[name] != value:
            changes.updated.append(name)
    changes.deleted = sorted(name for name, value in held.items() if value is not None and name not in wanted)
    changes.updated.sort()
    return changes


def own_keys(*graphs: PropertyGraph | StoreState) -> frozenset[str]:
    """Return the property keys that belong to kgraph: the names in use, and the keys it writes itself."""
    keys = set(RESERVED_KEYS | DERIVED_KEYS)
    for graph in graphs:
        names = graph.names
        keys |= names.keys.keys() | names.inlined.keys()
        keys |= {key.removesuffix("_uri") for key in names.keys if key.endswith("_uri")}
        if isinstance(graph, StoreState):
            keys |= graph.former_keys
    return frozenset(keys)


def find_foreign(connection: Connection, *graphs: PropertyGraph | StoreState) -> list[Foreign]:
    """Return additions by hand: nodes, relationships, and foreign keys and labels on kgraph's nodes.

    Parameters
    ----------
    connection : Connection
        The store.
    *graphs : PropertyGraph or StoreState
        Their names count as kgraph's own.
    """
    ours = own_keys(*graphs)
    own = f"MATCH (n:{RESOURCE_LABEL}) WHERE n._hash IS NOT NULL"
    labels = {RESOURCE_LABEL}.union(*(graph.names.labels for graph in graphs))
    found: list[Foreign] = []
    rows = connection.read(
        f"MATCH (n) WHERE n._hash IS NULL AND NOT n:{MARKER_LABEL} AND NOT n:{LOCK_LABEL} "
        "RETURN labels(n) AS name, count(*) AS count"
    )
    found += [Foreign("node", ":".join(sorted(row["name"])) or "(no label)", row["count"]) for row in rows]
    rows = connection.read("MATCH ()-[r]->() WHERE r._hash IS NULL RETURN type(r) AS name, count(*) AS count")
    found += [Foreign("relationship", row["name"], row["count"]) for row in rows]
    rows = connection.read(f"{own} UNWIND keys(n) AS name RETURN name, count(*) AS count")
    found += [Foreign("property", row["name"], row["count"]) for row in rows if row["name"] not in ours]
    rows = connection.read(f"{own} UNWIND labels(n) AS name RETURN name, count(*) AS count")
    found += [Foreign("label", row["name"], row["count"]) for row in rows if row["name"] not in labels]
    return sorted(found, key=lambda item: (item.kind, item.name))
