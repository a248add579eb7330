// Which members of the group are outside a collaboration that the others share?
// Vilka i gruppen står utanför ett samarbete som de andra delar?
:param group => 'https://w3id.org/kgraph/study/skaraborg/v6';
:param date => date('2023-06-01');
:param outside => 2;
MATCH (m:Municipality)-[:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $group})
WITH collect(DISTINCT m) AS members
UNWIND members AS m
MATCH (m)-[tie:MEMBER_OF|PARTICIPATES_IN]->(collaboration)
WHERE coalesce(tie.from <= date($date), true) AND coalesce(tie.until >= date($date), true) AND tie.statementStatus <> 'outdated'
WITH members, collaboration, collect(DISTINCT m.uri) AS insiders
UNWIND [m IN members WHERE NOT m.uri IN insiders] AS outsider
WITH collaboration, insiders, outsider, size(members) - size(insiders) AS outside
WHERE outside <= $outside
RETURN collaboration.uri AS collaboration, collaboration.label AS collaborationLabel, outsider.uri AS outsider, outsider.label AS outsiderLabel,
       size(insiders) AS inside
ORDER BY inside DESC, collaborationLabel, outsiderLabel;
