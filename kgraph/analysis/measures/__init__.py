"""The measures of single things, one module for each; ``measure_registry`` lists them."""
