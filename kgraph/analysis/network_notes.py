"""What a network says of itself: what was left out, what is set aside, and what nothing ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kgraph.analysis.definitions import ONE_ARC, PROJECTION, NetworkDefinition
from kgraph.analysis.sentences import count_of, listed, one_or_many
from kgraph.analysis.ties import REASONS, WITHOUT_DATE
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgraph.analysis.ties import Arc, SelectedTies, Tie
    from kgraph.words.text import Text

ISOLATES_NAMED = 25
_words = catalogue("analysis")


def network_notes(
    definition: NetworkDefinition,
    graph: nx.Graph,
    arcs: Mapping[Arc, tuple[Tie, ...]],
    selected: SelectedTies,
    names: Mapping[str, Text],
) -> tuple[Text, ...]:
    """Return the notes on a network, so that nothing leaves it without a word.

    Parameters
    ----------
    definition : NetworkDefinition
        What belongs.
    graph : networkx.Graph or networkx.DiGraph
        The network.
    arcs : mapping
        The relationships behind each arc.
    selected : SelectedTies
        What was left out, by reason, how much that is in lacks a date, and filters that find nothing.
    names : mapping
        Names of the nodes.
    """
    counts = selected.counts
    notes = [_words("unknown-filter.note", type=kind, key=key) for kind, key in selected.unknown]
    notes += [
        _words(f"left-out.{one_or_many(n)}.{reason}", n=count_of(n, "relationship"), **_day(definition))
        for reason in REASONS
        if (n := counts[reason])
    ]
    if n := counts[WITHOUT_DATE]:
        notes.append(_words(f"undated.{one_or_many(n)}", n=count_of(n, "relationship"), **_day(definition)))
    ties = {tie.key: tie for behind in arcs.values() for tie in behind}
    aside = sum(tie.weight != 1 for tie in ties.values())
    if aside and definition.mode == PROJECTION:
        notes.append(_words("weights-aside.projection", n=count_of(aside, "relationship")))
    elif aside and definition.parallel == ONE_ARC:
        notes.append(_words("weights-aside.one", n=count_of(aside, "relationship")))
    if n := sum(not tie.evidence for tie in ties.values()):
        notes.append(_words("unsourced.note", n=count_of(n, "relationship")))
    alone = sorted(nx.isolates(graph), key=lambda node: (names[node].sv, node))
    if alone:
        named = listed([names[node] for node in alone], ISOLATES_NAMED)
        notes.append(
            _words(f"isolates.{one_or_many(len(alone))}", n=count_of(len(alone), "thing"), names=named)
        )
    return tuple(notes)


def _day(definition: NetworkDefinition) -> dict[str, str]:
    return {} if definition.day is None else {"day": definition.day.isoformat()}
