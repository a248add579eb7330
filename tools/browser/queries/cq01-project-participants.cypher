// Which organisations took part in the project, in which role, and which source says so?
// Vilka organisationer deltog i projektet, i vilken roll, och vilken källa säger det?
:param project => 'https://w3id.org/kgraph/study/skaraborg/project-vdt22';
MATCH (participant)-[r:PARTICIPATES_IN]->(project:Resource {uri: $project})
UNWIND range(0, size(r.sources) - 1) AS i
WITH participant, r, r.sources[i] AS source,
     CASE WHEN r.locators IS NULL THEN '' ELSE r.locators[i] END AS locator,
     CASE WHEN r.statuses IS NULL THEN 'stated' WHEN r.statuses[i] = '' THEN 'stated' ELSE r.statuses[i] END AS status
RETURN DISTINCT participant.uri AS participant, coalesce(participant.label_sv, participant.label_en, participant.title_sv, participant.title_en, '') AS participantLabel, coalesce(r.role, '') AS role,
       CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS from,
       CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS until,
       source, locator, status
ORDER BY role, participantLabel, participant, source, from;
