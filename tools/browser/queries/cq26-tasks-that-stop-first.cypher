// Which tasks stop within so many hours if what they need stops?
// Vilka uppgifter stannar inom så många timmar om det de behöver upphör?
:param hours => 24;
MATCH (a)-[r:CONSUMES|DEPENDS_ON|PROVIDES|OPERATES]->(b)
WHERE r.maximumDowntimeHours <= $hours
WITH r, CASE WHEN type(r) IN ['PROVIDES', 'OPERATES'] THEN b ELSE a END AS dependent, CASE WHEN type(r) IN ['PROVIDES', 'OPERATES'] THEN a ELSE b END AS needed
OPTIONAL MATCH (needed)-[:SUPPORTS_TASK]->(t)
RETURN DISTINCT coalesce(r.forTask, last(split(t.uri, '/'))) AS task, dependent.uri AS dependent, dependent.label AS dependentLabel, type(r) AS relation,
       needed.uri AS needed, needed.label AS neededLabel, r.maximumDowntimeHours AS bearable, r.criticality AS criticality, r.statementStatus AS status
ORDER BY bearable, task, dependentLabel;
