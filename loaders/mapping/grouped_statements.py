"""Statements grouped by subject, read from N-Quads text without an object per term."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Protocol, Union, cast, runtime_checkable

import pyoxigraph as ox

from kgraph.rdf.blank_nodes import stable_labels

from .statement_patterns import Graphs, StatementColumn, StatementPattern
from .term_values import DATETIME, REFERENCE, is_iri, name_of_term, term_of_name, to_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS_OF = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"

Quad = tuple[str, str, str, str]
Objects = dict[str, Graphs]

DEFAULT_GRAPH: Graphs = ("",)

_TIME, _ZONED_TIME = "#dateTime>", f"^^<{DATETIME}#UTC>"
_ZONED = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})\Z")
_BLANK = re.compile(r"_:[^\s<>\"]+")


@runtime_checkable
class HasStore(Protocol):
    """An object with an Oxigraph store, such as a ``StudyDataset``."""

    store: ox.Store


Source = Union[ox.Store, HasStore, "Iterable[ox.Quad]"]


@dataclass(slots=True)
class Statements:
    """All statements of a dataset, by subject.

    Things go by a name here: an IRI without its brackets, or a blank node with its ``_:``.

    Parameters
    ----------
    subjects : dict of str to (StatementPattern, list)
        Pattern and values of each subject, by its name. A value is a literal's text as N-Quads escapes it, an
        IRI without its brackets, or any other term.
    patterns : list of StatementPattern
        All patterns, with the subjects that have them.
    referrers : dict of str to list
        Subject and predicate, as terms, of the statements that refer to each blank node.
    forms : dict of (str, str) to int
        Number of values by predicate and datatype or ``@language`` (``<>`` for IRIs).
    classes : set of str
        The classes with instances, as terms.
    names : dict of str to str
        Each name under itself: one text, however many statements name the thing.
    count : int
        Number of statements.
    elsewhere : callable, optional
        Gives what is said of other subjects, where these are not all, as :meth:`of`.
    """

    subjects: dict[str, tuple[StatementPattern, list[str]]] = field(default_factory=dict)
    patterns: list[StatementPattern] = field(default_factory=list)
    referrers: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    classes: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    count: int = 0
    elsewhere: Callable[[str], dict[str, Objects]] | None = None

    def of(self, subject: str) -> dict[str, Objects]:
        """Return the graphs of each statement about the term `subject`, by predicate and object."""
        grouped: dict[str, Objects] = {}
        held = self.subjects.get(name_of_term(subject))
        if held is None:
            return grouped if self.elsewhere is None else self.elsewhere(subject)
        for column, value in zip(held[0].columns, held[1], strict=True):
            term = column.term(value)
            objects = grouped.setdefault(column.predicate, {})
            graphs = objects.get(term)
            objects[term] = column.graphs if graphs is None else tuple(sorted({*graphs, *column.graphs}))
        return grouped

    def instances(self, of_class: str) -> list[str]:
        """Return the subjects of a class, all as terms."""
        if of_class not in self.classes:
            return []
        patterns = (p for p in self.patterns if any(column.of_class == of_class for column in p.columns))
        return [term_of_name(name) for pattern in patterns for name in pattern.names]

    def having(self, predicate: str) -> list[str]:
        """Return the subjects with a predicate, all as terms."""
        patterns = (p for p in self.patterns if any(column.predicate == predicate for column in p.columns))
        return [term_of_name(name) for pattern in patterns for name in pattern.names]

    def subclasses(self) -> list[tuple[str, str]]:
        """Return what the data says of the classes that it uses: IRIs of class and superclass."""
        if not any(predicate == SUBCLASS_OF for predicate, _ in self.forms):
            return []
        pairs = []
        waiting = list(self.classes)
        seen = set(waiting)
        for term in waiting:
            for above in self.of(term).get(SUBCLASS_OF, ()):
                if is_iri(term) and is_iri(above):
                    pairs.append((to_uri(term), to_uri(above)))
                    if above not in seen:
                        seen.add(above)
                        waiting.append(above)
        return sorted(pairs)


def read_statements(source: Source) -> Statements:
    """Return the statements of `source` with blank nodes named by their content.

    Parameters
    ----------
    source : pyoxigraph.Store or an object with one as ``store`` or iterable of pyoxigraph.Quad
        Statements; repeated ones count once.
    """
    if isinstance(source, HasStore):
        source = source.store
    reader = LineGrouper()
    blank: list[str] = []
    text = LineText(reader.read, blank.extend)
    if isinstance(source, ox.Store):
        source.dump(text.file, ox.RdfFormat.N_QUADS)
    else:
        ox.serialize(source, text.file, ox.RdfFormat.N_QUADS)
    text.end()
    return reader.end(_with_stable_names(list(dict.fromkeys(blank))))


class LineText:
    """A file that hands on lines as they are written to it.

    Parameters
    ----------
    ground : callable
        Takes lines without blank nodes; some may be empty.
    blank : callable
        Takes all others.
    """

    # Larger pieces take more memory, and no less time.
    _PIECE = 1 << 18

    def __init__(self, ground: Callable[[list[str]], None], blank: Callable[[list[str]], None]) -> None:
        self._ground = ground
        self._blank = blank
        self._waiting: list[bytes] = []
        self._size = 0

    @property
    def file(self) -> IO[bytes]:
        """Itself, for what writes to files."""
        return cast("IO[bytes]", self)

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self._waiting.append(data)
        self._size += len(data)
        if self._size > self._PIECE:
            whole, _, rest = b"".join(self._waiting).rpartition(b"\n")
            self._waiting, self._size = [rest], len(rest)
            self._pass_on(whole)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is left waits for :meth:`end`."""

    def end(self) -> None:
        """Hand on what is left."""
        self._pass_on(b"".join(self._waiting))

    def _pass_on(self, data: bytes) -> None:
        text = data.decode()
        lines = text.split("\n")
        if "_:" in text:
            ground: list[str] = []
            blank: list[str] = []
            for line in lines:
                (blank if has_blank(line) else ground).append(line)
            self._blank(blank)
            lines = ground
        self._ground(lines)


