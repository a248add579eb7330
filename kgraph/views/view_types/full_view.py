"""The whole graph."""

from __future__ import annotations

from kgraph.views.layouts import FORCE
from kgraph.views.view_definition import Selection, ViewDefinition
from kgraph.words.catalogue import catalogue

WORDS = catalogue("pages")

FULL = ViewDefinition(
    name="full",
    title=WORDS("views.full.title"),
    meaning=WORDS("views.full.meaning"),
    select=lambda graph, _request: Selection(graph),
    layout=FORCE,
)
