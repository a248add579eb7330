"""Popolo JSON to RDF: organisations, posts, memberships, areas, motions, votes; persons as the study allows.

The terms are those of W3C ORG, as in Popolo's own mapping. Gaps, repetitions and references to nothing are
read around and noted; contradictions are refused with their place. Where the study omits persons they never
leave the file: a membership then says only that the post exists.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from kgraph.errors import SourceError, UsageError
from kgraph.namespaces import DCT, KG, ORG, PROV, RDF, SKOS

from ..source_format import SourceFormat, statements_loader
from ..source_graph import graph_of
from ..tables.row_names import slug
from ..tables.sheets import table_options
from .popolo_records import Record, RecordSet, parse_records
from .reading_notes import reading_notes
from .record_writer import CLASSES, RecordWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.errors import Location
    from kgraph.rdf.dataset import ReadingNote
    from kgraph.study import Study

SUFFIX = ".json"
CONTACT = {"email", "phone", "fax", "image", "contact_details", "address", "voice", "cell"}
PERSON_KEYS = ("person_id", "member_id")


def read(
    path: Path, study: Study, notes: list[ReadingNote] | None = None
) -> Iterator[tuple[ox.Quad, Location]]:
    """Yield the statements of the Popolo file at `path`, each with its line and JSON pointer.

    Parameters
    ----------
    path : Path
        A JSON file of Popolo records, in any of the shapes that `popolo_records` reads.
    study : Study
        The study: its base IRI, its policy on persons, and the other Popolo files, whose records may be
        referred to.
    notes : list of ReadingNote, optional
        Receives a note on what was left out or read around: persons, contact details, keys without a
        counterpart, references to nothing, records without id.

    Raises
    ------
    SourceError
        The file is not JSON, or has records that cannot be told apart or impossible dates; ``problems`` lists
        them.
    """
    writer = _PopoloWriter(path, study)
    writer.write()
    writer.problems.take(writer.records.problems)
    writer.problems.refuse()
    if notes is not None:
        notes.extend(writer.notes())
    yield from writer.quads


@dataclass(frozen=True, slots=True)
class _PopoloInputs:
    """What decides the content of a study's Popolo files; equal inputs share one reading."""

    files: tuple[tuple[Path, int, int], ...]
    study: Study = field(compare=False)


@functools.lru_cache(maxsize=1)
def _records_of(state: _PopoloInputs) -> dict[Path, RecordSet]:
    """Return the records of each Popolo file of a study; files that are not JSON are left out."""
    records = {}
    for path, _, _ in state.files:
        try:
            records[path] = parse_records(path.read_bytes(), state.study.relative(path))
        except SourceError:
            continue
    return records


def _study_records(study: Study) -> dict[Path, RecordSet]:
    try:
        paths = [path for path in study.source_files() if path.suffix.lower() == SUFFIX]
    except UsageError:  # a pattern without files is reported where the sources are listed
        paths = []
    return _records_of(
        _PopoloInputs(tuple((p, p.stat().st_mtime_ns, p.stat().st_size) for p in paths), study)
    )


