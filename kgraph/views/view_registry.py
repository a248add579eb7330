"""All views, in the order in which they are offered.

A new view is a module in ``view_types`` and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.views.view_types.collaboration_view import COLLABORATION
from kgraph.views.view_types.comparison_view import COMPARISON
from kgraph.views.view_types.decisions_view import DECISIONS
from kgraph.views.view_types.ego_view import EGO
from kgraph.views.view_types.full_view import FULL
from kgraph.views.view_types.services_view import SERVICES

if TYPE_CHECKING:
    from kgraph.views.view_definition import ViewDefinition

_IN_ORDER = (
    COLLABORATION,
    SERVICES,
    DECISIONS,
    EGO,
    COMPARISON,
    FULL,
)

VIEWS: dict[str, ViewDefinition] = {definition.name: definition for definition in _IN_ORDER}
"""Every view by name."""

STANDARD_VIEWS = tuple(name for name, definition in VIEWS.items() if definition.standard)
"""Names of the views that every build writes."""
