"""Inference by the ontology's own rules; the conclusions of each rule go to a graph of their own.

Four kinds of rule are read from the ontology: ``kg:entails`` and ``kg:entailsInverse`` (a qualified relation
entails a plain one), ``rdfs:subPropertyOf``, ``owl:inverseOf`` and ``owl:propertyChainAxiom`` (OWL 2 RL rules
prp-spo1, prp-inv1, prp-inv2, prp-spo2, https://www.w3.org/TR/owl2-profiles/#OWL_2_RL). A property may be
read backwards, ``[ owl:inverseOf ex:p ] rdfs:subPropertyOf ex:q``. Classes are left alone: a node's labels
follow from the class hierarchy when it is mapped. docs/decisions/0033 says what is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

import pyoxigraph as ox

from kgraph.namespaces import KG, local_name
from kgraph.packaged_ontology import ontology
from kgraph.rdf.classification import CLASSIFY, classify
from kgraph.rdf.ontology_context import hierarchy
from kgraph.rdf.workspace import fill
from kgraph.rule_names import backward_name, forward_name
from kgraph.statements import STATUS_SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgraph.rdf.classification import ConceptClass
    from kgraph.rdf.dataset import StudyDataset

T = TypeVar("T")
MAX_ROUNDS = 20
INFERRED = ox.NamedNode(STATUS_SCHEME + "inferred")
STATUS = ox.NamedNode(KG + "statementStatus")

_PREFIXES = {
    "kg": KG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "status": STATUS_SCHEME,
}
# A plain statement has neither period nor status: it follows only from relations that hold.
_HOLDS = """
    FILTER NOT EXISTS { ?relation kg:statementStatus status:outdated }
    FILTER NOT EXISTS { ?relation dct:temporal/dcat:endDate ?ended }"""
_NEW = """
    FILTER(isIRI(?start) && isIRI(?end) && ?start != ?end)
    FILTER NOT EXISTS { ?start <%(property)s> ?end }"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the ontology.

    Parameters
    ----------
    name : str
        Last part of the IRI of the graph that holds its conclusions.
    kind : str
        The annotation or axiom: ``kg:entails``, ``rdfs:subPropertyOf``...
    property : str
        IRI of the property that it concludes.
    pattern : str
        SPARQL pattern of the premises; it binds ``?start`` and ``?end``.
    shortcut : bool
        Whether the conclusion merely restates a qualified relation; it is then only a premise.
    """

    name: str
    kind: str
    property: str
    pattern: str
    shortcut: bool = False

    def premises(self) -> set[str]:
        """Return the IRIs of the properties that it follows from, and of others that its pattern names."""
        typed = {_PREFIXES["rdf"] + "type"} if " a ?" in self.pattern else set()
        return typed.union(re.findall(r"<([^>]*)>", self.pattern))


@dataclass(frozen=True, slots=True)
class InferenceReport:
    """What was inferred.

    Parameters
    ----------
    counts : dict of str to int
        Statements by rule name; rules without conclusions are left out.
    rules : tuple of Rule
        All rules of the ontology.
    """

    counts: dict[str, int]
    rules: tuple[Rule, ...]


def infer(dataset: StudyDataset, classes: Sequence[ConceptClass] = ()) -> InferenceReport:
    """Add to `dataset` what follows from its stated statements, replacing earlier conclusions.

    The conclusions of a rule go to the graph ``<base>graph/inferred/NAME``. Each subject there has
    ``kg:statementStatus`` inferred, which by the evidence pattern holds for all that the graph says of it.
    A statement that a source makes is not inferred as well. `classes` says which class the things have that
    are classified by a concept; these statements are in a graph as of a rule.
    """
    forget(dataset)
    rules = tuple(read_rules(ontology()))
    classify(dataset, classes, _graph(dataset, CLASSIFY))
    drafts = ox.NamedNode(f"{dataset.inferred_prefix}-shortcuts")
    # A rule is applied again only if others have concluded something that it follows from.
    waiting = set(rules)
    for _ in range(MAX_ROUNDS):
        for rule in rules:
            if rule in waiting:
                waiting.discard(rule)
                if _apply(dataset, rule, drafts):
                    waiting.update(other for other in rules if rule.property in other.premises())
        if not waiting:
            break
    dataset.store.remove_graph(drafts)
    counts = {}
    # Rules that differ only in the address of a vocabulary share a name, and so a graph.
    for name in dict.fromkeys([CLASSIFY, *(rule.name for rule in rules)]):
        graph = _graph(dataset, name)
        concluded = _Counted(dataset.quads(graph=graph))
        fill(dataset.store, _statuses(concluded, graph))
        if concluded.count:
            counts[name] = concluded.count
    dataset.store.flush()
    return InferenceReport(counts, rules)


def forget(dataset: StudyDataset) -> None:
    """Remove all inferred graphs."""
    for graph in dataset.graphs():
        if graph.startswith(dataset.inferred_prefix):
            dataset.store.remove_graph(ox.NamedNode(graph))


def read_rules(known: ox.Store) -> Iterator[Rule]:
    """Yield the rules of an ontology, sorted by kind and name."""
    yield from _relation_rules(known)
    related = {_iri(row["p"]) for row in _select(known, "SELECT ?p { ?p kg:relationshipType ?type }")}
    ends = {
        _iri(row["p"]) for row in _select(known, "SELECT ?p { ?class kg:startProperty|kg:endProperty ?p }")
    }
    for row in _select(
        known, "SELECT ?p ?q { ?p rdfs:subPropertyOf+ ?q FILTER(isIRI(?p) && isIRI(?q)) } ORDER BY ?p ?q"
    ):
        lower, upper = _iri(row["p"]), _iri(row["q"])
        if upper in related and lower not in ends:
            name = forward_name(local_name(lower), local_name(upper))
            yield Rule(name, "rdfs:subPropertyOf", upper, f"?start <{lower}> ?end .")
    inverse = """SELECT DISTINCT ?p ?q { { ?p owl:inverseOf ?q } UNION { ?q owl:inverseOf ?p }
        FILTER(isIRI(?p) && isIRI(?q)) } ORDER BY ?p ?q"""
    above_inverse = """SELECT ?p ?q { ?backwards owl:inverseOf ?p ; rdfs:subPropertyOf+ ?q
        FILTER(isBlank(?backwards) && isIRI(?q)) } ORDER BY ?p ?q"""
    for kind, query in (("owl:inverseOf", inverse), ("rdfs:subPropertyOf", above_inverse)):
        for row in _select(known, query):
            given, concluded = _iri(row["p"]), _iri(row["q"])
            if concluded in related:
                name = backward_name(local_name(given), local_name(concluded))
                yield Rule(name, kind, concluded, f"?end <{given}> ?start .")
    query = "SELECT ?q ?list { ?q owl:propertyChainAxiom ?list } ORDER BY ?q ?list"
    for number, row in enumerate(_select(known, query)):
        steps = "/".join(f"<{step}>" for step in _items(known, row["list"]))
        concluded = _iri(row["q"])
        name = local_name(concluded) + (f"-{number}" if number else "")
        yield Rule(name, "owl:propertyChainAxiom", concluded, f"?start {steps} ?end .")


def _relation_rules(known: ox.Store) -> Iterator[Rule]:
    below = hierarchy(known)
    query = """
        SELECT ?class ?kind ?p ?start ?end ?shortcut {
            ?class ?kind ?p ; kg:startProperty ?start ; kg:endProperty ?end .
            VALUES ?kind { kg:entails kg:entailsInverse }
            BIND(EXISTS { ?p kg:shortcutFor ?class } AS ?shortcut)
        } ORDER BY ?class ?kind ?p"""
    for row in _select(known, query):
        name = _iri(row["class"])
        classes = " ".join(f"<{each}>" for each in sorted(below.get(name, {name})))
        kind = local_name(_iri(row["kind"]))
        first, last = ("start", "end") if kind == "entails" else ("end", "start")
        pattern = (
            f"?relation a ?class ; <{_iri(row['start'])}> ?{first} ; <{_iri(row['end'])}> ?{last} ."
            f" VALUES ?class {{ {classes} }}{_HOLDS}"
        )
        shortcut = cast("ox.Literal", row["shortcut"]).value == "true"
        yield Rule(
            f"{local_name(name)}-{local_name(_iri(row['p']))}",
            f"kg:{kind}",
            _iri(row["p"]),
            pattern,
            shortcut,
        )


def _apply(dataset: StudyDataset, rule: Rule, drafts: ox.NamedNode) -> int:
    """Add the new conclusions of `rule` and return how many times they were concluded."""
    new = _NEW % {"property": rule.property}
    # CONSTRUCT would remember all that it has given.
    rows = dataset.store.query(
        f"SELECT ?start ?end {{ {rule.pattern}{new} }}", prefixes=_PREFIXES, use_default_graph_as_union=True
    )
    graph = drafts if rule.shortcut else _graph(dataset, rule.name)
    concluded = _Counted(cast("ox.QuerySolutions", rows))
    property_ = ox.NamedNode(rule.property)
    fill(dataset.store, (ox.Quad(row["start"], property_, row["end"], graph) for row in concluded))
    return concluded.count


class _Counted(Generic[T]):
    """What a store was asked for, counted as it comes: it answers as it was then, whatever is added since."""

    def __init__(self, some: Iterable[T]) -> None:
        self._some = some
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        for each in self._some:
            self.count += 1
            yield each


def _statuses(concluded: Iterable[ox.Quad], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the status of each subject; a graph's statements about one mostly follow each other."""
    about = None
    for quad in concluded:
        if quad.subject != about:
            about = quad.subject
            yield ox.Quad(about, STATUS, INFERRED, graph)


def _graph(dataset: StudyDataset, rule: str) -> ox.NamedNode:
    return ox.NamedNode(f"{dataset.inferred_prefix}{rule}")


def _select(known: ox.Store, query: str) -> ox.QuerySolutions:
    return cast("ox.QuerySolutions", known.query(query, prefixes=_PREFIXES))


def _items(known: ox.Store, node: object) -> Iterator[str]:
    first, rest = (ox.NamedNode(_PREFIXES["rdf"] + name) for name in ("first", "rest"))
    while isinstance(node, ox.BlankNode):
        yield _iri(next(known.quads_for_pattern(node, first, None, None)).object)
        node = next(known.quads_for_pattern(node, rest, None, None)).object


def _iri(term: object) -> str:
    return cast("ox.NamedNode", term).value
