// Who is a member of, hosts or takes part in what
MATCH p = (:Organization)-[:MEMBER_OF|PARTICIPATES_IN|HOSTED_BY|UNIT_OF]->(:Organization) RETURN p;
