"""From the sources of a study to its results: the steps of a rebuild, and the files in ``build/``."""
