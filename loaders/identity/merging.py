"""The same thing in several sources is one node: by what they declare or the study decides, never by name.

The merge takes place in the dataset, before anything is inferred, checked or mapped: every statement stays
in the graph of its source and only the name in it changes, so who said what is untouched, and what comes
back from the store is what went in. The names that were merged away stay as ``owl:sameAs`` of the one that
was kept.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import KG, OWL, RDF, SKOS
from kgraph.rdf.dataset import ReadingNote, SourceFile
from kgraph.rdf.line_index import LineIndex, place_keys
from kgraph.vocabulary import Vocabulary

from ..formats.tables.heading_terms import SCHEME, load_terms
from ..formats.tables.row_names import NAMING
from .decisions import Decision, read_decisions, record_decision
from .near_names import Candidate, near_names, plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset

__all__ = [
    "Candidate",
    "Decision",
    "IdentityReport",
    "Merge",
    "apply",
    "read_decisions",
    "record_decision",
    "resolve",
]

ORG = "http://www.w3.org/ns/org#"
TYPE = RDF + "type"
PREF_LABEL, ALT_LABEL = SKOS + "prefLabel", SKOS + "altLabel"
SAME = {OWL + "sameAs": "same-as", SKOS + "exactMatch": "exact-match"}
NUMBERS = {KG + "organisationNumber": "organisation-number", KG + "municipalityCode": "municipality-code"}
SAME_AS = ox.NamedNode(OWL + "sameAs")
# Kinds of things whose names single them out, so that near names say something.
NAMED = {
    ORG + "Organization",
    ORG + "Post",
    KG + "Service",
    "http://purl.org/vocab/cpsv#PublicService",
    "https://schema.org/SoftwareApplication",
    "http://xmlns.com/foaf/0.1/Person",
}


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Two names that are of one thing, and by which rule.

    Parameters
    ----------
    a, b : str
        The IRIs, in alphabetical order.
    rule : str
        ``"same-as"``, ``"exact-match"``, ``"organisation-number"``, ``"municipality-code"`` or ``"decided"``.
    evidence : str
        The identifier that both have, or the note of the decision.
    """

    a: str
    b: str
    rule: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class IdentityReport:
    """Who is who in a dataset.

    Parameters
    ----------
    canonical : dict of str to str
        The name that is kept, by each name that is merged away.
    merges : tuple of Merge
        Why, pair by pair.
    candidates : tuple of Candidate
        Pairs that may be one and on which nobody has decided, nearest first.
    blocked : tuple of Merge
        Pairs that the sources declare the same but the researcher has decided are not.
    stale : tuple of Decision
        Decisions about names that no source describes any more.
    """

    canonical: dict[str, str] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    blocked: tuple[Merge, ...] = ()
    stale: tuple[Decision, ...] = ()


def resolve(dataset: StudyDataset, decisions: Iterable[Decision] = ()) -> IdentityReport:
    """Find the names in `dataset` that are of one thing, and those that may be.

    Declared identity is ``owl:sameAs`` and ``skos:exactMatch``, also through a third name such as a
    Wikidata item unless one source gives that name to several things it describes, and an organisation
    number or municipality code that two things of the same kind have. A decision outweighs it. The result
    depends on the statements alone, not on their order.

    Parameters
    ----------
    dataset : StudyDataset
        Is not changed.
    decisions : iterable of Decision
        What the researcher has decided.
    """
    return _Resolver(dataset, sorted(decisions)).report()


