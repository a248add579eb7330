"""The names in use in one graph; it is an error for two terms to share one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError
from kgraph.graph_keys import DERIVED_KEYS, NAME_KEY
from kgraph.statements import STATUS_SCHEME

from ..property_graph import Names
from .evidence_lists import LIST_BY_PREDICATE
from .term_values import (
    DATETIME,
    DATETIME_UTC,
    REFERENCE,
    STRING,
    TEXTS,
    USUAL_DATATYPES,
    kind_of,
    read_literal,
    split_literal,
    write_term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgraph.vocabulary import Vocabulary

    from .graph_shape import Period
    from .term_values import Value

# Endings of keys that are not languages, but are tags of languages too: ISO 639-3 has "uri" for Urim.
_ENDINGS = frozenset({"uri", "und"})

# Sample values, which show the kind of property value that a datatype has.
_SAMPLES = ("1", "true", "2000-01-01", "2000-01-01T00:00:00")


@dataclass(slots=True)
class Predicate:
    """How the values of one predicate are kept.

    Parameters
    ----------
    iri, key, type : str
        The predicate, and its names as a property and as a relationship.
    as_property : bool
        Whether IRIs stay property values.
    evidence : bool
        Whether it is evidence, such as a locator or a status.
    scalar : bool
        Whether values are scalar, with a list only on nodes that have several.
    kinds : dict of str to str
        Datatype by kind of value, where it is not the usual one.
    forms : dict of str to Form
        Forms by the suffix behind a literal's closing quote.
    in_use : bool
        Whether the relationship type has been recorded among the names.
    """

    iri: str
    key: str
    type: str
    as_property: bool
    evidence: bool
    scalar: bool
    kinds: dict[str, str]
    forms: dict[str, Form] = field(default_factory=dict)
    in_use: bool = False

    def read(self, term: str) -> tuple[Value, str | None, bool]:
        """Return the value of a literal, the kind of loss if any, and whether it decodes to `term`."""
        text, datatype = split_literal(term)
        value, _, loss = read_literal(text, datatype)
        kind = kind_of(value)
        back = datatype if datatype[0] == "@" else self.kinds.get(kind) or USUAL_DATATYPES[kind]
        return value, loss, write_term(value, back) == term


@dataclass(frozen=True, slots=True)
class Form:
    """How literals of one predicate with one datatype or language are kept.

    Parameters
    ----------
    key, datatype : str
        Property key; datatype IRI or ``@language``.
    text : bool
        Whether the value is the literal's text, from which decoding makes the same literal.
    """

    key: str
    datatype: str
    text: bool


class NameBook:
    """Assigns names and keeps track of those in use.

    Parameters
    ----------
    vocabulary : Vocabulary
        The ontology's names.
    prefixes : mapping
        The data's prefixes.
    forms : mapping of (predicate, datatype suffix) to int
        Number of occurrences; the most common datatype of a kind needs no note on each value.
    classes : iterable of str
        Classes with instances in the data.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        prefixes: Mapping[str, str],
        forms: Mapping[tuple[str, str], int],
        classes: Iterable[str] = (),
    ) -> None:
        self.vocabulary = vocabulary
        self.prefixes = prefixes
        self.names = Names()
        self.evidence = frozenset(LIST_BY_PREDICATE)
        self._kinds = _commonest(forms, vocabulary.as_property)
        self._shared = self._names_of_several(forms)
        counts = Counter(vocabulary.plain_name(term[1:-1], prefixes) for term in classes)
        self._shared_labels = {
            *vocabulary.node_labels.values(),
            *(name for name in counts if counts[name] > 1),
        }
        self._predicates: dict[str, Predicate] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        # Register all keys of literals before the first node, so that decoding treats all nodes alike.
        for term, suffix in sorted(forms):
            predicate = self.predicate(term)
            if suffix != REFERENCE or predicate.as_property:
                self.key(predicate, suffix if suffix[:1] == "@" else "")

    def predicate(self, term: str) -> Predicate:
        """Return how the predicate `term` is kept."""
        predicate = self._predicates.get(term)
        if predicate is None:
            iri, words = term[1:-1], self.vocabulary
            name = self._name(iri)
            key = words.property_keys.get(iri) or name
            predicate = self._predicates[term] = Predicate(
                iri=iri,
                key=key,
                type=words.relationship_types.get(iri) or name,
                as_property=iri in words.as_property,
                evidence=term in LIST_BY_PREDICATE,
                scalar=iri in words.scalar or key == NAME_KEY,
                kinds=self._kinds.get(term, {}),
            )
        return predicate

    def _name(self, iri: str) -> str:
        """Return the prefixed name of a term, with digits only where two terms would otherwise share it."""
        return self._plain(iri, self._shared)

    def _plain(self, iri: str, shared: set[str]) -> str:
        plain = self.vocabulary.plain_name(iri, self.prefixes)
        local = plain.partition("__")[2]
        if plain in shared or not local or "__" in local:
            return self.vocabulary.name(iri, self.prefixes)
        return plain

    def _own_labels(self, iri: str) -> tuple[str, ...]:
        own, *above = self.vocabulary.labels(iri, self.prefixes)
        if iri not in self.vocabulary.node_labels:
            own = self._plain(iri, self._shared_labels)
        return own, *above

    def _names_of_several(self, forms: Iterable[tuple[str, str]]) -> set[str]:
        """Return the names without digits that would be keys of several predicates."""
        owners: dict[str, set[str]] = defaultdict(set)
        for term, suffix in forms:
            plain = self.vocabulary.plain_name(term[1:-1], self.prefixes)
            owners[plain].add(term)
            if suffix == REFERENCE:
                owners[f"{plain}_uri"].add(term)
            elif suffix[:1] == "@":
                owners[_tagged(plain, suffix)].add(term)
        return {name for name, terms in owners.items() if len(terms) > 1}

    def labels(self, term: str) -> tuple[str, ...]:
        """Return the labels of an instance of the class `term`, its own first."""
        labels = self._labels.get(term)
        if labels is None:
            words, iri = self.vocabulary, term[1:-1]
            classes = [iri, *(c for c in words.superclasses.get(iri, ()) if c in words.node_labels)]
            for one in classes:
                own, *above = self._own_labels(one)
                if self.names.labels.setdefault(own, (one, tuple(above)))[0] != one:
                    raise _clash("label", own, self.names.labels[own][0], one)
            labels = self._labels[term] = self._own_labels(iri)
        return labels

    def key(self, predicate: Predicate, form: str) -> str:
        """Return the key for values in a form: ``""`` (literal), ``@language`` or ``<>`` (link)."""
        if form == "":
            key = f"{predicate.key}_und" if predicate.key in DERIVED_KEYS else predicate.key
            kinds = predicate.kinds
        elif form == REFERENCE:
            key, kinds = f"{predicate.key}_uri", {"str": REFERENCE}
        else:
            key, kinds = _tagged(predicate.key, form), {"str": form}
        if self.names.keys.setdefault(key, (predicate.iri, kinds)) != (predicate.iri, kinds):
            raise _clash("property key", key, self.names.keys[key][0], predicate.iri)
        return key

    def form(self, predicate: Predicate, suffix: str) -> Form:
        """Return how literals with `suffix` behind the closing quote are kept."""
        form = predicate.forms.get(suffix)
        if form is None:
            tagged = suffix[:1] == "@"
            datatype = suffix if tagged else suffix[3:-1] or STRING
            key = self.key(predicate, suffix if tagged else "")
            same = tagged or (datatype in TEXTS and datatype == predicate.kinds.get("str", STRING))
            form = predicate.forms[suffix] = Form(key, datatype, same)
        return form

    def plain_type(self, predicate: Predicate) -> str:
        """Return the relationship type of plain statements with `predicate`."""
        name = predicate.type
        if predicate.in_use:
            return name
        predicate.in_use = True
        iri, parts = self.names.types.get(name, (None, None))
        if iri not in (None, predicate.iri):
            raise _clash("relationship type", name, str(iri), predicate.iri)
        self.names.types[name] = (predicate.iri, parts)
        return name

    def qualified_type(self, iri: str) -> str:
        """Return the relationship type of qualified relations of class `iri`."""
        relation = self.vocabulary.qualified[iri]
        parts = (relation.iri, relation.start, relation.end)
        plain, ends = self.names.types.get(relation.type, (None, None))
        if ends not in (None, parts):
            raise _clash("relationship type", relation.type, str(ends and ends[0]), relation.iri)
        self.names.types[relation.type] = (plain, parts)
        return relation.type

    def inline(self, period: Period) -> None:
        """Record the keys of an inlined period's dates, and how the period is linked to its owner."""
        for key, (predicate, _, _) in period.dates.items():
            self.names.inlined.setdefault(key, (period.link[1:-1], period.form, predicate[1:-1]))

    def status(self, iri: str) -> str:
        """Return the text for the status `iri`: its notation in kgraph's scheme, else the IRI."""
        text = intern(iri.removeprefix(STATUS_SCHEME))
        self.names.statuses[text] = iri
        return text


