// name: cq10-tasks-handed-over-and-kept
// sv: Vilka uppgifter har kommunen lämnat till förbund, till gemensam nämnd och genom avtal, och vilka behåller den?
// en: Which tasks has the municipality handed to a federation, to a joint board and by agreement, and which does it keep?
// param municipality (iri, default vara): the municipality | kommunen
// columns: way, task, receiver, receiverLabel, from, until, status
// meaning: The way is the legal form in which the task was handed over, or kept. Kept tasks are only those that
//   the study records, typically where others have handed the task over.
// meaning-sv: Sättet är den rättsliga form som uppgiften lämnades över i, eller behölls. Behållna uppgifter är
//   bara de som studien har belagt, oftast där andra har lämnat över uppgiften.

MATCH (:Resource {uri: $municipality})-[r:TRANSFERS_TASK_TO]->(receiver)
RETURN r.legalForm AS way, last(split(r.task_uri, '/')) AS task, receiver.uri AS receiver, receiver.label AS receiverLabel,
       r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY way, task, from
UNION
MATCH (:Resource {uri: $municipality})-[r:RETAINS_TASK]->(t)
RETURN 'kept' AS way, last(split(t.uri, '/')) AS task, null AS receiver, null AS receiverLabel, null AS from, null AS until, '' AS status
ORDER BY way, task, from
