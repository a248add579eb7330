"""Two things that may be one, side by side: what the sources say of each, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.namespaces import KG, RDF, local_name
from kgraph.rdf.validation import labels
from kgraph.words.text import LANGUAGES, nearest_text

from ..formats.tables.heading_terms import load_terms
from ..mapping.decoder import EVIDENCE_LISTS

if TYPE_CHECKING:
    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.rdf.validation_report import Finding

    from ..formats.tables.heading_terms import SheetTerm

_TYPE = ox.NamedNode(RDF + "type")
_LOCATOR = ox.NamedNode(KG + "locator")
_EVIDENCE = {name.strip("<>") for name in EVIDENCE_LISTS.values()}
#: Statements that are shown of one thing.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class SideStatement:
    """One statement about a thing.

    Parameters
    ----------
    words : dict of str to str
        The property by language.
    towards : bool
        Whether another thing says it of this one.
    value : dict of str to str
        The value by language; under ``und`` if it has none.
    language : str
        Of a text; empty for anything else.
    sources : tuple of tuple
        Title by language and place in it, of each source that says it.
    """

    words: dict[str, str]
    towards: bool
    value: dict[str, str]
    language: str
    sources: tuple[tuple[dict[str, str], str], ...]


@dataclass(frozen=True, slots=True)
class PairSide:
    """One of two things that may be one.

    Parameters
    ----------
    iri : str
        Its name.
    label : dict of str to str
        Its label by language.
    classes : tuple of dict
        The labels of its classes.
    place : str
        Where the files first describe it.
    statements : tuple of SideStatement
        What the sources say of it, at most `SHOWN`.
    """

    iri: str
    label: dict[str, str]
    classes: tuple[dict[str, str], ...]
    place: str
    statements: tuple[SideStatement, ...]


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two things that may be one, and that nobody has decided on.

    Parameters
    ----------
    reason : dict of str to str
        What they have in common, by language.
    sides : tuple of PairSide
        The two.
    """

    reason: dict[str, str]
    sides: tuple[PairSide, PairSide]

    def to_json(self) -> dict[str, Any]:
        """Return the pair as plain JSON values."""
        return asdict(self)


def open_pairs(dataset: StudyDataset, findings: tuple[Finding, ...]) -> list[OpenPair]:
    """Return the open pairs among the findings of :func:`settle_identities`, each side described.

    Parameters
    ----------
    dataset : StudyDataset
        As it was checked.
    findings : tuple of Finding
        All findings; those about identity are taken.
    """
    return [
        OpenPair(each.message, (_side(dataset, each.focus), _side(dataset, each.value)))
        for each in findings
        if is_open_pair(each)
    ]


def is_open_pair(finding: Finding) -> bool:
    """Return whether a finding is about two things that may be one."""
    return finding.severity == "warning" and finding.name.startswith("identity-")


def _side(dataset: StudyDataset, iri: str) -> PairSide:
    node, terms = ox.NamedNode(iri), load_terms()
    classes: list[dict[str, str]] = []
    said: dict[tuple[ox.NamedNode, bool, Any], list[ox.Quad]] = {}
    for quad in dataset.quads(node):
        if quad.predicate == _TYPE:
            classes.append(_words(terms.classes, _iri(quad.object)))
        elif quad.predicate.value not in _EVIDENCE:
            said.setdefault((quad.predicate, False, quad.object), []).append(quad)
    for quad in dataset.quads(None, None, node):
        said.setdefault((quad.predicate, True, quad.subject), []).append(quad)
    statements = [
        SideStatement(
            _words(terms.properties, predicate.value),
            towards,
            _value(dataset, value),
            (value.language or "") if isinstance(value, ox.Literal) else "",
            tuple(_source(dataset, quad) for quad in quads),
        )
        for (predicate, towards, value), quads in said.items()
    ]
    statements.sort(key=lambda each: (each.towards, each.words.get("en", ""), str(each.value)))
    place: Location | None = dataset.locate(iri)
    return PairSide(
        iri,
        labels(dataset, node),
        tuple(sorted({str(each): each for each in classes}.values(), key=str)),
        str(place or ""),
        tuple(statements[:SHOWN]),
    )


def _words(terms: dict[str, SheetTerm], iri: str) -> dict[str, str]:
    return terms[iri].labels if iri in terms and terms[iri].labels else {"und": local_name(iri)}


def _value(dataset: StudyDataset, value: Any) -> dict[str, str]:
    if isinstance(value, ox.Literal):
        return {value.language or "und": value.value}
    concept = load_terms().concepts.get(_iri(value))
    return (concept.labels if concept else {}) or _ends(dataset, value) or _name(dataset, value)


def _name(dataset: StudyDataset, node: Any) -> dict[str, str]:
    """Return the labels of a thing, or the end of its IRI."""
    return labels(dataset, node) or {"und": local_name(_iri(node))}


def _iri(node: Any) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _ends(dataset: StudyDataset, relation: Any) -> dict[str, str]:
    """Return the names of the ends of a relation that has no name of its own, by language."""
    if labels(dataset, relation):
        return {}
    terms = load_terms().classes
    classes = (terms.get(_iri(quad.object)) for quad in dataset.quads(relation, _TYPE))
    cls = next((each for each in classes if each is not None and each.qualified), None)
    if cls is None:
        return {}
    ends = [
        _name(dataset, quad.object)
        for end in (cls.start, cls.end)
        for quad in dataset.quads(relation, ox.NamedNode(end or ""))
    ]
    return {code: " – ".join(nearest_text(end, code) for end in ends) for code in LANGUAGES}


def _source(dataset: StudyDataset, quad: ox.Quad) -> tuple[dict[str, str], str]:
    """Return the title of the source that says something, and the place in it."""
    graph = quad.graph_name
    subject: Any = quad.subject
    places = [
        each.object.value
        for each in dataset.quads(subject, _LOCATOR)
        if each.graph_name == graph and isinstance(each.object, ox.Literal)
    ]
    return _name(dataset, graph), "; ".join(sorted(places))
