"""The ontology as the property graph uses it: which term is a label, a relationship type, a property key.

Everything is read from the ontology's own annotations (``kg:nodeLabel``, ``kg:relationshipType``,
``kg:propertyKey``, ``kg:startProperty``, ``kg:endProperty``, ``kg:inlined``, ``kg:asProperty``) and from its
shapes; nothing about a domain is written in code. Terms that the ontology does not annotate get names by one
rule, :meth:`Vocabulary.name`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import KgraphError
from kgraph.graph_keys import RESERVED_KEYS
from kgraph.namespaces import COMMON_PREFIXES, KG, OWL, RDF, RDFS, SH, SKOS
from kgraph.packaged_ontology import ontology_prefixes, ontology_with_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RESOURCE_LABEL = "Resource"

_SAFE_NAME = re.compile(r"^[^\W\d]\w*$")


@dataclass(frozen=True, slots=True)
class QualifiedRelation:
    """A class whose instances are nodes in RDF and relationships in the property graph.

    Parameters
    ----------
    iri : str
        The class.
    type : str
        Relationship type.
    start, end : str
        Properties that lead from the instance to the relationship's start and end.
    """

    iri: str
    type: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property as people read it.

    Parameters
    ----------
    iri : str
        The term.
    kind : {"label", "type", "key"}
        What the term is in the property graph.
    name : str
        Its name there.
    labels, definitions : dict of str to str
        Label and definition by language code.
    """

    iri: str
    kind: str
    name: str
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """The names and rules by which RDF becomes a property graph.

    Parameters
    ----------
    node_labels : dict of str to str
        Label by class IRI, for annotated classes.
    superclasses : dict of str to tuple of str
        All superclasses of each class, the class itself left out.
    relationship_types, property_keys : dict of str to str
        Relationship type, property key by property IRI, for annotated properties.
    qualified : dict of str to QualifiedRelation
        By class IRI; subclasses of an annotated class are listed too.
    inlined : frozenset of str
        Classes whose instances become properties of what points at them.
    as_property : frozenset of str
        Object properties whose IRI values stay property values.
    scalar : frozenset of str
        Properties with at most one value, by ``owl:FunctionalProperty`` or by ``sh:maxCount 1`` in every
        shape.
    terms : tuple of Term
        All named terms with labels and definitions, sorted by kind and name.
    others : tuple of Term
        Terms of other vocabularies that the ontology has words for and no name, under the names that
        :meth:`name` gives them.
    naming : frozenset of str
        Properties under whose object's name a subject without a name is shown.
    prefixes : dict of str to str
        Namespace IRI by prefix.
    """

    node_labels: Mapping[str, str] = field(default_factory=dict)
    superclasses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relationship_types: Mapping[str, str] = field(default_factory=dict)
    property_keys: Mapping[str, str] = field(default_factory=dict)
    qualified: Mapping[str, QualifiedRelation] = field(default_factory=dict)
    inlined: frozenset[str] = frozenset()
    as_property: frozenset[str] = frozenset()
    scalar: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    others: tuple[Term, ...] = ()
    naming: frozenset[str] = frozenset()
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Vocabulary:
        """Return the vocabulary of the ontology that comes with kgraph, read once per process.

        Raises
        ------
        KgraphError
            Two terms claim one name, or an annotation is not a usable name.
        """
        return _packaged()

    @classmethod
    def from_store(cls, store: ox.Store, prefixes: Mapping[str, str] | None = None) -> Vocabulary:
        """Return the vocabulary that the annotations in `store` define.

        Parameters
        ----------
        store : pyoxigraph.Store
            The ontology's and the shapes' triples.
        prefixes : mapping, optional
            Namespace IRI by prefix.

        Raises
        ------
        KgraphError
            Two terms claim one name, or an annotation is not a usable name.
        """
        return _Reader(store, dict(prefixes or {})).vocabulary()

    def with_subclasses(self, pairs: Iterable[tuple[str, str]]) -> Vocabulary:
        """Return the vocabulary with what data says of its own classes: pairs of class and superclass."""
        stated = [*pairs]
        if not stated:
            return self
        known = [(child, parent) for child, above in self.superclasses.items() for parent in above]
        return replace(self, superclasses=_closure([*known, *stated]))

    def name(self, iri: str, prefixes: Mapping[str, str] | None = None) -> str:
        """Return the name of a term that the ontology does not annotate: ``prefix__local``.

        The name depends on nothing but the IRI and its prefix: the ontology's prefixes first, then common
        ones, then those in `prefixes` that are not taken by these; a namespace without prefix becomes ``ns``
        and six hexadecimal digits of its hash. Letters that Cypher would need quotes for become ``_``, and
        six digits of the IRI's hash are then added, so that no two terms share a name. kgraph's own terms
        keep their bare local name.
        """
        local = iri[_cut(iri) :]
        plain = self.plain_name(iri, prefixes)
        if plain == local or (local and "__" not in local and plain.endswith(f"__{local}")):
            return plain
        return f"{plain}_{_digest(iri)}"

    def plain_name(self, iri: str, prefixes: Mapping[str, str] | None = None) -> str:
        """Return the name of a term without the digits that tell it from others of nearly the same name."""
        namespace, local = iri[: _cut(iri)], iri[_cut(iri) :]
        if namespace == KG and _SAFE_NAME.match(local):
            return local
        prefix = self._prefix_of(namespace, prefixes or {}) or f"ns{_digest(namespace)}"
        safe = re.sub(r"\W", "_", local)
        return f"{_plain(prefix)}__{safe}"

    def label(self, iri: str, prefixes: Mapping[str, str] | None = None) -> str:
        """Return the node label of class `iri`."""
        return self.node_labels.get(iri) or self.name(iri, prefixes)

    def labels(self, iri: str, prefixes: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Return the labels of an instance of class `iri`: its own, then those of superclasses, sorted."""
        own = self.label(iri, prefixes)
        above = {self.node_labels[c] for c in self.superclasses.get(iri, ()) if c in self.node_labels}
        return (own, *sorted(above - {own}))

    def relationship_type(self, iri: str, prefixes: Mapping[str, str] | None = None) -> str:
        """Return the relationship type of property `iri`."""
        return self.relationship_types.get(iri) or self.name(iri, prefixes)

    def _prefix_of(self, namespace: str, prefixes: Mapping[str, str]) -> str | None:
        known, taken = self._own_prefixes
        if namespace in known:
            return known[namespace]
        further: dict[str, str] = {}
        for prefix, iri in sorted(prefixes.items()):
            plain = _plain(prefix)
            if prefix and taken.get(plain, further.setdefault(plain, iri)) == iri == namespace:
                return prefix
        return None

    @cached_property
    def _own_prefixes(self) -> tuple[dict[str, str], dict[str, str]]:
        """The ontology's and the common prefixes: by namespace, and the namespaces by prefix as in names."""
        known: dict[str, str] = {}
        taken: dict[str, str] = {}
        for table in (self.prefixes, COMMON_PREFIXES):
            for prefix, iri in sorted(table.items()):
                if prefix and taken.setdefault(_plain(prefix), iri) == iri:
                    known.setdefault(iri, prefix)
        return known, taken


@lru_cache(maxsize=1000)
def _plain(prefix: str) -> str:
    """Return a prefix as it stands in names: ``eli-dl`` as ``eli_dl``."""
    return re.sub(r"[^A-Za-z0-9]", "_", prefix)


def _cut(iri: str) -> int:
    """Return where the local name of an IRI begins."""
    return max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=3).hexdigest()


