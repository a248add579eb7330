"""SSSOM/TSV, the Simple Standard for Sharing Ontological Mappings: tables of mappings under a YAML header.

References
----------
Matentzoglu et al., *A Simple Standard for Sharing Ontological Mappings (SSSOM)*, Database 2022,
doi:10.1093/database/baac035; https://mapping-commons.github.io/sssom/
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.errors import Location, SourceError
from kgraph.namespaces import OWL, RDF, RDFS, SKOS, XSD

from .problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SEMAPV = "https://w3id.org/semapv/vocab/"
BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": "https://w3id.org/sssom/",
    "xsd": XSD,
}
"""Prefixes that every mapping set has, whether or not it declares them."""
NO_LICENCE = "https://w3id.org/sssom/license/unspecified"
CURATED = SEMAPV + "ManualMappingCuration"
NOT = "Not"
SLOTS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
)
"""The slots that kgraph writes, in the order of the standard."""
_REFERENCES = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_FULL = re.compile(r"(?:https?://|urn:)", re.IGNORECASE)
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_HEADING = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(?:\s+(.*))?")
_ENTRY = re.compile(r"\s+(\S+):\s+(\S.*)")


@dataclass(frozen=True, slots=True, order=True)
class MappingRow:
    """One mapping, with whole IRIs.

    Parameters
    ----------
    subject, predicate, object : str
        What is mapped to what, and how.
    justification : str
        How it was arrived at, a term of the vocabulary SEMAPV.
    negated : bool
        Whether the mapping is said not to hold.
    comment : str
        What the mapper says of it.
    subject_label, object_label : str
        What they are called.
    line : int
        Line in the file; 0 if it is of none.
    """

    subject: str
    predicate: str
    object: str
    justification: str = CURATED
    negated: bool = False
    comment: str = ""
    subject_label: str = ""
    object_label: str = ""
    line: int = field(default=0, compare=False)


def read_sssom(content: bytes, name: str) -> list[MappingRow]:
    """Return the mappings of a file in the order of its lines.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        How messages call it.

    Raises
    ------
    SourceError
        The file is not SSSOM; ``problems`` lists every line with a fault.
    """
    problems = Problems(name)
    lines = list(io.StringIO(_decoded(content, name), newline=""))
    header = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    prefixes = _prefixes(lines[:header], problems)
    rows = csv.reader(lines[header:], delimiter="\t", strict=True)
    found: list[MappingRow] = []
    headings: list[str] = []
    try:
        for cells in rows:
            where = Location(name, line=header + rows.line_num)
            if not any(cell.strip() for cell in cells):
                continue
            if not headings:
                headings = [cell.strip() for cell in cells]
                _check_headings(headings, where, problems)
            elif len(cells) != len(headings):
                problems.add(where, f"has {len(cells)} cells, and the heading {len(headings)}")
            else:
                row = _row(dict(zip(headings, map(str.strip, cells), strict=True)), prefixes, where, problems)
                found += [row] if row else []
    except csv.Error as error:
        problems.add(Location(name, line=header + rows.line_num), f"not a table: {error}")
    if not headings and not problems:
        problems.add(Location(name, line=header + 1), "the line with the names of the columns is missing")
    problems.refuse()
    return found


def write_sssom(
    rows: Iterable[MappingRow], metadata: Mapping[str, str], prefixes: Mapping[str, str]
) -> bytes:
    """Return mappings as SSSOM/TSV, sorted, with a header that declares the prefixes in use.

    Parameters
    ----------
    rows : iterable of MappingRow
        The mappings.
    metadata : mapping
        Slots of the mapping set; ``mapping_set_id`` and ``license`` are required by the standard.
    prefixes : mapping
        Namespaces by prefix, as far as names are known for them; others are numbered.
    """
    names = _Names(prefixes)
    table = io.StringIO()
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    ordered = sorted(set(rows))
    for row in ordered:
        writer.writerow(
            (
                names.shorten(row.subject),
                row.subject_label,
                names.shorten(row.predicate),
                NOT if row.negated else "",
                names.shorten(row.object),
                row.object_label,
                names.shorten(row.justification),
                row.comment,
            )
        )
    head = ["#curie_map:"] if names.used else []
    head += [f"#  {prefix}: {_quoted(names.used[prefix])}" for prefix in sorted(names.used)]
    head += [f"#{key}: {_quoted(value)}" for key, value in sorted(metadata.items())]
    return "\n".join([*head, "\t".join(SLOTS), table.getvalue()]).encode()


class _Names:
    """Prefixes for the IRIs of a mapping set, and which of them are used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        known = {**BUILT_IN, **{key: value for key, value in prefixes.items() if _PREFIX.fullmatch(key)}}
        self.by_namespace = {namespace: prefix for prefix, namespace in known.items()}
        self.taken = set(known)
        self.used: dict[str, str] = {}

    def shorten(self, iri: str) -> str:
        """Return an IRI as a CURIE."""
        end = max(iri.rfind("#"), iri.rfind("/")) + 1 or iri.rfind(":") + 1
        namespace = max(
            (each for each in (*self.by_namespace, iri[:end]) if iri.startswith(each)), key=len, default=""
        )
        prefix = self.by_namespace.get(namespace) or self._new(namespace)
        if prefix not in BUILT_IN:
            self.used[prefix] = namespace
        return f"{prefix}:{iri[len(namespace) :]}"

    def _new(self, namespace: str) -> str:
        number = 1
        while f"ns{number}" in self.taken:
            number += 1
        prefix = f"ns{number}"
        self.by_namespace[namespace] = prefix
        self.taken.add(prefix)
        return prefix


