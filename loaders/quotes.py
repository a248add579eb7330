"""Quotes checked against the study's own copies of the documents, which are never loaded or published.

A source may name a copy of its document with ``kg:localCopy`` and a path relative to the study. The quotes in
the source's graph must then stand in that copy, apart from white space, hyphenation and the form of quotation
marks; ``[...]`` and ``…`` stand for words left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rapidfuzz import fuzz

from kgraph.namespaces import KG
from kgraph.rdf.validation import labels
from kgraph.rdf.validation_report import Finding
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study
    from kgraph.words.text import Text

LOCAL_COPY = ox.NamedNode(KG + "localCopy")
QUOTE = ox.NamedNode(KG + "quote")
MAX_COPY_BYTES = 50 * 1024**2
ALIKE = 60.0
"""Similarity, in percent, from which the closest passage is worth showing."""

_words = catalogue("reading")
_TEXT_SUFFIXES = {".txt", ".md", ".text"}
_HTML_SUFFIXES = {".html", ".htm", ".xhtml"}
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010\u2011\u00ac]\s*\n\s*(?=\w)")
_HYPHENS = re.compile(r"[-\u2010\u2011\u00ad]")
_MARKS = str.maketrans(
    {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'}
    | {"\u2018": "'", "\u2019": "'", "\u2013": "", "\u2014": ""}
)
_LEFT_OUT = re.compile(r"\s*(?:\[(?:\.\.\.|\u2026)\]|\(\.\.\.\)|\u2026|\.\.\.)\s*")
_UNSEEN = {"script", "style", "template", "noscript", "head"}
_BLOCKS = {"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The result of checking the quotes of a study.

    Parameters
    ----------
    findings : tuple of Finding
        Quotes that are not in their copy, and copies that cannot be read.
    checked : int
        Number of quotes that were looked up.
    without_copy : int
        Number of quotes that were not checked, for want of a copy of their source.
    """

    findings: tuple[Finding, ...]
    checked: int
    without_copy: int


class UnreadableCopyError(Exception):
    """A local copy cannot be read; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def check_quotes(dataset: StudyDataset, study: Study) -> QuoteCheck:
    """Look up every quote in the local copy of its source.

    Parameters
    ----------
    dataset : StudyDataset
        Holds the quotes (``kg:quote`` in a source's graph) and the copies' paths (``kg:localCopy``).
    study : Study
        The study; the copies lie within its directory.
    """
    copies = _copies(dataset)
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for source, (path, quad) in sorted(copies.items()):
        try:
            texts[source] = normalise(read_copy(study.root, path))
        except UnreadableCopyError as error:
            findings.append(
                _finding(dataset, quad, source, error.text, severity="warning", rule="unreadable-copy")
            )
    checked = without_copy = 0
    for quad in dataset.quads(None, QUOTE):
        source = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if source not in copies:
            without_copy += 1
        elif source in texts and isinstance(quad.object, ox.Literal):
            checked += 1
            if not contains(texts[source], quad.object.value):
                findings.append(_missing(dataset, quad, source, copies[source][0], texts[source]))
    return QuoteCheck(tuple(sorted(findings, key=Finding.order)), checked, without_copy)


def contains(text: str, quote: str) -> bool:
    """Return whether normalised `text` holds the parts of `quote`, in their order."""
    at = 0
    for part in map(normalise, _LEFT_OUT.split(quote)):
        start = text.find(part, at)
        if start < 0:
            return False
        at = start + len(part)
    return True


def normalise(text: str) -> str:
    """Return `text` in a form that ignores differences in white space, hyphenation and quotation marks.

    Compatibility composition (NFKC, https://unicode.org/reports/tr15/) resolves the ligatures of PDFs too.
    """
    text = unicodedata.normalize("NFKC", text)
    text = _HYPHENS.sub("", _BROKEN_WORD.sub("", text)).translate(_MARKS)
    return " ".join(text.split())


def read_copy(root: Path, relative: str) -> str:
    """Return the text of a local copy: text, HTML or PDF by suffix.

    Raises
    ------
    UnreadableCopyError
        A path outside the study, no such file, another kind of file, a file too large, or no PDF reader.
    """
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()):
        raise UnreadableCopyError(_words("copies.outside", path=relative))
    if not path.is_file():
        raise UnreadableCopyError(_words("copies.absent", path=relative))
    if path.stat().st_size > MAX_COPY_BYTES:
        raise UnreadableCopyError(_words("copies.too-large", path=relative))
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        return _read_pdf(path, relative)
    if suffix not in _TEXT_SUFFIXES | _HTML_SUFFIXES:
        raise UnreadableCopyError(_words("copies.kind", path=relative))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableCopyError(_words("copies.encoding", path=relative)) from None
    if suffix in _HTML_SUFFIXES:
        page = _PageText()
        page.feed(text)
        page.close()
        return page.text()
    return text


def _read_pdf(path: Path, relative: str) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise UnreadableCopyError(_words("copies.pdf-reader", path=relative)) from None
    try:
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise UnreadableCopyError(_words("copies.pdf-fault", path=relative, error=error)) from None


class _PageText(HTMLParser):
    """Collect the text of a web page that a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block, and skip what a reader does not see."""
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block, and stop skipping."""
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in _BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text that a reader sees."""
        if not self._unseen:
            self._parts.append(data)

    def text(self) -> str:
        """Return the text that was read."""
        return "".join(self._parts)


def _copies(dataset: StudyDataset) -> dict[str, tuple[str, ox.Quad]]:
    return {
        quad.subject.value: (quad.object.value, quad)
        for quad in dataset.quads(None, LOCAL_COPY)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def _missing(dataset: StudyDataset, quad: ox.Quad, source: str, path: str, text: str) -> Finding:
    quote = _value(quad)
    match = fuzz.partial_ratio_alignment(normalise(quote), text, score_cutoff=ALIKE)
    message = _words("quotes.missing", path=path)
    if match:
        passage = text[match.dest_start : match.dest_end]
        message = _words("quotes.nearest", missing=message, score=match.score, passage=passage)
    return _finding(dataset, quad, source, message, severity="violation", rule="quote-not-found")


def _finding(
    dataset: StudyDataset, quad: ox.Quad, source: str, message: Text, *, severity: str, rule: str
) -> Finding:
    """Return a finding about the statement `quad` of a source."""
    place = dataset.locate(quad)
    return Finding(
        severity=severity,
        rule=rule,
        name=rule.replace("-", " ").capitalize(),
        message=message.to_json(),
        focus=quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject),
        label=labels(dataset, quad.subject) if isinstance(quad.subject, ox.NamedNode) else {},
        path=f"<{quad.predicate.value}>",
        value=_value(quad),
        locations=(place,) if place else (),
        sources=(source,),
    )


def _value(quad: ox.Quad) -> str:
    return quad.object.value if isinstance(quad.object, ox.Literal) else ""
