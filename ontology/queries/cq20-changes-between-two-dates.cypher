// name: cq20-changes-between-two-dates
// sv: Hur ändrades nätverket mellan två dagar: medlemskap, deltagande, tjänster, sammanslagningar och namnbyten?
// en: How did the network change between two dates: memberships, participations, services, mergers and renames?
// param after (date, default 2021-12-31): the earlier day
// param before (date, default 2023-06-30): the later day
// columns: date, change, relation, start, startLabel, end, endLabel
// meaning: What starts after the first day and by the second, what ends on the first day or later and before the
//   second, and the dated events in between, in order of time. Relations without dates cannot appear. A month or a
//   year stands for its first day at the start and its last at the end.

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
ORDER BY date, relation, startLabel, endLabel
