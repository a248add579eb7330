"""REFI-QDA projects (``.qdpx``, schema urn:QDA-XML:project:1.0, https://www.qdasoftware.org).

An archive holds ``project.qde``, which is XML, and the texts in ``sources/``. Positions of a passage count
the code points of its text from 0, the end excluded.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

from kgraph.errors import Location, SourceError

from ...common.problems import Problems
from ..drawn_networks.network_xml import parse_xml
from ..drawn_networks.said_where import day_of
from ..packed_parts import BROKEN, refuse_bombs
from .qda_project import (
    MAX_PASSAGES,
    PROJECT,
    CodedDocument,
    CodedPassage,
    QdaCase,
    QdaCode,
    QdaLink,
    QdaProject,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..drawn_networks.network_xml import XmlElement
    from ..source_bytes import Limits

INTERNAL = "internal://"
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_TEXTS = ("TextSource", "Representation", "Transcript", "TextDescription")
_SELECTIONS = ("PlainTextSelection", "TranscriptSelection")
_OTHER_SELECTIONS = ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection")
_NAMED = frozenset(
    {"User", "Code", "Case", "Variable", "Set", "Note", "Link", "PictureSource", "PDFSource", "AudioSource"}
    | {"VideoSource", "SyncPoint", "Coding", *_TEXTS, *_SELECTIONS, *_OTHER_SELECTIONS}
)
"""Elements that others may refer to by their id, which must be one of its own."""
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")


def read_qda_project(path: Path, file: str, limits: Limits) -> QdaProject:
    """Return the project in an archive, with all its faults.

    Raises
    ------
    SourceError
        The file is no whole archive of a project, is too large, or its XML is broken or has a document type.
    """
    where = Location(file)
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bombs(archive, where)
            reader = _ProjectReader(archive, file, limits)
            return reader.read()
    except BROKEN as error:
        raise SourceError(
            f"not a whole REFI-QDA project: {error}",
            where=where,
            hint="Export the project anew as REFI-QDA (.qdpx), without a password.",
        ) from error


class _ProjectReader:
    """Read the project element by element, and the texts that it needs."""

    def __init__(self, archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
        self.archive = archive
        self.parts = {part.filename.replace("\\", "/").casefold(): part for part in archive.infolist()}
        self.limits = limits
        self.project = QdaProject(file, Problems(file, limits.max_problems), Counter())
        self.guids: dict[str, XmlElement] = {}
        self.own: dict[int, str] = {}

    def read(self) -> QdaProject:
        """Return the project."""
        project = self.project
        if len(self.parts) < len(self.archive.infolist()):
            project.problems.add(Location(project.file), "two parts of the archive have the same name")
            return project
        part = self.parts.get(PROJECT)
        if part is None:
            raise SourceError(f"the archive has no {PROJECT}", where=Location(project.file))
        root = parse_xml(self._bytes(part), project.at, "Project")
        self._number(root)
        project.date = day_of(root.get("modifiedDateTime") or root.get("creationDateTime") or "")
        for user in _inside(root, "Users", "User"):
            project.users[self.own[id(user)]] = user.get("name") or ""
        for code in _inside(root, "CodeBook", "Codes", "Code"):
            self._read_codes(code)
        for source in _children(root.first("Sources")):
            self._read_source(source)
        self._read_cases(root)
        self._read_links(root)
        for member in _inside(root, "Sets", "Set", "MemberCode"):
            self._code(member)
        return project

    def _bytes(self, part: zipfile.ZipInfo) -> bytes:
        if part.file_size > self.limits.max_bytes:
            raise SourceError(
                f"{part.file_size} bytes; the limit is {self.limits.max_bytes}",
                where=Location(self.project.file, sheet=part.filename),
            )
        return self.archive.read(part)

    # -- ids --

    def _number(self, root: XmlElement) -> None:
        """Remember what has an id; one that two things have is a fault."""
        for element in root.within():
            if element.name not in _NAMED:
                continue
            guid = self._guid(element, "guid")
            self.own[id(element)] = guid
            other = self.guids.setdefault(guid, element) if guid else element
            if other is not element:
                self.project.fault(
                    element.line,
                    f"the guid {guid} is taken by the {other.name} at {PROJECT}:{other.line}",
                )

    def _guid(self, element: XmlElement, name: str) -> str:
        """Return an id without braces and in small letters; empty, and a fault, if it is none."""
        written = element.get(name) or ""
        guid = _plain_guid(written)
        if not guid:
            self.project.fault(element.line, f"{name} of <{element.name}> is {written!r}, which is no GUID")
        return guid

    def _code(self, reference: XmlElement) -> str:
        """Return the id of a code that is referred to; empty, and a fault, if there is none."""
        return self._target(reference, "code", lambda guid: guid in self.project.codes)

    def _target(self, reference: XmlElement, what: str, known: Callable[[str], bool]) -> str:
        guid = self._guid(reference, "targetGUID")
        if guid and not known(guid):
            self.project.fault(reference.line, f"no {what} of the project has the guid {guid}")
            return ""
        return guid

    # -- codes, cases, links --

    def _read_codes(self, top: XmlElement) -> None:
        waiting: list[tuple[XmlElement, tuple[str, ...]]] = [(top, ())]
        while waiting:
            element, above = waiting.pop()
            name = _name(element)
            guid = self.own[id(element)]
            if not name:
                self.project.fault(element.line, "a code without a name")
            if guid:
                self.project.codes.setdefault(guid, QdaCode(guid, name, above, element.line))
            waiting += [(child, (*above, name)) for child in list(element.all("Code"))[::-1]]

    def _read_cases(self, root: XmlElement) -> None:
        names = {
            self.own[id(each)]: each.get("name") or "" for each in _inside(root, "Variables", "Variable")
        }
        for element in _inside(root, "Cases", "Case"):
            name = _name(element)
            case = QdaCase(self.own[id(element)], name, element.line)
            case.codes = {guid for each in element.all("CodeRef") if (guid := self._code(each))}
            for reference in (*element.all("SourceRef"), *element.all("SelectionRef")):
                guid = self._target(reference, "source or selection", lambda guid: guid in self.guids)
                case.sources.add(guid)
            for value in element.all("VariableValue"):
                variable = value.first("VariableRef")
                known = self._target(variable, "variable", names.__contains__) if variable else ""
                content = next((child.text for child in value.children if child.name in _VALUES), "")
                if known and content.strip():
                    case.variables[names[known]] = content.strip()
            self.project.cases.append(case)

    def _read_links(self, root: XmlElement) -> None:
        for element in _inside(root, "Links", "Link"):
            ends = []
            for name in ("originGUID", "targetGUID"):
                guid = self._guid(element, name) if element.get(name) else ""
                if guid and guid not in self.guids:
                    self.project.fault(element.line, f"a link leads to {guid}, which the project lacks")
                ends.append(guid)
            name = _name(element)
            self.project.links.append(
                QdaLink(name, element.get("direction") or "", ends[0], ends[1], element.line)
            )

    # -- documents --

    def _read_source(self, source: XmlElement) -> None:
        """Read the texts of a source; what is coded of a picture or a sound has none, and is counted."""
        if source.name in _TEXTS:
            self._read_text(source, source)
            return
        for child in source.children:
            if child.name in _TEXTS:
                self._read_text(child, source)
            elif child.name in _OTHER_SELECTIONS:
                found = list(child.all("Coding"))
                self.project.left_out["no-text"] += len(found)
                for coding in found:
                    self._coded(coding)

    def _read_text(self, element: XmlElement, source: XmlElement) -> None:
        document = CodedDocument(self.own[id(source)], element.line)
        for holder in {id(each): each for each in (element, source)}.values():
            for coding in holder.all("Coding"):
                self._keep(document.codes, coding)
        selections = [child for child in element.children if child.name in _SELECTIONS]
        if len(selections) > MAX_PASSAGES:
            self.project.fault(element.line, f"{len(selections)} passages; the limit is {MAX_PASSAGES}")
            return
        text = self._text(element) if selections else ""
        for selection in selections:
            passage = self._passage(selection, text)
            if passage is None:
                continue
            for coding in selection.all("Coding"):
                self._keep(passage.coders, coding, selection)
            document.passages.append(passage)
        document.text = text or ""
        self.project.documents.append(document)

    def _keep(
        self, coders: dict[str, set[str]], coding: XmlElement, holder: XmlElement | None = None
    ) -> None:
        code = self._coded(coding)
        if code:
            user = coding.get("creatingUser") or (holder.get("creatingUser") if holder else "") or ""
            coders.setdefault(code, set()).add(_plain_guid(user))

    def _coded(self, coding: XmlElement) -> str:
        reference = coding.first("CodeRef")
        if reference is None:
            self.project.fault(coding.line, "a coding without a code")
            return ""
        return self._code(reference)

    def _passage(self, selection: XmlElement, text: str | None) -> CodedPassage | None:
        """Return the passage of a selection; None, and a fault, if the text has no such place."""
        bounds = [
            self._position(selection, start, sync)
            for start, sync in (("startPosition", "fromSyncPoint"), ("endPosition", "toSyncPoint"))
        ]
        start, end = bounds
        if start is None or end is None or text is None:
            return None
        if not 0 <= start < end <= len(text):
            self.project.fault(
                selection.line, f"the selection {start}-{end} is not in the text, which is 0-{len(text)}"
            )
            return None
        guid = self.own[id(selection)]
        return CodedPassage(guid, start, end, selection.line)

    def _position(self, selection: XmlElement, name: str, sync: str) -> int | None:
        holder = selection
        if selection.name == "TranscriptSelection":
            point = self.guids.get(_plain_guid(selection.get(sync) or ""))
            if point is None or point.name != "SyncPoint":
                self.project.fault(selection.line, f"{sync} of a selection is no point of the transcript")
                return None
            holder, name = point, "position"
        written = (holder.get(name) or "").strip()
        if not re.fullmatch(r"-?[0-9]{1,12}", written):
            self.project.fault(holder.line, f"{name} of <{holder.name}> is {written!r}, not a whole number")
            return None
        return int(written)

    def _text(self, element: XmlElement) -> str | None:
        """Return the text of a document; None, and a fault, if the archive does not have it."""
        content = element.first("PlainTextContent")
        if content is not None:
            return content.text
        path = (element.get("plainTextPath") or "").strip()
        if not path.startswith(INTERNAL):
            what = f"lies outside the archive ({path.partition(':')[0]}:)" if path else "is missing"
            self.project.fault(element.line, f"the text of a document {what}; export it with its sources")
            return None
        name = path.removeprefix(INTERNAL)
        if not name or re.search(r"[/\\]|^\.", name):
            self.project.fault(element.line, f"{path!r} leads out of the sources of the archive")
            return None
        part = self.parts.get(f"sources/{name}".casefold())
        if part is None:
            self.project.fault(element.line, f"the archive lacks the text {path!r}")
            return None
        try:
            return self._bytes(part).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            place = Location(self.project.file, sheet=part.filename)
            self.project.problems.add(place, f"byte 0x{error.object[error.start]:02X} is not UTF-8")
            return None


def _plain_guid(written: str) -> str:
    """Return an id without braces and in small letters; empty if it is none."""
    match = _GUID.fullmatch(written.strip())
    return match[1].lower() if match else ""


def _name(element: XmlElement) -> str:
    return " ".join((element.get("name") or "").split())


def _children(element: XmlElement | None) -> list[XmlElement]:
    return element.children if element is not None else []


def _inside(root: XmlElement, *names: str) -> Iterator[XmlElement]:
    """Yield the elements on a path of names below the root, in file order."""
    found = [root]
    for name in names:
        found = [child for element in found for child in element.all(name)]
    return iter(found)
