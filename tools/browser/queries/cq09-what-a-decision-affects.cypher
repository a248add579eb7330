// What does the decision affect, and what is its legal basis?
// Vad påverkar beslutet, och vilken rättslig grund har det?
:param decision => 'https://w3id.org/kgraph/study/skaraborg/decision-vara-rescue';
MATCH (decision:Resource {uri: $decision})-[r:AFFECTS]->(thing)
WHERE r.uri IS NOT NULL
RETURN DISTINCT 'affects' AS relation, coalesce(r.effect, '') AS effect, thing.uri AS thing, coalesce(thing.label_sv, thing.label_en, thing.title_sv, thing.title_en, '') AS thingLabel,
       r.statementStatus AS status
ORDER BY relation, effect, thingLabel
UNION
MATCH (decision:Resource {uri: $decision})-[:APPROVES|AFFECTS*0..1]->(rests)-[:LEGAL_BASIS]->(thing)
RETURN DISTINCT 'legal basis' AS relation, '' AS effect, thing.uri AS thing, coalesce(thing.label_sv, thing.label_en, thing.title_sv, thing.title_en, '') AS thingLabel, '' AS status
ORDER BY relation, effect, thingLabel;
