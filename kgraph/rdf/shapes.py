"""The SHACL shapes of a run: kgraph's and the study's own, refused if they are broken or misspelt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH

from kgraph.errors import Location, SourceError
from kgraph.namespaces import SH as SHACL
from kgraph.packaged_ontology import ontology, shape_files
from kgraph.rdf.dataset import RdflibTerm, Subject, to_triples
from kgraph.rdf.literal_shapes import restated
from kgraph.rdf.ontology_context import SUBCLASS_OF, TYPE, instances
from kgraph.study import STUDY_SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kgraph.study import Study

Node = ox.NamedNode | ox.BlankNode | ox.Literal

PERSONS_OMITTED = "persons-omitted.ttl"
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SHAPE_TYPES = (ox.NamedNode(SHACL + "NodeShape"), ox.NamedNode(SHACL + "PropertyShape"))
_CLASS_TYPES = (
    ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#Class"),
    ox.NamedNode("http://www.w3.org/2002/07/owl#Class"),
)


@dataclass(slots=True)
class Shapes:
    """A set of shapes.

    Parameters
    ----------
    store : pyoxigraph.Store
        The shapes as statements.
    files : list of str
        The files they were read from.
    digest : str
        Changes with the name and the bytes of any of the files.
    """

    store: ox.Store = field(default_factory=ox.Store)
    files: list[str] = field(default_factory=list)
    digest: str = ""
    # What a check asks of the same shapes again and again.
    _triples: list[tuple[RdflibTerm, RdflibTerm, RdflibTerm]] = field(default_factory=list, repr=False)
    _as_read: rdflib.Graph | None = field(default=None, repr=False)
    _stated_targets: list[tuple[str, str, Node]] = field(default_factory=list, repr=False)
    _less: dict[frozenset[tuple[Node, Node]], ox.Store] = field(default_factory=dict, repr=False)

    def add(self, name: str, content: bytes) -> None:
        """Add the shapes of a Turtle file.

        Raises
        ------
        SourceError
            Not Turtle, or a term in SHACL's namespace that SHACL does not define.
        """
        try:
            quads = list(ox.parse(content, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        except SyntaxError as error:
            raise SourceError(
                f"the shapes cannot be read: {error.msg.split(': ', 1)[-1]}",
                where=Location(name, line=error.lineno),
                hint="Correct the shapes file; nothing was checked.",
            ) from None
        self._refuse_unknown_terms(name, content, quads)
        self.store.extend(restated(quads))
        self.files.append(name)
        self.digest = sha256(f"{self.digest} {name} {sha256(content).hexdigest()}".encode()).hexdigest()
        self._triples, self._as_read, self._stated_targets, self._less = [], None, [], {}

    def copy(self) -> Shapes:
        """Return the same shapes, to add others to."""
        store = ox.Store()
        store.extend(self.store)
        return Shapes(store, list(self.files), self.digest, self._triples)

    def less(self, left_out: frozenset[tuple[Node, Node]]) -> ox.Store:
        """Return the statements, less those with one of these subjects and objects; for reading."""
        store = self._less.get(left_out)
        if store is None:
            store = ox.Store()
            store.extend(quad for quad in self.store if (quad.subject, quad.object) not in left_out)
            self._less = {left_out: store}
        return store

    def _refuse_unknown_terms(self, name: str, content: bytes, quads: list[ox.Quad]) -> None:
        data = _only_targets(quads)
        for quad in quads:
            for term in (quad.predicate, quad.object):
                if not isinstance(term, ox.NamedNode) or not term.value.startswith(SHACL):
                    continue
                if not _defined(term.value) and quad.subject not in data:
                    word = term.value.removeprefix(SHACL)
                    at = content.find(word.encode())
                    raise SourceError(
                        f"SHACL has no term sh:{word}",
                        where=Location(name, line=content.count(b"\n", 0, at) + 1 if at >= 0 else None),
                        hint="Correct the spelling: an unknown term is passed over, and the rule with it.",
                    )

    def graph(self) -> rdflib.Graph:
        """Return the shapes as a new rdflib graph."""
        if not self._triples:
            self._triples = list(to_triples(self.store))
        # Half as slow as rdflib's default store, which keeps account of named graphs.
        graph = rdflib.Graph(store="SimpleMemory")
        for triple in self._triples:
            graph.add(triple)
        return graph

    def as_read(self) -> rdflib.Graph:
        """Return the shapes as one rdflib graph for all; do not change it."""
        if self._as_read is None:
            self._as_read = self.graph()
        return self._as_read

    def targets(
        self,
        data: ox.Store,
        *hierarchies: ox.Store,
        known: dict[tuple[str, ox.NamedNode], set[Node]] | None = None,
    ) -> dict[str, set[Node]]:
        """Return the nodes in `data` that each shape with targets applies to, by shape IRI.

        Shapes with only a custom target (SHACL-AF) are left out: only the engine knows what these match.
        `hierarchies` state further subclasses; `known` has what kinds of targets with their values match, as
        far as that is known, and is added to.
        """
        found: dict[str, set[Node]] = {}
        # Several shapes are about one class, and several classes and properties have one node.
        same: dict[Node, Node] = {}
        known = {} if known is None else known

        def matched(kind: str, value: ox.NamedNode) -> set[Node]:
            """Return the targets of a kind, each node as the object that it is elsewhere."""
            if (kind, value) not in known:
                found = _matched(kind, value, data, hierarchies)
                known[kind, value] = {same.setdefault(node, node) for node in found}
            return known[kind, value]

        for iri, kind, value in self._targets():
            nodes = found.setdefault(iri, set())
            if kind == "targetNode":
                nodes.add(value)
            elif isinstance(value, ox.NamedNode):
                nodes |= matched(kind, value)
        for shape in self.implicit():
            found.setdefault(shape.value, set()).update(matched("targetClass", shape))
        return found

    def _targets(self) -> list[tuple[str, str, Node]]:
        """Return what the shapes with an IRI say of their targets: the shape, in which way, and a term."""
        if not self._stated_targets:
            terms = {ox.NamedNode(SHACL + kind): kind for kind in _TARGETS}
            self._stated_targets = [
                (quad.subject.value, terms[quad.predicate], cast("Node", quad.object))
                for quad in self.store
                if quad.predicate in terms and isinstance(quad.subject, ox.NamedNode)
            ]
        return self._stated_targets

    def targets_with(
        self, targets: dict[str, set[Node]], added: ox.Store, data: ox.Store
    ) -> dict[str, set[Node]]:
        """Return `targets` in `data` with those that statements `added` to it make ones."""
        more = self.targets(added, data)
        return {
            shape: nodes if more[shape] <= nodes else nodes | more[shape] for shape, nodes in targets.items()
        }

    def implicit(self) -> Iterable[ox.NamedNode]:
        """Yield the shapes with an IRI that are classes as well and therefore apply to their instances."""
        kinds = set(_CLASS_TYPES) | {
            quad.subject for quad in self.store.quads_for_pattern(None, SUBCLASS_OF, _CLASS_TYPES[0], None)
        }
        for kind in kinds:
            for quad in self.store.quads_for_pattern(None, TYPE, kind, None):
                if isinstance(quad.subject, ox.NamedNode) and self._is_shape(quad.subject):
                    yield quad.subject

    def _is_shape(self, node: ox.NamedNode) -> bool:
        about = self.store.quads_for_pattern(node, None, None, None)
        return any(
            quad.object in _SHAPE_TYPES if quad.predicate == TYPE else quad.predicate.value.startswith(SHACL)
            for quad in about
        )


def load_shapes(paths: Iterable[Path] | None = None, study: Study | None = None) -> Shapes:
    """Read shapes, for reading: kgraph's own alone are the same object each time.

    Parameters
    ----------
    paths : iterable of Path, optional
        Turtle files. By default kgraph's own and those in the study's directory ``shapes``.
    study : Study, optional
        Its policy on persons decides whether ``persons-omitted.ttl`` applies.

    Raises
    ------
    SourceError
        A file that cannot be read, or that uses a SHACL term that does not exist.
    """
    shapes = Shapes()
    if paths is None:
        shapes = _packaged_shapes(omitting_persons=study is None or study.policy.persons == "omit")
        paths = sorted(map(study.inside, (study.root / STUDY_SHAPES).glob("*.ttl"))) if study else ()
        shapes = shapes.copy() if paths else shapes
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SourceError(f"the shapes cannot be read: {error.strerror}", where=path) from error
        shapes.add(study.relative(path) if study else str(path), content)
    return shapes


def shapes_of(targets: Mapping[str, set[Node]]) -> dict[Node, tuple[str, ...]]:
    """Return the shapes that each node is a target of; nodes with the same ones share a tuple."""
    found: dict[Node, tuple[str, ...]] = {}
    for shape, nodes in targets.items():
        longer: dict[tuple[str, ...], tuple[str, ...]] = {}
        for node in nodes:
            shapes = found.get(node, ())
            if shapes not in longer:
                longer[shapes] = (*shapes, shape)
            found[node] = longer[shapes]
    return found


@cache
def _packaged_shapes(*, omitting_persons: bool) -> Shapes:
    """Return kgraph's own shapes, read once per process; copy them to add others."""
    shapes = Shapes()
    for file in shape_files():
        if omitting_persons or file.name != PERSONS_OMITTED:
            shapes.add(f"ontology/shapes/{file.name}", file.read_bytes())
    shapes.graph()
    return shapes


