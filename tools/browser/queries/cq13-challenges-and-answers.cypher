// Which challenges does the project name, which solutions and efforts address each, and which have none?
// Vilka utmaningar namnger projektet, vilka lösningar och insatser möter dem, och vilka saknar svar?
:param project => 'https://w3id.org/kgraph/study/skaraborg/project-vdt22';
MATCH (challenge:Challenge)-[:IDENTIFIED_IN]->(project:Resource {uri: $project})
OPTIONAL MATCH (answer)-[:ADDRESSES]->(challenge)
RETURN DISTINCT challenge.uri AS challenge, coalesce(challenge.label_sv, challenge.label_en, challenge.title_sv, challenge.title_en, '') AS challengeLabel,
       CASE WHEN answer IS NULL THEN 'none' WHEN 'Solution' IN labels(answer) THEN 'Solution' ELSE 'DevelopmentEffort' END AS kind,
       coalesce(answer.uri, '') AS answer, coalesce(answer.label_sv, answer.label_en, answer.title_sv, answer.title_en, '') AS answerLabel
ORDER BY challengeLabel, kind, answerLabel;
