// name: cq09-what-a-decision-affects
// sv: Vad påverkar beslutet, och vilken rättslig grund har det?
// en: What does the decision affect, and what is its legal basis?
// param decision (iri, default decision-vara-rescue): the decision | beslutet
// columns: relation, effect, thing, thingLabel, status
// meaning: Rows with the relation affects name what the decision bears upon and how. Rows with the relation legal
//   basis name the law on which the decision, an agreement that it approves, or a thing that it affects rests;
//   these rows have no effect and no status.
// meaning-sv: Rader med relationen påverkar namnger vad beslutet har verkan på och hur. Rader med relationen
//   rättslig grund namnger den lag som beslutet, ett avtal som det godkänner, eller något som det påverkar vilar
//   på; de raderna har varken verkan eller status.

MATCH (:Resource {uri: $decision})-[r:AFFECTS]->(thing)
RETURN 'affects' AS relation, r.effect AS effect, thing.uri AS thing, thing.label AS thingLabel, r.statementStatus AS status
ORDER BY effect, thingLabel
UNION
MATCH (:Resource {uri: $decision})-[:APPROVES|AFFECTS*0..1]->()-[:LEGAL_BASIS]->(thing)
RETURN DISTINCT 'legal basis' AS relation, '' AS effect, thing.uri AS thing, thing.label AS thingLabel, '' AS status
ORDER BY effect, thingLabel
