"""Which recorded relationships hold, draw by draw: statements true or not, and whole sources wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kgraph.statements import evidence_of, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.analysis.rates import Rates

Holds = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StatementColumns:
    """Who says that each relationship holds, as columns sorted by relationship.

    Parameters
    ----------
    first : ndarray
        Number of the first statement of each relationship; each has at least one.
    source : ndarray
        Number of the source of each statement; what has no source has one of its own.
    true : ndarray
        Probability that each statement is true if its source is right as a whole.
    right : ndarray
        Probability that each source is right as a whole.
    """

    first: NDArray[np.int64]
    source: NDArray[np.int64]
    true: NDArray[np.float64]
    right: NDArray[np.float64]


def statements_of(relationships: Sequence[Mapping[str, Any]], rates: Rates) -> StatementColumns:
    """Return the statements behind `relationships`, which are properties as the store gives them back."""
    numbers: dict[str, int] = {}
    first: list[int] = []
    source: list[int] = []
    true: list[float] = []
    right: list[float] = []
    for data in relationships:
        first.append(len(source))
        said = [(item.source, item.status, item.confidence) for item in evidence_of(data)]
        rule = str(data.get("rule") or "")
        for name, status, confidence in said or [("", status_of(data), str(data.get("confidence") or ""))]:
            # What a rule concludes falls with the rule; what nobody says falls by itself.
            origin = name or rule
            if origin not in numbers or not origin:
                numbers[origin] = len(right)
                right.append(rates.source(name) if name else 1.0)
            source.append(numbers[origin])
            own = confidence or (str(data.get("confidence") or "") if len(said) == 1 else "")
            true.append(rates.statement(status, own))
    return StatementColumns(np.array(first, int), np.array(source, int), np.array(true), np.array(right))


def holds(statements: StatementColumns, draws: int, rng: np.random.Generator) -> Holds:
    """Return draws x relationships: a relationship holds where one of its statements is true.

    A statement is true in a draw if its source is right as a whole and the statement itself is, so errors are
    clustered by source.
    """
    if not len(statements.first):
        return np.zeros((draws, 0), dtype=bool)
    right = rng.random((draws, len(statements.right)), dtype=np.float32) < statements.right
    true = rng.random((draws, len(statements.true)), dtype=np.float32) < statements.true
    true &= right[:, statements.source]
    return np.asarray(np.logical_or.reduceat(true, statements.first, axis=1), dtype=bool)
