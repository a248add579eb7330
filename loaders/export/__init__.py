"""Export of the graph to the formats of other tools."""
