// Which agreements need the same approval in several councils, and where is one missing?
// Vilka avtal kräver samma godkännande av flera fullmäktige, och var saknas ett?
MATCH (agreement)-[:REQUIRES_APPROVAL_BY]->(council)
WITH agreement, collect(DISTINCT council) AS councils
WHERE size(councils) > 1
UNWIND councils AS council
OPTIONAL MATCH (agreement)<-[approves:APPROVES]-(decision:Decision)-[:DECIDED_BY]->(council)
RETURN agreement.uri AS agreement, agreement.label AS agreementLabel, council.uri AS council, council.label AS councilLabel,
       CASE WHEN decision IS NULL THEN 'missing' ELSE 'found' END AS approval,
       decision.uri AS decision, decision.label AS decisionLabel, toString(decision.decisionDate) AS date
ORDER BY agreementLabel, councilLabel, date;
