// In how many formal collaborations does each pair of the group meet, by form?
// I hur många formella samarbeten möts varje par i gruppen, efter form?
:param group => 'https://w3id.org/kgraph/study/skaraborg/v6';
:param date => date('2023-06-01');
MATCH (a:Municipality)-[:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $group})<-[:MEMBER_OF|PARTICIPATES_IN]-(b:Municipality)
WHERE a.uri < b.uri
MATCH (a)-[ta:MEMBER_OF|PARTICIPATES_IN]->(body)<-[tb:MEMBER_OF|PARTICIPATES_IN]-(b)
WHERE all(r IN [ta, tb] WHERE r.statementStatus <> 'outdated' AND coalesce(r.from <= date($date), true) AND coalesce(r.until >= date($date), true))
OPTIONAL MATCH (body)-[:LEGAL_FORM|COLLABORATION_FORM]->(f)
RETURN a.uri AS a, a.label AS aLabel, b.uri AS b, b.label AS bLabel, last(split(f.uri, '/')) AS form, count(DISTINCT body.uri) AS collaborations
ORDER BY aLabel, bLabel, form;
