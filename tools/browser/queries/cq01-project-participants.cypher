// Which organisations took part in the project, in which role, and which source says so?
// Vilka organisationer deltog i projektet, i vilken roll, och vilken källa säger det?
:param project => 'https://w3id.org/kgraph/study/skaraborg/project-vdt22';
MATCH (participant)-[r:PARTICIPATES_IN]->(:Resource {uri: $project})
UNWIND range(0, size(r.sources) - 1) AS i
RETURN participant.uri AS participant, participant.label AS participantLabel, r.role AS role, r.fromText AS from, r.untilText AS until,
       r.sources[i] AS source, r.locators[i] AS locator, r.statementStatus AS status
ORDER BY participantLabel, source;
