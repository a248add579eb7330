// name: cq26-tasks-that-stop-first
// sv: Vilka uppgifter stannar inom så många timmar om det de behöver upphör?
// en: Which tasks stop within so many hours if what they need stops?
// param hours (integer, default 24): the hours | timmarna
// columns: task, dependent, dependentLabel, relation, needed, neededLabel, bearable, criticality, status
// meaning: Uses, provisions, operations and dependencies whose longest bearable stop is recorded and no longer
//   than the hours. The task is the one that the relation names, or else one that the needed thing supports. What
//   is not recorded is not listed.
// meaning-sv: Nyttjanden, leveranser, drift och beroenden vars längsta uthärdliga avbrott är belagt och inte
//   längre än så många timmar. Uppgiften är den som relationen namnger, eller annars en som det nödvändiga
//   stöder. Det som inte är belagt står inte med.

MATCH (a)-[r:CONSUMES|DEPENDS_ON|PROVIDES|OPERATES]->(b)
WHERE r.maximumDowntimeHours <= $hours
WITH r, CASE WHEN type(r) IN ['PROVIDES', 'OPERATES'] THEN b ELSE a END AS dependent, CASE WHEN type(r) IN ['PROVIDES', 'OPERATES'] THEN a ELSE b END AS needed
OPTIONAL MATCH (needed)-[:SUPPORTS_TASK]->(t)
RETURN DISTINCT coalesce(r.forTask, last(split(t.uri, '/'))) AS task, dependent.uri AS dependent, dependent.label AS dependentLabel, type(r) AS relation,
       needed.uri AS needed, needed.label AS neededLabel, r.maximumDowntimeHours AS bearable, r.criticality AS criticality, r.statementStatus AS status
ORDER BY bearable, task, dependentLabel
