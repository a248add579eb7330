// Which challenges does the project name, which solutions and efforts address each, and which have none?
// Vilka utmaningar namnger projektet, vilka lösningar och insatser möter dem, och vilka saknar svar?
:param project => 'https://w3id.org/kgraph/study/skaraborg/project-vdt22';
MATCH (challenge:Challenge)-[:IDENTIFIED_IN]->(:Resource {uri: $project})
OPTIONAL MATCH (answer)-[r:ADDRESSES]->(challenge)
RETURN challenge.uri AS challenge, challenge.label AS challengeLabel,
       CASE WHEN answer IS NULL THEN 'none' WHEN 'Solution' IN labels(answer) THEN 'Solution' ELSE 'DevelopmentEffort' END AS kind,
       answer.uri AS answer, answer.label AS answerLabel, r.statementStatus AS status
ORDER BY challengeLabel, kind, answerLabel;
