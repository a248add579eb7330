"""Local servers: the embedded store and Neo4j, started, shared and stopped."""
