// How did the network change between two dates: memberships, participations, services, mergers and renames?
// Hur ändrades nätverket mellan två dagar: medlemskap, deltagande, tjänster, sammanslagningar och namnbyten?
:param after => date('2021-12-31');
:param before => date('2023-06-30');
MATCH (start)-[r:MEMBER_OF|PARTICIPATES_IN|PROVIDES|CONSUMES]->(end)
WHERE r.until >= date($after) AND r.until < date($before)
RETURN r.untilText AS date, 'ends' AS change, type(r) AS relation, start.uri AS start, start.label AS startLabel, end.uri AS end, end.label AS endLabel
ORDER BY date, relation, startLabel, endLabel
UNION
MATCH (start)-[r:MEMBER_OF|PARTICIPATES_IN|PROVIDES|CONSUMES]->(end)
WHERE r.from > date($after) AND r.from <= date($before)
RETURN r.fromText AS date, 'starts' AS change, type(r) AS relation, start.uri AS start, start.label AS startLabel, end.uri AS end, end.label AS endLabel
ORDER BY date, relation, startLabel, endLabel
UNION
MATCH (start)<-[:ORIGINAL_ORGANIZATION]-(event:ChangeEvent)-[:RESULTING_ORGANIZATION]->(end)
WHERE toString(event.date) > toString($after) AND toString(event.date) <= toString($before)
RETURN toString(event.date) AS date, 'event' AS change, 'CHANGE' AS relation, start.uri AS start, start.label AS startLabel, end.uri AS end, end.label AS endLabel
ORDER BY date, relation, startLabel, endLabel;
