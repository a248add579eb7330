// name: cq18-how-well-supported
// sv: Vilka påståenden vilar på en enda källa, vilka strider mot andra och vilka är gamla?
// en: Which statements rest on one source only, which conflict, and which are old?
// param thing (iri, default waste-federation): the thing whose relations are examined | saken vars relationer granskas
// param before (date, default 2021-11-24): statements whose newest source is older than this day count as old | påståenden vars nyaste källa är äldre än denna dag räknas som gamla
// columns: relation, statement, start, startLabel, end, endLabel, sources, status, newest, oneSource, conflicting, old
// meaning: The relations to and from the thing, each with the number of sources that state it, the date of the
//   newest dated source, and three flags. A statement is conflicting if its status is disputed. Old is unknown
//   where no source has a date of issue.
// meaning-sv: Relationerna till och från saken, var och en med antalet källor som påstår den, datumet för den
//   nyaste daterade källan, och tre märken. Ett påstående är motsagt om dess status är omstritt. Om det är
//   gammalt är okänt där ingen källa har ett utgivningsdatum.

MATCH (start)-[r]->(end)
WHERE (start.uri = $thing OR end.uri = $thing) AND r.uri IS NOT NULL
OPTIONAL MATCH (source:Source) WHERE source.uri IN r.sources
WITH start, r, end, max(toString(source.issued)) AS newest
RETURN type(r) AS relation, r.uri AS statement, start.uri AS start, start.label AS startLabel, end.uri AS end, end.label AS endLabel,
       size(r.sources) AS sources, r.statementStatus AS status, newest,
       CASE WHEN size(r.sources) = 1 THEN 'yes' ELSE 'no' END AS oneSource,
       CASE WHEN r.statementStatus = 'disputed' THEN 'yes' ELSE 'no' END AS conflicting,
       CASE WHEN newest IS NULL THEN 'unknown' WHEN newest < toString($before) THEN 'yes' ELSE 'no' END AS old
ORDER BY relation, startLabel, endLabel
