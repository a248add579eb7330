"""One module per view; :mod:`kgraph.views.view_registry` lists them."""
