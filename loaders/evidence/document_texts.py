"""Local copies of documents: where they lie, and their text as a reader sees it. They go into no graph."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from kgraph.namespaces import local_name
from kgraph.words.catalogue import catalogue

from .passages import normalise

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.words.text import Text

LONGEST_NAME = 200
MAX_COPY_BYTES = 50 * 1024**2
DOCUMENTS = "documents"
"""Directory of a study with local copies, which is looked in when no other is named."""

_words = catalogue("reading")
_TEXT_SUFFIXES = (".txt", ".md", ".text")
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
SUFFIXES = (*_TEXT_SUFFIXES, *_HTML_SUFFIXES, ".pdf")
_UNSEEN = {"script", "style", "template", "noscript", "head"}
_BLOCKS = {"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


class UnreadableCopyError(Exception):
    """A local copy cannot be read; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class LocalCopies:
    """Normalised texts of the local copies of documents, each read once.

    Parameters
    ----------
    root : Path
        Directory of the study.
    directory : Path, optional
        Directory with a copy of each document, named after the last part of the source's IRI; the study's
        own directory ``documents`` when absent.
    named : dict of str to str
        Path within the study by source, as ``kg:localCopy`` gives it; it goes before the directory.
    """

    def __init__(
        self, root: Path, directory: Path | None = None, named: dict[str, str] | None = None
    ) -> None:
        self.root = root
        self.directory = directory or root / DOCUMENTS
        self.named = named or {}
        self._texts: dict[str, str | None] = {}
        self._paths: dict[str, Path | None] = {}

    def path_of(self, source: str) -> Path | None:
        """Return the path of the copy of a source; `None` if there is none."""
        if source not in self._paths:
            self._paths[source] = self._find(source)
        return self._paths[source]

    def _find(self, source: str) -> Path | None:
        if source in self.named:
            return self.root / self.named[source]
        name = local_name(source)
        paths = (self.directory / f"{name}{suffix}" for suffix in SUFFIXES if 0 < len(name) < LONGEST_NAME)
        return next((path for path in paths if path.is_file()), None)

    def text_of(self, source: str) -> str | None:
        """Return the normalised text of the copy of a source; `None` if there is none.

        Raises
        ------
        UnreadableCopyError
            A copy that cannot be read.
        """
        if source not in self._texts:
            path = self.path_of(source)
            if source in self.named:
                self._texts[source] = normalise(read_copy(self.root, self.named[source]))
            else:
                self._texts[source] = None if path is None else normalise(read_document(path))
        return self._texts[source]


def read_copy(root: Path, relative: str) -> str:
    """Return the text of a copy within a study.

    Raises
    ------
    UnreadableCopyError
        A path outside the study, no such file, another kind of file, a file too large, or no PDF reader.
    """
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()):
        raise UnreadableCopyError(_words("copies.outside", path=relative))
    return read_document(path, relative)


def read_document(path: Path, shown: str | None = None) -> str:
    """Return the text of a document: text, HTML or PDF by suffix.

    Parameters
    ----------
    path : Path
        The file.
    shown : str, optional
        How messages call it.

    Raises
    ------
    UnreadableCopyError
        No such file, another kind of file, a file too large, or no PDF reader.
    """
    name = shown or str(path)
    if not path.is_file():
        raise UnreadableCopyError(_words("copies.absent", path=name))
    if path.stat().st_size > MAX_COPY_BYTES:
        raise UnreadableCopyError(_words("copies.too-large", path=name))
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        return _read_pdf(path, name)
    if suffix not in SUFFIXES:
        raise UnreadableCopyError(_words("copies.kind", path=name))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableCopyError(_words("copies.encoding", path=name)) from None
    if suffix in _HTML_SUFFIXES:
        page = _PageText()
        page.feed(text)
        page.close()
        return page.text()
    return text


def _read_pdf(path: Path, name: str) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise UnreadableCopyError(_words("copies.pdf-reader", path=name)) from None
    try:
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise UnreadableCopyError(_words("copies.pdf-fault", path=name, error=error)) from None


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
