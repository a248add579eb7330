"""The Bolt side: connect, query, read back, and the local servers."""
