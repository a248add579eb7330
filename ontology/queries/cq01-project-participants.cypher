// name: cq01-project-participants
// sv: Vilka organisationer deltog i projektet, i vilken roll, och vilken källa säger det?
// en: Which organisations took part in the project, in which role, and which source says so?
// param project (iri, default project-vdt22): the project | projektet
// columns: participant, participantLabel, role, from, until, source, locator, status
// meaning: One row for each participation and each source of it, with the place in that source. The status is that
//   of the participation as a whole.
// meaning-sv: En rad för varje deltagande och varje källa till det, med stället i källan. Statusen är
//   deltagandets som helhet.

MATCH (participant)-[r:PARTICIPATES_IN]->(:Resource {uri: $project})
UNWIND range(0, size(r.sources) - 1) AS i
RETURN participant.uri AS participant, participant.label AS participantLabel, r.role AS role, r.fromText AS from, r.untilText AS until,
       r.sources[i] AS source, r.locators[i] AS locator, r.statementStatus AS status
ORDER BY participantLabel, source
