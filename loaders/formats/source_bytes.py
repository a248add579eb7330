"""The bytes of a source file, checked on their way to a parser: size, encoding, document type."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, cast
from xml.parsers import expat

from kgraph.errors import Location, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

HEAD_BYTES = 64 * 1024
BLOCK_BYTES = 256 * 1024
LINE_BYTES = 16 * 1024**2
"""The most of one line that is read at a time."""
MAX_RATIO = 200
"""How many times larger than its file a packed source may become; RDF becomes 10 to 60 times larger."""
RATIO_FREE_BYTES = 16 * 1024**2
"""So much may be unpacked whatever the ratio."""
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_PREFIX = re.compile(rb"^[ \t]*@?prefix[ \t]+([^\s:]*):[ \t]*<([^>\s]*)>", re.IGNORECASE | re.MULTILINE)
# What stands in a file with triple terms (RDF 1.2), by whether it is XML; it may also mean something else.
_TRIPLE_TERMS = {False: (b"<<", b"{|", b"~"), True: (b"annotation", b"Triple")}
_XMLNS = re.compile(rb"""xmlns:([^\s=]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that no source file may exceed.

    Parameters
    ----------
    max_bytes : int
        Size of the file once unpacked.
    max_json_depth : int
        Levels of nesting in JSON. Turtle and XML need no such limit: their parsers keep no call stack.
    max_problems : int
        Faults listed per file.
    """

    max_bytes: int = 2 * 1024**3
    max_json_depth: int = 200
    max_problems: int = 50


DEFAULT_LIMITS = Limits()


class SourceBytes:
    """The bytes of a file for a parser: unpacked, without a byte order mark, refused if too large or UTF-16.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        How messages name it.
    limits : Limits
        Give the size from which a file is too large.
    by_line : bool
        Return at most one line per read, so that `line` says how far the parser has come.
    xml : XMLParserType, optional
        The parser of Expat that the bytes of XML pass through; its handlers may build something of them. A
        document type is refused before it sees one: entities can expand without end ("billion laughs") or
        include other files. So is XML that is not well formed: the RDF parser accepts a file cut off between
        two elements.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        limits: Limits,
        *,
        by_line: bool = False,
        xml: expat.XMLParserType | None = None,
    ) -> None:
        self.name = name
        self.limits = limits
        self.line = 0
        self.prefixes: dict[str, str] = {}
        self.may_hold_triple_terms = False
        self._by_line = by_line
        self._xml = xml is not None
        self._newlines = 0
        self._form = xml
        self._total = 0
        self._rest = b""
        self._tail = b""
        self._ended_line = True
        self._packed_size = path.stat().st_size
        self._file = _open(path, name)
        try:
            head = self._raw(HEAD_BYTES)
        except SourceError:
            self._file.close()
            raise
        self.head = head.removeprefix(_UTF8_MARK)
        self._pending = self.head
        self._block = io.BytesIO()
        _refuse_other_encodings(head, name)

    def __enter__(self) -> SourceBytes:
        """Return the open source."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; when reading by line, at most the rest of one line.

        Never more: a parser that receives more than it asked for aborts the process.
        """
        if self._by_line:
            chunk = self._read_line(size)
            self._check(chunk, ended=not chunk and size != 0)
            return chunk
        # Parsers ask for two thousand bytes at a time, but larger blocks are faster to check.
        chunk = self._block.read(size)
        if not chunk and size:
            block, self._pending = self._pending or self._raw(BLOCK_BYTES), b""
            self._check(block, ended=not block)
            self._block = io.BytesIO(block)
            chunk = self._block.read(size)
        return chunk

    def read_all(self) -> bytes:
        """Return the rest of the file, unchecked."""
        head, self._pending = self._pending, b""
        return head + b"".join(iter(partial(self._raw, LINE_BYTES), b""))

    def _read_line(self, size: int) -> bytes:
        if not self._rest:
            self._rest = self._next_line()
        if self._rest and self._ended_line:
            self.line += 1
        part, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        self._ended_line = part.endswith(b"\n")
        return part

    def _next_line(self) -> bytes:
        pending = self._pending
        if b"\n" in pending:
            line, _, self._pending = pending.partition(b"\n")
            return line + b"\n"
        self._pending = b""
        return pending + self._raw(LINE_BYTES, line=True)

    def _raw(self, size: int, *, line: bool = False) -> bytes:
        room = self.limits.max_bytes - self._total + 1
        size = min(size, room)
        try:
            chunk = self._file.readline(size) if line else self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise SourceError(
                f"the compressed file is damaged or cut off: {error}", where=Location(self.name)
            ) from error
        self._total += len(chunk)
        if self._total > self.limits.max_bytes:
            raise SourceError(
                f"larger than {self.limits.max_bytes / 1024**2:,.0f} MiB unpacked, which is the limit",
                where=Location(self.name),
                hint="Divide the file, or read it with a higher limit.",
            )
        if self._total > max(RATIO_FREE_BYTES, MAX_RATIO * self._packed_size):
            raise SourceError(
                f"grows more than {MAX_RATIO} times when unpacked",
                where=Location(self.name),
                hint="If the file is sound, unpack it first.",
            )
        return chunk

    def _check(self, chunk: bytes, *, ended: bool) -> None:
        self._watch(chunk)
        if self._form and (chunk or ended):
            self._check_form(self._form, chunk)

    def _watch(self, chunk: bytes) -> None:
        """Note what the parser does not report: document types, prefixes, possible quoted triples."""
        window = self._tail + chunk
        if self._xml:
            declaration = _DECLARATION.search(window)
            if declaration:
                line = (
                    self._newlines + window.count(b"\n", 0, declaration.start()) - self._tail.count(b"\n") + 1
                )
                self._refuse_declaration(line)
            self._newlines += chunk.count(b"\n")
        elif b"prefix" in window or b"PREFIX" in window:
            for prefix in _PREFIX.finditer(window):
                self.prefixes.setdefault(
                    prefix[1].decode(errors="replace"), prefix[2].decode(errors="replace")
                )
        if any(sign in window for sign in _TRIPLE_TERMS[self._xml]):
            self.may_hold_triple_terms = True
        self._tail = window[-300:]

    def _check_form(self, form: expat.XMLParserType, chunk: bytes) -> None:
        try:
            form.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise SyntaxError(
                f"not well-formed XML: {expat.ErrorString(error.code)}",
                (None, error.lineno, error.offset + 1, None, error.lineno, error.offset + 1),
            ) from None
        if not chunk:
            self._form = None

    def _refuse_declaration(self, line: int) -> None:
        raise SourceError(
            "declares a document type or an entity, which could bring in other files or unfold without end",
            where=Location(self.name, line=line),
            hint="Save it without DOCTYPE and ENTITY: write the namespaces in full, or save it as Turtle.",
        )


