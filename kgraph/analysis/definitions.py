"""What a network is: its relationships, what their direction means, weights, validity and mode.

A score means nothing without these choices: the same relationships give other bottlenecks when an arc means
"serves" instead of "depends on". So every analysis starts from a `NetworkDefinition`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kgraph.declarations import declarations
from kgraph.errors import UsageError
from kgraph.statements import DISPUTED, INFERRED, STATED, STATUSES
from kgraph.words.text import Text, text_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MODES = ONE_MODE, TWO_MODE, PROJECTION = ("one-mode", "two-mode", "projection")
PARALLEL_RULES = ONE_ARC, SUM, HEAVIEST = ("one", "sum", "max")
LOSSES = ("stops", "affects")
ANY_TIME = "any"
UNENDED = "unended"
DEPENDENCY, DIRECTED, UNDIRECTED = "dependency", "directed", "undirected"
READINGS = (DEPENDENCY, DIRECTED, UNDIRECTED, TWO_MODE, PROJECTION)
"""How a network may be read; each measure and question says on which of them it means something."""
WITHOUT_DIRECTION = (UNDIRECTED, TWO_MODE, PROJECTION)
"""The readings in which ties have no direction."""


@dataclass(frozen=True, slots=True)
class RelationRule:
    """How one relationship type becomes arcs of a network.

    Parameters
    ----------
    type : str
        Relationship type in the store, such as ``CONSUMES``.
    reverse : bool
        Whether the arc runs against the relationship.
    weight : float
        Weight of one relationship, finite and above zero.
    loss : {"stops", "affects"}
        What the loss of the arc's target does to its source.
    any_of : bool
        Whether several arcs of this type from one source are alternatives, one of which is enough.
    roles, not_roles : tuple of str
        Values of the relationship's ``role`` that are let in, all when empty, and those that are not.
    where, where_not : dict of str to tuple of str
        Values of other properties of the relationship, by key, that are let in and that are not.
    part_of : bool
        Whether the arc only says that one is a part of the other, as a council is of its municipality.
    """

    type: str
    reverse: bool = False
    weight: float = 1.0
    loss: str = "stops"
    any_of: bool = False
    roles: tuple[str, ...] = ()
    not_roles: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where_not: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part_of: bool = False

    def lets_in(self, role: str) -> bool:
        """Return whether a relationship with this role, empty for none, belongs to the network."""
        return role not in self.not_roles and (not self.roles or role in self.roles)

    def passes(self, properties: Mapping[str, Any]) -> bool:
        """Return whether the properties of a relationship are among those let in."""
        return all(_values(properties, key) & {*values} for key, values in self.where.items()) and not any(
            _values(properties, key) & {*values} for key, values in self.where_not.items()
        )


def _values(properties: Mapping[str, Any], key: str) -> set[str]:
    value = properties.get(key)
    if value is None:
        return set()
    return {str(each) for each in value} if isinstance(value, list | tuple) else {str(value)}


@dataclass(frozen=True, slots=True)
class NetworkDefinition:
    """A named network: the choices that a score rests on.

    Parameters
    ----------
    name : str
        Short name, such as ``service-dependency``.
    title, meaning : Text
        What to call it, and what an arc from A to B says.
    relations : tuple of RelationRule
        The relationships that make arcs.
    mode : {"one-mode", "two-mode", "projection"}
        One kind of node; nodes in two modes, tied only across; or one mode tied through the other.
    directed : bool
        Whether direction counts; false for two-mode and projection.
    statuses : tuple of str
        Statement statuses that are let in.
    at : date or {"any", "unended"}
        Time slice: a day, all times, or the day that the study is analysed for.
    undated : bool
        Whether relationships without a date are in a slice; a note counts them either way.
    labels : tuple of str
        Classes that both ends must have one of; empty lets all in.
    isolates : tuple of str
        Classes whose things are in the network even when nothing ties them; `labels` when empty.
    goals : tuple of str
        Classes of the things whose loss is counted.
    bodies : tuple of str
        Second mode of a two-mode network: each arc ends in one of these, and begins in none of them. In a
        projection, the classes of what its arcs end in; empty lets all in.
    or_ends : bool
        Whether what the arcs end in are the bodies where nothing in the graph has a class of `bodies`.
    onto, not_onto : tuple of str
        Classes that a projection ties together, and classes it leaves out of those.
    parallel : {"one", "sum", "max"}
        Weight of several relationships between the same two things.
    weight_property : str, optional
        Relationship property that multiplies the weight; absent on a relationship means 1.
    groups : tuple of str
        Classes that brokerage roles and type-preserving nulls tell apart, first match first; when empty, each
        node's rarest class that ``networks.toml`` has words for.
    loss_by_criticality : dict of str to str
        Loss by value of the relationship property ``criticality``; overrides `RelationRule.loss`.
    pairs : tuple of (str, str)
        Names of things whose separate paths are counted; when empty, all pairs of a small class.
    """

    name: str
    title: Text
    meaning: Text
    relations: tuple[RelationRule, ...]
    mode: str = ONE_MODE
    directed: bool = True
    statuses: tuple[str, ...] = (STATED, DISPUTED, INFERRED)
    at: date | str = ANY_TIME
    undated: bool = True
    labels: tuple[str, ...] = ()
    isolates: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    or_ends: bool = False
    onto: tuple[str, ...] = ()
    not_onto: tuple[str, ...] = ()
    parallel: str = "one"
    weight_property: str | None = None
    groups: tuple[str, ...] = ()
    loss_by_criticality: Mapping[str, str] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def is_dependency(self) -> bool:
        """Whether an arc means "depends on", so that the loss of one thing can stop another."""
        return self.reading == DEPENDENCY

    @property
    def reading(self) -> str:
        """How the network may be read: one of `READINGS`."""
        if self.mode != ONE_MODE:
            return self.mode
        if not self.directed:
            return UNDIRECTED
        return DEPENDENCY if self.goals else DIRECTED

    @property
    def day(self) -> date | None:
        """The day of its time slice, today where nobody says which; None for all times."""
        if self.at == ANY_TIME:
            return None
        return self.at if isinstance(self.at, date) else date.today()

    def on_day(self, day: date, study_day: date) -> NetworkDefinition:
        """Return the definition for a day; relationships without a date are evidence of no earlier day.

        Parameters
        ----------
        day : date
            The day that relationships must hold on.
        study_day : date
            The day that the study is analysed for, which its sources describe.
        """
        return replace(self, at=day, undated=self.undated and day >= study_day)

    @classmethod
    def from_dict(cls, name: str, values: Mapping[str, Any]) -> NetworkDefinition:
        """Make a definition from a table as it stands in ``networks.toml`` or ``study.toml``.

        Raises
        ------
        UsageError
            An unknown or missing setting, or a value outside its allowed range.
        """
        where = f"[networks.{name}]"
        _refuse_unknown(where, values, {f.name for f in fields(cls)} - {"name"})
        if not values.get("relations"):
            raise UsageError(
                "a network needs relations", where=where, hint='Add relations = [{ type = "..." }].'
            )
        settings: dict[str, Any] = dict(values)
        settings["title"] = text_from(values.get("title", name))
        settings["meaning"] = text_from(values.get("meaning", settings["title"]))
        settings["relations"] = tuple(_relation(where, item) for item in values["relations"])
        for key in _LISTS:
            if key in settings:
                settings[key] = _strings(where, key, settings[key])
        settings["pairs"] = tuple(_pair(where, pair) for pair in settings.get("pairs", ()))
        settings["at"] = _time(where, settings.get("at", ANY_TIME))
        definition = cls(name=name, **settings)
        _check(where, definition)
        return definition


_LISTS = ("statuses", "labels", "isolates", "goals", "bodies", "onto", "not_onto", "groups")


def _refuse_unknown(where: str, values: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(values) - allowed)
    if unknown:
        raise UsageError(
            f"unknown setting {unknown[0]!r}",
            where=where,
            hint=f"Known settings: {', '.join(sorted(allowed))}.",
        )


def _strings(where: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise UsageError(
            f"{key} must be a list of names", where=where, hint=f'For example {key} = ["stated"].'
        )
    return tuple(value)


def _pair(where: str, value: Any) -> tuple[str, str]:
    first, *rest = _strings(where, "pairs", value)
    if len(rest) != 1:
        raise UsageError("a pair has two names", where=where, hint='For example pairs = [["Skara", "Vara"]].')
    return first, rest[0]


def _time(where: str, value: Any) -> date | str:
    if value in (ANY_TIME, UNENDED) or isinstance(value, date):
        return value  # type: ignore[no-any-return]  # one of the two words, or a TOML date
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(
            f"at = {value!r} is not a time",
            where=where,
            hint='Write a date (2022-05-09), "unended" or "any".',
        ) from error


def _relation(where: str, item: Any) -> RelationRule:
    values = {"type": item} if isinstance(item, str) else dict(item)
    _refuse_unknown(where, values, {f.name for f in fields(RelationRule)})
    if "type" not in values:
        raise UsageError("a relation needs its type", where=where, hint='For example { type = "CONSUMES" }.')
    for key in ("roles", "not_roles"):
        if key in values:
            values[key] = _strings(where, key, values[key])
    for key in ("where", "where_not"):
        if key in values:
            values[key] = _filters(where, key, values[key])
    relation = RelationRule(**values)
    if relation.loss not in LOSSES:
        raise UsageError(
            f"{relation.type}: loss = {relation.loss!r}", where=where, hint="Choose stops or affects."
        )
    weight = relation.weight
    if (
        isinstance(weight, bool)
        or not isinstance(weight, (int, float))
        or not math.isfinite(weight)
        or weight <= 0
    ):
        raise UsageError(
            f"{relation.type}: weight = {weight!r}",
            where=where,
            hint="A weight is a finite number above zero.",
        )
    return relation


def _filters(where: str, key: str, value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise UsageError(
            f"{key} = {value!r} is not a table of properties",
            where=where,
            hint=f'For example {key} = {{ role = ["participant"] }}.',
        )
    return {
        name: _strings(where, f"{key}.{name}", [texts] if isinstance(texts, str) else texts)
        for name, texts in value.items()
    }


def _check(where: str, definition: NetworkDefinition) -> None:
    for key, value, allowed in (
        ("mode", definition.mode, MODES),
        ("parallel", definition.parallel, PARALLEL_RULES),
        *(("statuses", status, STATUSES) for status in definition.statuses),
        ("undated", definition.undated, (True, False)),
        ("or_ends", definition.or_ends, (True, False)),
        *(("loss_by_criticality", loss, LOSSES) for loss in definition.loss_by_criticality.values()),
    ):
        if value not in allowed:
            raise UsageError(
                f"{key} = {value!r}", where=where, hint=f"Choose among {', '.join(map(str, allowed))}."
            )
    if definition.mode != ONE_MODE and definition.directed:
        raise UsageError(
            f"a {definition.mode} network has no direction", where=where, hint="Set directed = false."
        )
    for mode, key in ((TWO_MODE, "bodies"), (PROJECTION, "onto")):
        if definition.mode == mode and not getattr(definition, key):
            raise UsageError(f"a {mode} network needs {key}", where=where, hint=f'Add {key} = ["..."].')


def asked_keys(definitions: Iterable[NetworkDefinition]) -> tuple[str, ...]:
    """Return the properties of relationships that networks ask for by a name of the study's own choice."""
    keys = {
        key
        for definition in definitions
        for key in (
            definition.weight_property,
            *(key for rule in definition.relations for key in (*rule.where, *rule.where_not)),
        )
        if key
    }
    return tuple(sorted(keys))


def network_definitions(
    overrides: Mapping[str, Mapping[str, Any]] | None = None, at: date | None = None
) -> dict[str, NetworkDefinition]:
    """Return the shipped networks with a study's ``[networks]`` on top.

    Parameters
    ----------
    overrides : mapping, optional
        Tables by network name. Settings replace the shipped network's; a new name makes a new network.
    at : date, optional
        The day that the study is analysed for; today when absent.

    Raises
    ------
    UsageError
        A definition that is not sound.
    """
    merged: dict[str, dict[str, Any]] = {
        name: dict(values) for name, values in declarations("networks")["networks"].items()
    }
    for name, values in (overrides or {}).items():
        merged[name] = {**merged.get(name, {}), **values}
    definitions = {name: NetworkDefinition.from_dict(name, values) for name, values in merged.items()}
    if at is None:
        return definitions
    return {
        name: replace(definition, at=at) if definition.at == UNENDED else definition
        for name, definition in definitions.items()
    }
