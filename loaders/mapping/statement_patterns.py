"""Patterns of statements: what subjects with the same kinds of statements share is kept once for them all."""

from __future__ import annotations

from .term_values import REFERENCE

Graphs = tuple[str, ...]


class StatementColumn:
    """What statements share that differ in subject and value only: predicate, kind of value, graphs.

    Statements of a class share their value, too.

    Attributes
    ----------
    predicate : str
        As an N-Quads term.
    kind : str
        What stands behind a literal's closing quote, ``<>`` for IRIs, empty text for other terms.
    literal : bool
        Whether the values are literals.
    graphs : tuple of str
        The graph, as a term.
    counted : str
        The kind under which values are counted: times with a zone are of a kind of their own.
    zoned : StatementColumn or None
        The column of the times with a zone beside this one.
    of_class : str
        The class, as a term, where the predicate is ``rdf:type``.
    """

    __slots__ = (
        "_after",
        "_before",
        "counted",
        "graphs",
        "kind",
        "literal",
        "of_class",
        "predicate",
        "zoned",
    )

    def __init__(self, predicate: str, kind: str, graphs: Graphs, *, literal: bool) -> None:
        self.predicate = predicate
        self.kind = kind
        self.literal = literal
        self.graphs = graphs
        self.counted = kind if literal else REFERENCE
        self.zoned: StatementColumn | None = None
        self.of_class = ""
        if literal:
            self._before, self._after = '"', f'"{kind}'
        else:
            self._before, self._after = ("<", ">") if kind == REFERENCE else ("", "")

    def term(self, value: str) -> str:
        """Return a value of the column as a term."""
        return f"{self._before}{value}{self._after}"


class StatementPattern:
    """Subjects with the same columns in the same order, and their values.

    Attributes
    ----------
    columns : tuple of StatementColumn
        One for each statement.
    repeats : bool
        Whether a column occurs twice, so that a statement may.
    names : list of str
        The subjects, in order.
    rows : list of list of str
        The values of each.
    """

    __slots__ = ("columns", "names", "repeats", "rows")

    def __init__(self, columns: tuple[StatementColumn, ...]) -> None:
        self.columns = columns
        self.repeats = len(set(columns)) < len(columns)
        self.names: list[str] = []
        self.rows: list[list[str]] = []
