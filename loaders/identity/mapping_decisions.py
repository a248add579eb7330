"""Decisions on who is who in SSSOM: files in the study that end in ``.sssom.tsv``, and the way back.

A mapping decides only if a person has looked at it. Matches that a program found, and kinds of match other
than identity, are told of and decide nothing: names become one as sources declare or the study decides, never
as a guess.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kgraph.errors import Location
from kgraph.namespaces import OWL, SKOS
from kgraph.rdf.dataset import ReadingNote
from kgraph.study import IDENTITY_FILE
from kgraph.words.catalogue import catalogue

from ..common.problems import Problems
from ..common.sssom_tables import CURATED, NO_LICENCE, SEMAPV, MappingRow, read_sssom, write_sssom
from .decisions import Decision, read_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kgraph.study import Study

IDENTITY = frozenset({SKOS + "exactMatch", OWL + "sameAs"})
_DIFFERENT = OWL + "differentFrom"
_REVIEWED = frozenset({CURATED, SEMAPV + "MappingReview"})
_words = catalogue("reading")


def decisions_of(study: Study) -> tuple[list[Decision], list[ReadingNote]]:
    """Return all decisions of a study, from ``identity.csv`` and from SSSOM, and notes on mappings not taken.

    Raises
    ------
    SourceError
        A file with faults, or two decisions on one pair that differ; ``problems`` lists them all.
    """
    decisions = {(each.a, each.b): each for each in read_decisions(study)}
    notes: list[ReadingNote] = []
    for path in study.mapping_files():
        name = study.relative(path)
        problems = Problems(name)
        not_taken: Counter[str] = Counter()
        first: dict[str, int] = {}
        for row in read_sssom(path.read_bytes(), name):
            place = Location(name, line=row.line)
            reason = _reason(row)
            if reason:
                not_taken[reason] += 1
                first.setdefault(reason, row.line)
                continue
            a, b = sorted((row.subject, row.object))
            same = row.predicate in IDENTITY and not row.negated
            earlier = decisions.setdefault((a, b), Decision(a, b, same, row.comment, place))
            if a == b:
                problems.add(place, "maps a name to itself")
            elif earlier.same != same:
                where = earlier.place or IDENTITY_FILE
                problems.add(place, f"the line at {where} decides the same pair the other way")
        problems.refuse()
        for reason, count in sorted(not_taken.items()):
            message = _words(f"sssom.{reason}", n=count).to_json()
            notes.append(ReadingNote(f"mapping-{reason}", message, Location(name, line=first[reason]), count))
    return sorted(decisions.values()), notes


def _reason(row: MappingRow) -> str:
    """Return why a mapping decides nothing; empty if it decides."""
    if row.predicate == _DIFFERENT:
        return "doubly-negated" if row.negated else "" if row.justification in _REVIEWED else "unreviewed"
    if row.predicate not in IDENTITY:
        return "other-match"
    return "" if row.justification in _REVIEWED else "unreviewed"


def identity_mappings(
    study: Study,
    decisions: Iterable[Decision],
    label: Callable[[str], str],
    licence: str = "",
) -> bytes:
    """Return decisions on who is who as SSSOM/TSV: exact matches, and such as do not hold.

    Parameters
    ----------
    study : Study
        Gives the set its identifier.
    decisions : iterable of Decision
        The decisions.
    label : callable
        Gives what a thing is called, or an empty text.
    licence : str
        Address of the licence; the standard's word for none when empty.
    """
    rows = [
        MappingRow(
            each.a,
            SKOS + "exactMatch",
            each.b,
            negated=not each.same,
            comment=each.note,
            subject_label=label(each.a),
            object_label=label(each.b),
        )
        for each in decisions
    ]
    metadata = {
        "mapping_set_id": f"{study.base}mappings/identity",
        "mapping_set_title": _words("sssom.title", study=study.id).en,
        "license": licence or NO_LICENCE,
    }
    return write_sssom(rows, metadata, {"study": study.base})
