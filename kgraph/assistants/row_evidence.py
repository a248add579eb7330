"""The evidence of a row: which nodes and relationships it holds, and the sources and status of each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kgraph.ask.answer_forms import specific
from kgraph.ask.answer_things import things_in
from kgraph.ask.explanation import supports_of
from kgraph.statements import STATUSES, combined_status, status_of
from kgraph.views.page_content import link_of
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.analysis.results import Evidence
    from kgraph.workbench.held_study import HeldGraph

#: Sources that are named of one thing; the others are counted, and `explain` has all.
SOURCES = 3


def known_things(value: Any, held: HeldGraph) -> list[str]:
    """Return the IRIs of nodes and the keys of relationships that a value holds, each once, in order.

    A text counts if it is the IRI of a node or the key of a relationship.
    """
    return list(
        dict.fromkeys(thing for thing in things_in(value) if thing in held.graph or thing in held.ends)
    )


def thing_evidence(held: HeldGraph, thing: str, language: str) -> dict[str, Any]:
    """Return name, status and surest sources of a node, or of a relationship by its key."""
    graph = held.graph
    if thing in graph:
        attributes = graph.nodes[thing]
        name = name_of(thing, attributes).in_language(language)
        said: dict[str, Any] = {"name": name, "labels": list(specific(tuple(attributes.get("labels", ()))))}
    else:
        start, end = held.ends[thing]
        attributes = graph.edges[start, end, thing]
        ends = [name_of(uri, graph.nodes[uri]).in_language(language) for uri in (start, end)]
        said = {"name": f"{ends[0]} -{attributes['type']}-> {ends[1]}"}
    # The surest first: what a document states before what a rule concluded.
    supports = sorted(supports_of(graph, attributes), key=lambda each: _sureness(each.status))
    said |= {
        "status": status_of(attributes),
        "sources": [
            _source(held, each.source, each.title, {"locator": each.locator, "status": each.status})
            for each in supports[:SOURCES]
        ],
    }
    return said | ({"moreSources": len(supports) - SOURCES} if len(supports) > SOURCES else {})


def claim_evidence(evidence: Sequence[Evidence], held: HeldGraph, language: str) -> dict[str, Any]:
    """Return what a claim of the analysis rests on: its status, its first sources and relationships.

    The status is that of all its relationships together, the one that
    :data:`kgraph.statements.PRECEDENCE` puts first.
    """
    sources = Counter(item.source for item in evidence)
    ties = list(dict.fromkeys(item.relationship for item in evidence if item.relationship))
    statuses = Counter(item.status for item in evidence)
    return {
        "status": combined_status(statuses) if statuses else None,
        "statements": dict(sorted(statuses.items())),
        "sources": named_sources(held, [source for source, _ in sources.most_common()], language),
        "relationships": ties[:SOURCES],
        "moreRelationships": max(len(ties) - SOURCES, 0),
    }


def named_sources(held: HeldGraph, sources: Sequence[str], language: str) -> list[dict[str, Any]]:
    """Return the first sources with title and address, and how many there are more."""
    named = []
    for uri in sources[:SOURCES]:
        attributes = held.graph.nodes[uri] if uri in held.graph else {}
        named.append(_source(held, uri, name_of(uri, attributes).in_language(language), {}))
    more = len(sources) - SOURCES
    return [*named, {"more": more}] if more > 0 else named


def _sureness(status: str) -> int:
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def _source(held: HeldGraph, uri: str, title: str, rest: Mapping[str, str]) -> dict[str, Any]:
    """Return a source by its title, and by its address on the web if it has one, else by its IRI."""
    link = link_of(held.graph.nodes[uri]) if uri in held.graph else ""
    said = {"title": title, **rest, **({"link": link} if link else {"source": uri})}
    return {key: value for key, value in said.items() if value}
