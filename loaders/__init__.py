"""Everything that moves data in: source formats to RDF, RDF to the property graph, the property graph to Bolt."""
