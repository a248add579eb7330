"""The questions of the analysis, one module for each."""
