"""Data published by others: it is loaded as it is, so breaking a rule is reported but stops nothing.

The shapes say how to write a study, and whoever writes one can correct it. Data that other people publish in
another vocabulary knows nothing of these rules, and nobody should have to edit it. The statements alone
decide which data is foreign (docs/decisions/0006): a graph that uses no term of kgraph and that the study
does not describe, about things that it does not describe either. Shapes that a study adds apply to all its
data.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.rdf.dataset import ReadingNote
from kgraph.rdf.persons import remove_statements
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.rdf.validation_report import Finding, ValidationReport

TERMS = ("https://w3id.org/kgraph/ontology#", "https://w3id.org/kgraph/scheme/")
"""Where the IRIs of kgraph's own terms begin."""
_SHAPES = "https://w3id.org/kgraph/shapes#"
PRIVATE = frozenset(
    _SHAPES + name
    for name in (
        "ContactDetails-none",
        "ContactDetails-address",
        "TextWithoutContactDetails-email",
        "TextWithoutContactDetails-telephone",
        "NoPersonName-none",
    )
)
"""Rules on personal data: what breaks them in others' data is left out of the graph."""
_words = catalogue("checks")
_PREDICATE = re.compile(r"<([^>]*)>")


def tell_only(others: ForeignData, report: ValidationReport) -> ValidationReport:
    """Return the report with violations in foreign data turned into warnings or omissions.

    Parameters
    ----------
    others : ForeignData
        Of the data that was checked.
    report : ValidationReport
        Its findings.
    """
    if report.conforms:
        return report
    findings = (
        _warning(finding) if finding.severity == "violation" and others.made(finding) else finding
        for finding in report.findings
    )
    return replace(report, findings=()).with_findings(findings)


def leaves_out(report: ValidationReport) -> bool:
    """Return whether `leave_out` may change the dataset."""
    return any(_private(report))


def leave_out(dataset: StudyDataset, report: ValidationReport) -> None:
    """Remove from `dataset` the personal data that `report` marks as left out, and note how much.

    Parameters
    ----------
    dataset : StudyDataset
        Changed in place.
    report : ValidationReport
        As `tell_only` returns it.
    """
    private = {quad for finding in _private(report) for quad in _stated(dataset, finding)}
    if not private:
        return
    removed = remove_statements(dataset, private)
    text = _words("foreign-data.personal", removed=removed)
    dataset.notes.append(ReadingNote("personal-data-omitted", text.to_json(), count=removed))


def _private(report: ValidationReport) -> Iterator[Finding]:
    return (
        finding for finding in report.findings if finding.rule in PRIVATE and finding.severity == "warning"
    )


def _warning(finding: Finding) -> Finding:
    outcome = "left-out" if finding.rule in PRIVATE else "loaded"
    message = {
        language: _words(f"foreign-data.outcome.{outcome}", message=text).in_language(language)
        for language, text in finding.message.items()
    }
    return replace(finding, severity="warning", message=message)


def _stated(dataset: StudyDataset, finding: Finding) -> Iterator[ox.Quad]:
    focus = _node(finding.focus)
    for graph in finding.sources:
        for iri in _PREDICATE.findall(finding.path):
            for quad in dataset.quads(focus, ox.NamedNode(iri), None, ox.NamedNode(graph)):
                if not finding.value or getattr(quad.object, "value", "") == finding.value:
                    yield quad


class ForeignData:
    """Distinguishes foreign data from what the study says itself.

    Parameters
    ----------
    dataset : StudyDataset
        The data of both.
    """

    def __init__(self, dataset: StudyDataset) -> None:
        self._dataset = dataset

    @cached_property
    def _own(self) -> set[str]:
        """The graphs that name a term of kgraph; all statements are looked through for them."""
        own: set[str] = set()
        for quad in self._dataset.store:
            graph = quad.graph_name
            if isinstance(graph, ox.NamedNode) and graph.value not in own and _names_a_term(quad):
                own.add(graph.value)
        return own

    def made(self, finding: Finding) -> bool:
        """Return whether a finding is about foreign data only."""
        if finding.rule == "no-targets":
            stated = self._dataset.stated_graphs()
            return bool(stated) and all(map(self.made_graph, stated))
        if finding.rule == "undescribed-source":
            return self.made_graph(finding.focus)
        if not finding.rule.startswith(_SHAPES) or not finding.focus or self._names(finding.focus):
            return False
        graphs = finding.sources or self._mentioning(finding.focus)
        return bool(graphs) and all(self.made_graph(graph) for graph in graphs)

    def made_graph(self, graph: str) -> bool:
        """Return whether a graph holds data that others published."""
        named = graph.startswith(self._dataset.base) and not graph.startswith(self._dataset.own_prefix)
        return graph not in self._own and not named

    def _names(self, focus: str) -> bool:
        """Return whether the study describes a thing, or something that a blank node is connected to."""
        base = self._dataset.base
        if not focus.startswith("_:"):
            return focus.startswith(base)
        node = _node(focus)
        around = [quad.object for quad in self._dataset.quads(node)]
        around += [quad.subject for quad in self._dataset.quads(None, None, node)]
        return any(isinstance(term, ox.NamedNode) and term.value.startswith(base) for term in around)

    def _mentioning(self, focus: str) -> tuple[str, ...]:
        try:
            node = _node(focus)
        except ValueError:
            # The text of a literal that the engine reads otherwise than it is stated.
            return ()
        graphs = {quad.graph_name for quad in self._dataset.quads(None, None, node)}
        return tuple(graph.value for graph in graphs if isinstance(graph, ox.NamedNode))


def _node(text: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)


def _names_a_term(quad: ox.Quad) -> bool:
    return any(
        isinstance(term, ox.NamedNode) and term.value.startswith(TERMS)
        for term in (quad.predicate, quad.object, quad.subject)
    )
