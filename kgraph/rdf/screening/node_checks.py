"""Checks of a node with three answers, put together, and narrowed to what is said of the nodes they are for.

Most nodes have values of few of the properties that shapes ask about. Nodes of which the same properties are
stated share one check, in which the answers that this settles are no longer looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.rdf.screening.value_constraints import all_hold, opposite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from kgraph.rdf.screening.shape_paths import Follow, Node
    from kgraph.rdf.screening.value_constraints import Component

_NOWHERE = ox.BlankNode()


@dataclass(frozen=True, slots=True, eq=False)
class NodeCheck:
    """A check of a node.

    Parameters
    ----------
    decide : callable
        Returns whether a node conforms; `None` if that is undecided.
    narrow : callable, optional
        Returns the check for nodes of which something is stated by these predicates and no other.
    """

    decide: Callable[[Node], bool | None]
    narrow: Callable[[frozenset[ox.NamedNode]], NodeCheck] | None = None

    def among(self, stated: frozenset[ox.NamedNode]) -> NodeCheck:
        """Return the check for nodes of which something is stated by these predicates and no other."""
        return self.narrow(stated) if self.narrow else self


CONFORMS, BREAKS, UNTOLD = (
    NodeCheck(lambda _: True),
    NodeCheck(lambda _: False),
    NodeCheck(lambda _: None),
)
_CERTAIN = {True: CONFORMS, False: BREAKS, None: UNTOLD}


def all_of(checks: Iterable[NodeCheck]) -> NodeCheck:
    """Return the check that all of some hold."""
    left = [check for check in checks if check is not CONFORMS]
    if BREAKS in left:
        return BREAKS
    if all(check is UNTOLD for check in left):
        return UNTOLD if left else CONFORMS
    if len(left) == 1:
        return left[0]
    decisions = [check.decide for check in left]

    return NodeCheck(
        lambda node: all_hold(each(node) for each in decisions),
        lambda stated: all_of([check.among(stated) for check in left]),
    )


def none_holds(check: NodeCheck) -> NodeCheck:
    """Return the check that another does not hold."""
    for answer, certain in _CERTAIN.items():
        if check is certain:
            return _CERTAIN[opposite(answer)]
    return NodeCheck(
        lambda node: opposite(check.decide(node)), lambda stated: none_holds(check.among(stated))
    )


def any_of(checks: Iterable[NodeCheck]) -> NodeCheck:
    """Return the check that at least one of some holds."""
    return none_holds(all_of([none_holds(check) for check in checks]))


def of_values(check: NodeCheck) -> Component:
    """Return a check of a node as a constraint on values."""
    decide = check.decide

    def hold(_: Node, values: Collection[Node]) -> bool | None:
        """Return whether all values conform."""
        if len(values) == 1:
            return decide(*values)
        return all_hold(decide(value) for value in values)

    return hold


def on_node(component: Component) -> NodeCheck:
    """Return the check that a constraint holds for a node as the only value."""
    return NodeCheck(lambda node: component(node, (node,)))


def on_values(follow: Follow, components: list[Component]) -> NodeCheck:
    """Return the check that constraints hold for a node and the values that a path leads to from it."""
    # No component looks at the node where there are no values, and most nodes have none of most properties.
    without = all_hold(component(_NOWHERE, ()) for component in components)
    if follow.begins is not None and not follow.begins:
        return _CERTAIN[without]
    values_of = follow.values

    def decide(node: Node) -> bool | None:
        """Return whether a node conforms."""
        values = values_of(node)
        if not values:
            return without
        # Written out, since most of the time of a check is spent here.
        result: bool | None = True
        for component in components:
            answer = component(node, values)
            if answer is False:
                return False
            if answer is None:
                result = None
        return result

    def narrow(stated: frozenset[ox.NamedNode]) -> NodeCheck:
        """Return the check for nodes that have values of these properties."""
        left = follow.among(stated)
        return check if left is follow else on_values(left, components)

    check = NodeCheck(decide, narrow)
    return check
