"""Evidence about a thing: what each source says, where and how surely, in aligned lists."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import KG, RDF
from kgraph.statements import STATED, combined_status

from .decoder import ANCHORS, CONFIDENCES, EVIDENCE_LISTS, PARAPHRASES, SEPARATOR, STATUSES_KEY
from .term_values import STRING, split_literal, to_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .grouped_statements import Objects, Statements
    from .statement_patterns import Graphs

LIST_BY_PREDICATE = {predicate: key for key, predicate in EVIDENCE_LISTS.items()}

Evidence = dict[str, dict[str, str]]  # text by list key, by graph term


def collect_evidence(
    statements: Mapping[str, Objects],
    status_text: Callable[[str], str],
    rank: Callable[[str], tuple[int, int]],
) -> tuple[Evidence, list[tuple[str, str]]]:
    """Return the evidence about a thing, and predicate and object of values joined into one text.

    Parameters
    ----------
    statements : mapping
        Graphs by predicate and object.
    status_text : callable
        Returns the text for a status.
    rank : callable
        Returns the rank of a language; of a paraphrase in several, the first choice is shown.
    """
    texts: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for predicate, key in LIST_BY_PREDICATE.items():
        for value, graphs in statements.get(predicate, {}).items():
            # What is no literal has no language, as untagged text.
            text, datatype = split_literal(value) if value[0] == '"' else (status_text(value), STRING)
            for graph in graphs:
                if graph:
                    texts.setdefault((graph, key), []).append((text, value, datatype))
    evidence: Evidence = {}
    joined: list[tuple[str, str]] = []
    for (graph, key), found in texts.items():
        if key == PARAPHRASES and len(found) > 1:
            best = min(rank(datatype) for _, _, datatype in found)
            found = [item for item in found if rank(item[2]) == best]
        evidence.setdefault(graph, {})[key] = SEPARATOR.join(text for text, _, _ in sorted(found))
        # Anchors contain no separator, so that several are told apart again.
        if len(found) > 1 and key != ANCHORS:
            joined += [(EVIDENCE_LISTS[key], value) for _, value, _ in found]
    return evidence, joined


def single_evidence(
    statements: Statements, status_text: Callable[[str], str], rank: Callable[[str], tuple[int, int]]
) -> dict[tuple[str, str, str], Evidence]:
    """Return the evidence that sourced statements give for single triples, by the triple.

    A ``kg:SourcedStatement`` speaks for the triple that it names where its own graph asserts that triple: the
    evidence of the subject as a whole does not count for it.
    """
    found: dict[tuple[str, str, str], Evidence] = {}
    for subject in statements.instances(f"<{KG}SourcedStatement>"):
        held = statements.of(subject)
        triple = [min(held.get(f"<{RDF}{part}>", {"": ()})) for part in ("subject", "predicate", "object")]
        evidence, _ = collect_evidence(held, status_text, rank)
        if all(triple) and evidence:
            found.setdefault((triple[0], triple[1], triple[2]), {}).update(evidence)
    return found


def evidence_properties(
    graphs: Iterable[str], evidence: Evidence, defaults: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return ``sources``, the lists aligned with it, ``statementStatus`` and ``confidence``.

    Parameters
    ----------
    graphs : iterable of str
        Graphs that hold the statements; the default graph is no source.
    evidence : Evidence
        The evidence of these graphs.
    defaults : mapping, optional
        Status of what a graph says where it gives none itself.
    """
    defaults = defaults or {}
    named = sorted(graph for graph in graphs if graph)
    if not named:
        return {}
    properties: dict[str, Any] = {"sources": [to_uri(graph) for graph in named]}
    if not evidence and defaults.keys().isdisjoint(named):
        properties["statementStatus"] = STATED
        return properties
    for key in EVIDENCE_LISTS:
        texts = [evidence.get(graph, {}).get(key, "") for graph in named]
        if key == STATUSES_KEY:
            texts = [text or defaults.get(graph, "") for text, graph in zip(texts, named, strict=True)]
        if any(texts):
            properties[key] = texts
    properties["statementStatus"] = combined_status(properties.get("statuses") or ())
    numbers = [number for text in properties.get(CONFIDENCES, ()) if (number := number_of(text)) is not None]
    if numbers:
        properties["confidence"] = max(numbers)
    return properties


def number_of(text: str) -> float | None:
    """Return a confidence as a number; `None` if it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def graph_table(sets: dict[str, list[Graphs]], sources: list[str]) -> str:
    """Return ``_graphs`` as JSON: which graphs hold which label or property value.

    Parameters
    ----------
    sets : dict of str to list of tuple of str
        Graphs of each value, by label (with a colon) or key.
    sources : list of str
        The thing's sources.
    """
    index = {source: i for i, source in enumerate(sources)}
    common = Counter(graphs for held in sets.values() for graphs in held)
    usual = max(sorted(common), key=common.__getitem__, default=())

    def numbers(graphs: Graphs) -> list[int]:
        """Return the places of graphs among the sources, -1 for the default graph."""
        return sorted(index[to_uri(graph)] if graph else -1 for graph in graphs)

    table: dict[str, Any] = {"*": numbers(usual)}
    for name, held in sorted(sets.items()):
        if len(set(held)) > 1:
            table[name] = [numbers(graphs) for graphs in held]
        elif held[0] != usual:
            table[name] = numbers(held[0])
    return json.dumps(table, separators=(",", ":"))
