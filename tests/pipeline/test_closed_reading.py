"""What was read of the embedded store answers for it while it is closed and nobody has written to it."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from kgraph.pipeline.closed_reading import GRAPH_FILE, STATE_FILE, kept_state, study_graph
from kgraph.pipeline.store_report import store_state
from kgraph.store.graph_text import graph_from_text, graph_to_text
from kgraph.store.readback import read_graph
from kgraph.store.servers.closed_store import keep, log_state, recall
from kgraph.store.servers.leases import open_store
from kgraph.store.servers.store_choice import embedded_home
from kgraph.study import Study, load_study
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.store.connection import Connection


def content_of(graph: nx.MultiDiGraph[str]) -> list[object]:
    return [graph.graph, list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))]


def refuse() -> Connection:
    raise AssertionError("the store was opened")


@pytest.fixture
def study(tmp_path: Path, rebuilt_study: Callable[[Path], tuple[Path, object]]) -> Study:
    """The real study as a rebuild left it, moved as a copy that keeps the times of its files."""
    return load_study(rebuilt_study(tmp_path)[0])


def home_of(study: Study) -> Path:
    home = embedded_home(study, None)
    assert home is not None
    return home


@pytest.mark.process
def test_a_closed_store_answers_until_somebody_writes(study: Study) -> None:
    home = home_of(study)
    # The rebuild has read the store, so nobody need start it.
    kept = study_graph(study, None, refuse)
    state = store_state(study)
    assert state["store"].endswith(", not running")
    assert (state["state"], state["build is"], state["altered by hand"]) == (
        "complete",
        "the last rebuild",
        None,
    )
    with open_store(study) as store:
        assert content_of(read_graph(store)) == content_of(kept)
        # While it runs it is asked, since somebody may write at any time.
        assert recall(home, GRAPH_FILE) is None
        log = log_state(home)
    assert content_of(study_graph(study, None, refuse)) == content_of(kept)

    with open_store(study) as store:
        log = log_state(home)
        store.execute("MATCH (n:Municipality {label_sv: 'Lidköpings kommun'}) SET n.population = 1")
        assert not keep(home, GRAPH_FILE, "another wrote while it was read", log)
    assert recall(home, GRAPH_FILE) is None
    assert kept_state(study, None) is None
    altered = store_state(study)
    assert "Lidköping" in altered["altered by hand"]
    with open_store(study) as store:
        graph = study_graph(study, None, lambda: store)
    # What was read anew is kept in turn.
    assert content_of(study_graph(study, None, refuse)) == content_of(graph) != content_of(kept)
    assert store_state(study) == altered | {"store": state["store"]}

    # Broken, it counts as nothing.
    for name in (GRAPH_FILE, STATE_FILE):
        first = (home / name).read_text(encoding="utf-8").partition("\n")[0]
        (home / name).write_text(f"{first}\n[", encoding="utf-8")
    assert kept_state(study, None) is None
    with open_store(study) as store:
        assert content_of(study_graph(study, None, lambda: store)) == content_of(graph)
    # Where it was not closed in order, or its files are others, nothing is known of it.
    (home / "databases" / "kgraph" / "more.bucket").touch()
    assert recall(home, GRAPH_FILE) is None
    shutil.rmtree(home)
    assert recall(home, GRAPH_FILE) is None


def test_every_value_comes_back_from_text() -> None:
    graph = nx.MultiDiGraph(
        study="s", build="b", contentHash="h", class_words={"x__A": (Text("a", "b"),) * 2}
    )
    graph.add_node(
        "urn:b",
        labels=("A", "B"),
        day=dt.date(2020, 1, 2),
        moment=dt.datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
        hour=dt.time(3, 4),
        lasting=dt.timedelta(days=1, microseconds=2),
        values=["å", 1, 1.5, True, dt.date(1900, 1, 1)],
        property_sources={"day": ["urn:s"], ":A": []},
    )
    graph.add_node("urn:a", labels=())
    graph.add_edge("urn:b", "urn:a", key="k", type="T")
    assert content_of(graph_from_text(graph_to_text(graph))) == content_of(graph)
    graph.nodes["urn:a"]["odd"] = object()
    with pytest.raises(TypeError, match="has no text"):
        graph_to_text(graph)


@pytest.mark.parametrize("text", ["", "[]", "[1, 2, 3]", '[{}, [["a", {}]], []]', '[{}, [], ["a"]]'])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        graph_from_text(text)