class _Reader:
    """Read a vocabulary from the annotations in a store."""

    def __init__(self, store: ox.Store, prefixes: dict[str, str]) -> None:
        self.store = store
        self.prefixes = prefixes

    def vocabulary(self) -> Vocabulary:
        above = _closure(self._pairs(RDFS + "subClassOf"))
        labels = self._names(KG + "nodeLabel")
        types = self._names(KG + "relationshipType")
        keys = self._names(KG + "propertyKey")
        qualified = self._qualified(types, above)
        shortcuts = set(self._pairs(KG + "shortcutFor"))
        for kind, names in (("label", labels), ("relationship type", types), ("property key", keys)):
            _refuse_clashes(kind, names, shortcuts)
        reserved = sorted(set(keys.values()) & RESERVED_KEYS - {"label"})
        if reserved:
            raise KgraphError(f"the ontology claims the reserved property key {reserved[0]!r}")
        vocabulary = Vocabulary(
            node_labels=labels,
            superclasses=above,
            relationship_types={iri: name for iri, name in types.items() if iri not in qualified},
            property_keys=keys,
            qualified=qualified,
            inlined=frozenset(self._true(KG + "inlined")),
            as_property=frozenset(self._true(KG + "asProperty")),
            naming=frozenset(self._true(KG + "lendsName")),
            scalar=frozenset(self._scalar()),
            terms=self._terms(("label", labels), ("type", types), ("key", keys)),
            prefixes=self.prefixes,
        )
        return replace(vocabulary, others=tuple(self._others(vocabulary)))

    def _others(self, vocabulary: Vocabulary) -> Iterable[Term]:
        """Yield the terms of other vocabularies that have words here and nothing else."""
        named = {term.iri for term in vocabulary.terms}
        classes = {child for child, _ in self._pairs(RDFS + "subClassOf")}
        for iri, labels in sorted(self._texts(RDFS + "label").items()):
            local = iri[_cut(iri) :]
            if iri not in named and not iri.startswith(KG) and ":" in iri:
                kind = "label" if iri in classes or local[:1].isupper() else "type"
                yield Term(iri, kind, vocabulary.name(iri), labels)

    def _quads(self, predicate: str) -> Iterable[ox.Quad]:
        return self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)

    def _pairs(self, predicate: str) -> list[tuple[str, str]]:
        return [
            (_text(q.subject), _text(q.object))
            for q in self._quads(predicate)
            if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)
        ]

    def _names(self, predicate: str) -> dict[str, str]:
        names: dict[str, str] = {}
        for quad in self._quads(predicate):
            iri, name = _text(quad.subject), _text(quad.object)
            if not _SAFE_NAME.match(name):
                raise KgraphError(f"{name!r} on <{iri}> is not a name that Cypher takes without quotes")
            if names.setdefault(iri, name) != name:
                raise KgraphError(f"<{iri}> has two names, {names[iri]!r} and {name!r}, by <{predicate}>")
        return dict(sorted(names.items()))

    def _true(self, predicate: str) -> set[str]:
        return {_text(q.subject) for q in self._quads(predicate) if _text(q.object) in ("true", "1")}

    def _qualified(
        self, types: Mapping[str, str], above: Mapping[str, tuple[str, ...]]
    ) -> dict[str, QualifiedRelation]:
        starts = dict(self._pairs(KG + "startProperty"))
        ends = dict(self._pairs(KG + "endProperty"))
        for iri in starts.keys() ^ ends.keys() | (starts.keys() - types.keys()):
            raise KgraphError(
                f"<{iri}> needs all of kg:relationshipType, kg:startProperty and kg:endProperty"
            )
        own = {iri: QualifiedRelation(iri, types[iri], starts[iri], ends[iri]) for iri in starts}
        inherited = {
            iri: own[parent]
            for iri, parents in above.items()
            if iri not in own
            for parent in sorted(set(parents) & own.keys())[:1]
        }
        return {**inherited, **own}

    def _scalar(self) -> set[str]:
        functional = {
            _text(q.subject)
            for q in self.store.quads_for_pattern(
                None, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "FunctionalProperty"), None
            )
        }
        limits: dict[str, list[bool]] = {}
        for quad in self._quads(SH + "path"):
            if not isinstance(quad.object, ox.NamedNode):
                continue
            counts = self.store.quads_for_pattern(quad.subject, ox.NamedNode(SH + "maxCount"), None, None)
            limits.setdefault(_text(quad.object), []).append(any(_text(c.object) == "1" for c in counts))
        return functional | {path for path, single in limits.items() if all(single)}

    def _terms(self, *kinds: tuple[str, Mapping[str, str]]) -> tuple[Term, ...]:
        labels, definitions = self._texts(RDFS + "label"), self._texts(SKOS + "definition")
        terms = [
            Term(iri, kind, name, labels.get(iri, {}), definitions.get(iri, {}))
            for kind, names in kinds
            for iri, name in names.items()
        ]
        return tuple(sorted(terms, key=lambda term: (term.kind, term.name, term.iri)))

    def _texts(self, predicate: str) -> dict[str, dict[str, str]]:
        texts: dict[str, dict[str, str]] = {}
        for quad in self._quads(predicate):
            if isinstance(quad.object, ox.Literal):
                texts.setdefault(_text(quad.subject), {})[quad.object.language or ""] = _text(quad.object)
        return texts


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _closure(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    parents: dict[str, set[str]] = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent)
    closed = {}
    for start in sorted(parents):
        reached: set[str] = set()
        waiting = [start]
        while waiting:
            for parent in parents.get(waiting.pop(), ()):
                if parent not in reached:
                    reached.add(parent)
                    waiting.append(parent)
        closed[start] = tuple(sorted(reached - {start}))
    return closed


def _refuse_clashes(kind: str, names: Mapping[str, str], shortcuts: set[tuple[str, str]]) -> None:
    owner: dict[str, str] = {}
    for iri, name in names.items():
        other = owner.setdefault(name, iri)
        # A property that abbreviates a qualified relation has that relation's type: kg:shortcutFor declares
        # it.
        if other != iri and not {(other, iri), (iri, other)} & shortcuts:
            raise KgraphError(f"two terms claim the {kind} {name!r}: <{owner[name]}> and <{iri}>")


@cache
def _packaged() -> Vocabulary:
    return Vocabulary.from_store(ontology_with_shapes(), ontology_prefixes())
