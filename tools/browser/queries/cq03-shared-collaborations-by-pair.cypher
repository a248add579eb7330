// In how many formal collaborations does each pair of the group meet, by form?
// I hur många formella samarbeten möts varje par i gruppen, efter form?
:param group => 'https://w3id.org/kgraph/study/skaraborg/v6';
:param date => date('2023-06-01');
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
ORDER BY aLabel, bLabel, a, b, form;
