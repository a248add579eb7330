// Which statements rest on one source only, which conflict, and which are old?
// Vilka påståenden vilar på en enda källa, vilka strider mot andra och vilka är gamla?
:param thing => 'https://w3id.org/kgraph/study/skaraborg/waste-federation';
:param before => date('2021-11-24');
MATCH (start)-[r]->(end)
WHERE r.uri IS NOT NULL AND (start.uri = $thing OR end.uri = $thing)
WITH start, r, end
UNWIND r.sources AS sourceUri
OPTIONAL MATCH (source:Source {uri: sourceUri})
WITH start, r, end, max(coalesce(toString(source.issued), '')) AS newest
RETURN type(r) AS relation, r.uri AS statement, start.uri AS start, coalesce(start.label_sv, start.label_en, start.title_sv, start.title_en, '') AS startLabel, end.uri AS end, coalesce(end.label_sv, end.label_en, end.title_sv, end.title_en, '') AS endLabel,
       size(r.sources) AS sources, r.statementStatus AS status, newest,
       CASE WHEN size(r.sources) = 1 THEN 'yes' ELSE 'no' END AS oneSource,
       CASE WHEN r.statementStatus = 'disputed' THEN 'yes' ELSE 'no' END AS conflicting,
       CASE WHEN newest = '' THEN 'unknown' WHEN newest < toString($before) THEN 'yes' ELSE 'no' END AS old
ORDER BY relation, startLabel, endLabel, statement;
