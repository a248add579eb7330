"""Quotes checked against the study's own copies of the documents, which are never loaded or published.

A source may name a copy of its document with ``kg:localCopy`` and a path relative to the study. The quotes in
the source's graph must then stand in that copy, apart from white space, hyphenation and the form of quotation
marks; ``[...]`` and ``…`` stand for words left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rapidfuzz import fuzz

from kgraph.namespaces import KG
from kgraph.rdf.validation import labels
from kgraph.rdf.validation_report import Finding
from kgraph.words.catalogue import catalogue

from .document_texts import LocalCopies, UnreadableCopyError
from .passages import normalise, parts_of

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study
    from kgraph.words.text import Text

LOCAL_COPY = ox.NamedNode(KG + "localCopy")
QUOTE = ox.NamedNode(KG + "quote")
ALIKE = 60.0
"""Similarity, in percent, from which the closest passage is worth showing."""

_words = catalogue("reading")


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The result of checking the quotes of a study.

    Parameters
    ----------
    findings : tuple of Finding
        Quotes that are not in their copy, and copies that cannot be read.
    checked : int
        Number of quotes that were looked up.
    without_copy : int
        Number of quotes that were not checked, for want of a copy of their source.
    """

    findings: tuple[Finding, ...]
    checked: int
    without_copy: int


def check_quotes(dataset: StudyDataset, study: Study, copies: LocalCopies | None = None) -> QuoteCheck:
    """Look up every quote in the local copy of its source.

    Parameters
    ----------
    dataset : StudyDataset
        Holds the quotes (``kg:quote`` in a source's graph) and the copies' paths (``kg:localCopy``).
    study : Study
        The study; the copies lie within its directory.
    copies : LocalCopies, optional
        The copies, if they have been read already.
    """
    copies = copies or copies_of(dataset, study)
    named = local_copies(dataset)
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for source, (_, quad) in sorted(named.items()):
        try:
            texts[source] = copies.text_of(source) or ""
        except UnreadableCopyError as error:
            findings.append(
                finding_about(dataset, quad, source, error.text, severity="warning", rule="unreadable-copy")
            )
    checked = without_copy = 0
    for quad in dataset.quads(None, QUOTE):
        source = source_of(quad)
        if source not in named:
            without_copy += 1
        elif source in texts and isinstance(quad.object, ox.Literal):
            checked += 1
            if not contains(texts[source], quad.object.value):
                findings.append(_missing(dataset, quad, source, named[source][0], texts[source]))
    return QuoteCheck(tuple(sorted(findings, key=Finding.order)), checked, without_copy)


def contains(text: str, quote: str) -> bool:
    """Return whether normalised `text` holds the parts of `quote`, in their order."""
    at = 0
    for part in parts_of(quote):
        start = text.find(part, at)
        if start < 0:
            return False
        at = start + len(part)
    return True


def local_copies(dataset: StudyDataset) -> dict[str, tuple[str, ox.Quad]]:
    """Return the path of each source's copy within the study, and the statement that names it."""
    return {
        quad.subject.value: (quad.object.value, quad)
        for quad in dataset.quads(None, LOCAL_COPY)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def copies_of(dataset: StudyDataset, study: Study, documents: Path | None = None) -> LocalCopies:
    """Return the local copies of a study's documents; a named directory goes before ``kg:localCopy``."""
    named = {source: path for source, (path, _) in local_copies(dataset).items()}
    return LocalCopies(study.root, documents, {} if documents else named)


def source_of(quad: ox.Quad) -> str:
    """Return the IRI of the graph that holds a statement; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _missing(dataset: StudyDataset, quad: ox.Quad, source: str, path: str, text: str) -> Finding:
    quote = literal_text(quad)
    match = fuzz.partial_ratio_alignment(normalise(quote), text, score_cutoff=ALIKE)
    message = _words("quotes.missing", path=path)
    if match:
        passage = text[match.dest_start : match.dest_end]
        message = _words("quotes.nearest", missing=message, score=match.score, passage=passage)
    return finding_about(dataset, quad, source, message, severity="violation", rule="quote-not-found")


def finding_about(
    dataset: StudyDataset, quad: ox.Quad, source: str, message: Text, *, severity: str, rule: str
) -> Finding:
    """Return a finding about the statement `quad` of a source."""
    place = dataset.locate(quad)
    return Finding(
        severity=severity,
        rule=rule,
        name=rule.replace("-", " ").capitalize(),
        message=message.to_json(),
        focus=quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject),
        label=labels(dataset, quad.subject) if isinstance(quad.subject, ox.NamedNode) else {},
        path=f"<{quad.predicate.value}>",
        value=literal_text(quad),
        locations=(place,) if place else (),
        sources=(source,),
    )


def literal_text(quad: ox.Quad) -> str:
    """Return the text of a statement's object; empty if it is no literal."""
    return quad.object.value if isinstance(quad.object, ox.Literal) else ""
