"""The ontology, its schemes, shapes and queries, as package data; ``kgraph.vocabulary`` reads it."""
