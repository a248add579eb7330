"""RDF to property graph and back, driven by the ontology."""
