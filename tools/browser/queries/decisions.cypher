// Decisions, who took them and what they concern
MATCH p = (:Decision)-[:DECIDED_BY|AFFECTS|APPROVES]->() RETURN p;
