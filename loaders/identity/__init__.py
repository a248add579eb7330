"""Which names in several sources mean the same thing."""
