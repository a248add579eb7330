"""Statements grouped by subject, read from N-Quads text without an object per term."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol, Union, runtime_checkable

import pyoxigraph as ox

from kgraph.rdf.blank_nodes import stable_names

from .term_values import DATETIME, REFERENCE, is_iri, to_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS_OF = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"

Quad = tuple[str, str, str, str]
Graphs = tuple[str, ...]
Objects = dict[str, Graphs]

DEFAULT_GRAPH: Graphs = ("",)

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

    Parameters
    ----------
    subjects : dict of str to list
        Predicate, object, graphs, predicate, object, graphs... of each subject, as N-Quads terms.
    typed : dict of str to list of str
        Subjects by class.
    referrers : dict of str to list
        Subject and predicate of the statements that refer to each blank node.
    forms : dict of (str, str) to int
        Number of values by predicate and datatype or ``@language`` (``<>`` for IRIs).
    count : int
        Number of statements.
    """

    subjects: dict[str, list[str | Graphs]] = field(default_factory=dict)
    typed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    referrers: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    count: int = 0

    def of(self, subject: str) -> dict[str, Objects]:
        """Return the graphs of each statement about `subject`, by predicate and object."""
        grouped: dict[str, Objects] = {}
        flat = iter(self.subjects.get(subject, ()))
        for predicate, value, graphs in zip(flat, flat, flat, strict=True):
            objects = grouped.get(predicate)  # type: ignore[arg-type]
            if objects is None:
                grouped[predicate] = {value: graphs}  # type: ignore[index,dict-item]
            elif value in objects:
                objects[value] = tuple(sorted({*objects[value], *graphs}))
            else:
                objects[value] = graphs  # type: ignore[index,assignment]
        return grouped

    def subclasses(self) -> list[tuple[str, str]]:
        """Return what the data says of the classes that it uses: IRIs of class and superclass."""
        if not any(predicate == SUBCLASS_OF for predicate, _ in self.forms):
            return []
        pairs = []
        waiting = list(self.typed)
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
    if isinstance(source, ox.Store):
        lines: Iterable[str] = _lines(source.dump(format=ox.RdfFormat.N_QUADS))
    else:
        lines = dict.fromkeys(_lines(ox.serialize(source, format=ox.RdfFormat.N_QUADS)))
    ground: list[str] = []
    blank: list[str] = []
    for line in lines:
        (blank if "_:" in line and _BLANK.search(line) else ground).append(line)
    statements = Statements()
    _add(statements, ground)
    _add(statements, _named(blank))
    return statements


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode().split("\n")


def split_line(line: str) -> Quad:
    """Return subject, predicate, object and graph ("" for the default graph) of an N-Quads line."""
    subject, predicate, rest = line.split(" ", 2)
    end = _end(rest)
    return subject, predicate, rest[:end], rest[end + 1 : -2]


def _end(rest: str) -> int:
    """Return where the object ends in what follows the predicate of an N-Quads line."""
    if rest[0] == '"':
        return rest.find(" ", rest.rindex('"'))
    return rest.rindex(")>>") + 3 if rest.startswith("<<(") else rest.index(" ")


def join_line(quad: Quad) -> str:
    """Return the N-Quads line that :func:`split_line` takes apart."""
    return " ".join(filter(None, quad)) + " ."


def _add(statements: Statements, lines: Iterable[str]) -> None:
    subjects, typed, referrers = statements.subjects, statements.typed, statements.referrers
    # Keep one string object per predicate, class and graph, however many statements name it, and beside each
    # predicate the counts of its values.
    known: dict[str, str] = {}
    predicates: dict[str, tuple[str, dict[str, int]]] = {}
    graphs: dict[str, Graphs] = {"": DEFAULT_GRAPH}
    flat: list[str | Graphs] = []
    about = ""
    for line in lines:
        if not line:
            continue
        subject, predicate, rest = line.split(" ", 2)
        end = _end(rest)
        value, graph = rest[:end], rest[end + 1 : -2]
        entry = predicates.get(predicate)
        if entry is None:
            entry = predicates[predicate] = (predicate, defaultdict(int))
        predicate, forms = entry
        named = graphs.get(graph)
        if named is None:
            named = graphs[graph] = (graph,)
        first = value[0]
        if first == '"':
            suffix = value[value.rindex('"') + 1 :]
            if suffix[-10:] == "#dateTime>" and _ZONED.search(value[1 : -len(suffix) - 1]):
                suffix = f"^^<{DATETIME}#UTC>"
            forms[suffix] += 1
        else:
            value = known.setdefault(value, value)
            forms[REFERENCE] += 1
            if predicate == RDF_TYPE:
                typed[value].append(subject)
            if first == "_":
                referrers[value].append((subject, predicate))
        # Statements about one thing are mostly consecutive.
        if subject != about:
            about = known.setdefault(subject, subject)
            flat = subjects.setdefault(about, [])
        flat += (predicate, value, named)
    for predicate, forms in predicates.values():
        for suffix, count in forms.items():
            statements.forms[predicate, suffix] += count
            statements.count += count


def _named(lines: list[str]) -> Iterator[str]:
    """Yield `lines` with their blank nodes renamed."""
    quads = [split_line(line) for line in lines]
    if not quads:
        return
    graphs = _graph_names(quads)
    quads = [tuple(graphs.get(term, term) for term in quad) for quad in quads]  # type: ignore[misc]
    text = "\n".join(join_line((s, p, o, "" if g.startswith("_:") else g)) for s, p, o, g in quads)
    # A triple term keeps its blank nodes' labels: RDF 1.2 canonicalisation of these is not settled.
    names = {
        f"_:{old.value}": f"_:{new.value}"
        for old, new in stable_names(
            ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)
        ).items()
    }
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
