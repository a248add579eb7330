// Who holds the role in the organisation on the date, and who held it before?
// Vem har rollen i organisationen på dagen, och vem hade den tidigare?
:param role => 'host';
:param organisation => 'https://w3id.org/kgraph/study/skaraborg/procurement-collaboration';
:param date => date('2023-06-19');
MATCH (holder)-[r:MEMBER_OF|PARTICIPATES_IN]->(organisation:Resource {uri: $organisation})
WHERE r.role = $role
WITH CASE type(r) WHEN 'MEMBER_OF' THEN 'membership' ELSE 'participation' END AS holding, holder, r.statementStatus AS status,
     CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS from,
     CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS until,
     CASE WHEN r.statementStatus = 'outdated' OR r.until < date($date) THEN 'earlier' WHEN r.from > date($date) THEN 'later'
          WHEN r.from IS NULL AND r.until IS NULL THEN 'undated' ELSE 'on the date' END AS when
RETURN DISTINCT when, holding, holder.uri AS holder, coalesce(holder.label_sv, holder.label_en, holder.title_sv, holder.title_en, '') AS holderLabel, from, until, status
ORDER BY when, holding, holderLabel, from
UNION
MATCH (organisation:Resource {uri: $organisation})<-[:UNIT_OF*0..1]-(place)<-[:POST_IN]-(holder:Post)-[:HAS_ROLE]->(concept)
WHERE last(split(concept.uri, '/')) = $role
WITH 'post' AS holding, holder, holder.statementStatus AS status,
     CASE holder.fromPrecision WHEN 'year' THEN left(toString(holder.from), 4) WHEN 'month' THEN left(toString(holder.from), 7) ELSE coalesce(toString(holder.from), '') END AS from,
     CASE holder.untilPrecision WHEN 'year' THEN left(toString(holder.until), 4) WHEN 'month' THEN left(toString(holder.until), 7) ELSE coalesce(toString(holder.until), '') END AS until,
     CASE WHEN holder.statementStatus = 'outdated' OR holder.until < date($date) THEN 'earlier' WHEN holder.from > date($date) THEN 'later'
          WHEN holder.from IS NULL AND holder.until IS NULL THEN 'undated' ELSE 'on the date' END AS when
RETURN DISTINCT when, holding, holder.uri AS holder, coalesce(holder.label_sv, holder.label_en, holder.title_sv, holder.title_en, '') AS holderLabel, from, until, status
ORDER BY when, holding, holderLabel, from;
