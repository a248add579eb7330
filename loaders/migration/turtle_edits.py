"""New terms written into a Turtle or TriG text, which stays as it is everywhere else."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kgraph.rdf.line_index import as_stored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .migration_rules import NewTerms, Triple
    from .placed_turtle import PlacedStatement, PlacedTurtle
    from .turtle_tokens import TextToken

_PLAIN_LOCAL = re.compile(r"[^\W\d]\w*(?:[.-]\w+)*")


class TurtleEdits:
    """The changes to one text.

    Parameters
    ----------
    text : PlacedTurtle
        The text.
    prefixes : mapping of str to str
        Prefixes to declare where the text has none for a namespace.
    """

    def __init__(self, text: PlacedTurtle, prefixes: Mapping[str, str]) -> None:
        self.text = text
        self._suggested = prefixes
        self._pieces: dict[tuple[int, int], str] = {}
        self._declared: dict[str, str] = {}
        self.unchangeable: list[PlacedStatement] = []
        """Statements that would change alone, while others share the word that has to change."""

    def apply(self, changes: Mapping[Triple, NewTerms]) -> str:
        """Return the text with its statements changed."""
        by_predicate: defaultdict[int, list[PlacedStatement]] = defaultdict(list)
        for statement in self.text.statements:
            by_predicate[statement.predicate.start].append(statement)
        for statements in by_predicate.values():
            self._change(statements, changes)
        return self._written()

    def _change(self, statements: list[PlacedStatement], changes: Mapping[Triple, NewTerms]) -> None:
        """Change the statements that share one predicate."""
        found = [(each, changes.get(triple_of(each))) for each in statements]
        predicates = {new.predicate if new else None for _, new in found}
        if len(predicates) > 1:
            self.unchangeable += [each for each, new in found if new and new.predicate]
            return
        (predicate,) = predicates
        if predicate:
            self._replace(statements[0].predicate, predicate)
        for each, new in found:
            if new and new.object:
                self._replace(each.object, new.object)

    def _replace(self, token: TextToken, iri: str) -> None:
        self._pieces[token.start, token.end] = self._name(iri)

    def _name(self, iri: str) -> str:
        """Return an IRI as the text would write it: with a prefix, declared for it if need be."""
        for prefix, namespace in (*self.text.prefixes.items(), *self._declared.items()):
            local = iri.removeprefix(namespace)
            if local != iri and _PLAIN_LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        for prefix, namespace in self._suggested.items():
            local = iri.removeprefix(namespace)
            if self.text.last_prefix and local != iri and prefix not in self.text.prefixes:
                self._declared[prefix] = namespace
                return f"{prefix}:{local}"
        return f"<{iri}>"

    def _written(self) -> str:
        text = self.text.text
        pieces = dict(self._pieces)
        if self._declared and self.text.last_prefix is not None:
            end = self.text.last_prefix.end
            pieces[end, end] = "".join(self._declaration(*each) for each in self._declared.items())
        for (start, end), piece in sorted(pieces.items(), reverse=True):
            text = text[:start] + piece + text[end:]
        return text

    def _declaration(self, prefix: str, namespace: str) -> str:
        """Return a declaration in the style of the last one: its word, its stop and its alignment."""
        end = self.text.last_prefix.end if self.text.last_prefix else 0
        start = self.text.text.rfind("\n", 0, end) + 1
        last = self.text.text[start:end]
        match = re.search(r"(@?prefix)(\s+)([^:]*:)(\s+)<", last, re.IGNORECASE)
        word, gap, name, space = match.groups() if match else ("@prefix", " ", "", " ")
        padded = f"{prefix}:".ljust(len(name) + len(space) - 1) + " "
        stop = " ." if last.rstrip().endswith(".") else ""
        newline = "\r\n" if "\r\n" in self.text.text else "\n"
        return f"{newline}{word}{gap}{padded}<{namespace}>{stop}"


def triple_of(statement: PlacedStatement) -> Triple:
    """Return subject, predicate and object of a statement, as a store gives them back."""
    quad = as_stored(statement.quad)
    return (quad.subject, quad.predicate, quad.object)
