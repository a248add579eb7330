// Which members of the group are outside a collaboration that the others share?
// Vilka i gruppen står utanför ett samarbete som de andra delar?
:param group => 'https://w3id.org/kgraph/study/skaraborg/v6';
:param date => date('2023-06-01');
:param outside => 2;
MATCH (m)-[membership:MEMBER_OF]->(group:Resource {uri: $group})
WHERE membership.uri IS NOT NULL
WITH collect(DISTINCT m) AS members
UNWIND members AS m
MATCH (m)-[tie:MEMBER_OF|PARTICIPATES_IN]->(collaboration)
WHERE (tie.from IS NULL OR tie.from <= date($date)) AND (tie.until IS NULL OR tie.until >= date($date))
  AND tie.statementStatus <> 'outdated' AND tie.uri IS NOT NULL
WITH members, collaboration, collect(DISTINCT m.uri) AS insiders
WHERE size(insiders) < size(members) AND size(insiders) >= size(members) - $outside
UNWIND members AS outsider
WITH collaboration, insiders, outsider
WHERE NOT outsider.uri IN insiders
RETURN collaboration.uri AS collaboration, coalesce(collaboration.label_sv, collaboration.label_en, collaboration.title_sv, collaboration.title_en, '') AS collaborationLabel, outsider.uri AS outsider, coalesce(outsider.label_sv, outsider.label_en, outsider.title_sv, outsider.title_en, '') AS outsiderLabel,
       size(insiders) AS inside
ORDER BY inside DESC, collaborationLabel, outsiderLabel;
