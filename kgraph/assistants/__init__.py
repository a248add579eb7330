"""``kgraph mcp``: the study as tools for an AI assistant, by the Model Context Protocol."""
