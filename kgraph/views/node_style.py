"""Colour and shape of every kind of node: eight colours safe for the colour-blind, seven shapes.

The colours are those of Okabe and Ito (2008), "Color Universal Design"; a family of classes shares a
colour, and shapes tell its members apart, so that no kind is known by colour alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.views.colours import class_colours

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPES = ("dot", "square", "diamond", "triangle", "hexagon", "triangleDown", "star")

COLOURS = class_colours()

# Family colour and its members, most telling first; the order is also the order of the legend.
FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "blue",
        (
            "Municipality",
            "MunicipalFederation",
            "StateAuthority",
            "Region",
            "University",
            "PublicOrganisation",
        ),
    ),
    ("yellow", ("Company", "FormalOrganization", "Organization")),
    ("sky", ("JointBoard", "Council", "ExecutiveBoard", "OrganizationalUnit", "Post", "Role")),
    ("green", ("CollaborationNetwork", "Project", "CollaborationAgreement", "OrganizationalCollaboration")),
    ("orange", ("SharedITService", "ITSystem", "Service", "Task")),
    ("vermillion", ("Decision", "ChangeEvent", "DecisionMaking", "LegalResource", "FundingCall")),
    ("purple", ("Challenge", "Solution", "DevelopmentEffort")),
    ("grey", ("Source", "Concept", "SourcedStatement", "Resource")),
)

ORDER = tuple(name for _colour, names in FAMILIES for name in names)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind of node is drawn."""

    colour: str
    shape: str


def mark(name: str) -> Mark:
    """Return the colour (``#rrggbb``) and shape of the class `name`; unknown classes are grey stars."""
    for colour, names in FAMILIES:
        if name in names:
            return Mark(COLOURS[colour], SHAPES[names.index(name)])
    return Mark(COLOURS["grey"], SHAPES[-1])


def primary_labels(labels: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Return the one label that each set of labels is shown under: the most specific one.

    A class has at most as many members as each of its superclasses, so the rarest label of a node is its most
    specific one; equal counts are settled by the order of the legend, then by name.

    Parameters
    ----------
    labels : iterable of tuple of str
        The labels of every node.
    """
    sets = list(labels)
    count = Counter(name for names in sets for name in set(names))
    return {
        names: min(names, key=lambda name: (count[name], _rank(name))) if names else "Resource"
        for names in set(sets)
    }


def legend_order(name: str) -> tuple[int, str]:
    """Return the sort key that puts classes in the order of the legend."""
    return _rank(name)


def _rank(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)
