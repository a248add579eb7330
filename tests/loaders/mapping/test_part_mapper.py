"""Statements on disk, mapped part by part: the graph is that of mapping them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import random_datasets as datasets
from hypothesis import given, settings
from quick_examples import examples

from kgraph.errors import KgraphError
from kgraph.loaders import kept_columns
from kgraph.loaders.common.disk_workspace import DiskWorkspace
from kgraph.loaders.mapping import part_mapper
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.mapping.part_mapper import map_study
from kgraph.loaders.sync.write_statements import create_nodes, create_relationships
from kgraph.rdf.dataset import StudyDataset

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.loaders.sync.write_statements import Batch

BASE = "https://example.org/"
PREFIXES = """@prefix e: <https://example.org/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
"""
MEMBERS = "".join(
    f"e:m{n} a org:Membership ; org:member e:a{n} ; org:organization e:b ; "
    f'dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "20{n:02}"^^xsd:gYear ] . '
    for n in range(9)
)
CASES = {
    "a key that has several values in a later part": "e:a e:p 1 . e:b e:p 1 . e:y e:p 1 . e:z e:p 1 , 2 .",
    "things that only others name": "e:a e:q e:x , e:y . e:b e:q e:x . e:z e:q e:a , e:y .",
    "a name that is looked up elsewhere": (
        'e:a a org:Post ; org:role e:z . e:z skos:prefLabel "Chair"@en . e:b e:p 1 . e:c e:p 1 . e:d e:p 1 .'
    ),
    "periods of many": MEMBERS,
    "a period of the last that means otherwise": (
        MEMBERS
        + "e:zz a org:Organization ; e:held [ a dct:PeriodOfTime ; dcat:startDate '2020'^^xsd:gYear ] ."
    ),
    "a period of the first that means otherwise": (
        MEMBERS
        + "e:a a org:Organization ; e:held [ a dct:PeriodOfTime ; dcat:startDate '2020'^^xsd:gYear ] ."
    ),
    "a blank node of two": "e:a e:q _:x . e:z e:q _:x . _:x e:p 1 . e:b e:p 1 . e:c e:p 1 . e:d e:p 1 .",
    "blank nodes of blank nodes": (
        "e:a e:q [ e:q [ e:p 1 ] ] . e:z e:q [ e:q [ e:p 1 ] ] . e:b e:p 1 . e:c e:p 2 ."
    ),
    "twins": "e:a e:q [ e:p 1 ] , [ e:p 1 ] . [] e:p 1 . [] e:p 1 . e:b e:p 1 . e:c e:p 2 .",
    "a relation of a relation": (
        "e:z a org:Membership ; org:member e:m1 ; org:organization e:b . e:c e:q e:m2 . e:d e:q e:m3 ."
        + MEMBERS
    ),
    "a relation of a blank relation": (
        "[] a org:Membership ; org:member e:m1 ; org:organization e:b . e:c e:q e:m2 . " + MEMBERS
    ),
    "evidence of one statement": (
        "e:g { e:z e:q e:b . e:z e:q e:c . e:s a kg:SourcedStatement ; rdf:subject e:z ; rdf:predicate e:q ;"
        ' rdf:object e:b ; kg:locator "page 3" . } e:h { e:a e:q e:b . e:c e:p 1 . }'
    ),
    "the usual status of a graph": (
        "e:g { e:a e:p 1 . e:b e:p 1 . e:y e:p 1 . } e:h { e:g kg:defaultStatus status:disputed . }"
    ),
    "a text that looks like a blank node": 'e:a e:p "a _:b c" ; e:q "_:x" . e:b e:p "_:x" . e:c e:p 1 .',
}


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TRIG))


def at_once(quads: list[ox.Quad]) -> PropertyGraph:
    """Map statements at once, as a store gives them back."""
    store = ox.Store()
    store.extend(quads)
    return map_dataset(store)


def in_parts(quads: list[ox.Quad], parent: Path, most: int = 3, *, on_disk: bool = True) -> PropertyGraph:
    """Map statements some at a time, with columns of a few rows."""
    workspace = DiskWorkspace(parent / "statements")
    store = workspace.new_store() if on_disk else ox.Store()
    store.extend(quads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_mapper, "AT_ONCE", most)
        patch.setattr(kept_columns, "ROWS", 2)
        return map_study(StudyDataset(store, base=BASE, workspace=workspace), ("sv", "en"))


def assert_same(one: PropertyGraph, other: PropertyGraph) -> None:
    assert dict(one.nodes.items()) == dict(other.nodes.items())
    assert dict(one.relationships.items()) == dict(other.relationships.items())
    assert (one.names, one.losses, one.account) == (other.names, other.losses, other.account)
    assert (one.content_hash, one.digest) == (other.content_hash, other.digest)


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_in_several_parts_is_mapped_as_at_once(case: str, tmp_path: Path) -> None:
    quads = parsed(CASES[case])
    made = in_parts(quads, tmp_path)
    assert isinstance(made.nodes.blocks[0].columns[0], kept_columns.KeptColumn)
    assert_same(made, at_once(quads))
    assert not list((tmp_path / "statements").rglob("names-*"))


@settings(max_examples=examples(100))
@given(quads=datasets.datasets())
def test_every_dataset_is_mapped_as_at_once(
    quads: list[ox.Quad], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # A study has no graphs that are blank nodes.
    named = [
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(BASE + "g"))
        if isinstance(q.graph_name, ox.BlankNode)
        else q
        for q in quads
    ]
    made = in_parts(named, tmp_path_factory.mktemp("parts"), 2, on_disk=False)
    assert_same(made, at_once(named))


def test_a_thing_that_is_named_as_a_blank_node_of_another_part_is_refused(tmp_path: Path) -> None:
    quads = parsed("[] e:p 1 . " + "".join(f"e:a{n} e:p {n} . " for n in range(9)))
    (name,) = (uri for uri in map_dataset(quads).nodes if uri.startswith("urn:"))
    with pytest.raises(KgraphError, match="two things would share the uri"):
        in_parts([*quads, *parsed(f"<{name}> e:p 2 .")], tmp_path)


def test_rows_are_those_of_columns_in_memory(tmp_path: Path) -> None:
    quads = parsed(
        MEMBERS + "".join(f'e:a{n} a org:Organization ; skos:prefLabel "{n}"@en . ' for n in range(9))
    )
    one, other = at_once(quads), in_parts(quads, tmp_path)

    def rows(batches: list[Batch]) -> list[str]:
        """Return the rows of all batches."""
        return sorted(repr(row) for batch in batches for row in batch.rows)

    assert rows(list(create_nodes(one.nodes))) == rows(list(create_nodes(other.nodes)))
    ties = [rows(list(create_relationships(graph.relationships))) for graph in (one, other)]
    assert ties[0] == ties[1]


def test_few_statements_and_those_in_memory_are_mapped_at_once(tmp_path: Path) -> None:
    quads = parsed(MEMBERS)
    assert isinstance(in_parts(quads, tmp_path, 1000).nodes.blocks[0].columns[0], list)
    store = ox.Store()
    store.extend(quads)
    made = map_study(StudyDataset(store, base=BASE), ("sv", "en"))
    assert isinstance(made.nodes.blocks[0].columns[0], list)


def test_columns_are_read_when_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_columns, "REMEMBERED", 3)
    file = kept_columns.ColumnFile(tmp_path)
    columns = [file.keep([f"{number} {place}" for place in range(3)]) for number in range(4)]
    assert [list(column) for column in columns] == [[f"{n} {place}" for place in range(3)] for n in range(4)]
    assert (len(columns[1]), columns[1][2], columns[1][:2]) == (3, "1 2", ["1 0", "1 1"])
    assert list(file.keep([])) == []
    assert list(tmp_path.iterdir()) == []
