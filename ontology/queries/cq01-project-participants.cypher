// name: cq01-project-participants
// sv: Vilka organisationer deltog i projektet, i vilken roll, och vilken källa säger det?
// en: Which organisations took part in the project, in which role, and which source says so?
// param project (iri, default project-vdt22): the project
// columns: participant, participantLabel, role, from, until, source, locator, status
// meaning: One row for each participation and each source that states it. The status is what that source's record
//   says: stated when nothing else is noted.

MATCH (participant)-[r:PARTICIPATES_IN]->(project:Resource {uri: $project})
UNWIND range(0, size(r.sources) - 1) AS i
WITH participant, r, r.sources[i] AS source,
     CASE WHEN r.locators IS NULL THEN '' ELSE r.locators[i] END AS locator,
     CASE WHEN r.statuses IS NULL THEN 'stated' WHEN r.statuses[i] = '' THEN 'stated' ELSE r.statuses[i] END AS status
RETURN DISTINCT participant.uri AS participant, coalesce(participant.label_sv, participant.label_en, participant.title_sv, participant.title_en, '') AS participantLabel, coalesce(r.role, '') AS role,
       CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS from,
       CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS until,
       source, locator, status
ORDER BY role, participantLabel, participant, source, from
