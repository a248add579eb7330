"""What a view is: which part of the graph it shows, how that part is laid out, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgraph.views.graph_parts import part_of
from kgraph.views.node_style import Mark, kinds_of, mark
from kgraph.views.presentation import role_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from kgraph.views.asked_question import AskedQuestion
    from kgraph.views.layouts import ViewLayout
    from kgraph.views.ontology_words import Words
    from kgraph.words.text import Text


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """What somebody asks to see.

    Parameters
    ----------
    view : str
        Name of a view; after a colon what it is about, as in ``"ego:Skara"``.
    radius : int
        Steps from the node in the middle, for the surroundings of one node.
    before : networkx.MultiDiGraph, optional
        The earlier build, for a comparison.
    """

    view: str
    radius: int = 2
    before: nx.MultiDiGraph | None = None

    @property
    def name(self) -> str:
        """Name of the view, without what it is about."""
        return self.view.partition(":")[0]

    @property
    def subject(self) -> str:
        """What the view is about; empty for most."""
        return self.view.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a graph that a view shows.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Its nodes and relationships.
    focus : str, optional
        IRI of the node in the middle.
    title, meaning : Text, optional
        Heading and explanation, where they differ from those of the definition.
    rank : mapping of str to int
        Which nodes come first where there are too many to draw: those with the lowest number, and among
        these, those with most ties. A node without a number comes with the first.
    later : frozenset of str
        Kinds that are switched off until the reader wants them, and with them the nodes that have no
        relationship without them.
    """

    graph: nx.MultiDiGraph
    focus: str | None = None
    title: Text | None = None
    meaning: Text | None = None
    rank: Mapping[str, int] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ViewDefinition:
    """A view as :mod:`kgraph.views.view_registry` lists it.

    Parameters
    ----------
    name : str
        What commands and files call it.
    title, meaning : Text
        Heading, and what the picture shows; from the catalogue ``pages.toml``.
    select : callable
        From the graph and a request to what is shown. Persons that the study leaves out are gone already.
    layout : ViewLayout
        How positions are found, and what they mean.
    networks : tuple of str, optional
        Networks of the analysis whose findings belong to the view; None for all of them.
    loss_network : str, optional
        Network by whose rules the loss of a node spreads. Without one, a loss cuts off those that no longer
        reach the largest part.
    styles : callable
        From a class to its style.
    argument : str
        What is written after the name and a colon, such as ``"NAME"``; empty where the name is all.
    standard : bool
        Whether every build writes it.
    shows_changes : bool
        Whether it tells what is new, gone and changed apart.
    changes : dict, optional
        Words for the changes that it tells apart, by language; those of a comparison when absent.
    """

    name: str
    title: Text
    meaning: Text
    select: Callable[[nx.MultiDiGraph, ViewRequest], Selection]
    layout: ViewLayout
    networks: tuple[str, ...] | None = None
    loss_network: str | None = None
    styles: Callable[[str], Mark] = field(default=mark)
    argument: str = ""
    standard: bool = False
    shows_changes: bool = False
    changes: dict[str, Words] | None = None

    @property
    def usage(self) -> str:
        """How a reader asks for it, for instance ``ego:NAME``."""
        return f"{self.name}:{self.argument}" if self.argument else self.name


@dataclass(frozen=True, slots=True)
class View:
    """A view of one graph, ready to be laid out and drawn.

    Parameters
    ----------
    definition : ViewDefinition
        What it is a view of.
    title, meaning : dict of str to str
        Heading and what the picture shows, by language.
    graph : networkx.MultiDiGraph
        The nodes and relationships shown.
    focus : str, optional
        IRI of the node in the middle.
    persons : int
        Natural persons that the view leaves out.
    asked : AskedQuestion, optional
        The question that it shows the answer to.
    undrawn : int
        Nodes that the view leaves out because a page holds no more.
    later : frozenset of str
        Kinds that are switched off until the reader wants them.
    """

    definition: ViewDefinition
    title: Words
    meaning: Words
    graph: nx.MultiDiGraph
    focus: str | None = None
    persons: int = 0
    asked: AskedQuestion | None = None
    undrawn: int = 0
    later: frozenset[str] = frozenset()

    @property
    def opening(self) -> nx.MultiDiGraph:
        """What a page shows when it opens: nothing that another relationship says in more detail."""
        entailed = frozenset(role_names("entailed"))
        kinds = kinds_of(self.graph) if self.later else {}
        shown = [uri for uri in self.graph if kinds.get(uri) not in self.later]
        part = part_of(self.graph, shown, lambda edge: edge[2] not in entailed)
        return part_of(part, [uri for uri in part if part.degree(uri)]) if self.later else part

    @property
    def name(self) -> str:
        """Name of the view, and stem of its file."""
        return self.definition.name

    @property
    def removal(self) -> str:
        """What the loss of a node means: ``"dependency"`` (what stops) or ``"reach"`` (who is cut off)."""
        return "dependency" if self.definition.loss_network else "reach"
