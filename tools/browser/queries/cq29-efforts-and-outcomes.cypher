// Which efforts led to which outcomes, and what did these do to the challenges?
// Vilka insatser ledde till vilka utfall, och vad gjorde utfallen med utmaningarna?
:param project => null;
MATCH (effort)-[r:HAS_OUTCOME]->(outcome)
WHERE $project IS NULL OR effort.uri = $project OR (effort)-[:IDENTIFIED_IN]->(:Resource {uri: $project})
OPTIONAL MATCH (outcome)-[e:CHANGES_CHALLENGE]->(challenge)
RETURN effort.uri AS effort, effort.label AS effortLabel, outcome.uri AS outcome, outcome.label AS outcomeLabel, r.statementStatus AS status,
       challenge.uri AS challenge, challenge.label AS challengeLabel, e.effectOnChallenge AS effect, e.statementStatus AS effectStatus
ORDER BY effortLabel, outcomeLabel, challengeLabel;
