"""The nodes and ties of a drawn network as statements, by the study's map."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from kgraph.errors import Location
from kgraph.namespaces import DCT, KG, RDF, SKOS, XSD
from kgraph.rdf.dataset import ReadingNote
from kgraph.words.catalogue import catalogue

from ...common.periods import FROM, UNTIL, Bounds, period_quads, reversed_bounds
from ..source_graph import graph_of
from ..tables.cell_values import date_literal, literal
from ..tables.heading_terms import SheetTerm, fold, load_terms
from ..tables.row_names import IRI, SOURCE_CLASS, iri_of_content, iri_of_id
from ..tables.table_books import study_tables
from .drawn_network import END, LABEL, START, WEIGHT, DrawnNode, DrawnTie, ForeignNetwork, Scalar
from .network_map import NetworkMap, TieType, carriers
from .said_where import SaidWhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.study import Study

    from ..tables.row_names import RowName, RowNames

OWN_PREFIX = "attribute"
"""Prefix of the properties that keep attributes which the map does not name."""
CONTACT = frozenset(
    fold(word)
    for word in (
        "email",
        "e-mail",
        "e-post",
        "mail",
        "phone",
        "telephone",
        "telefon",
        "mobile",
        "mobil",
        "fax",
    )
)
"""Attributes that are never read: contact details of people."""
NAMES = (LABEL, "name", "Label", "Name")
NAME = SKOS + "prefLabel"
_words = catalogue("reading")


def own_properties(study: Study) -> str:
    """Return the beginning of the IRIs of attributes that the map does not name."""
    return f"{study.base}attribute/"


class NetworkWriter:
    """Write one network as statements of one graph.

    Parameters
    ----------
    network : ForeignNetwork
        What the file states; faults are added to its problems.
    choices : NetworkMap
        The study's map for the file.
    path : Path
        The file.
    study : Study
        The study.
    """

    def __init__(self, network: ForeignNetwork, choices: NetworkMap, path: Path, study: Study) -> None:
        self.network = network
        self.problems = network.problems
        self.choices = choices
        self.study = study
        self.language = choices.language or study.languages[0]
        self.graph = ox.NamedNode(graph_of(path, study, choices.source))
        self.home = f"{study.base}{quote(path.name.split('.')[0])}/"
        self.terms = load_terms()
        self.quads: list[tuple[ox.Quad, Location]] = []
        self.said: tuple[SaidWhere, ...] = (SaidWhere(),)
        self.graphs = [self.graph]
        self.iris: dict[str, str] = {}
        self.counts: Counter[str] = Counter(network.left_out)
        self.kept: Counter[str] = Counter()
        self.unmapped: dict[tuple[str, str], tuple[Location, int]] = {}
        self.seen: Counter[str] = Counter()
        self.light = all(_number(tie.attributes.get(WEIGHT, 1)) == 1 for tie in network.ties)

    def write(self) -> None:
        """Write all sources, nodes and ties; what the map leaves open is a fault, once for each value."""
        publisher = self.choices.publisher or next(iter(self.study.title.values()), self.study.id)
        for source in self.network.sources:
            for quad in source.quads(publisher, self.language, self.graph):
                self.quads.append((quad, Location(self.network.file)))
        for node in self.network.nodes.values():
            self._write_node(node)
        for tie in self.network.ties:
            self._write_tie(tie)
        for (message, hint), (place, count) in self.unmapped.items():
            more = f" ({count} of them)" if count > 1 else ""
            self.problems.add(place, f"{message}{more}; {hint}")

    def notes(self) -> list[ReadingNote]:
        """Return what was left out, read around, or kept under a name of its own."""
        here = Location(self.network.file)
        found = [
            ReadingNote(f"network-{kind}", _words(f"networks.{kind}", n=count).to_json(), here, count)
            for kind, count in sorted(self.counts.items())
            if count
        ]
        for name, count in sorted(self.kept.items()):
            message = _words("networks.kept", name=name, n=count, key=f"{OWN_PREFIX}__{name}").to_json()
            found.append(ReadingNote("network-attribute-kept", message, here, count))
        return [*found, *self.network.notes]

    @cached_property
    def _names_of_study(self) -> RowNames:
        # Whether the tables have changed is looked up once, and not for each node.
        return study_tables(self.study).names

    def _open(self, place: Location, message: str, hint: str) -> None:
        first, count = self.unmapped.get((message, hint), (place, 0))
        self.unmapped[message, hint] = (first, count + 1)

    def _add(
        self, subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal, place: Location
    ) -> None:
        for graph in self.graphs:
            self.quads.append((ox.Quad(subject, ox.NamedNode(predicate), value, graph), place))

    def _begin(self, said: tuple[SaidWhere, ...]) -> None:
        """Let what follows be said by these sources; by the file, if there are none."""
        self.said = said or (SaidWhere(),)
        self.graphs = [ox.NamedNode(each.source) if each.source else self.graph for each in self.said]

    def _write_said(self, subject: ox.NamedNode, place: Location, *, whole: bool) -> None:
        for graph, said in zip(self.graphs, self.said, strict=True):
            self.quads += ((quad, place) for quad in said.quads(subject, graph, whole=whole))

    # -- nodes --

    def _write_node(self, node: DrawnNode) -> None:
        self._begin(node.said)
        attributes = dict(node.attributes)
        known = self._known(node) if self.choices.ids == "study" else None
        subject = ox.NamedNode(known.iri if known else self._iri(node.id, node.place))
        self.iris[node.id] = subject.value
        if self.choices.ids == "study":
            for name in (*NAMES, self.choices.name):
                attributes.pop(name or "", None)
        else:
            cls = self._class(node, attributes)
            if cls is None:
                return
            self._add(subject, RDF + "type", ox.NamedNode(cls.iri), node.place)
            name = DCT + "title" if SOURCE_CLASS in cls.parents else NAME
            self._add(
                subject, name, ox.Literal(self._name(node, attributes), language=self.language), node.place
            )
            self._write_said(subject, node.place, whole=True)
        for predicate, value in node.links:
            self._add(subject, predicate, ox.NamedNode(value), node.place)
        self._write_values(subject, attributes, node.place)

    def _known(self, node: DrawnNode) -> RowName | None:
        """Return the thing of the study that a node is, by its id or its name."""
        names = self._names_of_study
        label = str(next((node.attributes[name] for name in NAMES if name in node.attributes), node.id))
        found = names.find(node.id) or names.find(label)
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(name.ids[0] if name.ids else name.iri for name in found)
            self.problems.add(node.place, f"{label!r} is the name of several things; write the id: {choices}")
        elif IRI.fullmatch(node.id):
            return None
        else:
            self.problems.add(
                node.place,
                f"{label!r} is neither an id nor the name of a thing in the study{names.suggest(label)}",
            )
        return None

    def _iri(self, identifier: str, place: Location) -> str:
        if IRI.fullmatch(identifier):
            return identifier
        return f"{self.home}{quote(identifier.strip(), safe='-._~')}"

    def _class(self, node: DrawnNode, attributes: dict[str, Scalar]) -> SheetTerm | None:
        name = self.choices.class_from
        value = str(attributes[name]) if name is not None and name in attributes else None
        if value is not None and name is not None:
            named = self.terms.class_named(value)
            found = self.choices.classes.get(value) or (named[0] if len(named) == 1 else None)
            if found is not None and not found.qualified:
                del attributes[name]
                return found
        if self.choices.node_class is not None:
            return self.choices.node_class
        what = (
            f"{name!r} of a node is {value!r}, which is no class"
            if value is not None
            else "a node has no class"
        )
        example = (
            f'classes = {{ "{value}" = "Organization" }}' if value is not None else 'class = "Organization"'
        )
        self._open(node.place, what, f"say in the map what it is: {example}")
        return None

    def _name(self, node: DrawnNode, attributes: dict[str, Scalar]) -> str:
        wanted = (self.choices.name,) if self.choices.name else NAMES
        name = next((name for name in wanted if str(attributes.get(name, "")).strip()), None)
        if name is None:
            return node.id.rpartition("/")[2] or node.id
        text = str(attributes.pop(name)).strip()
        for other in NAMES:
            if str(attributes.get(other, "")).strip() in {text, node.id}:
                attributes.pop(other, None)
        return text

    # -- ties --

    def _write_tie(self, tie: DrawnTie) -> None:
        self._begin(tie.said)
        attributes = dict(tie.attributes)
        kind = self._type(tie, attributes)
        ends = self.iris.get(tie.source), self.iris.get(tie.target)
        if kind is None or ends[0] is None or ends[1] is None:
            return
        ways = [(ends[0], ends[1])]
        if not tie.directed:
            self.counts[f"undirected-{self.choices.undirected}"] += 1
            if self.choices.undirected == "both" and ends[0] != ends[1]:
                ways.append((ends[1], ends[0]))
        for number, (start, end) in enumerate(ways):
            if kind.relation is None:
                self._write_plain(tie, kind, (start, end), attributes)
            else:
                self._write_relation(tie, kind, (start, end), attributes, back=number > 0)

    def _type(self, tie: DrawnTie, attributes: dict[str, Scalar]) -> TieType | None:
        name = self.choices.type_from
        value = str(attributes[name]) if name is not None and name in attributes else None
        if value is not None and name is not None and value in self.choices.types:
            del attributes[name]
            return self.choices.types[value]
        if self.choices.tie_type is not None:
            return self.choices.tie_type
        what = (
            f"{name!r} of a tie is {value!r}, which the map does not know"
            if value is not None
            else "a tie has no type"
        )
        example = f'types = {{ "{value}" = "LINKED_TO" }}' if value is not None else 'type = "LINKED_TO"'
        self._open(tie.place, what, f"say in the map what it is: {example}")
        return None

    def _write_plain(
        self, tie: DrawnTie, kind: TieType, ends: tuple[str, str], attributes: dict[str, Scalar]
    ) -> None:
        for name in attributes:
            left_out = name in self.choices.attributes and self.choices.attributes[name] is None
            if left_out or fold(name) in CONTACT or (name == WEIGHT and self.light):
                continue
            self._open(
                tie.place,
                f"a tie has {name!r}, and {kind.name} is a plain statement that can carry nothing",
                f"choose a type that can ({', '.join(sorted(carriers())[:4])}...), "
                f'or leave it out: attributes = {{ "{name}" = "" }}',
            )
        for graph, said in zip(self.graphs, self.said, strict=True):
            quad = ox.Quad(ox.NamedNode(ends[0]), ox.NamedNode(kind.property), ox.NamedNode(ends[1]), graph)
            self.seen[str(quad)] += 1
            if self.seen[str(quad)] > 1:
                self.counts["repeated"] += 1
                continue
            self.quads.append((quad, tie.place))
            self.quads += ((each, tie.place) for each in said.about_triple(quad, self.study.base))

    def _write_relation(
        self,
        tie: DrawnTie,
        kind: TieType,
        ends: tuple[str, str],
        attributes: dict[str, Scalar],
        *,
        back: bool,
    ) -> None:
        relation = kind.relation
        if relation is None or relation.start is None or relation.end is None:
            return
        values = [
            (term.iri, value) for term, text in kind.values for value in self._values(term, text, tie.place)
        ]
        parts = [f"{relation.start}={ends[0]}", f"{relation.end}={ends[1]}"]
        parts += [f"{iri}={value.value}" for iri, value in values]
        if tie.id:
            iri = (
                tie.id
                if IRI.fullmatch(tie.id) and not back
                else f"{self.home}tie/{quote(tie.id, safe='-._~')}"
            )
            subject = ox.NamedNode(f"{iri}/back" if back else iri)
        else:
            key = "\n".join(parts)
            self.seen[key] += 1
            if self.seen[key] > 1:
                parts.append(f"repeated={self.seen[key]}")
            subject = ox.NamedNode(iri_of_content(self.study.base, relation.iri, parts))
        place = tie.place
        self._add(subject, RDF + "type", ox.NamedNode(relation.iri), place)
        self._add(subject, relation.start, ox.NamedNode(ends[0]), place)
        self._add(subject, relation.end, ox.NamedNode(ends[1]), place)
        for iri, value in values:
            self._add(subject, iri, value, place)
        if attributes.get(LABEL) == "":
            del attributes[LABEL]
        self._write_said(subject, place, whole=False)
        self._write_values(subject, attributes, place)

    # -- values --

    def _write_values(self, subject: ox.NamedNode, attributes: dict[str, Scalar], place: Location) -> None:
        self._write_period(subject, attributes, place)
        for name, value in attributes.items():
            if fold(name) in CONTACT:
                self.counts["contact"] += 1
                continue
            if name in self.choices.attributes:
                term = self.choices.attributes[name]
                for each in self._values(term, value, place, name) if term is not None else ():
                    self._add(subject, term.iri if term else "", each, place)
            elif name == WEIGHT and (weight := _number(value)) is not None:
                self._add(subject, KG + "weight", _literal(weight), place)
            elif value != "":
                self.kept[name] += 1
                self._add(subject, own_properties(self.study) + quote(name, safe=""), _literal(value), place)

    def _values(
        self, term: SheetTerm, value: Scalar, place: Location, name: str = ""
    ) -> Iterator[ox.NamedNode | ox.Literal]:
        """Yield the value of a property, as our sheets read it; a misfit is a fault."""
        text = value if isinstance(value, str) else str(value)
        said = f" (in {name!r})" if name else " (in the map)"
        try:
            if not term.link:
                language = self.language if term.translated else None
                yield literal(value, term.ranges, decimal=".", language=language)
                return
            concept = self.terms.concept_of(term, text)
            if concept is not None:
                yield ox.NamedNode(concept.iri)
            elif self.terms.takes_concepts(term):
                self.problems.add(place, f"{text!r} is no concept for {term.label('en')!r}{said}")
            else:
                found = self._names_of_study.find(text, self.terms.accepted_by(term))
                yield ox.NamedNode(found[0].iri if len(found) == 1 else iri_of_id(self.study.base, text, ()))
        except ValueError as error:
            self.problems.add(place, f"{text!r}: {error}{said}")

    def _write_period(self, subject: ox.NamedNode, attributes: dict[str, Scalar], place: Location) -> None:
        bounds: Bounds = {}
        for name, bound in ((START, FROM), (END, UNTIL)):
            if name in self.choices.attributes or not isinstance(attributes.get(name), str):
                continue
            try:
                bounds[bound] = date_literal(str(attributes[name]).partition("T")[0]), place
                del attributes[name]
            except ValueError:
                continue  # a time that is no date is kept as an attribute
        wrong = reversed_bounds(bounds)
        if wrong:
            self.problems.add(place, wrong)
        for graph in self.graphs:
            self.quads.extend(period_quads(subject, graph, bounds))


def _number(value: Scalar) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _literal(value: Scalar) -> ox.Literal:
    if isinstance(value, str):
        return ox.Literal(value)
    kind = "boolean" if isinstance(value, bool) else "integer" if isinstance(value, int) else "double"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
