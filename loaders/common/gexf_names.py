"""Attributes of relationships that GEXF would take for its own, and what they are called in a GEXF file."""

GEXF_NAMES = {"type": "relationshipType", "label": "edgeLabel", "id": "identifier"}
"""Name in a GEXF file by key in the property graph."""
