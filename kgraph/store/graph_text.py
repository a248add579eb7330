"""The graph of a store as text, and back: the same nodes, edges and values in the same order."""

from __future__ import annotations

import datetime as dt
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import networkx as nx

from kgraph.words.term_words import CLASS_WORDS, TYPE_WORDS
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_READERS: dict[str, Callable[[Any], Any]] = {
    "$datetime": dt.datetime.fromisoformat,
    "$date": dt.date.fromisoformat,
    "$time": dt.time.fromisoformat,
    "$duration": lambda parts: dt.timedelta(*parts),
    "$text": lambda texts: Text(*texts),
}

# Things that are written at once.
_AT_ONCE = 10_000


def graph_to_text(graph: nx.MultiDiGraph[str]) -> str:
    """Return a graph of :func:`kgraph.store.readback.read_graph` as JSON.

    Raises
    ------
    TypeError
        It has a value that JSON text cannot give back.
    """
    return "".join(text_parts(graph))


def text_parts(graph: nx.MultiDiGraph[str]) -> Iterator[str]:
    """Yield the text of a graph in parts: as a whole it takes as much memory as the graph.

    Raises
    ------
    TypeError
        It has a value that JSON text cannot give back.
    """
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_written).encode
    yield f"[{encode(graph.graph)}"
    for items in (graph.nodes.items(), graph.edges(keys=True, data=True)):
        rest = iter(items)
        before = ",["
        while part := list(islice(rest, _AT_ONCE)):
            yield f"{before}{encode(part)[1:-1]}"
            before = ","
        yield "]" if before == "," else ",[]"
    yield "]"


def graph_from_text(text: str) -> nx.MultiDiGraph[str]:
    """Return the graph that :func:`graph_to_text` wrote.

    Raises
    ------
    ValueError
        It is not such a text.
    """
    try:
        attributes, nodes, edges = json.loads(text, object_hook=_read)
        graph = nx.MultiDiGraph(**attributes)
        for words in (CLASS_WORDS, TYPE_WORDS):
            if words in graph.graph:
                graph.graph[words] = {name: tuple(texts) for name, texts in graph.graph[words].items()}
        for _, data in nodes:
            data["labels"] = tuple(data["labels"])
        graph.add_nodes_from(nodes)
        graph.add_edges_from(edges)
    except (TypeError, KeyError, AttributeError, nx.NetworkXException) as error:
        raise ValueError(f"not the text of a graph: {error}") from error
    return graph


def _written(value: object) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"$date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"$time": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"$duration": (value.days, value.seconds, value.microseconds)}
    if isinstance(value, Text):
        return {"$text": (value.sv, value.en)}
    raise TypeError(f"{type(value).__name__} has no text")


def _read(content: dict[str, Any]) -> Any:
    if len(content) == 1:
        ((key, value),) = content.items()
        if key in _READERS:
            return _READERS[key](value)
    return content
