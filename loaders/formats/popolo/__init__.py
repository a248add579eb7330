"""Popolo JSON, read into RDF."""
