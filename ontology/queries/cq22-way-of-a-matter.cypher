// name: cq22-way-of-a-matter
// sv: Vilken väg tog ärendet genom organen, och med vilken utgång?
// en: Which way did the matter take through the bodies, and with what outcome?
// param matter (iri, default matter-innovation-grant): the matter | ärendet
// columns: date, kind, step, stepLabel, body, bodyLabel, outcome, status
// meaning: The proposals, agenda items, decisions and appeals of the matter in order of time, each with the body
//   that took the step: who proposed, at whose meeting, who decided, who is to hear the appeal. A decision without
//   a recorded outcome is empty there.
// meaning-sv: Ärendets förslag, dagordningspunkter, beslut och överklaganden i tidsordning, vart och ett med det
//   organ som tog steget: vem som föreslog, på vems möte, vem som beslutade, vem som ska pröva överklagandet.
//   Ett beslut utan belagd utgång är tomt där.

MATCH (step)-[:IN_MATTER]->(:Resource {uri: $matter})
OPTIONAL MATCH (step)-[:DECIDED_BY|PROPOSED_BY|APPEALED_TO]->(actor)
OPTIONAL MATCH (step)-[:ON_AGENDA_OF]->(meeting)-[:MEETING_OF]->(host)
OPTIONAL MATCH (step)-[:OUTCOME]->(outcome)
RETURN coalesce(toString(step.decisionDate), toString(meeting.date), toString(step.date)) AS date,
       [l IN labels(step) WHERE l IN ['Decision', 'Proposal', 'AgendaItem', 'Appeal']][0] AS kind, step.uri AS step, step.label AS stepLabel,
       coalesce(actor.uri, host.uri) AS body, coalesce(actor.label, host.label) AS bodyLabel, last(split(outcome.uri, '/')) AS outcome,
       step.statementStatus AS status
ORDER BY date, stepLabel, bodyLabel
