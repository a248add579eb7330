// Which tasks has the municipality handed to a federation, to a joint board and by agreement, and which does it keep?
// Vilka uppgifter har kommunen lämnat till förbund, till gemensam nämnd och genom avtal, och vilka behåller den?
:param municipality => 'https://w3id.org/kgraph/study/skaraborg/vara';
MATCH (:Resource {uri: $municipality})-[r:TRANSFERS_TASK_TO]->(receiver)
RETURN r.legalForm AS way, last(split(r.task_uri, '/')) AS task, receiver.uri AS receiver, receiver.label AS receiverLabel,
       r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY way, task, from
UNION
MATCH (:Resource {uri: $municipality})-[r:RETAINS_TASK]->(t)
RETURN 'kept' AS way, last(split(t.uri, '/')) AS task, null AS receiver, null AS receiverLabel, null AS from, null AS until, '' AS status
ORDER BY way, task, from;