@lru_cache(maxsize=1000)
def _defined(iri: str) -> bool:
    """Tell whether SHACL defines a term; rdflib's namespace looks through all its terms at each question."""
    return iri in SH


def _only_targets(quads: list[ox.Quad]) -> set[Subject]:
    """Return the target nodes of which nothing says that they are shapes: a file may hold shapes and data."""
    described = {
        quad.subject
        for quad in quads
        if _defined(quad.predicate.value) or (quad.predicate == TYPE and quad.object in _SHAPE_TYPES)
    }
    named = {quad.object for quad in quads if quad.predicate.value == SHACL + "targetNode"}
    return {cast("Subject", node) for node in named - described if not isinstance(node, ox.Literal)}


def _matched(
    kind: str, value: ox.NamedNode, data: ox.Store, hierarchies: tuple[ox.Store, ...]
) -> Iterable[Node]:
    if kind == "targetSubjectsOf":
        return (cast("Node", quad.subject) for quad in data.quads_for_pattern(None, value, None, None))
    if kind == "targetObjectsOf":
        return (cast("Node", quad.object) for quad in data.quads_for_pattern(None, value, None, None))
    return instances(value, data, ontology(), *hierarchies)


def path_predicates(graph: rdflib.Graph, path: rdflib.term.Node | None) -> list[tuple[str, bool]]:
    """Return the predicates that a SHACL path begins with, and whether each is inverse."""
    if path is None:
        return []
    if isinstance(path, rdflib.URIRef):
        return [(str(path), False)]
    inverse = graph.value(path, SH.inversePath)
    if isinstance(inverse, rdflib.URIRef):
        return [(str(inverse), True)]
    for kind in (SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath):
        inner = graph.value(path, kind)
        if inner is not None:
            return path_predicates(graph, inner)
    choices = graph.value(path, SH.alternativePath)
    if choices is not None:
        return [found for member in graph.items(choices) for found in path_predicates(graph, member)]
    return path_predicates(graph, next(iter(graph.items(path)), None))
