"""Sources of a study written for an earlier version of the ontology, rewritten for this one."""
