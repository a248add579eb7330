"""Anchors of passages checked against local copies: found, moved, not found, or no copy to look in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.namespaces import KG, local_name
from kgraph.rdf.validation_report import Finding
from kgraph.words.catalogue import catalogue

from .document_texts import UnreadableCopyError
from .passages import find_passage, parse_anchor
from .quotes import copies_of, finding_about, source_of

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

    from .document_texts import LocalCopies

ANCHOR = ox.NamedNode(KG + "anchor")
FOUND, MOVED, NOT_FOUND, NO_COPY, UNREADABLE, MALFORMED = OUTCOMES = (
    "found",
    "moved",
    "not found",
    "no copy",
    "unreadable copy",
    "malformed",
)
"""What may come of looking an anchor up. Not found and malformed are faults of the data."""

_words = catalogue("reading")


@dataclass(frozen=True, slots=True)
class CheckedAnchor:
    """One anchor and what came of looking it up.

    Parameters
    ----------
    quad : pyoxigraph.Quad
        The statement that gives it.
    source : str
        IRI of the source.
    outcome : str
        One of `OUTCOMES`.
    position : int, optional
        Where the passage stands.
    place : Location, optional
        Where the study states the anchor.
    copy : str
        Path of the copy; empty if there is none.
    """

    quad: ox.Quad
    source: str
    outcome: str
    position: int | None = None
    place: Location | None = None
    copy: str = ""

    @property
    def row(self) -> tuple[str, str, str, str, str, str]:
        """The anchor as a row of a table: outcome, place, thing, source, anchor, position."""
        position = "" if self.position is None else str(self.position)
        return (
            self.outcome,
            str(self.place or ""),
            _short(self.quad.subject),
            self.source,
            _value(self.quad),
            position,
        )


@dataclass(frozen=True, slots=True)
class AnchorCheck:
    """All anchors of a study, looked up.

    Parameters
    ----------
    anchors : tuple of CheckedAnchor
        In the order of the files.
    """

    anchors: tuple[CheckedAnchor, ...] = field(default=())

    def counts(self) -> dict[str, int]:
        """Return the number of anchors by outcome."""
        counts = Counter(anchor.outcome for anchor in self.anchors)
        return {outcome: counts[outcome] for outcome in OUTCOMES}

    @property
    def holds(self) -> bool:
        """Whether no anchor is malformed or missing from the copy of its document."""
        return not any(anchor.outcome in (NOT_FOUND, MALFORMED) for anchor in self.anchors)

    def rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """Return a row per anchor, faults first."""
        order = (NOT_FOUND, MALFORMED, UNREADABLE, MOVED, NO_COPY, FOUND)
        return [anchor.row for anchor in sorted(self.anchors, key=lambda item: order.index(item.outcome))]

    def to_json(self) -> dict[str, Any]:
        """Return the check as plain values."""
        names = ("outcome", "place", "thing", "source", "anchor", "position")
        return {
            "counts": self.counts(),
            "anchors": [dict(zip(names, row, strict=True)) for row in self.rows()],
        }


def check_anchors(dataset: StudyDataset, study: Study, documents: Path | None = None) -> AnchorCheck:
    """Look up every anchor of a study in the local copy of its source.

    Parameters
    ----------
    dataset : StudyDataset
        Holds the anchors, each in the graph of its source.
    study : Study
        The study.
    documents : Path, optional
        Directory with the copies (see :class:`kgraph.loaders.evidence.document_texts.LocalCopies`).
    """
    return _check(dataset, study, copies_of(dataset, study, documents))


def anchor_findings(
    dataset: StudyDataset, study: Study, copies: LocalCopies | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each anchor that is not in its copy; the shapes find what is malformed."""
    findings = []
    copies = copies or copies_of(dataset, study)
    for quad in dataset.quads(None, ANCHOR):
        item = _looked_up(study, copies, quad)
        if item.outcome == NOT_FOUND:
            message = _words("anchors.missing", path=item.copy)
            findings.append(
                finding_about(
                    dataset, item.quad, item.source, message, severity="violation", rule="anchor-not-found"
                )
            )
    return tuple(sorted(findings, key=Finding.order))


def _check(dataset: StudyDataset, study: Study, copies: LocalCopies) -> AnchorCheck:
    checked = [
        replace(_looked_up(study, copies, quad), place=dataset.locate(quad))
        for quad in dataset.quads(None, ANCHOR)
    ]
    checked.sort(key=lambda item: (_order(item.place), str(item.quad)))
    return AnchorCheck(tuple(checked))


def _looked_up(study: Study, copies: LocalCopies, quad: ox.Quad) -> CheckedAnchor:
    source = source_of(quad)
    anchor = parse_anchor(_value(quad))
    if anchor is None:
        return CheckedAnchor(quad, source, MALFORMED)
    path = copies.path_of(source)
    copy = "" if path is None else study.relative(path)
    try:
        text = copies.text_of(source)
    except UnreadableCopyError:
        return CheckedAnchor(quad, source, UNREADABLE, copy=copy)
    if text is None:
        return CheckedAnchor(quad, source, NO_COPY)
    position = find_passage(text, anchor)
    if position is None:
        return CheckedAnchor(quad, source, NOT_FOUND, copy=copy)
    return CheckedAnchor(quad, source, FOUND if position == anchor.start else MOVED, position, copy=copy)


def _order(place: Location | None) -> tuple[str, int, str, int]:
    return (place.file, place.line or 0, place.sheet or "", place.row or 0) if place else ("", 0, "", 0)


def _short(term: object) -> str:
    return local_name(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _value(quad: ox.Quad) -> str:
    return quad.object.value if isinstance(quad.object, ox.Literal) else str(quad.object)
