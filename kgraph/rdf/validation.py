"""The gate before the store: SHACL shapes, and checks of sources and files that shapes cannot express.

The SHACL engine is pyshacl (https://www.w3.org/TR/shacl/ with the advanced features), run without inference
on what the sources state, together with the ontology's classes and code lists, so that ``sh:class`` and
``sh:targetClass`` see the hierarchy. Every finding is brought back to the place in the files.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache, cached_property
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH

from kgraph.errors import Location
from kgraph.namespaces import local_name
from kgraph.packaged_ontology import NAMES, ontology
from kgraph.rdf.dataset import to_oxigraph
from kgraph.rdf.entailed_statements import entailed_statements
from kgraph.rdf.foreign_data import ForeignData, tell_only
from kgraph.rdf.ontology_context import SOURCE, TYPE, background, hierarchy
from kgraph.rdf.screening.shacl_engine import shacl_results
from kgraph.rdf.screening.sparql_constraints import counts_statements
from kgraph.rdf.shapes import load_shapes
from kgraph.rdf.validation_report import SEVERITIES, Finding, ValidationReport
from kgraph.rdf.workspace import fill
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset, Subject
    from kgraph.rdf.screening.kept_shacl_results import KeptShaclResults
    from kgraph.rdf.screening.shacl_result import ShaclResult
    from kgraph.rdf.shapes import Node, Shapes
    from kgraph.study import Study

_words = catalogue("checks")
_NOTE_SEVERITY = {"unmapped-key": "warning"}
_MANY_VALUES = 200


def validate(
    dataset: StudyDataset,
    shapes: Iterable[Path] | None = None,
    study: Study | None = None,
    kept: KeptShaclResults | None = None,
) -> ValidationReport:
    """Check a dataset against the shapes, and its sources and files.

    A broken rule in foreign data is a warning (see :mod:`kgraph.rdf.foreign_data`).

    Parameters
    ----------
    dataset : StudyDataset
        The statements of the sources; inferred graphs are not checked, but what follows counts as said.
    shapes : iterable of Path, optional
        Shapes files to use instead of kgraph's and the study's own.
    study : Study, optional
        Gives the study's shapes and its policy on persons.
    kept : KeptShaclResults, optional
        What the shapes found in nearly the same data; changed in place. The findings are the same without it.

    Raises
    ------
    SourceError
        A shapes file is broken; nothing was checked.
    """
    rules = load_shapes(shapes, study)
    if kept is not None:
        rules = kept.same_shapes(rules)
    targets = rules.targets(dataset.store) if kept is None else kept.targets(rules, dataset)
    counts = {shape: len(nodes) for shape, nodes in targets.items()}
    others = ForeignData(dataset)
    findings = chain(
        _check_shapes(dataset, rules, targets, others, kept),
        _check_targets(counts),
        _check_sources(dataset),
        _check_classes(dataset),
        _reading_findings(dataset),
    )
    report = ValidationReport(
        findings=tuple(sorted(findings, key=Finding.order)),
        targets=counts,
        statements=len(dataset),
        engine=_engine(),
    )
    return tell_only(others, report)


@cache
def _engine() -> str:
    return f"pyshacl {version('pyshacl')}"


def _check_shapes(
    dataset: StudyDataset,
    rules: Shapes,
    targets: dict[str, set[Node]],
    others: ForeignData,
    kept: KeptShaclResults | None,
) -> Iterator[Finding]:
    added = background(dataset.store)
    entailed = entailed_statements(dataset, others.made_graph)
    added.bulk_extend(entailed)
    if kept is not None:
        report = kept.shacl_results(rules, dataset, added, targets)
    else:
        with _with_added(dataset, added, once=counts_statements(rules)) as data:
            whole = rules.targets_with(targets, added, data) if data is dataset.store else None
            report = shacl_results(rules, data, targets, dataset.prefixes, whole)
    read = _ResultReader(dataset, rules)
    for result in report.results():
        focus = result.focus
        # The ontology has shapes of its own; here it only contributes its classes and code lists.
        if (
            isinstance(focus, ox.Literal)
            or next(dataset.quads(focus), None)
            or (_mentioned(focus) and not any(entailed.quads_for_pattern(focus, TYPE, None, None)))
        ):
            yield read.finding(result)


@contextmanager
def _with_added(dataset: StudyDataset, added: ox.Store, *, once: bool) -> Iterator[ox.Store]:
    """Give the stated statements and those `added` to them for the check.

    A statement of two sources stands in the graphs of both, unless it has to stand there `once`: then all are
    copied to one graph.
    """
    if once or len(dataset.stated_graphs()) < len(dataset.graphs()):
        store = dataset.workspace.new_store()
        fill(store, (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in dataset.stated()))
        store.bulk_extend(added)
        yield store
        return
    dataset.store.bulk_extend(added)
    try:
        yield dataset.store
    finally:
        dataset.store.clear_graph(ox.DefaultGraph())


def _mentioned(node: Subject) -> bool:
    described = next(ontology().quads_for_pattern(node, None, None, None), None)
    return described is None


class _ResultReader:
    """Turns the results of a SHACL report into findings."""

    def __init__(self, dataset: StudyDataset, rules: Shapes) -> None:
        self._dataset = dataset
        self._read_shapes = rules.as_read
        self._rules: dict[rdflib.term.Node, tuple[rdflib.term.Node, dict[str, str]]] = {}
        self._own_messages: dict[rdflib.term.Node, dict[str, str]] = {}

    @cached_property
    def _shapes(self) -> rdflib.Graph:
        return self._read_shapes()

    def finding(self, result: ShaclResult) -> Finding:
        """Return the finding for a result of validation."""
        focus, steps = result.focus, result.steps
        value = None if result.value is None else to_oxigraph(result.value)
        rule, names = self._rule(result.shape)
        severity = local_name(str(result.severity)).lower()
        quads = self._stated(focus, steps, value)
        return Finding(
            severity=severity if severity in SEVERITIES else "violation",
            rule=str(rule) if isinstance(rule, rdflib.URIRef) else "",
            name=names.get("en") or local_name(str(rule)),
            message=self._message(result),
            focus=_text(focus),
            label=labels(self._dataset, focus),
            path="|".join(f"{'^' if inverse else ''}<{predicate}>" for predicate, inverse in steps),
            value="" if value is None or value == focus else _text(value),
            locations=self._locations(focus, quads),
            sources=_graphs(quads or list(self._subject_quads(focus))),
            constraint=result.component,
        )

    def _rule(self, shape: rdflib.term.Node) -> tuple[rdflib.term.Node, dict[str, str]]:
        """Return the nearest shape with an IRI, from `shape` outwards, and its names."""
        if shape not in self._rules:
            node, seen = shape, {shape}
            while not isinstance(node, rdflib.URIRef):
                outer = next((subject for subject in self._shapes.subjects(None, node)), None)
                if outer is None or outer in seen:
                    break
                node = outer
                seen.add(node)
            self._rules[shape] = (node, _by_language(self._shapes.objects(node, SH.name)))
        return self._rules[shape]

    def _message(self, result: ShaclResult) -> dict[str, str]:
        for place in (result.constraint, result.shape, self._rule(result.shape)[0]):
            own = {} if place is None else self._messages_of(place)
            if len(own) >= len(LANGUAGES):
                return own
        texts = _by_language(result.messages)
        text = texts.get("en") or next(iter(texts.values()), "")
        broken = _words("rules.broken-because", text=text) if text else _words("rules.broken")
        return {**broken.to_json(), **texts}

    def _messages_of(self, place: rdflib.term.Node) -> dict[str, str]:
        """Return what a shape or constraint says where it is broken; many results are of one."""
        if place not in self._own_messages:
            self._own_messages[place] = _by_language(self._shapes.objects(place, SH.message))
        return self._own_messages[place]

    def _stated(self, focus: Node, steps: list[tuple[str, bool]], term: Node | None) -> list[ox.Quad]:
        """Return the statements that give the focus node the value; without a value, all along the path."""
        if isinstance(focus, ox.Literal):
            return list(self._dataset.quads(None, None, focus))
        quads: list[ox.Quad] = []
        if not steps and term is not None and term != focus:
            quads += self._dataset.quads(focus, None, term)
        for step, inverse in steps:
            predicate = ox.NamedNode(step)
            if inverse:
                subject = None if isinstance(term, ox.Literal) else term
                quads += self._dataset.quads(subject, predicate, focus)
            else:
                quads += self._dataset.quads(focus, predicate, term)
            if not quads and term is not None and not inverse:
                quads += self._dataset.quads(focus, predicate)
        return [quad for quad in quads if not self._inferred(quad)][:_MANY_VALUES]

    def _subject_quads(self, focus: ox.NamedNode | ox.BlankNode | ox.Literal) -> Iterator[ox.Quad]:
        if not isinstance(focus, ox.Literal):
            yield from (quad for quad in self._dataset.quads(focus) if not self._inferred(quad))

    def _inferred(self, quad: ox.Quad) -> bool:
        return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(
            self._dataset.inferred_prefix
        )

    def _locations(
        self, focus: ox.NamedNode | ox.BlankNode | ox.Literal, quads: list[ox.Quad]
    ) -> tuple[Location, ...]:
        places = {place for quad in quads if (place := self._dataset.locate(quad))}
        if not places and not isinstance(focus, ox.Literal):
            place = self._dataset.locate(focus) or self._mention(focus)
            places = {place} if place else set()
        return tuple(sorted(places, key=Location.order))

    def _mention(self, focus: Subject) -> Location | None:
        """Return where files mention a node that none of them describes."""
        quad = next(self._dataset.quads(None, None, focus), None)
        return self._dataset.locate(quad) if quad else None


def labels(dataset: StudyDataset, node: ox.NamedNode | ox.BlankNode | ox.Literal) -> dict[str, str]:
    """Return the first name of a node in each language, under ``und`` if it has no language."""
    found: dict[str, str] = {}
    if isinstance(node, ox.Literal):
        return found
    for predicate in NAMES:
        texts = sorted(
            (quad.object.language or "und", quad.object.value)
            for quad in dataset.quads(node, predicate)
            if isinstance(quad.object, ox.Literal)
        )
        for language, text in texts:
            found.setdefault(language, text)
        if found:
            break
    return found


def _check_targets(targets: dict[str, int]) -> Iterator[Finding]:
    if any(targets.values()):
        return
    yield Finding(
        "violation",
        "no-targets",
        "No targets",
        _words("rules.no-targets", rules=len(targets)).to_json(),
    )


def _check_sources(dataset: StudyDataset) -> Iterator[Finding]:
    """Report graphs that no source describes, and count the statements outside any source."""
    classes = hierarchy(dataset.store, ontology()).get(SOURCE.value, {SOURCE.value})
    described = {
        quad.subject for name in classes for quad in dataset.quads(None, TYPE, ox.NamedNode(name), None)
    }
    undescribed = [
        graph
        for graph in dataset.stated_graphs()
        if not graph.startswith(dataset.own_prefix) and ox.NamedNode(graph) not in described
    ]
    places = dataset.locate_graphs(undescribed)
    for graph in undescribed:
        yield Finding(
            "violation",
            "undescribed-source",
            "Undescribed source",
            _words("sources.undescribed", graph=graph).to_json(),
            focus=graph,
            locations=(places[graph],) if graph in places else (),
            sources=(graph,),
        )


def _check_classes(dataset: StudyDataset) -> Iterator[Finding]:
    """Report things of the study that have statements and no class: nothing else says what they are."""
    if not dataset.base:
        return
    # Looked through at once: on disk each question about a thing is dear.
    classed = {quad.subject for quad in dataset.quads(None, TYPE) if dataset.is_stated(quad)}
    others: dict[str, ox.Quad] = {}
    before: object = None
    for quad in dataset.stated():
        subject = quad.subject
        # Statements about one thing are mostly consecutive.
        if subject == before:
            continue
        before = subject
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(dataset.base):
            continue
        if subject not in classed:
            others.setdefault(subject.value, quad)
    for iri, quad in sorted(others.items()):
        place = dataset.locate(iri)
        yield Finding(
            "violation",
            "thing-without-class",
            "Thing without a class",
            _words("sources.no-class", thing=iri).to_json(),
            focus=iri,
            label=labels(dataset, ox.NamedNode(iri)),
            locations=(place,) if place else (),
            sources=_graphs([quad]),
        )


def _reading_findings(dataset: StudyDataset) -> Iterator[Finding]:
    for note in dataset.notes:
        yield Finding(
            _NOTE_SEVERITY.get(note.kind, "info"),
            note.kind,
            note.kind.replace("-", " ").capitalize(),
            note.message,
            locations=(note.location,) if note.location else (),
        )


def _by_language(texts: Iterable[rdflib.term.Node]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in sorted(texts, key=str):
        if isinstance(text, rdflib.Literal):
            found.setdefault(text.language or "en", str(text))
    return found


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else f"_:{term.value}"


def _graphs(quads: list[ox.Quad]) -> tuple[str, ...]:
    return tuple(
        sorted({quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)})
    )