class _Resolver:
    def __init__(self, dataset: StudyDataset, decisions: list[Decision]) -> None:
        self.dataset = dataset
        self.decisions = decisions
        self.vocabulary = Vocabulary.load()
        self.classes: dict[str, set[str]] = {}
        self.graphs: dict[str, set[str]] = {}
        for quad in dataset.quads(None, ox.NamedNode(TYPE)):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                above = self.vocabulary.superclasses.get(quad.object.value, ())
                self.classes.setdefault(quad.subject.value, set()).update((quad.object.value, *above))
                if isinstance(quad.graph_name, ox.NamedNode):
                    self.graphs.setdefault(quad.subject.value, set()).add(quad.graph_name.value)
        self.different = {(d.a, d.b) for d in decisions if not d.same}
        self.groups: dict[str, set[str]] = {}
        self.numbers: dict[str, dict[str, set[str]]] = {}
        self.apart: list[Candidate] = []

    def report(self) -> IdentityReport:
        merges: list[Merge] = []
        blocked: list[Merge] = []
        for merge in [*self._decided(), *self._declared(), *self._numbered()]:
            (merges if self._join(merge) else blocked).append(merge)
        canonical = {}
        for group in {id(group): group for group in self.groups.values()}.values():
            described = sorted((name for name in group if name in self.classes), key=self._preference)
            for name in described[1:]:
                canonical[name] = described[0]
        return IdentityReport(
            canonical=dict(sorted(canonical.items())),
            merges=tuple(sorted(merge for merge in set(merges) if self._is_used(merge, canonical))),
            candidates=tuple(sorted(self._candidates(canonical), key=lambda c: (-c.score, c.a, c.b))),
            blocked=tuple(sorted(blocked)),
            stale=tuple(d for d in self.decisions if not {d.a, d.b} <= self.classes.keys()),
        )

    def _is_used(self, merge: Merge, canonical: dict[str, str]) -> bool:
        """Return whether a merge is of a group that has more than one described name."""
        return any(name in canonical or name in canonical.values() for name in (merge.a, merge.b))

    def _preference(self, name: str) -> tuple[bool, int, str]:
        """Return the order in which names are kept: the study's own first, then the shortest."""
        return not name.startswith(self.dataset.base), len(name), name

    def _join(self, merge: Merge) -> bool:
        """Put two names into one group, unless the researcher has decided that some in it are different."""
        one = self.groups.setdefault(merge.a, {merge.a})
        other = self.groups.setdefault(merge.b, {merge.b})
        if one is other:
            return True
        if any((min(x, y), max(x, y)) in self.different for x in one for y in other):
            return False
        one |= other
        self.groups.update(dict.fromkeys(other, one))
        return True

    def _decided(self) -> list[Merge]:
        return [
            Merge(d.a, d.b, "decided", d.note)
            for d in self.decisions
            if d.same and {d.a, d.b} <= self.classes.keys()
        ]

    def _declared(self) -> list[Merge]:
        found = set()
        for predicate, rule in SAME.items():
            for quad in self.dataset.quads(None, ox.NamedNode(predicate)):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    a, b = sorted((_outside(quad.subject.value), _outside(quad.object.value)))
                    if a != b:
                        found.add(Merge(a, b, rule))
        doubtful = self._doubtful(found)
        return sorted(merge for merge in found if not {merge.a, merge.b} & doubtful)

    def _doubtful(self, declared: set[Merge]) -> set[str]:
        """Return the outside names that one source gives to several things, which it so holds for several."""
        holders: dict[str, set[str]] = {}
        for merge in declared:
            for name, other in ((merge.a, merge.b), (merge.b, merge.a)):
                if name not in self.classes and other in self.classes:
                    holders.setdefault(name, set()).add(other)
        direct = {(merge.a, merge.b) for merge in declared}
        found = set()
        for name, things in sorted(holders.items()):
            pairs = [pair for pair in combinations(sorted(things), 2) if pair not in direct]
            if any(self.graphs.get(a, set()) & self.graphs.get(b, set()) for a, b in pairs):
                found.add(name)
                self.apart += [self._candidate(a, b, (name, name), 100.0, "same-outside") for a, b in pairs]
        return found

    def _numbered(self) -> list[Merge]:
        """Return the things of one kind with one number; those of different kinds are candidates only."""
        found = set()
        for predicate, rule in NUMBERS.items():
            holders: dict[str, set[str]] = {}
            numbers = self.numbers.setdefault(predicate, {})
            for quad in self.dataset.quads(None, ox.NamedNode(predicate)):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    number = re.sub(r"\D", "", quad.object.value)
                    if number and quad.subject.value in self.classes:
                        holders.setdefault(number, set()).add(quad.subject.value)
                        numbers.setdefault(quad.subject.value, set()).add(number)
            for number, names in holders.items():
                ordered = sorted(names)
                for position, a in enumerate(ordered):
                    for b in ordered[position + 1 :]:
                        if self._same_kind(a, b):
                            found.add(Merge(a, b, rule, number))
                        else:
                            self.apart.append(self._candidate(a, b, (number, number), 100.0, "same-number"))
        return sorted(found)

    def _same_kind(self, a: str, b: str) -> bool:
        """Return whether all that one of two things is, the other is as well."""
        one, other = self.classes.get(a, set()), self.classes.get(b, set())
        return one <= other or other <= one

    def _may_be_one(self, a: str, b: str) -> bool:
        """Return whether nothing stated tells two things apart: kinds, numbers, a statement on both."""
        if not self._same_kind(a, b):
            return False
        for numbers in self.numbers.values():
            one, other = numbers.get(a, set()), numbers.get(b, set())
            if one and other and not one & other:
                return False
        return not any(
            quad.predicate.value not in SAME
            for x, y in ((a, b), (b, a))
            for quad in self.dataset.quads(ox.NamedNode(x), None, ox.NamedNode(y))
        )

    def _candidate(self, a: str, b: str, names: tuple[str, str], score: float, reason: str) -> Candidate:
        sources = (tuple(sorted(self.graphs[a])), tuple(sorted(self.graphs[b])))
        return Candidate(a, b, names, score, reason, sources)

    def _candidates(self, canonical: dict[str, str]) -> Iterator[Candidate]:
        known = self.different | {(d.a, d.b) for d in self.decisions}

        def is_open(a: str, b: str) -> bool:
            return (a, b) not in known and canonical.get(a, a) != canonical.get(b, b)

        yield from (candidate for candidate in self.apart if is_open(candidate.a, candidate.b))
        apart = {(candidate.a, candidate.b) for candidate in self.apart}
        names: dict[str, set[str]] = {}
        for predicate in (*sorted(NAMING), ALT_LABEL):
            for quad in self.dataset.quads(None, ox.NamedNode(predicate)):
                iri = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                if isinstance(quad.object, ox.Literal) and self.classes.get(iri, set()) & NAMED:
                    names.setdefault(iri, set()).add(quad.object.value)
        for a, b, name, other, score in near_names(names, _words_for_kinds()):
            if (a, b) not in apart and is_open(a, b) and self._may_be_one(a, b):
                yield self._candidate(
                    a, b, (name, other), score, "same-name" if score == 100 else "near-name"
                )


