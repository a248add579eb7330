"""How long the draws of an analysis will take, from the ties of its networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.uncertainty.observed_scores import affordable_draws, draw_work, may_be_drawn
from kgraph.analysis.uncertainty.worker_pool import seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings


def expected_seconds(networks: Iterable[Network], settings: Settings) -> float:
    """Return about how many seconds the draws and the first null networks of `networks` will take."""
    asked = settings.draws, settings.null_networks(1)[0]
    seconds = 0.0
    for network in networks:
        if may_be_drawn(network):
            most = affordable_draws(network)
            for count in asked:
                seconds += seconds_of(min(count, most) * draw_work(network), settings.processes())
    return seconds
