"""The notes on a Popolo file: how much was left out or read around, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import Location
from kgraph.rdf.dataset import ReadingNote

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED = {
    "persons": ("persons-omitted", "{n} personer utelämnades", "{n} persons were left out"),
    "memberships of persons": (
        "memberships-reduced",
        "{n} personers medlemskap säger bara att befattningen finns",
        "{n} memberships of persons say only that the post exists",
    ),
    "memberships without an end": (
        "membership-without-end",
        "{n} medlemskap saknar medlem eller organisation och utelämnades",
        "{n} memberships lack a member or an organisation and were left out",
    ),
    "minted": (
        "minted-id",
        "{n} poster saknar id och fick ett efter sitt innehåll",
        "{n} records have no id and were given one by their content",
    ),
    "contact": (
        "contact-details-omitted",
        "{n} kontaktuppgifter och bilder utelämnades",
        "{n} contact details and images were left out",
    ),
    "votes": (
        "votes-omitted",
        "{n} enskildas röster lästes inte, bara antalen",
        "{n} votes of single voters were not read, only the counts",
    ),
}
"""Kind of note and its text in Swedish and English, by what was counted."""


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
        ReadingNote(
            kind, {"sv": sv.format(n=counts[name]), "en": en.format(n=counts[name])}, here, counts[name]
        )
        for name, (kind, sv, en) in COUNTED.items()
        if counts.get(name)
    ]
    for key, count in sorted(unmapped.items()):
        message = {
            "sv": f"{key} har ingen motsvarighet här; {count} värden lästes inte",
            "en": f"{key} has no counterpart here; {count} values were not read",
        }
        notes.append(ReadingNote("unmapped-key", message, here, count))
    for place, what in dangling:
        message = {
            "sv": f"{what} finns inte i studien; hänvisningen utelämnades",
            "en": f"{what} is nowhere in the study; the reference was left out",
        }
        notes.append(ReadingNote("dangling-reference", message, place))
    return notes
