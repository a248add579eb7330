"""How sure a score is: drawn worlds, null networks, rank intervals."""
