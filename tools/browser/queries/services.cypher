// From provider through system and service to the one that uses it
MATCH p = ()-[:PROVIDES|CONSUMES|OPERATES|REALISED_BY]->() RETURN p;
