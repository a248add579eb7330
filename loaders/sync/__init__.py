"""A property graph written to a store: only what differs."""
