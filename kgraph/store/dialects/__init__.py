"""The products that kgraph works with over Bolt, a module each, and the table that lists them."""
