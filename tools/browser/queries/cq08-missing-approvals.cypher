// Which agreements need the same approval in several councils, and where is one missing?
// Vilka avtal kräver samma godkännande av flera fullmäktige, och var saknas ett?
MATCH (agreement:CollaborationAgreement)-[:REQUIRES_APPROVAL_BY]->(council)
WITH agreement, collect(DISTINCT council) AS councils
WHERE size(councils) > 1
UNWIND councils AS council
OPTIONAL MATCH (agreement)<-[:APPROVES]-(decision:Decision)-[:DECIDED_BY]->(council)
RETURN DISTINCT agreement.uri AS agreement, coalesce(agreement.label_sv, agreement.label_en, agreement.title_sv, agreement.title_en, '') AS agreementLabel, council.uri AS council, coalesce(council.label_sv, council.label_en, council.title_sv, council.title_en, '') AS councilLabel,
       CASE WHEN decision IS NULL THEN 'missing' ELSE 'found' END AS approval,
       coalesce(decision.uri, '') AS decision, coalesce(decision.label_sv, decision.label_en, decision.title_sv, decision.title_en, '') AS decisionLabel,
       coalesce(toString(decision.decisionDate), '') AS date
ORDER BY agreementLabel, councilLabel, decisionLabel;
