// Which were members of the federation on the date?
// Vilka var medlemmar i förbundet på dagen?
:param federation => 'https://w3id.org/kgraph/study/skaraborg/waste-federation';
:param date => date('2022-06-01');
MATCH (member)-[r:MEMBER_OF]->(:Resource {uri: $federation})
WHERE coalesce(r.from <= date($date), true) AND coalesce(r.until >= date($date), true)
  AND r.statementStatus <> 'outdated'
RETURN member.uri AS member, member.label AS memberLabel, r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY memberLabel, from;
