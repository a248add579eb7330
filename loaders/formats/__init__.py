"""Source formats, each read into RDF."""