class _PopoloWriter(RecordWriter):
    """Turn the records of one file into quads."""

    def __init__(self, path: Path, study: Study) -> None:
        others = _study_records(study)
        file = study.relative(path)
        self.records = others.get(path) or parse_records(path.read_bytes(), file)
        all_records: dict[tuple[str, str], list[Record]] = {}
        for records in {**others, path: self.records}.values():
            for record in records.records:
                all_records.setdefault((record.kind, record.id), []).append(record)
        graph = graph_of(path, study, table_options(path, study).source)
        super().__init__(file, study.base, study.languages[0], all_records, ox.NamedNode(graph))
        self.omit = study.policy.persons == "omit"
        self.unmapped: Counter[str] = Counter(self.records.unread)

    def write(self) -> None:
        """Write all records: kinds with a method of their own by that, others by what all kinds share."""
        special = {
            "organization": self._write_organization,
            "post": self._write_post,
            "membership": self._write_membership,
            "motion": self._write_motion,
            "vote_event": self._write_vote_event,
        }
        for record in self.records.records:
            self.check_identity(record)
            self.used = {"@type", "@context"}
            if record.kind == "person" and self.omit:
                self.counts["persons"] += 1
                continue
            special.get(record.kind, self.write_common)(record)
            self._count_unused(record)

    def notes(self) -> list[ReadingNote]:
        """Return what was left out or read around."""
        return reading_notes(self.file, self.counts, self.unmapped, self.dangling)

    def _write_organization(self, record: Record) -> None:
        subject = self.write_common(record)
        text = self.text(record, "classification")
        if not text:
            return
        place = self.at(record, "classification")
        organization = self.terms.classes[ORG + "Organization"]
        classes = [cls for cls in self.terms.class_named(text) if organization.iri in cls.parents]
        if len(classes) == 1:
            self.add(subject, RDF + "type", ox.NamedNode(classes[0].iri), place)
            return
        self.add(subject, ORG + "classification", self.concept("classification", text, place), place)

    def _write_post(self, record: Record) -> None:
        subject = self.write_common(record)
        role = self.text(record, "role") or self.text(record, "label")
        if role:
            place = self.at(record, "role" if record.values.get("role") else "label")
            self.add(subject, ORG + "role", self.role(role, place), place)
            if not {"label", "name", "title"} & record.values.keys():
                self.add(subject, SKOS + "prefLabel", self.named(role), place)

    def _write_membership(self, record: Record) -> None:
        post = next(iter(self.all_records.get(("post", str(record.values.get("post_id"))), [])), None)
        organization = self.target(record, "organization_id", "organization")
        if organization is None and post is not None:
            organization = self.target(post, "organization_id", "organization")
        member = next((key for key in PERSON_KEYS if record.values.get(key) not in (None, "")), "person_id")
        as_organization = (
            "organization",
            str(record.values.get(member)),
        ) in self.all_records and member == "member_id"
        if not as_organization and self.omit:
            self._write_vacant(record, organization, has_post=post is not None)
            return
        target = self.target(record, member, "organization" if as_organization else "person")
        if target is None or organization is None:
            self.counts["memberships without an end"] += 1
            self.used |= record.values.keys()
            return
        subject = self.iri("membership", record.id)
        self.add(subject, RDF + "type", ox.NamedNode(CLASSES["membership"]), self.at(record))
        self.add(subject, ORG + "member", target, self.at(record, member))
        self.add(subject, ORG + "organization", organization, self.at(record, "organization_id"))
        role = self.text(record, "role") or (self.text(post, "role") if post else "")
        if role:
            self.add(subject, ORG + "role", self.role(role, self.at(record, "role")), self.at(record, "role"))
        if post is not None:
            self.used.add("post_id")
            self.add(self.iri("post", post.id), ORG + "heldBy", target, self.at(record, "post_id"))
        period = self.all_records.get(("event", str(record.values.get("legislative_period_id"))))
        self.used.add("legislative_period_id")
        self.write_period(record, subject, period[0] if period else None)
        self.write_links(record, subject)

    def _write_vacant(self, record: Record, organization: ox.NamedNode | None, *, has_post: bool) -> None:
        """Write only that a post exists, and nothing of the person who holds it."""
        self.counts["memberships of persons"] += 1
        role = self.text(record, "role") or self.text(record, "label")
        self.used |= record.values.keys()
        if has_post or not role or organization is None:
            return
        place = self.at(record, "role" if record.values.get("role") else "label")
        local = organization.value.removeprefix(self.base).removeprefix("organization/")
        subject = ox.NamedNode(f"{self.base}post/{slug(local)}--{slug(role) or quote(role, safe='')}")
        self.add(subject, RDF + "type", ox.NamedNode(CLASSES["post"]), place)
        self.add(subject, SKOS + "prefLabel", self.named(self.spelling(role)), place)
        self.add(subject, ORG + "postIn", organization, place)
        self.add(subject, ORG + "role", self.role(role, place), place)

    def _write_motion(self, record: Record) -> None:
        """Write a motion as the handling of a matter, and its result as the decision taken."""
        subject = self.write_common(record)
        text = self.text(record, "text")
        if text:
            place = self.at(record, "text")
            self.add(subject, DCT + "description", self.named(text), place)
            if not {"name", "label", "title"} & record.values.keys():
                self.add(subject, SKOS + "prefLabel", self.named(text[:80]), place)
        date = self.date(record, ("date",))
        if date:
            self.add(subject, DCT + "date", *date)
        result = self.text(record, "result")
        if not result:
            return
        place = self.at(record, "result")
        decision = ox.NamedNode(f"{subject.value}/decision")
        self.add(decision, RDF + "type", ox.NamedNode(KG + "Decision"), place)
        name = self.text(record, "title") or self.text(record, "name") or text[:80] or record.id
        self.add(decision, SKOS + "prefLabel", self.named(f"{name}: {result}"), place)
        self.add(decision, PROV + "wasGeneratedBy", subject, place)
        body = self.target(record, "organization_id", "organization")
        if body is not None:
            self.add(decision, KG + "decidedBy", body, place)
        if date:
            self.add(decision, KG + "decisionDate", *date)

    def _write_vote_event(self, record: Record) -> None:
        subject = self.write_common(record)
        if not {"name", "label", "title"} & record.values.keys():
            name = self.text(record, "identifier") or record.id
            self.add(subject, SKOS + "prefLabel", self.named(name), self.at(record))
        counts = [
            f"{item.get('option')}: {item.get('value')}"
            for _, item in self.entries(record, "counts")
            if item.get("group_id") in (None, "")
        ]
        result = self.text(record, "result")
        outcome = "; ".join([*([result] if result else []), *counts])
        if outcome:
            place = self.at(record, "counts" if counts else "result")
            self.add(subject, SKOS + "note", ox.Literal(outcome), place)
        self.counts["votes"] += len(self.entries(record, "votes"))

    def _count_unused(self, record: Record) -> None:
        for key in record.values.keys() - self.used:
            if record.values[key] in (None, "", [], {}):
                continue
            if key in CONTACT:
                self.counts["contact"] += 1
            else:
                self.unmapped[f"{record.kind}.{key}"] += 1


POPOLO = SourceFormat(
    name="popolo",
    title="Popolo",
    suffixes=(SUFFIX,),
    guide="how-to/spreadsheets.md",
    load=statements_loader(read),
)
