// Which decisions created, changed or ended the collaboration, in order of time, and by which body?
// Vilka beslut bildade, ändrade eller avslutade samarbetet, i tidsordning, och av vilket organ?
:param collaboration => 'https://w3id.org/kgraph/study/skaraborg/rescue-board-west';
MATCH (c:Resource {uri: $collaboration})
OPTIONAL MATCH (agreement:CollaborationAgreement)-[:GOVERNS]->(c)
OPTIONAL MATCH (c)-[:PROVIDES]->(service)
WITH c, collect(DISTINCT agreement.uri) AS agreements, collect(DISTINCT service.uri) AS services
WITH agreements + services + [c.uri] AS things
MATCH (decision:Decision)-[r:AFFECTS]->(affected)
WHERE affected.uri IN things AND r.uri IS NOT NULL
OPTIONAL MATCH (decision)-[:DECIDED_BY]->(body)
RETURN DISTINCT coalesce(toString(decision.decisionDate), CASE decision.untilPrecision WHEN 'year' THEN left(toString(decision.until), 4) WHEN 'month' THEN left(toString(decision.until), 7) ELSE coalesce(toString(decision.until), '') END) AS date,
       decision.uri AS decision, coalesce(decision.label_sv, decision.label_en, decision.title_sv, decision.title_en, '') AS decisionLabel,
       coalesce(body.uri, '') AS body, coalesce(body.label_sv, body.label_en, body.title_sv, body.title_en, '') AS bodyLabel, coalesce(r.effect, '') AS effect,
       affected.uri AS affected, coalesce(affected.label_sv, affected.label_en, affected.title_sv, affected.title_en, '') AS affectedLabel, r.statementStatus AS status
ORDER BY date, decisionLabel, bodyLabel, effect, affectedLabel;
