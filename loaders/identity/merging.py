"""Names of the same thing made one throughout a dataset.

It happens before anything is inferred, checked or mapped. Every statement stays in the graph of its source
and only the names in it change, so who said what is untouched, and the store gives back what went in. Names
that were merged away stay as ``owl:sameAs`` of the name that was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import OWL, SKOS
from kgraph.rdf.dataset import ReadingNote, SourceFile
from kgraph.rdf.line_index import LineIndex, place_keys
from kgraph.words.catalogue import catalogue

from .resolution import ALT_LABEL, SAME

if TYPE_CHECKING:
    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset

    from .resolution import IdentityReport

PREF_LABEL = SKOS + "prefLabel"
SAME_AS = ox.NamedNode(OWL + "sameAs")


def apply(dataset: StudyDataset, report: IdentityReport) -> None:
    """Give each thing in `dataset` the one name that `report` has for it.

    Statements stay in their graphs. A ``skos:prefLabel`` that differs from that of the kept name in the same
    language becomes ``skos:altLabel``. Each name that was merged away stays as ``owl:sameAs``, in the graph
    that declared it, else in the study's own graph ``identity``. Statements are still located in their files.

    Parameters
    ----------
    dataset : StudyDataset
        Changed in place; a note with the counts is added to its ``notes``.
    report : IdentityReport
        The result of `resolve` for this dataset.
    """
    if not report.canonical:
        return
    rename = {ox.NamedNode(old): ox.NamedNode(new) for old, new in report.canonical.items()}
    own_graph = ox.NamedNode(f"{dataset.own_prefix}identity")
    labels = _kept_labels(dataset, report)
    aliases: dict[int, list[int]] = {}
    stated: set[tuple[object, object]] = set()
    concerned = {
        quad
        for old in report.canonical
        for quad in (*dataset.quads(ox.NamedNode(old)), *dataset.quads(None, None, ox.NamedNode(old)))
    }
    for quad in concerned:
        renamed = _renamed(quad, rename, labels)
        dataset.store.remove(quad)
        dataset.store.add(renamed)
        if renamed.predicate == SAME_AS:
            stated.add((renamed.subject, renamed.object))
        for key, former in zip(place_keys(renamed), place_keys(quad), strict=True):
            aliases.setdefault(key, []).append(former)
    for old, new in rename.items():
        if (new, old) not in stated:
            dataset.store.add(ox.Quad(new, SAME_AS, old, own_graph))
    dataset.store.flush()
    dataset.files = tuple(_with_aliases(file, aliases) for file in dataset.files)
    count = len(report.canonical)
    message = catalogue("reading")("identity.merged", count=count)
    dataset.notes.append(ReadingNote("identities-merged", message.to_json(), count=count))


def _renamed(
    quad: ox.Quad, rename: dict[ox.NamedNode, ox.NamedNode], labels: dict[tuple[str, str], str]
) -> ox.Quad:
    """Return a statement with every name that was merged away replaced by the kept one."""
    subject, predicate, value = quad.subject, quad.predicate, quad.object
    if isinstance(subject, ox.NamedNode):
        subject = rename.get(subject, subject)
    if isinstance(value, ox.NamedNode):
        value = rename.get(value, value)
    if predicate.value in SAME and subject == value:
        # It said that two names are of one thing, and now gives the kept name the other as an alias.
        return ox.Quad(
            subject, SAME_AS, quad.object if quad.object in rename else quad.subject, quad.graph_name
        )
    if predicate.value == PREF_LABEL and isinstance(value, ox.Literal) and isinstance(subject, ox.NamedNode):
        label = labels.get((subject.value, value.language or ""), value.value)
        predicate = ox.NamedNode(PREF_LABEL if label == value.value else ALT_LABEL)
    return ox.Quad(subject, predicate, value, quad.graph_name)


def _kept_labels(dataset: StudyDataset, report: IdentityReport) -> dict[tuple[str, str], str]:
    """Return the label of each kept name by language: its own, else that of a name merged away."""
    labels: dict[tuple[str, str], str] = {}
    for iri in [*sorted(set(report.canonical.values())), *sorted(report.canonical)]:
        own = sorted(
            (quad.object.language or "", quad.object.value)
            for quad in dataset.quads(ox.NamedNode(iri), ox.NamedNode(PREF_LABEL))
            if isinstance(quad.object, ox.Literal)
        )
        for language, name in own:
            labels.setdefault((report.canonical.get(iri, iri), language), name)
    return labels


class _AliasIndex(LineIndex):
    """An index of places that finds a renamed statement under its former name."""

    def __init__(self, index: LineIndex, name: str, aliases: dict[int, list[int]]) -> None:
        super().__init__(name)
        self._index = index
        self._aliases = aliases

    def find(self, key: int) -> Location | None:
        """Return the place of a statement by its key, else by one of its former keys."""
        for candidate in (key, *self._aliases.get(key, ())):
            place = self._index.find(candidate)
            if place is not None:
                return place
        return None


def _with_aliases(file: SourceFile, aliases: dict[int, list[int]]) -> SourceFile:
    def index() -> LineIndex:
        """Make the index of places with the aliases."""
        return _AliasIndex(file.places(), file.name, aliases)

    return SourceFile(file.name, file.digest, file.statements, index)
