// name: cq07-decisions-on-a-collaboration
// sv: Vilka beslut bildade, ändrade eller avslutade samarbetet, i tidsordning, och av vilket organ?
// en: Which decisions created, changed or ended the collaboration, in order of time, and by which body?
// param collaboration (iri, default rescue-board-west): the federation, board, network or project | förbundet, nämnden, nätverket eller projektet
// columns: date, decision, decisionLabel, body, bodyLabel, effect, affected, affectedLabel, status
// meaning: Decisions that affect the collaboration itself, an agreement that governs it, or a service that it
//   provides. The date is the decision's, or else the day before which it was taken; an empty date means that
//   neither is known.
// meaning-sv: Beslut som påverkar själva samarbetet, ett avtal som reglerar det, eller en tjänst som det
//   levererar. Datumet är beslutets, eller annars den dag före vilken det fattades; ett tomt datum betyder att
//   ingetdera är känt.

MATCH (decision:Decision)-[r:AFFECTS]->(affected)
WHERE affected.uri = $collaboration OR (affected)-[:GOVERNS]->(:Resource {uri: $collaboration})
   OR (affected)<-[:PROVIDES]-(:Resource {uri: $collaboration})
OPTIONAL MATCH (decision)-[:DECIDED_BY]->(body)
RETURN DISTINCT coalesce(toString(decision.decisionDate), decision.untilText) AS date, decision.uri AS decision, decision.label AS decisionLabel,
       body.uri AS body, body.label AS bodyLabel, r.effect AS effect, affected.uri AS affected, affected.label AS affectedLabel,
       r.statementStatus AS status
ORDER BY date, decisionLabel, effect, affectedLabel
