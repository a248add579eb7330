// Which way did the matter take through the bodies, and with what outcome?
// Vilken väg tog ärendet genom organen, och med vilken utgång?
:param matter => 'https://w3id.org/kgraph/study/skaraborg/matter-innovation-grant';
MATCH (step)-[:IN_MATTER]->(:Resource {uri: $matter})
OPTIONAL MATCH (step)-[:DECIDED_BY|PROPOSED_BY|APPEALED_TO]->(actor)
OPTIONAL MATCH (step)-[:ON_AGENDA_OF]->(meeting)-[:MEETING_OF]->(host)
OPTIONAL MATCH (step)-[:OUTCOME]->(outcome)
RETURN coalesce(toString(step.decisionDate), toString(meeting.date), toString(step.date)) AS date,
       [l IN labels(step) WHERE l IN ['Decision', 'Proposal', 'AgendaItem', 'Appeal']][0] AS kind, step.uri AS step, step.label AS stepLabel,
       coalesce(actor.uri, host.uri) AS body, coalesce(actor.label, host.label) AS bodyLabel, last(split(outcome.uri, '/')) AS outcome,
       step.statementStatus AS status
ORDER BY date, stepLabel, bodyLabel;
