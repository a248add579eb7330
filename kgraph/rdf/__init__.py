"""The dataset in memory: a named graph per source, validation and inference."""
