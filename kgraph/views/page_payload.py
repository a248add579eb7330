"""The contract between Python and the scripts of a page: what its JSON block holds, key by key.

``assets/types.d.ts`` says the same to the scripts. The number of a node, relationship, source, result or
finding is its place in the list of that name.
"""

from typing import Any, NotRequired, Required, TypedDict

from kgraph.views.ontology_words import Words
from kgraph.views.stories import DrawnThings, Story

Period = list[str | None]


class PayloadEvidence(TypedDict, total=False):
    """What one source says about a node or relationship."""

    source: Required[int]
    """Number of the source."""
    locator: str
    """Where in the source, for instance a page or a paragraph."""
    paraphrase: str
    """What the passage says, in the recorder's words."""
    anchor: str
    """Position and digest of the passage."""
    quote: str
    """The words of the source."""
    confidence: str
    """How sure the source is."""
    status: str
    """Status of the statement; absent where it is stated."""


class PayloadItem(TypedDict, total=False):
    """What nodes and relationships have in common."""

    status: str
    """Status of the statement; absent where it is stated."""
    properties: dict[str, Any]
    """Properties by key; one with several languages is a mapping by language code."""
    evidence: list[PayloadEvidence]
    """What each source says."""
    rule: str
    """The rule that inferred it."""
    confidence: Any
    """Confidence of all sources together."""
    change: str
    """In a comparison: ``added``, ``removed``, ``changed`` or ``same``."""
    period: Period
    """First and last day, ISO 8601; null where that end is open."""
    event: bool
    """True where the period is the one day of an event."""
    before: dict[str, Any]
    """The values of the earlier build that have changed."""
    origins: dict[str, list[int]]
    """Entries of `evidence` that state a property; absent where all of them state all."""


class PayloadNode(PayloadItem):
    """A node."""

    uri: str
    """Its IRI."""
    labels: list[str]
    """All its labels."""
    kind: str
    """The label that it is shown under, a key of `PagePayload.kinds`."""
    name: Words
    """What it is called."""
    aliases: NotRequired[list[str]]
    """Every other name, in any language."""
    findings: NotRequired[list[int]]
    """Numbers of the findings about it."""


PayloadEnds = TypedDict(
    "PayloadEnds",
    {
        # Number of the node that the relationship leads from.
        "from": int,
        # Number of the node that it leads to.
        "to": int,
    },
)
"""The ends of a relationship; made by a call, because ``from`` is a keyword of Python."""


class PayloadEdge(PayloadItem, PayloadEnds):
    """A relationship."""

    key: str
    """Its IRI."""
    type: str
    """Its type, a key of `PagePayload.types`."""


class PayloadSource(TypedDict, total=False):
    """A document that supports statements, as far as the graph describes it."""

    uri: Required[str]
    """Its IRI."""
    name: Required[Words]
    """Its title."""
    publisher: Words
    """Who published it."""
    issued: Any
    """When it was published, ISO 8601."""
    link: str
    """Its address on the web, http or https."""


class PayloadMeasure(TypedDict):
    """Numbers by which the marks of a diagram can be sized."""

    key: str
    """What the address of the page calls it."""
    words: Words
    """What the reader sees."""
    values: list[Any]
    """A number per node in the order of `PagePayload.nodes`; null where it is undefined."""


class PayloadFigure(TypedDict):
    """A number that the analysis found."""

    words: Words
    """What it is called."""
    value: Any
    """The number; null where it is undefined."""


class PayloadFinding(TypedDict):
    """What the analysis found about one node."""

    result: int
    """Number of the result that it belongs to."""
    figure: PayloadFigure
    """The number found."""
    claim: NotRequired[Words]
    """The finding in a sentence."""
    interval: NotRequired[list[float]]
    """Lower and upper end of the 95 % interval of the number or of its rank."""
    bounds: NotRequired[list[float]]
    """Least and most that the number can be by logic alone."""


class PayloadResult(TypedDict):
    """A question of the analysis, asked of one network."""

    title: Words | None
    """What the question is called."""
    definition: Words | None
    """How its figures are defined."""


class PayloadKind(TypedDict):
    """A class of nodes."""

    words: Words
    """What it is called."""
    colour: str
    """Its colour, ``#rrggbb``."""
    shape: str
    """Its shape, by the name that the drawing library has for it."""


class PayloadRelationRule(TypedDict):
    """What the loss of one end of a relationship does to the other."""

    reverse: bool
    """False where the source of the relationship needs its target, true where the target needs the source."""
    anyOf: bool
    """Whether several such relationships are alternatives, of which one is enough."""
    loss: str
    """``stops``, or ``affects`` where the one that needs it carries on."""


