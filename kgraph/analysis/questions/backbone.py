"""Backbone: which pairs meet in more bodies than the numbers of members and memberships make likely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.definitions import PROJECTION
from kgraph.analysis.question import AnalysisQuestion
from kgraph.analysis.results import AnalysisAnswer, Figure, ResultRow
from kgraph.analysis.scope import Scope
from kgraph.analysis.sentences import count_of, listed, one_or_many
from kgraph.analysis.uncertainty.chance import SIGNIFICANT, pairs_against
from kgraph.analysis.uncertainty.meeting_pairs import MOST_PAIRED, PAIRS, MeetingPairs
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings

_words = catalogue("analysis")


def backbone(network: Network, settings: Settings) -> AnalysisAnswer:
    """Say which pairs meet more often than chance, or that none does."""
    found = pairs_against(network, settings)
    if found is None:
        return AnalysisAnswer((), "", [_words("no-draws.note")])
    kept = np.flatnonzero((found.tested.p <= SIGNIFICANT) & (found.tested.z > 0))
    order = sorted(kept.tolist(), key=lambda number: (-found.tested.z[number], found.pairs[number]))
    rows = [_row(network, found, number) for number in order[: settings.rows]]
    notes = [_words("backbone.corrected", n=found.draws)]
    if not rows:
        met = count_of(int((found.observed > 0).sum()), "pair")
        notes.insert(0, _words("backbone.none", pairs=met))
    elif len(order) > len(rows):
        notes.append(_words("backbone.shown", shown=len(rows), total=len(order)))
    return AnalysisAnswer(rows, "", notes)


def _row(network: Network, found: MeetingPairs, number: int) -> ResultRow:
    a, b = found.pairs[number]
    tested, shared = found.tested, float(found.observed[number])
    mean, z, p = (float(column[number]) for column in (tested.mean, tested.z, tested.p))
    claim = _words(
        f"backbone.claim.{one_or_many(shared)}",
        a=network.name(a),
        b=network.name(b),
        n=number_text(shared, 0),
        mean=number_text(mean, 2),
        z=number_text(z, 2),
        p=number_text(p, 2),
    )
    return ResultRow(
        node=None,
        label=listed([network.name(a), network.name(b)]),
        claim=claim,
        figure=Figure(PAIRS, shared, "bodies"),
        z=z,
        p=p,
        evidence=network.evidence([(a, b)]),
        detail={"pair": [a, b], "nullMean": mean},
    )


QUESTION = AnalysisQuestion(
    name="backbone",
    answer=backbone,
    method="Fixed-degree backbone of a projection, Neal 2014, doi:10.1016/j.socnet.2014.06.001; curveball, "
    "Strona et al. 2014, doi:10.1038/ncomms5114",
    scope=Scope((PROJECTION,)),
    most=MOST_PAIRED,
)