def xml_prefixes(head: bytes) -> dict[str, str]:
    """Return the namespaces, by prefix, that the beginning of an XML file declares."""
    return {
        match[1].decode(errors="replace"): (match[2] or match[3] or b"").decode(errors="replace")
        for match in _XMLNS.finditer(head)
    }


def undecodable(path: Path, name: str, limits: Limits) -> tuple[Location, str] | None:
    """Return the first place that is not UTF-8, and what it may be instead; `None` if the file is UTF-8."""
    with SourceBytes(path, name, limits, by_line=True) as source:
        for line in iter(_whole_lines(source), b""):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                byte = line[error.start]
                text = line.decode("cp1252", errors="replace").strip()
                return (
                    Location(name, line=source.line),
                    f"not UTF-8: byte 0x{byte:02X} looks like Latin-1 or Windows-1252: {shorten(text)!r}; "
                    "save the file as UTF-8",
                )
    return None


def lines_of(path: Path, name: str, limits: Limits, wanted: set[int]) -> dict[int, str]:
    """Return the text of the wanted lines of a file."""
    lines: dict[int, str] = {}
    with SourceBytes(path, name, limits, by_line=True) as source:
        for line in iter(_whole_lines(source), b""):
            if source.line in wanted:
                lines[source.line] = line.decode("utf-8", errors="replace").rstrip("\r\n")
            if len(lines) == len(wanted):
                break
    return lines


def lines_holding(path: Path, name: str, limits: Limits, wanted: set[str]) -> dict[str, tuple[int, str]]:
    """Return number and text of the first line that holds each wanted text, if any does."""
    lines: dict[str, tuple[int, str]] = {}
    missing = {text: text.encode() for text in wanted}
    with SourceBytes(path, name, limits, by_line=True) as source:
        for line in iter(_whole_lines(source), b""):
            here = [text for text, sought in missing.items() if sought in line]
            for text in here:
                lines[text] = (source.line, line.decode("utf-8", errors="replace").rstrip("\r\n"))
                del missing[text]
            if not missing:
                break
    return lines


def shorten(text: str, width: int = 100) -> str:
    """Return `text` on one line, cut to `width` characters."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _whole_lines(source: SourceBytes) -> Callable[[], bytes]:
    return lambda: source.read(-1)


def _open(path: Path, name: str) -> IO[bytes]:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", where=Location(name)) from error


def _refuse_other_encodings(head: bytes, name: str) -> None:
    encoding = next((encoding for mark, encoding in _OTHER_MARKS if head.startswith(mark)), None)
    if encoding is None and b"\x00" in head[:200]:
        encoding = "UTF-16 without a byte order mark, or binary"
    if encoding:
        raise SourceError(
            f"the file is {encoding}, not UTF-8", where=Location(name, line=1), hint="Save the file as UTF-8."
        )
