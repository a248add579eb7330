"""A research package: a study with its results, described for others, that rebuilds to the same content."""
