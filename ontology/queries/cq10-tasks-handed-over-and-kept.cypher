// name: cq10-tasks-handed-over-and-kept
// sv: Vilka uppgifter har kommunen lämnat till förbund, till gemensam nämnd och genom avtal, och vilka behåller den?
// en: Which tasks has the municipality handed to a federation, to a joint board and by agreement, and which does it keep?
// param municipality (iri, default vara): the municipality
// columns: way, task, receiver, receiverLabel, from, until, status
// meaning: The way is the legal form in which the task was handed over, or kept. Kept tasks are only those that
//   the study records, typically where others have handed the task over.

MATCH (m:Resource {uri: $municipality})-[r:TRANSFERS_TASK_TO]->(receiver)
RETURN DISTINCT coalesce(r.legalForm, '') AS way, last(split(r.task_uri, '/')) AS task, receiver.uri AS receiver, coalesce(receiver.label_sv, receiver.label_en, receiver.title_sv, receiver.title_en, '') AS receiverLabel,
       CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS from,
       CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS until,
       r.statementStatus AS status
ORDER BY way, task, from, receiverLabel
UNION
MATCH (m:Resource {uri: $municipality})-[:RETAINS_TASK]->(t)
RETURN DISTINCT 'kept' AS way, last(split(t.uri, '/')) AS task, '' AS receiver, '' AS receiverLabel, '' AS from, '' AS until, '' AS status
ORDER BY way, task, from, receiverLabel
