"""Relationships that say in kgraph's terms what a source says in others: they have the source's evidence.

``cv:hasCompetentAuthority`` from a service to an authority is read as ``PROVIDES`` from the authority to the
service. That is a conclusion, and the store marks it as one. But nothing about it is less sure than what the
source states, so whoever counts, draws and shows relationships takes source, status and period of the
statement that it restates. What kgraph's own terms entail of each other stays inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.graph_keys import EVIDENCE_LIST_KEYS, PERIOD_KEYS
from kgraph.namespaces import KG, local_name
from kgraph.rule_names import premise_of
from kgraph.statements import status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    from kgraph.graph_columns import StudyGraph

_TAKEN = ("sources", *EVIDENCE_LIST_KEYS, "confidence", "property_sources", *PERIOD_KEYS)


def take_over_evidence(graph: nx.MultiDiGraph, types: Mapping[str, str]) -> None:
    """Give each restating relationship of `graph` the evidence of what it restates.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As :func:`kgraph.store.readback.assemble` returns it; it is changed.
    types : mapping
        IRI of each plain relationship type by name.
    """
    for _, data, said in restatements(graph, types):
        data.clear()
        data.update(said)


def restatements(
    graph: StudyGraph, types: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Yield the place of each restating relationship among the edges, what it says, and with its evidence.

    Parameters
    ----------
    graph : networkx.MultiDiGraph or GraphColumns
        The graph.
    types : mapping
        IRI of each plain relationship type by name.
    """
    others: dict[str, set[str]] = {}
    for name, iri in types.items():
        if not iri.startswith(KG):
            others.setdefault(local_name(iri), set()).add(name)
    for number, (start, end, data) in enumerate(graph.edges(data=True)):
        premise = next(_premises(graph, others, (start, end), str(data.get("rule") or "")), None)
        if premise is not None:
            kept = {key: value for key, value in data.items() if key not in _TAKEN}
            taken = {key: premise[key] for key in _TAKEN if key in premise}
            yield number, data, {**kept, **taken, "statementStatus": status_of(premise)}


def _premises(
    graph: nx.MultiDiGraph, others: Mapping[str, set[str]], ends: tuple[str, str], rules: str
) -> Iterator[Mapping[str, Any]]:
    for rule in filter(None, rules.split(", ")):
        named = premise_of(rule)
        if named is None or named[0] not in others:
            continue
        start, end = reversed(ends) if named[1] else ends
        between = graph.get_edge_data(start, end) or {}
        for key in sorted(between):
            if between[key]["type"] in others[named[0]] and not between[key].get("rule"):
                yield between[key]
