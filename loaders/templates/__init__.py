"""Templates for tables that people fill in."""
