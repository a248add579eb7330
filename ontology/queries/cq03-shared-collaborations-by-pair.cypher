// name: cq03-shared-collaborations-by-pair
// sv: I hur många formella samarbeten möts varje par i gruppen, efter form?
// en: In how many formal collaborations does each pair of the group meet, by form?
// param group (iri, default v6): the network or federation whose members are compared | nätverket eller förbundet vars medlemmar jämförs
// param date (date, default 2023-06-01): the day to look at | dagen att se på
// columns: a, aLabel, b, bLabel, form, collaborations
// meaning: Each pair of municipalities in the group, and the number of bodies in which both are members or take
//   part on the date, by the body's legal form or form of collaboration; no form means that none is recorded.
//   Outdated statements are left out.
// meaning-sv: Varje par av kommuner i gruppen, och antalet organ där båda är medlemmar eller deltar den dagen,
//   efter organets rättsliga form eller samverkansform; ingen form betyder att ingen är belagd. Inaktuella
//   påståenden räknas inte.

MATCH (a:Municipality)-[:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $group})<-[:MEMBER_OF|PARTICIPATES_IN]-(b:Municipality)
WHERE a.uri < b.uri
MATCH (a)-[ta:MEMBER_OF|PARTICIPATES_IN]->(body)<-[tb:MEMBER_OF|PARTICIPATES_IN]-(b)
WHERE all(r IN [ta, tb] WHERE r.statementStatus <> 'outdated' AND coalesce(r.from <= date($date), true) AND coalesce(r.until >= date($date), true))
OPTIONAL MATCH (body)-[:LEGAL_FORM|COLLABORATION_FORM]->(f)
RETURN a.uri AS a, a.label AS aLabel, b.uri AS b, b.label AS bLabel, last(split(f.uri, '/')) AS form, count(DISTINCT body.uri) AS collaborations
ORDER BY aLabel, bLabel, form
