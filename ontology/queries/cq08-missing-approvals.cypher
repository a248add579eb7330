// name: cq08-missing-approvals
// sv: Vilka avtal kräver samma godkännande av flera fullmäktige, och var saknas ett?
// en: Which agreements need the same approval in several councils, and where is one missing?
// columns: agreement, agreementLabel, council, councilLabel, approval, decision, decisionLabel, date
// meaning: Every agreement that at least two bodies must approve, each of these bodies, and the approving decision
//   if one was found. Missing means that no source of the study shows the decision, not that it was not taken.
// meaning-sv: Varje avtal som minst två organ måste godkänna, vart och ett av dessa organ, och det godkännande
//   beslutet om ett har hittats. Saknas betyder att ingen källa i studien visar beslutet, inte att det inte har
//   fattats.

MATCH (agreement)-[:REQUIRES_APPROVAL_BY]->(council)
WITH agreement, collect(DISTINCT council) AS councils
WHERE size(councils) > 1
UNWIND councils AS council
OPTIONAL MATCH (agreement)<-[approves:APPROVES]-(decision:Decision)-[:DECIDED_BY]->(council)
RETURN agreement.uri AS agreement, agreement.label AS agreementLabel, council.uri AS council, council.label AS councilLabel,
       CASE WHEN decision IS NULL THEN 'missing' ELSE 'found' END AS approval,
       decision.uri AS decision, decision.label AS decisionLabel, toString(decision.decisionDate) AS date
ORDER BY agreementLabel, councilLabel, date
