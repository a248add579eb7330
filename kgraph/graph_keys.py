"""The property keys that kgraph writes itself; no ontology term may claim one.

Every other module takes its set of keys from here: what a store hides, what counts as evidence, what is read
back as a statement.
"""

from __future__ import annotations

IDENTITY_KEYS = frozenset({"uri", "key"})
"""What a node and a relationship are known by."""

NAME_KEY = "label"
"""The display name of a thing: its name in the first of the study's languages that it has."""

EVIDENCE_LIST_KEYS = ("locators", "paraphrases", "anchors", "quotes", "statuses", "confidences")
"""Lists aligned with ``sources``: entry *i* is what source *i* says, empty where it says nothing."""

EVIDENCE_KEYS = frozenset({"sources", *EVIDENCE_LIST_KEYS, "statementStatus", "confidence", "rule"})
"""Who says so, where, and how surely."""

PERIOD_KEYS = ("from", "until", "fromText", "untilText")
"""The period in which something holds: its ends as dates, and as the text of a day, a month or a year."""

FORMER_PERIOD_KEYS = frozenset({"fromPrecision", "untilPrecision"})
"""What stores of format 2 have in place of the texts of a period."""

HASH_KEY, GRAPHS_KEY, RESIDUE_KEY = "_hash", "_graphs", "_rdf"
INTERNAL_KEYS = frozenset({HASH_KEY, GRAPHS_KEY, RESIDUE_KEY})
"""Bookkeeping: digest of the content, graphs by value, statements that the other properties cannot show."""

DERIVED_KEYS = frozenset({NAME_KEY, "statementStatus", "confidence", "rule"})
"""Keys whose values the mapping derives from others."""

UNSTATED_KEYS = (
    IDENTITY_KEYS
    | {NAME_KEY, "sources", *EVIDENCE_LIST_KEYS}
    | {"statementStatus", "confidence", "fromText", "untilText"}
)
"""Public keys that stand for no statement of a source."""

RESERVED_KEYS = (
    IDENTITY_KEYS
    | INTERNAL_KEYS
    | {NAME_KEY, "sources", *EVIDENCE_LIST_KEYS, "rule", "fromText", "untilText"}
)
"""Keys that the ontology may not give to a term of its own."""

WRITTEN_KEYS = RESERVED_KEYS | EVIDENCE_KEYS | {*PERIOD_KEYS}
"""All keys that kgraph writes whatever the ontology says."""

READBACK_KEYS = IDENTITY_KEYS | {NAME_KEY, "labels", "type", "property_sources"}
"""Attributes of a graph that was read back which identify a thing and do not describe it."""
