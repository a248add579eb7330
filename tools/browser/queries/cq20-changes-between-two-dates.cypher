// How did the network change between two dates: memberships, participations, services, mergers and renames?
// Hur ändrades nätverket mellan två dagar: medlemskap, deltagande, tjänster, sammanslagningar och namnbyten?
:param after => date('2021-12-31');
:param before => date('2023-06-30');
MATCH (start)-[r:MEMBER_OF|PARTICIPATES_IN|PROVIDES|CONSUMES]->(end)
WHERE r.until >= date($after) AND r.until < date($before)
RETURN DISTINCT CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END AS date,
       'ends' AS change, type(r) AS relation, start.uri AS start, coalesce(start.label_sv, start.label_en, start.title_sv, start.title_en, '') AS startLabel, end.uri AS end, coalesce(end.label_sv, end.label_en, end.title_sv, end.title_en, '') AS endLabel
ORDER BY date, relation, startLabel, endLabel
UNION
MATCH (start)<-[:ORIGINAL_ORGANIZATION]-(event:ChangeEvent)-[:RESULTING_ORGANIZATION]->(end)
WHERE toString(event.date) > toString($after) AND toString(event.date) <= toString($before)
RETURN DISTINCT toString(event.date) AS date,
       'event' AS change, 'CHANGE' AS relation, start.uri AS start, coalesce(start.label_sv, start.label_en, start.title_sv, start.title_en, '') AS startLabel, end.uri AS end, coalesce(end.label_sv, end.label_en, end.title_sv, end.title_en, '') AS endLabel
ORDER BY date, relation, startLabel, endLabel
UNION
MATCH (start)-[r:MEMBER_OF|PARTICIPATES_IN|PROVIDES|CONSUMES]->(end)
WHERE r.from > date($after) AND r.from <= date($before)
RETURN DISTINCT CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END AS date,
       'starts' AS change, type(r) AS relation, start.uri AS start, coalesce(start.label_sv, start.label_en, start.title_sv, start.title_en, '') AS startLabel, end.uri AS end, coalesce(end.label_sv, end.label_en, end.title_sv, end.title_en, '') AS endLabel
ORDER BY date, relation, startLabel, endLabel;
