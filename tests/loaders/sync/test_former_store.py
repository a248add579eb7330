"""A store that version 0.1.0 filled is read, recognised as such and brought up to date by a sync.

`tools/former_store.py` made ``former/store.json`` with that version.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.altered_values import find_altered
from kgraph.loaders.sync.store_state import read_state, read_status, read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp, find_foreign
from kgraph.store.cypher_names import quote

if TYPE_CHECKING:
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection

FORMER = Path(__file__).parent / "former"


def value(content: Any) -> Any:
    if isinstance(content, dict):
        return date.fromisoformat(content["date"])
    return content


def fill(store: Connection) -> None:
    """Put in the store what version 0.1.0 had put there."""
    held = json.loads((FORMER / "store.json").read_text(encoding="utf-8"))
    for node in held["nodes"]:
        labels = "".join(f":{quote(label)}" for label in node["labels"])
        properties = {key: value(each) for key, each in node["properties"].items()}
        store.execute(
            f"CREATE (n{labels}) SET n = $properties, n.former = $id", properties=properties, id=node["id"]
        )
    for tie in held["relationships"]:
        store.execute(
            f"MATCH (a {{former: $start}}), (b {{former: $end}}) CREATE (a)-[r:{quote(tie['type'])}]->(b) "
            "SET r = $properties",
            start=tie["start"],
            end=tie["end"],
            properties={key: value(each) for key, each in tie["properties"].items()},
        )
    store.execute("MATCH (n) REMOVE n.former")


def present_graph() -> PropertyGraph:
    store = ox.Store()
    store.load((FORMER / "study.trig").read_bytes(), format=ox.RdfFormat.TRIG)
    return map_dataset(store, prefixes={"": "https://example.org/former/"})


def test_it_is_complete_of_an_earlier_kgraph_and_unaltered(any_store: Connection) -> None:
    fill(any_store)
    status = read_status(any_store)
    assert (status.study, status.state, status.former) == ("former", "complete", True)
    assert find_altered(any_store) == []
    assert find_foreign(any_store, read_state(any_store)) == []


def test_what_somebody_altered_in_it_is_found(any_store: Connection) -> None:
    fill(any_store)
    any_store.execute("MATCH (n:Municipality) WHERE n.label = 'Norra kommunen' SET n.label = 'Nora'")
    assert [item.title for item in find_altered(any_store)] == ["Nora"]


def test_a_sync_brings_it_up_to_date_and_leaves_nothing_of_its_form_behind(any_store: Connection) -> None:
    fill(any_store)
    any_store.execute("MATCH (n:Municipality) SET n.remark = 'by hand'")
    graph = present_graph()
    report = sync(any_store, graph, BuildStamp("former"))
    assert [(item.kind, item.name, item.count) for item in report.foreign] == [("property", "remark", 2)]
    status = read_status(any_store)
    assert (status.state, status.former, status.content_hash) == ("complete", False, graph.content_hash)
    assert read_store(any_store).content_hash == graph.content_hash
    keys = {row["key"] for row in any_store.read("MATCH ()-[r]->() UNWIND keys(r) AS key RETURN key")}
    keys |= {row["key"] for row in any_store.read("MATCH (n) UNWIND keys(n) AS key RETURN key")}
    assert {"fromText", "remark"} <= keys
    assert not {"fromPrecision", "untilPrecision"} & keys


@pytest.mark.parametrize("key", ["fromPrecision", "untilPrecision"])
def test_in_a_store_of_today_their_keys_are_anybodys(any_store: Connection, key: str) -> None:
    sync(any_store, present_graph(), BuildStamp("former"))
    any_store.execute(f"MATCH (n:Municipality) SET n.{key} = 'mine'")
    assert find_altered(any_store) == []
    assert [item.name for item in find_foreign(any_store, read_state(any_store))] == [key]
