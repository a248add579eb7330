"""Which names in a dataset are of one thing: as sources declare or the study decides, never as a guess."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from kgraph.namespaces import FOAF, KG, ORG, OWL, RDF, SKOS
from kgraph.vocabulary import Vocabulary

from ..formats.tables.heading_terms import load_terms
from ..formats.tables.row_names import NAMING
from .near_names import Candidate, near_names, plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.rdf.dataset import StudyDataset

    from .decisions import Decision

LEGAL_FORMS = "https://w3id.org/kgraph/scheme/legal-form"
ALT_LABEL = SKOS + "altLabel"
SAME = {OWL + "sameAs": "same-as", SKOS + "exactMatch": "exact-match"}
"""Rule of a merge by the property that declares it."""
NUMBERS = {KG + "organisationNumber": "organisation-number", KG + "municipalityCode": "municipality-code"}
"""Rule of a merge by the property whose value both things have."""
NAMED = {
    ORG + "Organization",
    ORG + "Post",
    KG + "Service",
    "http://purl.org/vocab/cpsv#PublicService",
    "https://schema.org/SoftwareApplication",
    FOAF + "Person",
}
"""Classes whose names single things out, so that similar names say something."""
_TYPE = ox.NamedNode(RDF + "type")
_NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Two names of one thing, and the rule by which they are.

    Parameters
    ----------
    a, b : str
        The IRIs, in alphabetical order.
    rule : str
        ``"same-as"``, ``"exact-match"``, ``"organisation-number"``, ``"municipality-code"`` or ``"decided"``.
    evidence : str
        The identifier that both have, or the note on the decision.
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
        The reasons, pair by pair.
    candidates : tuple of Candidate
        Pairs that may be one and that nobody has decided on, most alike first.
    blocked : tuple of Merge
        Pairs that the sources declare the same although the researcher has decided that they are not.
    stale : tuple of Decision
        Decisions on names that no source describes any more.
    """

    canonical: dict[str, str] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    blocked: tuple[Merge, ...] = ()
    stale: tuple[Decision, ...] = ()


def resolve(dataset: StudyDataset, decisions: Iterable[Decision] = ()) -> IdentityReport:
    """Find the names in `dataset` that are of one thing, and those that may be.

    Identity is declared by ``owl:sameAs`` and ``skos:exactMatch``, also through a third name such as a
    Wikidata item, unless one source gives that name to several things that it describes; and by an
    organisation number or municipality code that two things of the same kind have. A decision overrides
    such a declaration. The result depends on the statements alone, not on their order.

    Parameters
    ----------
    dataset : StudyDataset
        Not changed.
    decisions : iterable of Decision
        What the researcher has decided.
    """
    return _Resolver(dataset, sorted(decisions)).report()


