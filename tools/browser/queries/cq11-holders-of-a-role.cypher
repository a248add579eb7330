// Who holds the role in the organisation on the date, and who held it before?
// Vem har rollen i organisationen på dagen, och vem hade den tidigare?
:param role => 'host';
:param organisation => 'https://w3id.org/kgraph/study/skaraborg/procurement-collaboration';
:param date => date('2023-06-19');
MATCH (holder)-[r:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $organisation})
WHERE r.role = $role
RETURN CASE WHEN r.statementStatus = 'outdated' OR r.until < date($date) THEN 'earlier' WHEN r.from > date($date) THEN 'later'
            WHEN coalesce(r.from, r.until) IS NULL THEN 'undated' ELSE 'on the date' END AS when,
       CASE type(r) WHEN 'MEMBER_OF' THEN 'membership' ELSE 'participation' END AS holding, holder.uri AS holder, holder.label AS holderLabel,
       r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY when, holderLabel, from
UNION
MATCH (r:Post)-[:POST_IN]->()-[:UNIT_OF*0..1]->(:Resource {uri: $organisation})
MATCH (r)-[:HAS_ROLE]->(concept)
WHERE last(split(concept.uri, '/')) = $role
RETURN CASE WHEN r.statementStatus = 'outdated' OR r.until < date($date) THEN 'earlier' WHEN r.from > date($date) THEN 'later'
            WHEN coalesce(r.from, r.until) IS NULL THEN 'undated' ELSE 'on the date' END AS when,
       'post' AS holding, r.uri AS holder, r.label AS holderLabel, r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY when, holderLabel, from;
