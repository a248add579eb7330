"""How sure a score is: perturbed networks, null networks, rank intervals."""
