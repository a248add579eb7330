// What does the decision affect, and what is its legal basis?
// Vad påverkar beslutet, och vilken rättslig grund har det?
:param decision => 'https://w3id.org/kgraph/study/skaraborg/decision-vara-rescue';
MATCH (:Resource {uri: $decision})-[r:AFFECTS]->(thing)
RETURN 'affects' AS relation, r.effect AS effect, thing.uri AS thing, thing.label AS thingLabel, r.statementStatus AS status
ORDER BY effect, thingLabel
UNION
MATCH (:Resource {uri: $decision})-[:APPROVES|AFFECTS*0..1]->()-[:LEGAL_BASIS]->(thing)
RETURN DISTINCT 'legal basis' AS relation, '' AS effect, thing.uri AS thing, thing.label AS thingLabel, '' AS status
ORDER BY effect, thingLabel;
