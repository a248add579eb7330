// name: cq13-challenges-and-answers
// sv: Vilka utmaningar namnger projektet, vilka lösningar och insatser möter dem, och vilka saknar svar?
// en: Which challenges does the project name, which solutions and efforts address each, and which have none?
// param project (iri, default project-vdt22): the project | projektet
// columns: challenge, challengeLabel, kind, answer, answerLabel, status
// meaning: One row for each challenge and each solution or effort that addresses it; kind is none where the study
//   records no answer. The status tells whether a source says that the one addresses the other, or the recorder
//   concluded it.
// meaning-sv: En rad för varje utmaning och varje lösning eller insats som möter den; slaget är none där studien
//   inte har något svar. Statusen säger om en källa säger att det ena möter det andra, eller om den som förde in
//   det drog slutsatsen.

MATCH (challenge:Challenge)-[:IDENTIFIED_IN]->(:Resource {uri: $project})
OPTIONAL MATCH (answer)-[r:ADDRESSES]->(challenge)
RETURN challenge.uri AS challenge, challenge.label AS challengeLabel,
       CASE WHEN answer IS NULL THEN 'none' WHEN 'Solution' IN labels(answer) THEN 'Solution' ELSE 'DevelopmentEffort' END AS kind,
       answer.uri AS answer, answer.label AS answerLabel, r.statementStatus AS status
ORDER BY challengeLabel, kind, answerLabel
