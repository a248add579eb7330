"""Spreadsheets and CSV files, read into RDF."""
