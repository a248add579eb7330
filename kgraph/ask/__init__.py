"""Questions to a built graph: Cypher, prepared questions, explanations, the schema."""
