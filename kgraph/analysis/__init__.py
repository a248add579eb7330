"""Pure functions over NetworkX graphs that return plain result objects."""