class PayloadRules(TypedDict):
    """How losses spread, as the analysis declares it."""

    relations: dict[str, PayloadRelationRule]
    """By relationship type."""
    byCriticality: dict[str, str]
    """Loss by the ``criticality`` of a relationship, which comes before that of its type."""


class PayloadColumn(TypedDict):
    """A column of the layout in layers."""

    at: float
    """Its place along x."""
    words: Words
    """Its heading."""


class PayloadTick(TypedDict, total=False):
    """A mark on the axis of time."""

    at: Required[float]
    """Its place along x."""
    text: str
    """A year."""
    words: Words
    """What is not a year."""


class PayloadAxis(TypedDict):
    """The axis of time."""

    ticks: list[PayloadTick]
    """Its marks, from left to right."""


class PayloadGuides(TypedDict, total=False):
    """What the places of the nodes mean; empty where they mean nothing along an axis."""

    columns: list[PayloadColumn]
    """Headings of the columns."""
    sides: bool
    """Whether labels stand beside the marks, not under them."""
    axis: PayloadAxis
    """The axis of time."""
    bodies: bool
    """Whether what stands furthest to the left are the bodies that decide."""


class PayloadTexts(TypedDict):
    """What a page says by itself."""

    page: dict[str, dict[str, str]]
    """Sentences by language and key."""
    measures: dict[str, Words]
    """The words for no measure, under ``none``."""


class PayloadDrawing(TypedDict):
    """The drawing as pyvis describes it; the page uses the places."""

    nodes: list[dict[str, Any]]
    """Nodes by number, with ``x`` and ``y``."""
    edges: list[dict[str, Any]]
    """Relationships by number."""
    options: dict[str, Any]
    """Options of the drawing library."""


class PayloadAsked(TypedDict):
    """The question that a page shows the answer to."""

    query: str
    """Its text, in Cypher."""
    parameters: dict[str, Any]
    """Values of its parameters."""
    drawn: DrawnThings
    """What of the answer is drawn."""


class PageContent(TypedDict):
    """All that the page of a view knows, but for the drawing and the words of the page itself."""

    view: str
    """Name of the view, and stem of the files that the reader saves."""
    title: Words
    """Heading of the page."""
    meaning: Words
    """What the diagram shows, in a sentence or two."""
    removal: str
    """What the loss of a node means: ``reach`` (who is cut off) or ``dependency`` (what stops)."""
    rules: PayloadRules | None
    """How losses spread where `removal` is ``dependency``."""
    off: list[str]
    """Relationship types that are switched off until the reader wants them."""
    later: list[str]
    """Kinds that are switched off until the reader wants them."""
    focus: int | None
    """Number of the node in the middle of the view around one node."""
    persons: int
    """How many natural persons are left out."""
    undrawn: int
    """How many nodes are left out because a page holds no more."""
    language: str
    """Language in which the page opens."""
    limit: int
    """Number of nodes above which the page opens grouped by kind."""
    nodes: list[PayloadNode]
    """All nodes of the view, by IRI."""
    edges: list[PayloadEdge]
    """All relationships of the view, by source, target and key."""
    sources: list[PayloadSource]
    """The sources that nodes and relationships rest on."""
    measures: list[PayloadMeasure]
    """By what the marks can be sized."""
    findings: list[PayloadFinding]
    """What the analysis found about single nodes."""
    results: list[PayloadResult]
    """The results that the findings belong to."""
    kinds: dict[str, PayloadKind]
    """Words and style of each class in the view."""
    kindOrder: list[str]
    """The keys of `kinds` in the order of the legend."""
    types: dict[str, Words]
    """Words of each relationship type in the view."""
    keys: dict[str, Words]
    """Words of each property in the view."""
    statuses: dict[str, Words]
    """Words of each status of a statement."""
    changes: dict[str, Words]
    """Words of each change; empty except in a comparison."""
    guides: PayloadGuides
    """What the places of the nodes mean."""
    build: dict[str, Any]
    """What the build says about itself: study, build id, hashes."""
    stories: list[Story]
    """The stories of the study."""
    views: dict[str, Words]
    """Headings of the views that a story may have steps in, by name."""
    pages: list[str]
    """Those of them, and pages of answers, that this page is or has beside it."""
    asked: PayloadAsked | None
    """The question that the page shows the answer to."""
    beside: str
    """Where the other pages lie, seen from this one."""


class PagePayload(PageContent):
    """Everything in the JSON block of a page."""

    network: PayloadDrawing
    """The drawing."""
    texts: PayloadTexts
    """What the page says by itself."""
