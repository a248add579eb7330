"""One result of SHACL validation, as the engine's report states it or as it is found without the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib.namespace import RDF, SH

from kgraph.namespaces import local_name
from kgraph.rdf.dataset import to_oxigraph
from kgraph.rdf.shapes import path_predicates

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rdflib

    from kgraph.rdf.screening.shape_paths import Node

_COMPONENT = "ConstraintComponent"


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """A result of validation (https://www.w3.org/TR/shacl/#results-validation-result).

    Parameters
    ----------
    focus : NamedNode or BlankNode or Literal
        The node that breaks a shape.
    value : rdflib term or None
        Its value that does.
    shape, path, severity : rdflib term
        The shape, its path and its severity.
    component : str
        Name of the component, without ``ConstraintComponent``.
    steps : list of (str, bool)
        Predicates that the path begins with, and whether each is inverse.
    constraint : rdflib term or None
        The SPARQL constraint.
    messages : tuple of rdflib terms
        What the report says; none where the shape says it in all languages.
    """

    focus: Node
    value: rdflib.term.Node | None
    shape: rdflib.term.Node
    path: rdflib.term.Node | None
    severity: rdflib.term.Node | None
    component: str
    steps: list[tuple[str, bool]]
    constraint: rdflib.term.Node | None = None
    messages: tuple[rdflib.term.Node, ...] = ()


@dataclass(frozen=True, slots=True)
class ShaclReport:
    """What is reported on some data.

    Parameters
    ----------
    graph : rdflib.Graph
        The engine's report.
    plain : list of ShaclResult
        What is reported besides.
    """

    graph: rdflib.Graph
    plain: list[ShaclResult] = field(default_factory=list)

    def results(self) -> Iterator[ShaclResult]:
        """Yield all results."""
        yield from self.plain
        for report in self.graph.subjects(RDF.type, SH.ValidationReport):
            for result in self.graph.objects(report, SH.result):
                yield self._read(result)

    def _read(self, result: rdflib.term.Node) -> ShaclResult:
        said: dict[rdflib.term.Node, list[rdflib.term.Node]] = {}
        for term, value in self.graph.predicate_objects(result):
            said.setdefault(term, []).append(value)
        one = {term: values[0] for term, values in said.items()}
        return ShaclResult(
            focus=to_oxigraph(one[SH.focusNode]),
            value=one.get(SH.value),
            shape=one[SH.sourceShape],
            path=one.get(SH.resultPath),
            severity=one.get(SH.resultSeverity),
            component=local_name(str(one.get(SH.sourceConstraintComponent))).removesuffix(_COMPONENT),
            steps=path_predicates(self.graph, one.get(SH.resultPath)),
            constraint=one.get(SH.sourceConstraint),
            messages=tuple(said.get(SH.resultMessage, ())),
        )