def _tagged(key: str, tag: str) -> str:
    """Return the key for values in a language: ``label_sv``, and ``label_lang_uri`` for Urim."""
    language = tag[1:].replace("-", "_")
    return f"{key}_lang_{language}" if language in _ENDINGS else f"{key}_{language}"


def _clash(what: str, name: str, first: str, second: str) -> KgraphError:
    return KgraphError(
        f"two terms would share the {what} {name!r}: <{first}> and <{second}>",
        hint="Give one of them another name by annotation in the ontology, or another prefix.",
    )


def _commonest(
    forms: Mapping[tuple[str, str], int], as_property: frozenset[str]
) -> dict[str, dict[str, str]]:
    counts: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for (predicate, suffix), count in forms.items():
        if suffix == REFERENCE:
            if predicate[1:-1] in as_property:
                counts[predicate, "str"].append((-count, REFERENCE))
        elif suffix[:1] != "@":
            datatype = suffix[3:-1] or STRING
            counts[predicate, _kind(datatype)].append((-count, datatype))
    kinds: dict[str, dict[str, str]] = {}
    for (predicate, kind), found in counts.items():
        datatype = min(found)[1]
        if datatype != USUAL_DATATYPES[kind]:
            kinds.setdefault(predicate, {})[kind] = datatype
    return kinds


def _kind(datatype: str) -> str:
    if datatype == DATETIME_UTC:
        datatype = DATETIME
    for sample in _SAMPLES:
        value, _, loss = read_literal(sample, datatype)
        if loss is None and not isinstance(value, str):
            return kind_of(value)
    return "str"
