"""A node or relationship under construction, and the placing of its statements as properties."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any

from kgraph.namespaces import SKOS
from kgraph.packaged_ontology import NAMES
from kgraph.words.text import base_language

from ..property_graph import Loss
from .decoder import DEFAULT_STATUS, inlined_blank
from .evidence_lists import Evidence, collect_evidence, evidence_properties, graph_table
from .graph_shape import LENGTHS
from .grouped_statements import RDF_TYPE, Objects, Quad, Statements, join_line
from .name_book import NameBook, Predicate
from .statement_patterns import Graphs
from .term_values import REFERENCE, is_iri, kind_of, split_literal, text_of, to_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .graph_shape import Period, Shape

_NOTATION = f"<{SKOS}notation>"
# Predicates that give a thing its name, the preferred one first.
# How far away the name of a thing without one may stand: a place, and the same place in a code list.
NAME_STEPS = 2
NAME_PREDICATES = (*map(str, NAMES), _NOTATION)

Link = tuple[Predicate, str, Graphs]


class Unit:
    """One node or relationship while its statements are placed.

    Attributes
    ----------
    properties : dict
        Properties for the store.
    links : list
        Statements that point at other nodes.
    exact : bool
        Whether every value is known to be read back unchanged, which makes decoding them all unnecessary.
    placed, evidence, inlined, hidden : int
        Number of statements that became properties, evidence or a period, or that only ``_rdf`` shows.
    """

    __slots__ = (
        "evidence",
        "exact",
        "graphs",
        "hidden",
        "inlined",
        "links",
        "placed",
        "properties",
        "sets",
        "subject",
    )

    def __init__(self, subject: str, properties: dict[str, Any]) -> None:
        self.subject = subject
        self.properties = properties
        self.sets: dict[str, list[Graphs]] = {}
        self.exact = True
        self.graphs: set[str] = set()
        self.links: list[Link] = []
        self.placed = self.evidence = self.inlined = self.hidden = 0

    def state(self, graphs: Graphs) -> int:
        """Record the graphs of a statement and return their number."""
        self.graphs.update(graphs)
        return len(graphs)

    def correct(self, held: dict[str, Objects], period: Period | None, decoded: list[Quad]) -> None:
        """Keep in ``_rdf`` exactly what `decoded` lacks or adds.

        Parameters
        ----------
        held : dict
            All statements about the subject; those that became relationships are left to these.
        period : Period or None
            The inlined period.
        decoded : list of Quad
            The statements that labels and properties are read back as.
        """
        links = {(f"<{plan.iri}>", value, graph) for plan, value, graphs in self.links for graph in graphs}
        actual, read = set(_quads(self.subject, held, links)), set(decoded)
        if period is not None:
            blank = inlined_blank(self.subject, period.link)
            actual -= {(self.subject, period.link, period.blank, graph) for graph in period.link_graphs}
            actual |= {(self.subject, period.link, blank, graph) for graph in period.link_graphs}
            actual |= set(_quads(blank, period.statements, set()))
        if actual != read:
            taken = sorted(f"-{join_line(quad)}" for quad in read - actual)
            added = sorted(f"+{join_line(quad)}" for quad in actual - read)
            self.properties["_rdf"] = taken + added


def _quads(subject: str, held: dict[str, Objects], left_out: set[tuple[str, str, str]]) -> Iterator[Quad]:
    for predicate, objects in held.items():
        for value, graphs in objects.items():
            for graph in graphs:
                if (predicate, value, graph) not in left_out:
                    yield subject, predicate, value, graph


class UnitBuilder:
    """Places the statements of one subject at a time.

    Parameters
    ----------
    statements : Statements
        All statements.
    shape : Shape
        Which subjects are relationships, which are inlined.
    book : NameBook
        Names.
    languages : tuple of str
        Languages in order of preference.
    """

    def __init__(
        self, statements: Statements, shape: Shape, book: NameBook, languages: tuple[str, ...]
    ) -> None:
        self.statements = statements
        self.shape = shape
        self.book = book
        self.languages = tuple(language.lower() for language in languages)
        self.bases = tuple(map(base_language, languages))
        self.defaults = self._defaults()
        self.losses: list[Loss] = []
        self.several: set[str] = set()
        self._shown: dict[str, str] = {}
        self._said: dict[tuple[str, ...], dict[str, Any]] = {}

    def _defaults(self) -> dict[str, str]:
        """Return the status of what each graph says where it gives none itself."""
        predicate = f"<{DEFAULT_STATUS}>"
        found = {}
        for subject in self.statements.having(predicate):
            held = self.statements.of(subject)[predicate]
            terms = [value for value in held if is_iri(value)]
            if terms:
                found[subject] = self.status(min(terms))
        return found

    def evidence(self, unit: Unit, held: dict[str, Objects]) -> Evidence:
        """Place what named graphs say about their own statements of the subject, and return it by graph."""
        if self.book.evidence.isdisjoint(held):
            return {}
        unit.exact = False
        evidence, joined = collect_evidence(held, self.status, self.rank_of)
        for predicate in self.book.evidence & held.keys():
            for graphs in held[predicate].values():
                unit.evidence += unit.state(tuple(graph for graph in graphs if graph))
        self.losses += (Loss("evidence-joined", join_line((unit.subject, p, o, ""))) for p, o in joined)
        return evidence

    def status(self, term: str) -> str:
        """Return the text for a status."""
        return self.book.status(to_uri(term))

    def values(self, unit: Unit, predicate: str, objects: Objects, *, relation: bool) -> None:
        """Place the statements with one predicate: literals as properties, IRIs as properties or links.

        Parameters
        ----------
        relation : bool
            Whether the unit becomes a relationship, which can refer to further nodes only by a property.
        """
        plan = self.book.predicate(predicate)
        literals: list[tuple[str, Graphs]] = []
        links: list[Link] = []
        for value, graphs in objects.items():
            if plan.evidence:
                graphs = ("",) if "" in graphs else ()
                if not graphs:
                    continue
            if value[0] == '"' or (plan.as_property and not value.startswith("<<")):
                literals.append((value, graphs))
            elif value.startswith("<<"):
                unit.exact = False
                unit.hidden += unit.state(graphs)
                self.losses.append(
                    Loss("triple-term", join_line((unit.subject, predicate, value, graphs[0])))
                )
            elif value not in self.shape.inlined:
                links.append((plan, value, graphs))
        if literals:
            self._literals(unit, predicate, plan, literals)
        if links:
            unit.links += self._references(unit, predicate, links, relation=relation)

    def _literals(
        self, unit: Unit, predicate: str, plan: Predicate, literals: list[tuple[str, Graphs]]
    ) -> None:
        groups: dict[str, list[tuple[Any, str, Graphs]]] = {}
        for term, graphs in literals:
            unit.placed += unit.state(graphs)
            if term[0] != '"':
                value, key = to_uri(term), self.book.key(plan, "")
                unit.exact &= plan.kinds.get("str") == REFERENCE
            else:
                end = term.rindex('"')
                form = plan.forms.get(term[end + 1 :]) or self.book.form(plan, term[end + 1 :])
                key = form.key
                if form.text and "\\" not in term:
                    value = term[1:end]
                else:
                    value = self._value(unit, predicate, plan, term, graphs)
            groups.setdefault(key, []).append((value, term, graphs))
        for key, items in groups.items():
            self._keep(unit, predicate, key, items, scalar=plan.scalar)

    def _value(self, unit: Unit, predicate: str, plan: Predicate, term: str, graphs: Graphs) -> Any:
        value, loss, exact = plan.read(term)
        if loss:
            self.losses.append(Loss(loss, join_line((unit.subject, predicate, term, graphs[0]))))
        unit.exact &= exact
        return value

    def _keep(
        self, unit: Unit, predicate: str, key: str, items: list[tuple[Any, str, Graphs]], *, scalar: bool
    ) -> None:
        if len(items) == 1:
            value, _, graphs = items[0]
            unit.properties[key], unit.sets[key] = value, [graphs]
            return
        items.sort(key=lambda item: item[1])
        count = len(items)
        if len({kind_of(value) for value, _, _ in items}) > 1:
            self.losses += (
                Loss("mixed-list", join_line((unit.subject, predicate, term, graphs[0])))
                for _, term, graphs in items
            )
            items = [(text_of(value), term, graphs) for value, term, graphs in items]
            unit.exact = False
        merged: dict[Any, Graphs] = {}
        for value, _, graphs in items:
            merged[value] = tuple(sorted({*merged[value], *graphs})) if value in merged else graphs
        unit.exact &= len(merged) == count
        unit.properties[key] = list(merged) if len(merged) > 1 else next(iter(merged))
        unit.sets[key] = list(merged.values())
        if len(merged) > 1 and not scalar:
            self.several.add(key)

    def _references(self, unit: Unit, predicate: str, links: list[Link], *, relation: bool) -> list[Link]:
        """Place links that cannot become relationships as ``<key>_uri``; return the others."""
        kept: list[Link] = []
        items: list[tuple[str, str, Graphs]] = []
        for link in links:
            _, value, graphs = link
            if relation or value in self.shape.relations:
                unit.placed += unit.state(graphs)
                items.append((to_uri(value), value, graphs))
            else:
                kept.append(link)
        if items:
            plan = self.book.predicate(predicate)
            self._keep(unit, predicate, self.book.key(plan, REFERENCE), items, scalar=plan.scalar)
            if relation and plan.key not in unit.properties:
                shown = [self.shown(term) for _, term, _ in sorted(items, key=lambda item: item[1])]
                unit.properties[plan.key] = shown[0] if len(shown) == 1 else shown
                if len(shown) > 1 and not plan.scalar:
                    self.several.add(plan.key)
        return kept

    def period(self, unit: Unit, period: Period) -> None:
        """Place an inlined period as dates of its owner."""
        unit.exact = False
        unit.inlined += unit.state(period.link_graphs)
        for objects in period.statements.values():
            for graphs in objects.values():
                unit.inlined += unit.state(graphs)
        for key, (predicate, date, precision) in period.dates.items():
            unit.properties[key] = date
            unit.sets[key] = list(period.statements[predicate].values())
            # A date serves comparison, and its text says it as the source does: a year, a month or a day.
            unit.properties[f"{key}Text"] = intern(date.isoformat()[: LENGTHS[precision]])

    def seal(self, unit: Unit, evidence: Evidence) -> None:
        """Add sources, evidence, and the table of which graph holds which value."""
        if unit.graphs != {""}:
            unit.properties |= self.said(unit.graphs, evidence)
            if len(unit.graphs) > 1:
                table = graph_table(unit.sets, unit.properties["sources"])
                unit.properties["_graphs"] = intern(table)

    def said(self, graphs: Iterable[str], evidence: Evidence) -> dict[str, Any]:
        """Return :func:`evidence_properties`; things of the same graphs share what is the same for all."""
        named = tuple(sorted(graph for graph in graphs if graph))
        usual = self._said.get(named)
        if usual is None:
            usual = self._said[named] = evidence_properties(named, {}, self.defaults)
        if evidence.keys().isdisjoint(named):
            return usual
        found = evidence_properties(named, evidence, self.defaults)
        return found | {"sources": usual["sources"]}

    def name(self, term: str, held: dict[str, Objects]) -> str:
        """Return the display name, in the first of the study's languages that it has."""
        name = self._own_name(held) or self._borrowed_name(held)
        if name:
            return name
        # The name of a blank node is a meaningless hash; its class says more.
        uri = to_uri(min(held.get(RDF_TYPE, {}), default=term) if term[0] == "_" else term)
        return uri[max(uri.rfind("/"), uri.rfind("#"), uri.rfind(":")) + 1 :] or uri

    def name_of(self, term: str) -> str:
        """Return the display name of a subject."""
        return self.name(term, self.statements.of(term))

    def _own_name(self, held: dict[str, Objects]) -> str:
        for predicate in NAME_PREDICATES:
            objects = held.get(predicate)
            if objects:
                literals = [split_literal(value) for value in objects if value[0] == '"']
                if literals:
                    return min((self.rank_of(datatype), datatype, text) for text, datatype in literals)[2]
        return ""

    def _borrowed_name(self, held: dict[str, Objects], steps: int = NAME_STEPS) -> str:
        """Return the name of what a thing is known by, such as its role or its territory, else nothing."""
        for iri in sorted(self.book.vocabulary.naming):
            for value in sorted(held.get(f"<{iri}>", ())):
                if is_iri(value):
                    other = self.statements.of(value)
                    name = self._own_name(other)
                    if not name and steps > 1:
                        name = self._borrowed_name(other, steps - 1)
                    if name:
                        return name
        return ""

    def rank_of(self, datatype: str) -> tuple[int, int]:
        """Return the rank of a language among those that a name may be in; 0 is the first choice.

        A language stands for its regional forms, and they for it, where the exact tag is not there.
        """
        tag, base = datatype[1:].lower(), base_language(datatype[1:])
        if datatype[0] == "@" and tag in self.languages:
            return self.languages.index(tag), 0
        if datatype[0] == "@" and base in self.bases:
            return self.bases.index(base), 1
        # Untagged text comes after the study's own languages and before all others.
        return len(self.languages), int(datatype[0] == "@")

    def shown(self, term: str) -> str:
        """Return the text that represents a thing on a relationship: its notation, else its name."""
        text = self._shown.get(term)
        if text is None:
            statements = self.statements.of(term)
            notation = sorted(value for value in statements.get(_NOTATION, ()) if value[0] == '"')
            text = split_literal(notation[0])[0] if notation else self.name(term, statements)
            self._shown[term] = text
        return text
