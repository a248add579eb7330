// Which decisions created, changed or ended the collaboration, in order of time, and by which body?
// Vilka beslut bildade, ändrade eller avslutade samarbetet, i tidsordning, och av vilket organ?
:param collaboration => 'https://w3id.org/kgraph/study/skaraborg/rescue-board-west';
MATCH (decision:Decision)-[r:AFFECTS]->(affected)
WHERE affected.uri = $collaboration OR (affected)-[:GOVERNS]->(:Resource {uri: $collaboration})
   OR (affected)<-[:PROVIDES]-(:Resource {uri: $collaboration})
OPTIONAL MATCH (decision)-[:DECIDED_BY]->(body)
RETURN DISTINCT coalesce(toString(decision.decisionDate), decision.untilText) AS date, decision.uri AS decision, decision.label AS decisionLabel,
       body.uri AS body, body.label AS bodyLabel, r.effect AS effect, affected.uri AS affected, affected.label AS affectedLabel,
       r.statementStatus AS status
ORDER BY date, decisionLabel, effect, affectedLabel;