def has_blank(line: str) -> bool:
    """Return whether an N-Quads line has, or looks as if it had, a blank node."""
    return "_:" in line and _BLANK.search(line) is not None


def split_line(line: str) -> Quad:
    """Return subject, predicate, object and graph ("" for the default graph) of an N-Quads line."""
    subject, predicate, rest = line.split(" ", 2)
    end = object_end(rest)
    return subject, predicate, rest[:end], rest[end + 1 : -2]


def object_end(rest: str) -> int:
    """Return where the object ends in what follows the predicate of an N-Quads line."""
    if rest[0] == '"':
        return rest.find(" ", rest.rindex('"'))
    return rest.rindex(")>>") + 3 if rest.startswith("<<(") else rest.index(" ")


def form_of(rest: str) -> str:
    """Return under which kind the value in what follows the predicate of an N-Quads line is counted."""
    if rest[0] != '"':
        return REFERENCE
    end = rest.rindex('"')
    kind = rest[end + 1 :].partition(" ")[0]
    return _ZONED_TIME if kind.endswith(_TIME) and _ZONED.search(rest[1:end]) else kind


def join_line(quad: Quad) -> str:
    """Return the N-Quads line that :func:`split_line` takes apart."""
    return " ".join(filter(None, quad)) + " ."


class LineGrouper:
    """Groups lines by subject and finds the pattern of each.

    Parameters
    ----------
    left_out : set of str
        Terms of subjects that are left out.
    """

    def __init__(self, left_out: Set[str] = frozenset()) -> None:
        self.left_out = left_out
        self.subjects: dict[str, tuple[StatementPattern, list[str]]] = {}
        self.patterns: dict[tuple[StatementColumn, ...], StatementPattern] = {}
        self.statements = Statements(self.subjects)
        # Columns by predicate and by what follows the value, which says graph and kind.
        self._columns: dict[str, dict[str, StatementColumn]] = defaultdict(dict)
        self._graphs: dict[str, Graphs] = {"": DEFAULT_GRAPH}
        self._about = ""
        self._scattered: dict[str, tuple[list[StatementColumn], list[str]]] = {}
        self._open: tuple[list[StatementColumn], list[str]] = ([], [])

    def read(self, lines: Iterable[str]) -> None:
        """Add statements."""
        names, predicates = self.statements.names, self._columns
        about = self._about
        columns, values = self._open
        for line in lines:
            if not line:
                continue
            subject, predicate, rest = line.split(" ", 2)
            # Statements about one thing are mostly consecutive.
            if subject != about:
                if columns:
                    self._close(about, columns, values)
                about, columns, values = subject, [], []
            if rest[0] == '"':
                end = rest.rindex('"')
                value, tail = rest[1:end], rest[end:]
                column = predicates[predicate].get(tail) or self._literals(predicate, tail)
                if column.zoned is not None and _ZONED.search(value):
                    column = column.zoned
            elif rest[0] == "<" != rest[1]:
                end = rest.index(">")
                value = rest[1:end]
                value = names.setdefault(value, value)
                tail = rest if predicate == RDF_TYPE else rest[end:]
                column = predicates[predicate].get(tail) or self._terms(predicate, tail, rest)
            else:
                end = object_end(rest)
                value = rest[:end]
                if value[0] == "_":
                    value = names.setdefault(value, value)
                    self.statements.referrers[value].append((subject, predicate))
                tail = rest if predicate == RDF_TYPE else rest[0] + rest[end:]
                column = predicates[predicate].get(tail) or self._terms(predicate, tail, rest)
            columns.append(column)
            values.append(value)
        self._about = about
        self._open = columns, values

    def _literals(self, predicate: str, tail: str) -> StatementColumn:
        kind, _, graph = tail[1:-2].partition(" ")
        made = StatementColumn(predicate, kind, self._graphs_of(graph), literal=True)
        if kind.endswith(_TIME):
            made.zoned = StatementColumn(predicate, kind, made.graphs, literal=True)
            made.zoned.counted = _ZONED_TIME
        self._columns[predicate][tail] = made
        return made

    def _terms(self, predicate: str, tail: str, rest: str) -> StatementColumn:
        end = object_end(rest)
        term, graph = rest[:end], rest[end + 1 : -2]
        kind = REFERENCE if is_iri(term) else ""
        made = StatementColumn(predicate, kind, self._graphs_of(graph), literal=False)
        if predicate == RDF_TYPE:
            made.of_class = term
            self.statements.classes.add(term)
        self._columns[predicate][tail] = made
        return made

    def _graphs_of(self, graph: str) -> Graphs:
        return self._graphs.setdefault(graph, (graph,))

    def _close(self, subject: str, columns: list[StatementColumn], values: list[str]) -> None:
        if subject in self.left_out:
            return
        name = name_of_term(subject)
        name = self.statements.names.setdefault(name, name)
        if name not in self.subjects:
            self._put(name, columns, values)
            return
        # Statements may be in any order; a subject that they come back to is put together at the end.
        if name not in self._scattered:
            pattern, first = self.subjects[name]
            self._scattered[name] = [*pattern.columns], first
        held = self._scattered[name]
        held[0].extend(columns)
        held[1].extend(values)

    def _put(self, name: str, columns: list[StatementColumn], values: list[str]) -> None:
        pattern = self._pattern(columns)
        if pattern.repeats:
            pairs = dict.fromkeys(zip(columns, values, strict=True))
            if len(pairs) < len(columns):
                pattern, values = self._pattern([column for column, _ in pairs]), [v for _, v in pairs]
        self.subjects[name] = pattern, values

    def _pattern(self, columns: list[StatementColumn]) -> StatementPattern:
        key = tuple(columns)
        return self.patterns.get(key) or self.patterns.setdefault(key, StatementPattern(key))

    def end(self, lines: Iterable[str]) -> Statements:
        """Add the last statements and return all."""
        self.read(lines)
        if self._open[0]:
            self._close(self._about, *self._open)
        for name, (columns, held) in self._scattered.items():
            self._put(name, columns, held)
        for name, (pattern, values) in self.subjects.items():
            pattern.names.append(name)
            pattern.rows.append(values)
        statements = self.statements
        statements.patterns = [pattern for pattern in self.patterns.values() if pattern.names]
        for pattern in statements.patterns:
            number = len(pattern.names)
            statements.count += number * len(pattern.columns)
            for column in pattern.columns:
                statements.forms[column.predicate, column.counted] += number
        return statements


