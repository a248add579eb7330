"""Differences between builds are told in the ontology's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import SourceError
from kgraph.loaders.export.graph_export import write_graph
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.build_diff import diff, plan_lines, read_build
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp, make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

HEAD = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:a a kg:Municipality ; skos:prefLabel "Hjo"@sv ; kg:population %d .
ex:m a org:Membership ; org:member ex:a ; org:organization ex:%s .
"""


def graph_of(population: int, target: str, more: str = "") -> PropertyGraph:
    return map_dataset(ox.parse(HEAD % (population, target) + more, format=ox.RdfFormat.TURTLE))


def test_changes_name_kinds_names_and_values() -> None:
    difference = diff(graph_of(1, "f"), graph_of(2, "g", 'ex:g a kg:Company ; skos:prefLabel "Göta"@sv .'))
    assert list(difference.lines()) == [
        "+ Company:FormalOrganization:Organization: Göta",
        "~ FormalOrganization:Municipality:Organization:PublicOrganisation: Hjo",
        "    population: 1 -> 2",
        "- Resource: f",
        "~ MEMBER_OF: Hjo -> Göta",
        "    end: https://example.org/f -> https://example.org/g",
    ]
    assert difference.counts()["MEMBER_OF", "changed"] == 1
    assert not difference.empty


def test_a_written_build_is_the_graph_it_was_written_from(tmp_path: Path) -> None:
    graph = graph_of(1, "f")
    (path,) = write_graph(graph, "trig", tmp_path / "graph.trig")
    assert diff(graph, read_build(path)).empty


def test_a_file_that_is_no_build_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        read_build(tmp_path / "none.trig")
    (tmp_path / "bad.trig").write_text("<a", encoding="utf-8")
    with pytest.raises(SourceError, match="not a build"):
        read_build(tmp_path / "bad.trig")


def test_a_plan_tells_what_would_change(embedded_store: Connection) -> None:
    lines = list(plan_lines(make_plan(embedded_store, graph_of(1, "f"), BuildStamp("s"))))
    assert lines[1:] == [
        "nodes: 2 created, 0 changed, 0 deleted",
        "relationships: 1 created, 0 changed, 0 deleted",
    ]
    sync(embedded_store, graph_of(1, "f"), BuildStamp("s"))
    assert (
        list(plan_lines(make_plan(embedded_store, graph_of(1, "f"), BuildStamp("s"))))[-1]
        == "Nothing would change."
    )
    embedded_store.execute("CREATE (:Memo {text: 'x'})")
    lines = list(plan_lines(make_plan(embedded_store, graph_of(2, "f"), BuildStamp("s"))))
    assert lines[1:] == ["nodes: 0 created, 1 changed, 0 deleted", "left alone: node Memo (1)"]