@functools.cache
def _words_for_kinds() -> frozenset[str]:
    """Return the words that the ontology's classes and legal forms are called by, with Swedish endings."""
    terms = load_terms()
    forms = [concept for concept in terms.concepts.values() if concept.scheme == SCHEME + "legal-form"]
    labels = [*(term.labels for term in terms.classes.values()), *(form.labels for form in forms)]
    names = [name for own in labels for name in own.values()]
    words = {word for name in names for word in plain_words(name)}
    return frozenset(word + ending for word in words for ending in ("", "en", "et", "n", "s"))


def _outside(name: str) -> str:
    """Return the one form of a Wikidata item's name."""
    match = re.fullmatch(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q\d+)", name)
    return f"http://www.wikidata.org/entity/{match[1]}" if match else name


def apply(dataset: StudyDataset, report: IdentityReport) -> None:
    """Make each thing in `dataset` have one name, as `report` has it.

    Statements stay in their graphs. A name in words that differs from that of the kept node in the same
    language becomes ``skos:altLabel``. Each name that was merged away stays as ``owl:sameAs``, in the graph
    that declared it, else in the study's own graph ``identity``. Places of statements in their files are
    found as before.

    Parameters
    ----------
    dataset : StudyDataset
        Changed in place; a note with the counts is added to its ``notes``.
    report : IdentityReport
        What `resolve` found for it.
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
        for new, former in zip(place_keys(renamed), place_keys(quad), strict=True):
            aliases.setdefault(new, []).append(former)
    for old, kept in rename.items():
        if (kept, old) not in stated:
            dataset.store.add(ox.Quad(kept, SAME_AS, old, own_graph))
    dataset.files = tuple(_with_aliases(file, aliases) for file in dataset.files)
    count = len(report.canonical)
    message = {
        "sv": f"{count} namn på samma ting gjordes till ett, enligt källorna eller studiens beslut",
        "en": f"{count} names of the same things were made one, by the sources or the study's decision",
    }
    dataset.notes.append(ReadingNote("identities-merged", message, count=count))


def _renamed(
    quad: ox.Quad, rename: dict[ox.NamedNode, ox.NamedNode], labels: dict[tuple[str, str], str]
) -> ox.Quad:
    """Return a statement about kept names only."""
    subject, predicate, value = quad.subject, quad.predicate, quad.object
    if isinstance(subject, ox.NamedNode):
        subject = rename.get(subject, subject)
    if isinstance(value, ox.NamedNode):
        value = rename.get(value, value)
    if predicate.value in SAME and subject == value:
        # Two names of one thing: the statement becomes that the kept name has the other as well.
        return ox.Quad(
            subject, SAME_AS, quad.object if quad.object in rename else quad.subject, quad.graph_name
        )
    if predicate.value == PREF_LABEL and isinstance(value, ox.Literal) and isinstance(subject, ox.NamedNode):
        kept = labels.get((subject.value, value.language or ""), value.value)
        predicate = ox.NamedNode(PREF_LABEL if kept == value.value else ALT_LABEL)
    return ox.Quad(subject, predicate, value, quad.graph_name)


def _kept_labels(dataset: StudyDataset, report: IdentityReport) -> dict[tuple[str, str], str]:
    """Return the name of each kept node by language: its own, else that of one merged away."""
    labels: dict[tuple[str, str], str] = {}
    kept = sorted(set(report.canonical.values()))
    for iri in [*kept, *sorted(report.canonical)]:
        found = sorted(
            (quad.object.language or "", quad.object.value)
            for quad in dataset.quads(ox.NamedNode(iri), ox.NamedNode(PREF_LABEL))
            if isinstance(quad.object, ox.Literal)
        )
        for language, name in found:
            labels.setdefault((report.canonical.get(iri, iri), language), name)
    return labels


class _AliasIndex(LineIndex):
    """An index of places in which a renamed statement is found under its former name."""

    def __init__(self, index: LineIndex, name: str, aliases: dict[int, list[int]]) -> None:
        super().__init__(name)
        self._index = index
        self._aliases = aliases

    def find(self, key: int) -> Location | None:
        """Return the place of the statement, by its own key or else a former one."""
        for candidate in (key, *self._aliases.get(key, ())):
            place = self._index.find(candidate)
            if place is not None:
                return place
        return None


def _with_aliases(file: SourceFile, aliases: dict[int, list[int]]) -> SourceFile:
    def index() -> LineIndex:
        return _AliasIndex(file.places(), file.name, aliases)

    return SourceFile(file.name, file.digest, file.statements, index)
