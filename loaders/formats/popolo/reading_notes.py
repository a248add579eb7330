"""The notes on a Popolo file: how much was left out or read around, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import Location
from kgraph.rdf.dataset import ReadingNote
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED = {
    "persons": "persons-omitted",
    "memberships of persons": "memberships-reduced",
    "memberships without an end": "membership-without-end",
    "minted": "minted-id",
    "contact": "contact-details-omitted",
    "votes": "votes-omitted",
}
"""Kind of note, by what was counted."""
_words = catalogue("reading")


def reading_notes(
    file: str,
    counts: Mapping[str, int],
    unmapped: Mapping[str, int],
    dangling: list[tuple[Location, str]],
) -> list[ReadingNote]:
    """Return the notes on a file: one for each count above zero, and one for each reference to nothing.

    Parameters
    ----------
    file : str
        The file's name.
    counts : mapping
        Counts by the keys of `COUNTED`.
    unmapped : mapping
        Number of values, by key without a counterpart.
    dangling : list of (Location, str)
        Places and texts of the references to nothing.
    """
    here = Location(file)
    notes = [
        ReadingNote(kind, _words(f"popolo.counts.{kind}", n=counts[name]).to_json(), here, counts[name])
        for name, kind in COUNTED.items()
        if counts.get(name)
    ]
    for key, count in sorted(unmapped.items()):
        message = _words("popolo.unmapped-key", key=key, count=count).to_json()
        notes.append(ReadingNote("unmapped-key", message, here, count))
    for place, reference in dangling:
        message = _words("popolo.dangling-reference", reference=reference).to_json()
        notes.append(ReadingNote("dangling-reference", message, place))
    return notes
