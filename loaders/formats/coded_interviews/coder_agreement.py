"""How far several coders agree: Krippendorff's alpha over passages that they have coded.

A unit is a stretch of a document that hangs together by overlapping passages, in a document that at least two
coders have coded. Each coder of the document has given each code to it, or has not. The disagreement observed
and the disagreement expected are summed over all codes, so that frequent codes do not make rare ones agree
(Krippendorff 2019, Content Analysis, 4th ed., chapter 12; Hayes and Krippendorff 2007,
doi:10.1080/19312450709336664). A stretch that nobody coded is no unit: what all leave out is no agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .qda_project import CodedDocument

Unit = dict[str, set[str]]
"""Codes that each coder gave to a stretch of text."""


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """Agreement of the coders of a project.

    Parameters
    ----------
    alpha : float or None
        Krippendorff's alpha over all codes; None where no code varies.
    coders, units : int
        How many coders there are, and stretches of text that at least two of them could code.
    lowest : tuple of (str, float), optional
        Id of the code with the lowest alpha, and that alpha.
    """

    alpha: float | None
    coders: int
    units: int
    lowest: tuple[str, float] | None = None


def agreement_of(documents: Iterable[CodedDocument]) -> CoderAgreement | None:
    """Return how far coders agree; None where no document has two coders."""
    units = [unit for document in documents for unit in units_of(document)]
    if not units:
        return None
    observed = expected = 0.0
    by_code: list[tuple[float, str]] = []
    for code in sorted(set().union(*(given for unit in units for given in unit.values()))):
        values = [[code in given for given in unit.values()] for unit in units]
        differ, by_chance = disagreement(values)
        observed, expected = observed + differ, expected + by_chance
        if by_chance:
            by_code.append((1 - differ / by_chance, code))
    coders = set().union(*units)
    alpha = 1 - observed / expected if expected else None
    lowest = min(by_code, default=None)
    return CoderAgreement(alpha, len(coders), len(units), (lowest[1], lowest[0]) if lowest else None)


def disagreement(values: Sequence[Sequence[bool]]) -> tuple[float, float]:
    """Return the disagreement observed and expected by chance, of two values given by several coders.

    Parameters
    ----------
    values : sequence of sequence of bool
        What each coder of a unit said, by unit; a unit of one coder counts for nothing.

    Returns
    -------
    tuple of (float, float)
        Observed and expected; alpha is one minus their ratio.
    """
    values = [given for given in values if len(given) > 1]
    total = sum(map(len, values))
    yes = sum(map(sum, values))
    if not total:
        return 0.0, 0.0
    observed = sum(2 * sum(given) * (len(given) - sum(given)) / (len(given) - 1) for given in values)
    return observed / total, 2 * yes * (total - yes) / (total * (total - 1))


def units_of(document: CodedDocument) -> list[Unit]:
    """Return the stretches of a document, with what each of its coders gave to them; none for one coder."""
    coders = sorted({user for each in document.passages for users in each.coders.values() for user in users})
    if len(coders) < 2:
        return []
    units: list[Unit] = []
    reached = -1
    for passage in sorted(document.passages, key=lambda each: (each.start, each.end)):
        if not passage.coders:
            continue
        if passage.start >= reached:
            units.append({coder: set() for coder in coders})
        reached = max(reached, passage.end)
        for code, users in passage.coders.items():
            for user in users:
                units[-1][user].add(code)
    return units
