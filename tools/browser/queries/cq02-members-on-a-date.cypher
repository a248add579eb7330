// Which were members of the federation on the date?
// Vilka var medlemmar i förbundet på dagen?
:param federation => 'https://w3id.org/kgraph/study/skaraborg/waste-federation';
:param date => date('2022-06-01');
MATCH (member)-[r:MEMBER_OF]->(federation:Resource {uri: $federation})
WHERE (r.from IS NULL OR r.from <= date($date)) AND (r.until IS NULL OR r.until >= date($date))
  AND r.statementStatus <> 'outdated' AND r.uri IS NOT NULL
RETURN DISTINCT member.uri AS member, coalesce(member.label_sv, member.label_en, member.title_sv, member.title_en, '') AS memberLabel,
       CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS from,
       CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS until,
       r.statementStatus AS status
ORDER BY memberLabel, member, from;
