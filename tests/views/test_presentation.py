"""Every class has a style, and everything that is declared beside the ontology exists in it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from kgraph.declarations import declarations
from kgraph.views.node_style import COLOURS, ORDER, SHAPES, mark, primary_labels
from kgraph.views.presentation import superclasses, with_subclasses
from kgraph.views.view_registry import VIEWS
from kgraph.vocabulary import RESOURCE_LABEL, Vocabulary

LABELS = frozenset(Vocabulary.load().node_labels.values())
UNKNOWN = mark("a class of foreign data")
LAYOUT_CODE = """
import networkx as nx
from kgraph.views.force_layout import force_layout
from kgraph.views.view_definition import View
from kgraph.views.view_registry import VIEWS
graph = nx.MultiDiGraph()
for part in range(6):
    nx.add_path(graph, [f"part {part} node {node}" for node in range(4 + part)])
    graph.add_edge(f"part {part} node 0", f"part {part} node 2")
print(sorted(force_layout(View(VIEWS["full"], {}, {}, graph)).items()))
"""


def names_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {name for item in value.values() for name in names_in(item)}
    return set(value)


def test_every_class_of_the_ontology_has_a_style_of_its_own_or_of_a_superclass() -> None:
    bare = [label for label in sorted(LABELS) if mark(label) == UNKNOWN]
    assert bare == []


def test_no_two_classes_look_the_same() -> None:
    looks = [(mark(label).colour, mark(label).shape) for label in ORDER]
    assert len(set(looks)) == len(looks)


def test_styles_use_colours_and_shapes_that_exist() -> None:
    for name, style in declarations("presentation")["styles"].items():
        assert style.keys() == {"colour", "shape"}, name
        assert style["colour"] in COLOURS, name
        assert style["shape"] in SHAPES, name


def test_every_name_beside_the_ontology_is_a_term_of_it() -> None:
    content = declarations("presentation")
    assert content.keys() == {"styles", "views", "layouts", "roles"}
    terms = {term.name for term in Vocabulary.load().terms}
    assert set(content["styles"]) <= LABELS | {RESOURCE_LABEL}
    assert names_in([*content["styles"]]) | names_in(
        {key: content[key] for key in ("views", "layouts", "roles")}
    ) <= terms | {RESOURCE_LABEL}


def test_what_is_declared_for_views_belongs_to_one() -> None:
    assert declarations("presentation")["views"].keys() <= VIEWS.keys()


def test_a_class_without_a_style_has_that_of_its_nearest_superclass(monkeypatch: pytest.MonkeyPatch) -> None:
    above = {
        **superclasses(),
        "Sobriety": frozenset({"Organization", "OrganizationalUnit", "Council"}),
    }
    monkeypatch.setattr("kgraph.views.node_style.superclasses", lambda: above)
    assert mark("Sobriety") == mark("Council")


def test_a_class_stands_for_its_subclasses() -> None:
    assert {"Municipality", "Council", "Project", "Organization"} <= with_subclasses(("Organization",))
    assert "ITSystem" not in with_subclasses(("Organization",))


def test_a_node_is_shown_as_its_rarest_class() -> None:
    sets = [("Council", "Organization"), ("Municipality", "Organization"), ("Organization",), ()]
    assert primary_labels(sets) == {
        ("Council", "Organization"): "Council",
        ("Municipality", "Organization"): "Municipality",
        ("Organization",): "Organization",
        (): RESOURCE_LABEL,
    }


@pytest.mark.process
def test_positions_are_the_same_in_every_process() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", LAYOUT_CODE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert len(next(iter(printed))) > 1000


def test_classes_that_the_ontology_does_not_know_are_grey_stars() -> None:
    assert mark("schema__Movie") == UNKNOWN
    assert mark("schema__Person") == mark("Person") != UNKNOWN
    assert (UNKNOWN.colour, UNKNOWN.shape) == (COLOURS["grey"], "star")
