"""kgraph: a knowledge graph of collaboration actors and dependencies."""

__version__ = "0.1.0"
