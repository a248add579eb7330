// name: cq03-shared-collaborations-by-pair
// sv: I hur många formella samarbeten möts varje par i gruppen, efter form?
// en: In how many formal collaborations does each pair of the group meet, by form?
// param group (iri, default v6): the network or federation whose members are compared
// param date (date, default 2023-06-01): the day to look at
// columns: a, aLabel, b, bLabel, form, collaborations
// meaning: Each pair of members of the group, and the number of bodies in which both are members or take part on
//   the date, by the body's legal form or form of collaboration; an empty form means that none is recorded. Outdated statements are left out.

MATCH (a)-[groupA:MEMBER_OF]->(group:Resource {uri: $group})<-[groupB:MEMBER_OF]-(b)
WHERE a.uri < b.uri AND groupA.uri IS NOT NULL AND groupB.uri IS NOT NULL
WITH DISTINCT a, b
MATCH (a)-[ta:MEMBER_OF|PARTICIPATES_IN]->(c)
MATCH (b)-[tb:MEMBER_OF|PARTICIPATES_IN]->(c)
WHERE (ta.from IS NULL OR ta.from <= date($date)) AND (ta.until IS NULL OR ta.until >= date($date))
  AND (tb.from IS NULL OR tb.from <= date($date)) AND (tb.until IS NULL OR tb.until >= date($date))
  AND ta.statementStatus <> 'outdated' AND tb.statementStatus <> 'outdated'
  AND ta.uri IS NOT NULL AND tb.uri IS NOT NULL
WITH DISTINCT a, b, c
OPTIONAL MATCH (c)-[:LEGAL_FORM|COLLABORATION_FORM]->(f)
WITH a, b, c, CASE WHEN f IS NULL THEN '' ELSE last(split(f.uri, '/')) END AS form
RETURN a.uri AS a, coalesce(a.label_sv, a.label_en, a.title_sv, a.title_en, '') AS aLabel, b.uri AS b, coalesce(b.label_sv, b.label_en, b.title_sv, b.title_en, '') AS bLabel, form, count(DISTINCT c.uri) AS collaborations
ORDER BY aLabel, bLabel, a, b, form
