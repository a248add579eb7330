"""What the property graph shows in altered form or not at all, each with its place in the sources."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.rdf.blank_nodes import blank_quads, parsed, rename, stable_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgraph.errors import Location
    from kgraph.loaders.property_graph import Loss
    from kgraph.rdf.dataset import StudyDataset

COLUMNS = ("kind", "shown", "place", "statement", "reason")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class PlacedLoss:
    """A loss, and the place in the sources of the lost statement.

    Parameters
    ----------
    loss : Loss
        The statement, the kind of loss and the reason.
    place : Location or None
        File and line, or sheet and row; None if no file states it, such as an inferred statement.
    """

    loss: Loss
    place: Location | None

    def __str__(self) -> str:
        """Return place, statement, kind and reason as one line."""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.loss.statement} ({self.loss.kind}: {self.loss.reason})"


def place_losses(losses: Iterable[Loss], dataset: StudyDataset) -> list[PlacedLoss]:
    """Return losses with their places, for which files are read once more.

    Parameters
    ----------
    losses : iterable of Loss
        From :func:`kgraph.loaders.mapping.mapper.map_dataset`.
    dataset : StudyDataset
        The dataset that was mapped.
    """
    losses = list(losses)
    quads = list(parsed(loss.statement for loss in losses))
    if any("_:" in loss.statement for loss in losses):
        # The mapping names blank nodes uniquely over all files, the reader only within each file.
        names = stable_names(blank_quads(dataset.store))
        quads = list(rename(quads, {new: old for old, new in names.items()}))
    return list(map(PlacedLoss, losses, dataset.locate_statements(quads)))


def loss_lines(placed: Sequence[PlacedLoss], shown: int = SHOWN) -> list[str]:
    """Return one line for each of the first `shown` losses, and one with the number of the others."""
    more = len(placed) - shown
    return [*map(str, placed[:shown]), *([f"... and {more} more"] if more > 0 else [])]


def losses_csv(placed: Iterable[PlacedLoss]) -> bytes:
    """Return all losses as a CSV table, in the order of their statements."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (each.loss.kind, each.loss.kept, each.place or "", each.loss.statement, each.loss.reason)
        for each in placed
    )
    return stream.getvalue().encode()


def loss_counts(placed: Iterable[PlacedLoss]) -> list[dict[str, Any]]:
    """Return for each kind of loss its reason, what is shown instead, its number, and its first place."""
    counts: Counter[str] = Counter()
    first: dict[str, PlacedLoss] = {}
    for each in placed:
        counts[each.loss.kind] += 1
        first.setdefault(each.loss.kind, each)
    return [
        {
            "kind": kind,
            "reason": first[kind].loss.reason,
            "shown": first[kind].loss.kept,
            "refusing": first[kind].loss.refusing,
            "count": counts[kind],
            "first": str(first[kind].place or ""),
        }
        for kind in sorted(counts)
    ]