def _quoted(text: str) -> str:
    """Return a text as a YAML scalar in double quotes, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        value = json.loads(text)
        if not isinstance(value, str):
            raise ValueError("not a text")
        return value
    if text.startswith("'"):
        if len(text) < 2 or not text.endswith("'"):
            raise ValueError("a quotation mark is not closed")
        return text[1:-1].replace("''", "'")
    return re.split(r"\s#", text, maxsplit=1)[0].strip()


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"not UTF-8: byte 0x{content[error.start]:02X}",
            where=Location(name, line=line),
            hint="Save the file as UTF-8.",
        ) from None


def _prefixes(lines: list[str], problems: Problems) -> dict[str, str]:
    """Return the prefixes that the header declares under ``curie_map``."""
    prefixes: dict[str, str] = {}
    within = ""
    # Some write a blank after each "#", which is then no part of the YAML.
    texts = textwrap.dedent("\n".join(line[1:].rstrip() for line in lines)).split("\n")
    for number, text in enumerate(texts, 1):
        heading, entry = _HEADING.fullmatch(text), _ENTRY.fullmatch(text)
        if heading:
            within = heading[1]
        if heading and within == "curie_map" and (heading[2] or "").strip() not in ("", "{}"):
            problems.add(
                Location(problems.file, line=number), "write each prefix of curie_map on a line of its own"
            )
        if within != "curie_map" or heading or not text.strip():
            continue
        where = Location(problems.file, line=number)
        if entry is None:
            problems.add(where, "is no prefix with a namespace: #  org: http://www.w3.org/ns/org#")
            continue
        try:
            prefix, namespace = _unquoted(entry[1]), _unquoted(entry[2])
        except ValueError as error:
            problems.add(where, f"cannot be read: {error}")
            continue
        if not _NAMESPACE.fullmatch(namespace):
            problems.add(where, f"{namespace!r} is no namespace")
        elif prefixes.setdefault(prefix, namespace) != namespace:
            problems.add(where, f"declares the prefix {prefix!r} a second time, for another namespace")
        elif BUILT_IN.get(prefix, namespace) != namespace:
            problems.add(where, f"the prefix {prefix!r} stands for <{BUILT_IN[prefix]}> in every mapping set")
    return {**BUILT_IN, **prefixes}


def _check_headings(headings: list[str], where: Location, problems: Problems) -> None:
    for name in _REFERENCES:
        if name not in headings:
            problems.add(where, f"the column {name!r} is missing")
    for name in sorted({name for name in headings if headings.count(name) > 1}):
        problems.add(where, f"the column {name!r} stands there twice")


def _row(
    cells: dict[str, str], prefixes: dict[str, str], where: Location, problems: Problems
) -> MappingRow | None:
    before = problems.count
    iris = {}
    for name in _REFERENCES:
        text = cells.get(name, "")
        if not text:
            if name in cells:
                problems.add(where, f"{name} is empty")
            continue
        try:
            iris[name] = _expanded(text, prefixes)
        except ValueError as error:
            problems.add(where, f"{name}: {error}")
    modifier = cells.get("predicate_modifier", "")
    if modifier not in ("", NOT):
        problems.add(where, f"predicate_modifier is {modifier!r}; the standard knows only {NOT!r}")
    if problems.count > before or len(iris) < len(_REFERENCES):
        return None
    return MappingRow(
        iris["subject_id"],
        iris["predicate_id"],
        iris["object_id"],
        iris["mapping_justification"],
        modifier == NOT,
        cells.get("comment", ""),
        cells.get("subject_label", ""),
        cells.get("object_label", ""),
        where.line or 0,
    )


def _expanded(text: str, prefixes: dict[str, str]) -> str:
    """Return the IRI that a CURIE, or an IRI written out, stands for."""
    text = text.removeprefix("<").removesuffix(">") if text.startswith("<") else text
    prefix, colon, local = text.partition(":")
    if colon and prefix in prefixes:
        text = prefixes[prefix] + local
    elif not _FULL.match(text):
        hint = f"declare it at the top: #  {prefix}: http://..." if colon else "write prefix:name"
        raise ValueError(f"the prefix of {text!r} is not declared; {hint}")
    if not _IRI.fullmatch(text):
        raise ValueError(f"{text!r} is no IRI")
    return text
