// Which tasks has the municipality handed to a federation, to a joint board and by agreement, and which does it keep?
// Vilka uppgifter har kommunen lämnat till förbund, till gemensam nämnd och genom avtal, och vilka behåller den?
:param municipality => 'https://w3id.org/kgraph/study/skaraborg/vara';
MATCH (m:Resource {uri: $municipality})-[r:TRANSFERS_TASK_TO]->(receiver)
RETURN DISTINCT coalesce(r.legalForm, '') AS way, last(split(r.task_uri, '/')) AS task, receiver.uri AS receiver, coalesce(receiver.label_sv, receiver.label_en, receiver.title_sv, receiver.title_en, '') AS receiverLabel,
       CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS from,
       CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS until,
       r.statementStatus AS status
ORDER BY way, task, from, receiverLabel
UNION
MATCH (m:Resource {uri: $municipality})-[:RETAINS_TASK]->(t)
RETURN DISTINCT 'kept' AS way, last(split(t.uri, '/')) AS task, '' AS receiver, '' AS receiverLabel, '' AS from, '' AS until, '' AS status
ORDER BY way, task, from, receiverLabel;
