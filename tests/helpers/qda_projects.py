"""Small REFI-QDA projects, made after the published schema, for the tests of coded interviews."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID, uuid5
from xml.sax.saxutils import quoteattr

SPACE = UUID("3a1b62f0-6f0c-4dbb-9d1c-0f3a2b1c4d5e")
Selection = tuple[int, int, list[tuple[str, str]]]
"""Start, end, and the codes given to it, each with its coder."""
INTERVIEW = (
    "Chefen i Skara ringer ofta till Vara för råd om driften.\n"
    "Vara litar på Essunga när det gäller inköp av system.\n"
    "Frågan om arkivet har ingen svarat på ännu i regionen.\n"
)
CODES = [
    "Kommun: Skara",
    "Kommun: Vara",
    "Kommun: Essunga",
    "Relation: råd",
    "Relation: förtroende",
    "Granskad",
]
MAP = {
    "class_from": "code",
    "classes": {"Kommun": "Municipality"},
    "type_from": "Relation",
    "types": {
        "råd": {"type": "INFORMAL_TIE", "tieKind": "advice"},
        "förtroende": {"type": "INFORMAL_TIE", "tieKind": "trust"},
    },
    "confirmed": "Granskad",
}
"""The map for these projects."""


def guid(name: str) -> str:
    """Return the id of what has this name in a project."""
    return str(uuid5(SPACE, name)).upper()


def span(text: str, phrase: str) -> tuple[int, int]:
    """Return where a phrase stands in a text."""
    start = text.index(phrase)
    return start, start + len(phrase)


def coded(text: str, phrase: str, *codes: str, coder: str = "Anna") -> Selection:
    """Return a phrase of a text as a selection with codes."""
    return (*span(text, phrase), [(code, coder) for code in codes])


ADVICE = [
    coded(INTERVIEW, "Skara", "Kommun: Skara"),
    coded(INTERVIEW, "Vara för råd", "Kommun: Vara"),
    coded(INTERVIEW, "Skara ringer ofta till Vara för råd om driften", "Relation: råd"),
]
"""Skara asks Vara for advice."""


def project(
    selections: list[Selection] = ADVICE,
    *,
    codes: str = "",
    rest: str = "",
    source: str = "",
    users: tuple[str, ...] = ("Anna", "Bo"),
) -> str:
    """Return ``project.qde`` with one document; codes and what follows the sources are XML."""
    codes = codes or "\n".join(
        f'<Code guid="{guid(name)}" name={quoteattr(name)} isCodable="true"/>' for name in CODES
    )
    source = source or f'plainTextPath="internal://{guid("text")}.txt"'
    people = "".join(f'<User guid="{guid(name)}" name="{name}"/>' for name in users)
    passages = "\n".join(_selection(number, each) for number, each in enumerate(selections))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<Project xmlns="urn:QDA-XML:project:1.0" name="P" modifiedDateTime="2026-05-02T10:00:00Z">\n'
        f"<Users>{people}</Users>\n<CodeBook><Codes>\n{codes}\n</Codes></CodeBook>\n"
        f'<Sources>\n<TextSource guid="{guid("document")}" name="Intervju med Eva Ek" {source}>\n'
        f"{passages}\n</TextSource>\n</Sources>\n{rest}</Project>"
    )


def _selection(number: int, selection: Selection) -> str:
    start, end, codes = selection
    codings = "".join(
        f'<Coding guid="{guid(f"coding {number} {code} {coder}")}" creatingUser="{guid(coder)}">'
        f'<CodeRef targetGUID="{guid(code)}"/></Coding>'
        for code, coder in codes
    )
    return (
        f'<PlainTextSelection guid="{guid(f"selection {number}")}" name="ord ur intervjun" '
        f'startPosition="{start}" endPosition="{end}">{codings}</PlainTextSelection>'
    )


def archive(
    xml: str, text: str | bytes | None = INTERVIEW, parts: dict[str, str | bytes] | None = None
) -> bytes:
    """Return a project as a ``.qdpx`` file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("project.qde", xml)
        if text is not None:
            packed.writestr(f"Sources/{guid('text')}.txt", text)
        for name, content in (parts or {}).items():
            packed.writestr(name, content)
    return stream.getvalue()