class _Resolver:
    """Join names into groups, each of one thing.

    Parameters
    ----------
    dataset : StudyDataset
        Not changed.
    decisions : list of Decision
        What the researcher has decided, sorted.
    """

    def __init__(self, dataset: StudyDataset, decisions: list[Decision]) -> None:
        self.dataset = dataset
        self.decisions = decisions
        self.vocabulary = Vocabulary.load()
        self.different = {(d.a, d.b) for d in decisions if not d.same}
        self.groups: dict[str, set[str]] = {}
        self.numbers = {predicate: self._numbers(predicate) for predicate in NUMBERS}
        self.same = self._same()
        self.apart: list[Candidate] = []
        # Classes and graphs of what has a name that says something, or may be merged, by its own name.
        self.things = self._described()

    def _described(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """Return classes and graphs by name; things of one kind from one source share both."""
        pairs = [*((each.a, each.b) for each in self.decisions), *((each.a, each.b) for each in self.same)]
        concerned = {name for pair in pairs for name in pair}.union(*self.numbers.values())
        rows = self.dataset.store.query(
            "SELECT DISTINCT ?class { ?thing a ?class FILTER(isIRI(?class)) }",
            use_default_graph_as_union=True,
        )
        classes = sorted(cast("ox.NamedNode", row["class"]).value for row in cast("ox.QuerySolutions", rows))
        above = {name: frozenset((name, *self.vocabulary.superclasses.get(name, ()))) for name in classes}
        alone = functools.cache(lambda name: frozenset({name}))
        union = functools.cache(frozenset[str].union)
        both = functools.cache(lambda classes, graphs: (classes, graphs))
        found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        # Classes whose names say something come first: then it is known whose other classes count.
        for of_class in sorted(classes, key=lambda name: NAMED.isdisjoint(above[name])):
            named = not NAMED.isdisjoint(above[of_class])
            for quad in self.dataset.quads(None, _TYPE, ox.NamedNode(of_class)):
                name = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                if name and (named or name in found or name in concerned):
                    known, graphs = found.get(name, _NOTHING)
                    if isinstance(quad.graph_name, ox.NamedNode):
                        graphs = union(graphs, alone(quad.graph_name.value))
                    found[name] = both(union(known, above[of_class]), graphs)
        return found

    def _numbers(self, predicate: str) -> dict[str, set[str]]:
        """Return the numbers of each thing by a property."""
        numbers: dict[str, set[str]] = {}
        for quad in self.dataset.quads(None, ox.NamedNode(predicate)):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                number = re.sub(r"\D", "", quad.object.value)
                if number:
                    numbers.setdefault(quad.subject.value, set()).add(number)
        return numbers

    def _same(self) -> set[Merge]:
        """Return the pairs of names that sources declare to be of one thing."""
        merges = set()
        for predicate, rule in SAME.items():
            for quad in self.dataset.quads(None, ox.NamedNode(predicate)):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    a, b = sorted((_outside(quad.subject.value), _outside(quad.object.value)))
                    if a != b:
                        merges.add(Merge(a, b, rule))
        return merges

    def _classes(self, name: str) -> frozenset[str]:
        return self.things.get(name, _NOTHING)[0]

    def _graphs(self, name: str) -> frozenset[str]:
        return self.things.get(name, _NOTHING)[1]

    def report(self) -> IdentityReport:
        """Return who is who."""
        merges: list[Merge] = []
        blocked: list[Merge] = []
        for merge in [*self._decided(), *self._declared(), *self._numbered()]:
            (merges if self._join(merge) else blocked).append(merge)
        canonical = {}
        for group in {id(group): group for group in self.groups.values()}.values():
            described = sorted((name for name in group if name in self.things), key=self._preference)
            for name in described[1:]:
                canonical[name] = described[0]
        return IdentityReport(
            canonical=dict(sorted(canonical.items())),
            merges=tuple(sorted(merge for merge in set(merges) if self._is_used(merge, canonical))),
            candidates=tuple(sorted(self._candidates(canonical), key=lambda c: (-c.score, c.a, c.b))),
            blocked=tuple(sorted(blocked)),
            stale=tuple(d for d in self.decisions if not {d.a, d.b} <= self.things.keys()),
        )

    def _is_used(self, merge: Merge, canonical: dict[str, str]) -> bool:
        """Return whether a merge concerns a group with more than one described name."""
        return any(name in canonical or name in canonical.values() for name in (merge.a, merge.b))

    def _preference(self, name: str) -> tuple[bool, int, str]:
        """Return the sort key of the name to keep: the study's own first, then the shortest."""
        return not name.startswith(self.dataset.base), len(name), name

    def _join(self, merge: Merge) -> bool:
        """Join the groups of two names, unless the researcher has decided that some names in them differ."""
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
            if d.same and {d.a, d.b} <= self.things.keys()
        ]

    def _declared(self) -> list[Merge]:
        doubtful = self._doubtful(self.same)
        return sorted(merge for merge in self.same if not {merge.a, merge.b} & doubtful)

    def _doubtful(self, declared: set[Merge]) -> set[str]:
        """Return the outside names that one source gives to several things, which it thus tells apart."""
        holders: dict[str, set[str]] = {}
        for merge in declared:
            for name, other in ((merge.a, merge.b), (merge.b, merge.a)):
                if name not in self.things and other in self.things:
                    holders.setdefault(name, set()).add(other)
        direct = {(merge.a, merge.b) for merge in declared}
        doubtful = set()
        for name, things in sorted(holders.items()):
            pairs = [pair for pair in combinations(sorted(things), 2) if pair not in direct]
            if any(self._graphs(a) & self._graphs(b) for a, b in pairs):
                doubtful.add(name)
                self.apart += [self._candidate(a, b, (name, name), 100.0, "same-outside") for a, b in pairs]
        return doubtful

    def _numbered(self) -> list[Merge]:
        """Return the pairs of one kind with one number; pairs of different kinds become candidates only."""
        merges = set()
        for predicate, rule in NUMBERS.items():
            holders: dict[str, set[str]] = {}
            for name, numbers in self.numbers[predicate].items():
                if name in self.things:
                    for number in sorted(numbers):
                        holders.setdefault(number, set()).add(name)
            for number, names in holders.items():
                ordered = sorted(names)
                for position, a in enumerate(ordered):
                    for b in ordered[position + 1 :]:
                        if self._same_kind(a, b):
                            merges.add(Merge(a, b, rule, number))
                        else:
                            self.apart.append(self._candidate(a, b, (number, number), 100.0, "same-number"))
        return sorted(merges)

    def _same_kind(self, a: str, b: str) -> bool:
        """Return whether the classes of one of two things include those of the other."""
        one, other = self._classes(a), self._classes(b)
        return one <= other or other <= one

    def _may_be_one(self, a: str, b: str) -> bool:
        """Return whether kinds, numbers and statements about both leave it open that two things are one."""
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
        sources = (tuple(sorted(self._graphs(a))), tuple(sorted(self._graphs(b))))
        return Candidate(a, b, names, score, reason, sources)

    def _candidates(self, canonical: dict[str, str]) -> Iterator[Candidate]:
        decided = self.different | {(d.a, d.b) for d in self.decisions}

        def is_open(a: str, b: str) -> bool:
            """Return whether nobody has decided on a pair that is still two."""
            return (a, b) not in decided and canonical.get(a, a) != canonical.get(b, b)

        yield from (candidate for candidate in self.apart if is_open(candidate.a, candidate.b))
        apart = {(candidate.a, candidate.b) for candidate in self.apart}
        names: dict[str, list[str]] = {}
        for predicate in (*sorted(NAMING), ALT_LABEL):
            for quad in self.dataset.quads(None, ox.NamedNode(predicate)):
                iri = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                if isinstance(quad.object, ox.Literal) and not NAMED.isdisjoint(self._classes(iri)):
                    names.setdefault(iri, []).append(quad.object.value)
        for a, b, name, other, score in near_names(names, _words_for_kinds()):
            if (a, b) not in apart and is_open(a, b) and self._may_be_one(a, b):
                yield self._candidate(
                    a, b, (name, other), score, "same-name" if score == 100 else "near-name"
                )


@functools.cache
def _words_for_kinds() -> frozenset[str]:
    """Return the words in the labels of the ontology's classes and legal forms, with Swedish endings."""
    terms = load_terms()
    forms = [concept for concept in terms.concepts.values() if concept.scheme == LEGAL_FORMS]
    labels = [*(term.labels for term in terms.classes.values()), *(form.labels for form in forms)]
    names = [name for own in labels for name in own.values()]
    words = {word for name in names for word in plain_words(name)}
    return frozenset(word + ending for word in words for ending in ("", "en", "et", "n", "s"))


def _outside(name: str) -> str:
    """Return the canonical IRI of a Wikidata item; other names as they are."""
    match = re.fullmatch(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q\d+)", name)
    return f"http://www.wikidata.org/entity/{match[1]}" if match else name
