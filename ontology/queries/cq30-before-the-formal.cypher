// name: cq30-before-the-formal
// sv: Vilka informella band fanns mellan dem som sedan möttes i ett formellt organ, och vilka förslag föll?
// en: Which informal ties were there between those who later met in a formal body, and which proposals failed?
// columns: what, thing, thingLabel, other, otherLabel, date, outcome, status
// meaning: Informal ties whose two ends are, or have been, members of the same body, with that body; the date is
//   the tie's beginning, and whether it came first is to be read from it. Proposals that a body rejected, referred
//   back or postponed, with that body.
// meaning-sv: Informella band vars båda ändar är, eller har varit, medlemmar i samma organ, med det organet;
//   datumet är bandets början, och om det kom först får läsas av det. Förslag som ett organ avslog,
//   återremitterade eller bordlade, med det organet.

MATCH (a)-[tie:INFORMAL_TIE]->(b)
MATCH (a)-[:MEMBER_OF]->(body:FormalOrganization)<-[:MEMBER_OF]-(b)
RETURN DISTINCT 'informal tie' AS what, tie.uri AS thing, a.label + ' - ' + b.label AS thingLabel, body.uri AS other, body.label AS otherLabel,
       tie.fromText AS date, tie.tieKind AS outcome, tie.statementStatus AS status
ORDER BY thingLabel, otherLabel
UNION
MATCH (body)<-[:DECIDED_BY]-(decision:Decision)-[:DECIDES_ON]->(proposal:Proposal)
MATCH (decision)-[:OUTCOME]->(o)
WHERE last(split(o.uri, '/')) IN ['rejected', 'referred-back', 'postponed']
RETURN DISTINCT 'failed proposal' AS what, proposal.uri AS thing, proposal.label AS thingLabel, body.uri AS other, body.label AS otherLabel,
       toString(decision.decisionDate) AS date, last(split(o.uri, '/')) AS outcome, decision.statementStatus AS status
ORDER BY thingLabel, otherLabel
