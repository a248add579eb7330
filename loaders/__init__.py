"""Everything that moves data in: source formats to RDF, RDF to the property graph, that to Bolt."""
