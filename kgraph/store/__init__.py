"""The graph store over Bolt: connections, queries, reading back, and local servers."""
