"""A node or relationship in the making: the properties that its statements become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.loaders.mapping_evidence import Evidence, collect_evidence, evidence_properties, graph_table
from kgraph.loaders.mapping_names import NameBook, Predicate
from kgraph.loaders.mapping_reader import Graphs, Objects, Quad, Statements, join_line
from kgraph.loaders.mapping_values import (
    kind_of,
    read_literal,
    split_literal,
    text_of,
    to_uri,
)
from kgraph.loaders.property_graph import Loss
from kgraph.loaders.unmapping import inlined_blank

from kgraph.vocabulary import DCT, RDFS, SKOS

if TYPE_CHECKING:
    from kgraph.loaders.mapping_shape import Period, Shape

# Where a thing's display name is looked for, in this order.
_NAME_PREDICATES = (
    f"<{SKOS}prefLabel>",
    f"<{RDFS}label>",
    f"<{DCT}title>",
    "<http://xmlns.com/foaf/0.1/name>",
    "<https://schema.org/name>",
    "<http://schema.org/name>",
    "<http://www.w3.org/ns/regorg#legalName>",
    f"<{SKOS}notation>",
)
_NOTATION = f"<{SKOS}notation>"

Link = tuple[Predicate, str, Graphs]


class Unit:
    """One node or relationship while its statements are placed.

    Attributes
    ----------
    properties : dict
        What the store will hold.
    links : list
        Statements that point at other nodes.
    placed, evidence, inlined, hidden : int
        How many statements became properties, evidence, a period, or are visible in ``_rdf`` only.
    """

    __slots__ = (
        "actual",
        "evidence",
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
        self.actual: list[Quad] = []
        self.graphs: set[str] = set()
        self.links: list[Link] = []
        self.placed = self.evidence = self.inlined = self.hidden = 0

    def state(self, predicate: str, value: str, graphs: Graphs) -> int:
        """Note a statement that must come back from the properties; return in how many graphs it stands."""
        for graph in graphs:
            self.actual.append((self.subject, predicate, value, graph))
        self.graphs.update(graphs)
        return len(graphs)

    def correct(self, decoded: list[Quad]) -> None:
        """Keep in ``_rdf`` exactly what `decoded` lacks or has too much."""
        actual, read = set(self.actual), set(decoded)
        if actual != read:
            taken = sorted(f"-{join_line(quad)}" for quad in read - actual)
            added = sorted(f"+{join_line(quad)}" for quad in actual - read)
            self.properties["_rdf"] = taken + added


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
        Display order of languages.
    """

    def __init__(
        self, statements: Statements, shape: Shape, book: NameBook, languages: tuple[str, ...]
    ) -> None:
        self.statements = statements
        self.shape = shape
        self.book = book
        self.rank = {f"@{language}": i for i, language in enumerate(languages)}
        self.losses: list[Loss] = []
        self.several: set[str] = set()
        self._shown: dict[str, str] = {}

    def evidence(self, unit: Unit, held: dict[str, Objects]) -> Evidence:
        """Place what named graphs say about their own statements of the subject; return it by graph."""
        if not any(predicate in held for predicate in self.book.evidence):
            return {}
        evidence, joined = collect_evidence(held, self._status)
        for predicate in self.book.evidence & held.keys():
            for value, graphs in held[predicate].items():
                unit.evidence += unit.state(predicate, value, tuple(graph for graph in graphs if graph))
        self.losses += (Loss("evidence-joined", join_line((unit.subject, p, o, ""))) for p, o in joined)
        return evidence

    def _status(self, term: str) -> str:
        return self.book.status(to_uri(term))

    def values(self, unit: Unit, predicate: str, objects: Objects, *, relation: bool) -> None:
        """Place the statements with one predicate: literals as properties, IRIs as properties or links.

        Parameters
        ----------
        relation : bool
            Whether the unit becomes a relationship, which can point at other nodes by property only.
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
                unit.hidden += unit.state(predicate, value, graphs)
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
        forms: dict[str, list[tuple[Any, str, Graphs]]] = {}
        for term, graphs in literals:
            unit.placed += unit.state(predicate, term, graphs)
            if term[0] == '"':
                text, datatype = split_literal(term)
                value, _, loss = read_literal(text, datatype)
                if loss:
                    self.losses.append(Loss(loss, join_line((unit.subject, predicate, term, graphs[0]))))
                form = datatype if datatype[0] == "@" else ""
            else:
                value, form = to_uri(term), ""
            forms.setdefault(form, []).append((value, term, graphs))
        for form, items in forms.items():
            self._keep(unit, predicate, self.book.key(plan, form), items, scalar=plan.scalar)

    def _keep(
        self, unit: Unit, predicate: str, key: str, items: list[tuple[Any, str, Graphs]], *, scalar: bool
    ) -> None:
        if len(items) == 1:
            value, _, graphs = items[0]
            unit.properties[key], unit.sets[key] = value, [graphs]
            return
        items.sort(key=lambda item: item[1])
        if len({kind_of(value) for value, _, _ in items}) > 1:
            self.losses += (
                Loss("mixed-list", join_line((unit.subject, predicate, term, graphs[0])))
                for _, term, graphs in items
            )
            items = [(text_of(value), term, graphs) for value, term, graphs in items]
        merged: dict[Any, Graphs] = {}
        for value, _, graphs in items:
            merged[value] = tuple(sorted({*merged[value], *graphs})) if value in merged else graphs
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
                unit.placed += unit.state(predicate, value, graphs)
                items.append((to_uri(value), value, graphs))
            else:
                kept.append(link)
        if items:
            plan = self.book.predicate(predicate)
            self._keep(unit, predicate, self.book.key(plan, "@id"), items, scalar=plan.scalar)
            if relation and plan.key not in unit.properties:
                shown = [self.shown(term) for _, term, _ in sorted(items, key=lambda item: item[1])]
                unit.properties[plan.key] = shown[0] if len(shown) == 1 else shown
                if len(shown) > 1 and not plan.scalar:
                    self.several.add(plan.key)
        return kept

    def period(self, unit: Unit, period: Period) -> None:
        """Place an inlined period as dates of its owner."""
        blank = inlined_blank(unit.subject, period.link)
        unit.inlined += unit.state(period.link, blank, period.link_graphs)
        for predicate, objects in period.statements.items():
            for value, graphs in objects.items():
                unit.actual += ((blank, predicate, value, graph) for graph in graphs)
                unit.graphs.update(graphs)
                unit.inlined += len(graphs)
        for key, (predicate, date, precision) in period.dates.items():
            unit.properties[key] = date
            unit.sets[key] = list(period.statements[predicate].values())
            if precision:
                unit.properties[f"{key}Precision"] = precision

    def seal(self, unit: Unit, evidence: Evidence) -> None:
        """Add sources, evidence, and which graph holds what."""
        if unit.graphs != {""}:
            unit.properties |= evidence_properties(unit.graphs, evidence)
            if len(unit.graphs) > 1:
                table = graph_table(unit.sets, unit.properties["sources"])
                unit.properties["_graphs"] = table

    def name(self, term: str, held: dict[str, Objects]) -> str:
        """Return the display name, in the first language of the study that there is."""
        for predicate in _NAME_PREDICATES:
            objects = held.get(predicate)
            if objects:
                found = [split_literal(value) for value in objects if value[0] == '"']
                if found:
                    return min((self._rank(datatype), datatype, text) for text, datatype in found)[2]
        uri = to_uri(term)
        return uri[max(uri.rfind("/"), uri.rfind("#"), uri.rfind(":")) + 1 :] or uri

    def _rank(self, datatype: str) -> int:
        # Untagged text comes after the study's own languages and before all others.
        return self.rank.get(datatype, len(self.rank) + (datatype[0] == "@"))

    def shown(self, term: str) -> str:
        """Return the text that stands for a thing on a relationship: its notation, else its name."""
        text = self._shown.get(term)
        if text is None:
            held = self.statements.of(term)
            notation = sorted(value for value in held.get(_NOTATION, ()) if value[0] == '"')
            text = split_literal(notation[0])[0] if notation else self.name(term, held)
            self._shown[term] = text
        return text
