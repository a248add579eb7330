"""XML files as elements that know their line, read without document types and entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from kgraph.errors import Location, SourceError

from ..source_bytes import SourceBytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..source_bytes import Limits

MAX_DEPTH = 200
"""Levels of elements inside each other; networks in networks have a few."""


@dataclass(slots=True)
class XmlElement:
    """An element: its name and attributes without namespaces, its own text, its children and its line."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[XmlElement] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """Return an attribute; None if the element has no such attribute."""
        return self.attributes.get(name)

    def all(self, name: str) -> Iterator[XmlElement]:
        """Yield the children of this name, in file order."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> XmlElement | None:
        """Return the first child of this name, if there is one."""
        return next(self.all(name), None)

    def within(self) -> Iterator[XmlElement]:
        """Yield all elements inside this one, in file order."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += element.children[::-1]


def read_xml(path: Path, name: str, limits: Limits, root: str) -> XmlElement:
    """Return the root element of the XML file at `path`.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        How messages name it.
    limits : Limits
        Its largest size.
    root : str
        The name that the root element has in this format.

    Raises
    ------
    SourceError
        It is not well-formed XML (cut off, for instance), declares a document type or an entity, is too
        large, or has another root.
    """
    parser, top = _tree_parser(lambda line: Location(name, line=line))
    try:
        with SourceBytes(path, name, limits, xml=parser) as source:
            while source.read(2**16):
                pass
    except SyntaxError as error:
        raise _malformed(error.msg, Location(name, line=error.lineno)) from None
    except (LookupError, ValueError) as error:
        raise _malformed(f"an encoding that cannot be read: {error}", Location(name, line=1)) from None
    return _checked_root(top, lambda line: Location(name, line=line), root)


def parse_xml(content: bytes, at: Callable[[int], Location], root: str) -> XmlElement:
    """Return the root element of XML that has been unpacked.

    Parameters
    ----------
    content : bytes
        The XML.
    at : callable
        Returns the place of a line.
    root : str
        The name that the root element has in this format.

    Raises
    ------
    SourceError
        As for `read_xml`.
    """
    parser, top = _tree_parser(at)

    def refuse(*_: object) -> None:
        """Refuse a document type, before any entity in it unfolds."""
        raise SourceError(
            "declares a document type, which could bring in other files or unfold without end",
            where=at(parser.CurrentLineNumber),
        )

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _malformed(f"not well-formed XML: {expat.ErrorString(error.code)}", at(error.lineno)) from None
    except (LookupError, ValueError) as error:
        raise _malformed(f"an encoding that cannot be read: {error}", at(1)) from None
    return _checked_root(top, at, root)


def _tree_parser(at: Callable[[int], Location]) -> tuple[expat.XMLParserType, XmlElement]:
    """Return a parser, and the element that will hold the root of what it is fed."""
    top = XmlElement("", {}, 1)
    stack = [top]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        """Add an element to the innermost open one."""
        line = parser.CurrentLineNumber
        if len(stack) > MAX_DEPTH:
            raise SourceError(f"elements nested more than {MAX_DEPTH} deep", where=at(line))
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items() if key[:5] != "xmlns"}
        element = XmlElement(tag.rpartition(":")[2], plain, line)
        stack[-1].children.append(element)
        stack.append(element)

    def text(part: str) -> None:
        """Add text to the innermost open element."""
        stack[-1].text += part

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text
    return parser, top


def _checked_root(top: XmlElement, at: Callable[[int], Location], root: str) -> XmlElement:
    found = top.children[0]
    if found.name != root:
        raise SourceError(f"the file begins with <{found.name}>, not with <{root}>", where=at(found.line))
    return found


def _malformed(message: str, where: Location) -> SourceError:
    return SourceError(message, where=where, hint="Save the file anew; nothing of it was loaded.")
