// name: cq29-efforts-and-outcomes
// sv: Vilka insatser ledde till vilka utfall, och vad gjorde utfallen med utmaningarna?
// en: Which efforts led to which outcomes, and what did these do to the challenges?
// param project (iri?, default none): only efforts of this project, or of the project itself; none for all | bara insatser i detta projekt, eller projektets egna; none för alla
// columns: effort, effortLabel, outcome, outcomeLabel, status, challenge, challengeLabel, effect, effectStatus
// meaning: One row for each outcome and each challenge that it changed. The first status is that of the tie from
//   effort to outcome, the last that of the effect on the challenge; a challenge is empty where no source tells of
//   an effect.
// meaning-sv: En rad för varje utfall och varje utmaning som det förändrade. Den första statusen är den för
//   bandet från insats till utfall, den sista den för verkan på utmaningen; en utmaning är tom där ingen källa
//   säger något om verkan.

MATCH (effort)-[r:HAS_OUTCOME]->(outcome)
WHERE $project IS NULL OR effort.uri = $project OR (effort)-[:IDENTIFIED_IN]->(:Resource {uri: $project})
OPTIONAL MATCH (outcome)-[e:CHANGES_CHALLENGE]->(challenge)
RETURN effort.uri AS effort, effort.label AS effortLabel, outcome.uri AS outcome, outcome.label AS outcomeLabel, r.statementStatus AS status,
       challenge.uri AS challenge, challenge.label AS challengeLabel, e.effectOnChallenge AS effect, e.statementStatus AS effectStatus
ORDER BY effortLabel, outcomeLabel, challengeLabel