def _with_stable_names(lines: list[str]) -> Iterator[str]:
    """Yield `lines` with their blank nodes renamed."""
    quads = [split_line(line) for line in lines]
    if not quads:
        return
    graphs = _graph_names(quads)
    if graphs:
        quads = [tuple(graphs.get(term, term) for term in quad) for quad in quads]  # type: ignore[misc]
    # A triple term keeps its blank nodes' labels: RDF 1.2 canonicalisation of these is not settled.
    names = stable_labels(join_line((s, p, o, "" if g.startswith("_:") else g)) for s, p, o, g in quads)
    for s, p, o, g in quads:
        yield join_line((names.get(s, s), p, names.get(o, o), names.get(g, g)))


def _graph_names(quads: list[Quad]) -> dict[str, str]:
    # Blank graph names are distinguished by the content of their graphs.
    content: dict[str, list[str]] = defaultdict(list)
    for s, p, o, g in quads:
        if g.startswith("_:"):
            content[g].append(
                _BLANK.sub("_:", f"{s} {p} {o}") if o[0] != '"' else f"{_BLANK.sub('_:', s)} {p} {o}"
            )
    names: dict[str, str] = {}
    for graph, lines in content.items():
        digest = blake2b("\n".join(sorted(lines)).encode(), digest_size=10).hexdigest()
        name = f"_:g{digest}"
        while name in names.values():
            name += "x"
        names[graph] = name
    return names
