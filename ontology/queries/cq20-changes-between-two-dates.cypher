// name: cq20-changes-between-two-dates
// sv: Hur ändrades nätverket mellan två dagar: medlemskap, deltagande, tjänster, sammanslagningar och namnbyten?
// en: How did the network change between two dates: memberships, participations, services, mergers and renames?
// param after (date, default 2021-12-31): the earlier day | den tidigare dagen
// param before (date, default 2023-06-30): the later day | den senare dagen
// columns: date, change, relation, start, startLabel, end, endLabel
// meaning: What starts after the first day and by the second, what ends on the first day or later and before the
//   second, and the dated events in between, in order of time. Relations without dates cannot appear. A month or a
//   year stands for its first day at the start and its last at the end.
// meaning-sv: Det som börjar efter den första dagen och senast den andra, det som slutar den första dagen eller
//   senare men före den andra, och de daterade händelserna däremellan, i tidsordning. Relationer utan datum kan
//   inte komma med. En månad eller ett år står för sin första dag i början och sin sista i slutet.

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
ORDER BY date, relation, startLabel, endLabel
