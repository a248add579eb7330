"""Statuses of statements, which of several counts, and the evidence that the graph holds for a thing.

A node or relationship of the property graph may rest on several sources. Its evidence stands in lists aligned
with ``sources`` (see :data:`kgraph.graph_keys.EVIDENCE_LIST_KEYS`); this module is the one place that reads
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STATED, DISPUTED, INFERRED = "stated", "disputed", "inferred"
UNVERIFIED, OUTDATED = "unverified", "outdated"

STATUSES = (STATED, DISPUTED, INFERRED, UNVERIFIED, OUTDATED)
"""All statuses, from the surest to the least sure."""

STATUS_SCHEME = "https://w3id.org/kgraph/scheme/statement-status/"
"""Where the IRIs of statuses begin."""

PRECEDENCE = (DISPUTED, STATED, INFERRED, UNVERIFIED, OUTDATED)
"""Which status a thing has when its sources disagree: the first of these that occurs.

A dispute is never hidden: what one source states and another disputes is disputed. Apart from that the
strongest support counts.
"""

# The graph of inferred statements is named after the rule: this precedes the rule's name in its IRI.
_RULE_PATH = "/graph/inferred/"

_COLUMNS = ("locators", "quotes", "confidences", "paraphrases", "anchors")


def rule_of(source: str) -> str:
    """Return the name of the rule whose conclusions a graph holds; empty if it is a source's."""
    return source.partition(_RULE_PATH)[2]


@dataclass(frozen=True, slots=True)
class SourceEvidence:
    """What one source says about a thing.

    Parameters
    ----------
    source : str
        IRI of the source.
    locator, quote : str
        Where in the source, and its words; empty where they are not given.
    status : str
        Status that the source gives the statement; ``stated`` where it gives none.
    confidence : str
        Confidence as the graph holds it; empty where it is not given.
    paraphrase, anchor : str
        What the passage says in the recorder's words, and where it stands; empty where they are not given.
    """

    source: str
    locator: str = ""
    quote: str = ""
    status: str = STATED
    confidence: str = ""
    paraphrase: str = ""
    anchor: str = ""


def evidence_of(properties: Mapping[str, Any]) -> tuple[SourceEvidence, ...]:
    """Return what each source says about a node or relationship, in the order of ``sources``.

    Parameters
    ----------
    properties : mapping
        Properties as a store or :func:`kgraph.store.readback.read_graph` gives them.
    """
    sources = _items(properties.get("sources"))
    if not sources:
        return ()
    statuses = _aligned(properties, "statuses", len(sources))
    if not any(statuses):
        statuses = [status_of(properties)] * len(sources)
    locators, quotes, *rest = (_aligned(properties, key, len(sources)) for key in _COLUMNS)
    statuses = [status or STATED for status in statuses]
    return tuple(map(SourceEvidence, sources, locators, quotes, statuses, *rest))


def status_of(properties: Mapping[str, Any]) -> str:
    """Return the status of a node or relationship as a whole.

    That is its ``statementStatus``, which the mapping derives with :func:`combined_status`; without one, what
    its aligned ``statuses`` amount to, ``inferred`` for the conclusion of a rule, else ``stated``.
    """
    status = properties.get("statementStatus")
    if status:
        return str(status)
    if properties.get("statuses"):
        return combined_status(_items(properties["statuses"]))
    return INFERRED if properties.get("rule") else STATED


def combined_status(statuses: Iterable[str]) -> str:
    """Return the status of what several sources support, by :data:`PRECEDENCE`; empty means ``stated``."""
    present = {status or STATED for status in statuses} or {STATED}
    return next((status for status in PRECEDENCE if status in present), min(present))


def _items(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _aligned(properties: Mapping[str, Any], key: str, length: int) -> list[str]:
    given = properties.get(key)
    if not given:
        return [""] * length
    values = ["" if item is None else str(item) for item in given]
    return [*values[:length], *[""] * (length - len(values))]
