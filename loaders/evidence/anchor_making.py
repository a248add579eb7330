"""Anchors made from a local copy and a phrase: one, a list of them, or all that a study's files ask for."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.atomic_files import write_aside
from kgraph.errors import Location, SourceError, UsageError
from kgraph.words.catalogue import catalogue

from .anchor_check import ANCHOR
from .document_texts import LocalCopies, UnreadableCopyError, read_document
from .passages import LONGEST, SHORTEST, find_phrase, normalise
from .quotes import copies_of, source_of

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

    from .passages import PassageAnchor

ASKS = "?"
"""A value of ``kg:anchor`` that begins so is a phrase whose anchor is asked for."""
LIST_COLUMNS = ("source", "phrase", "document")

_words = catalogue("reading")


@dataclass(frozen=True, slots=True)
class MadeAnchor:
    """What came of asking for the anchor of a phrase.

    Parameters
    ----------
    source, document, phrase : str
        What was asked for.
    anchor : str
        The first place where the document has the phrase; empty if there is none.
    places : int
        In how many places it stands.
    fault : str
        Why there is no anchor, or why it is not a good one.
    place : Location, optional
        Where it was asked for.
    """

    source: str
    document: str
    phrase: str
    anchor: str = ""
    places: int = 0
    fault: str = ""
    place: Location | None = None


def anchor_in(text: str, phrase: str) -> tuple[list[PassageAnchor], str]:
    """Return the anchors of `phrase` in a normalised text, and what is wrong with them, in English."""
    found = find_phrase(text, phrase)
    if not found:
        return [], _words("making.absent").en
    length = found[0].length
    if length < SHORTEST:
        return [], _words("making.short", length=length, shortest=SHORTEST).en
    if length > LONGEST:
        return [], _words("making.long", length=length, longest=LONGEST).en
    return found, _words("making.several", count=len(found)).en if len(found) > 1 else ""


def anchors_of_phrase(document: Path, phrase: str) -> tuple[list[PassageAnchor], str, str]:
    """Return the anchors of a phrase in a document, what is wrong with them, and the normalised text.

    Raises
    ------
    UsageError
        A document that cannot be read.
    """
    try:
        text = normalise(read_document(document))
    except UnreadableCopyError as error:
        raise UsageError(error.text.en.rstrip(".")) from None
    return *anchor_in(text, phrase), text


def anchors_of_list(path: Path, copies: LocalCopies) -> list[MadeAnchor]:
    """Return an anchor for each row of a table with the columns ``source`` and ``phrase``.

    Parameters
    ----------
    path : Path
        Tab-separated, with a row of headings. A column ``document`` names the file, in the directory of the
        copies; without it the copy is found by the last part of the source's IRI.
    copies : LocalCopies
        The local copies.

    Raises
    ------
    UsageError
        A file that cannot be read, or that lacks a column.
    """
    try:
        written = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the list cannot be read: {error}", where=path) from None
    reader = csv.DictReader(io.StringIO(written, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    if not {"source", "phrase"} <= set(reader.fieldnames or ()):
        raise UsageError(
            "the list needs the columns source and phrase",
            where=Location(str(path), line=1),
            hint="Separate columns with tabs, and name them in the first line: source, phrase, document.",
        )
    made = []
    for row in reader:
        place = Location(str(path), line=reader.line_num)
        source, phrase, document = ((row.get(column) or "").strip() for column in LIST_COLUMNS)
        if source or phrase:
            made.append(_made(copies, source, phrase, document=document, place=place))
    return made


def fill_anchors(dataset: StudyDataset, study: Study, documents: Path | None = None) -> list[MadeAnchor]:
    """Write the anchor in place of each phrase that the study's text files give as ``kg:anchor "?phrase"``.

    Parameters
    ----------
    dataset : StudyDataset
        The statements of the study as its files have them.
    study : Study
        The study.
    documents : Path, optional
        Directory with the copies.

    Returns
    -------
    list of MadeAnchor
        What was asked for, in the order of the files. What has a fault and no anchor stays as it was.
    """
    copies = copies_of(dataset, study, documents)
    made: list[MadeAnchor] = []
    for quad in dataset.quads(None, ANCHOR):
        if isinstance(quad.object, ox.Literal) and quad.object.value.startswith(ASKS):
            phrase = quad.object.value.removeprefix(ASKS).strip()
            made.append(_made(copies, source_of(quad), phrase, place=dataset.locate(quad)))
    made.sort(key=lambda item: (str(item.place and item.place.file), (item.place and item.place.line) or 0))
    by_file: dict[str, list[MadeAnchor]] = {}
    for item in made:
        if item.anchor and item.place is not None:
            by_file.setdefault(item.place.file, []).append(item)
    for name, items in by_file.items():
        _rewrite(study.root / name, items)
    return made


def _rewrite(path: Path, items: list[MadeAnchor]) -> None:
    if path.suffix not in (".trig", ".ttl", ".nq", ".nt"):
        raise SourceError(
            "anchors can be filled in only where the data is text",
            where=path,
            hint="For tables: kgraph evidence anchors LIST.tsv, and copy the anchors into the column.",
        )
    lines = path.read_bytes().decode().splitlines(keepends=True)
    for item in items:
        # A statement is located at the line on which it ends; the phrase stands there or a little above.
        pattern = re.compile(r'"\?\s*' + re.escape(_escaped(item.phrase)) + r'\s*"')
        last = min((item.place.line or 1) if item.place else 1, len(lines))
        for number in (*range(last - 1, -1, -1), *range(last, len(lines))):
            line, count = pattern.subn(f'"{item.anchor}"', lines[number], count=1)
            if count:
                lines[number] = line
                break
    write_aside(path, ["".join(lines).encode()])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _made(
    copies: LocalCopies, source: str, phrase: str, *, document: str = "", place: Location | None = None
) -> MadeAnchor:
    path = copies.directory / document if document else copies.path_of(source)
    name = str(path) if path else ""
    try:
        if document:
            text: str | None = normalise(read_document(copies.directory / document))
        else:
            text = copies.text_of(source)
    except UnreadableCopyError as error:
        return MadeAnchor(source, name, phrase, fault=error.text.en, place=place)
    if text is None:
        fault = _words("making.no-copy", directory=copies.directory).en
        return MadeAnchor(source, name, phrase, fault=fault, place=place)
    found, fault = anchor_in(text, phrase)
    anchor = str(found[0]) if found else ""
    return MadeAnchor(source, name, phrase, anchor, len(found), fault, place)
