"""Choices that every question shares: seed, number of draws, worker processes, limits, progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kgraph.analysis.rates import Rates

if TYPE_CHECKING:
    from kgraph.analysis.ruled_out import RuledOut

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is to do."""

Value = TypeVar("Value")

EXACT_WORK = 2_000_000_000
"""Largest nodes x arcs for which path measures are exact in the observed network: about 20 s on igraph."""
DRAW_WORK = 100_000_000
"""The same for each draw; above it, draws sample sources."""
SAMPLED_SOURCES = 200
"""Sources drawn where a measure is sampled."""
DAMPING = 0.85
"""Probability with which the random walk of PageRank goes on along an arc; networkx's own choice."""
POWER_ITERATIONS, TOLERANCE = 10_000, 1e-12
"""Most rounds of a power iteration, and the change at which it stops."""
TASK_WORK = 300_000
"""What one draw costs besides its nodes x arcs, in the same unit."""
TIE_WORK = 70
"""The same for each of its ties."""
SECONDS_PER_WORK = 1.5e-8
"""Measured on one core of 2026 for all scores of one draw; for estimates only."""
IN_PROCESS_WORK = 650_000_000
"""Total work, about ten seconds, below which starting worker processes costs more than it saves."""
MOST_DRAWN_WORK, FEWEST_DRAWN = 8_000_000_000, 50
"""Work, some 60 s on two processors, above which fewer draws of a network are scored; how few at least."""
FIRST_NULLS = 200
"""Null networks at first, however many draws: where nothing stands out by them, nothing does by more."""
NULLS_PER_FAMILY, MOST_NULLS, FEW_DRAWS = 25, 2_500, 100
"""Null networks for each measure that a report tests in a network, so that one finding survives correction.

At most `MOST_NULLS`, and no more than asked for below `FEW_DRAWS` draws: then speed matters.
"""
FAILURE_RATES = (0.01, 0.1)
"""Probabilities of failure where a study declares none: nobody has measured them, so a decade is shown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to answer.

    Parameters
    ----------
    seed : int
        Seed of all random draws; the same seed gives the same answer, whatever the number of workers.
    draws : int
        How many times what the sources leave open is drawn. 0 leaves intervals and chance out.
    nulls : int, optional
        Null networks per network; when absent, as many as draws but at most `FIRST_NULLS`, and more where
        something may be far from chance.
    workers : int, optional
        Worker processes; the number of processors when absent.
    rows : int
        Most rows per result.
    rates : Rates
        How often the record is believed to be wrong.
    progress : callable, optional
        Called with how far a long step has come.
    costs : dict of str to float
        Cost of a measure of mitigation by its name; 1 for the others.
    ruled_out : tuple of RuledOut
        Measures of mitigation that are not to be proposed.
    failure : tuple of float
        Lowest and highest probability with which a thing may fail, for the importance of things.
    """

    seed: int = 1
    draws: int = 300
    nulls: int | None = None
    workers: int | None = None
    rows: int = 25
    rates: Rates = field(default_factory=Rates)
    progress: Progress | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    ruled_out: tuple[RuledOut, ...] = ()
    failure: tuple[float, float] = FAILURE_RATES

    _done: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, function: Callable[[], Value]) -> Value:
        """Return ``function()``, computed at the first call with this name and kept for the others."""
        if name not in self._done:
            self._done[name] = function()
        value: Value = self._done[name]
        return value

    def under(self, rates: Rates, most: int) -> Settings:
        """Return the settings with other rates of error and at most so many draws, made once."""
        return self.once(
            f"under {rates} {most}",
            lambda: replace(self, rates=rates, draws=min(self.draws, most), _done={}),
        )

    def seeds(self, purpose: str, count: int) -> list[np.random.SeedSequence]:
        """Return `count` independent seeds for a named purpose, so that no two purposes share draws."""
        root = np.random.SeedSequence([self.seed & 0xFFFFFFFF, *purpose.encode()])
        return root.spawn(count)

    def generator(self, purpose: str) -> np.random.Generator:
        """Return a generator of random draws for a named purpose."""
        return np.random.default_rng(self.seeds(purpose, 1)[0])

    def null_networks(self, families: int) -> tuple[int, int]:
        """Return how many null networks are drawn at first, and at most, when `families` are tested together.

        A family is all things of one network by one measure.
        """
        first = min(self.draws, FIRST_NULLS) if self.nulls is None else self.nulls
        raised = self.nulls is None and first >= FEW_DRAWS
        return first, max(first, min(NULLS_PER_FAMILY * families, MOST_NULLS)) if raised else first

    def processes(self) -> int:
        """Return the number of worker processes."""
        return self.workers or os.cpu_count() or 1

    def tell(self, step: str, done: int, total: int) -> None:
        """Call `progress`, if there is one."""
        if self.progress is not None:
            self.progress(step, done, total)
