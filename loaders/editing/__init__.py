"""Edits of a study's own files, made from what a person filled in: a cell, or a new thing."""
