// name: cq17-outside-what-the-others-share
// sv: Vilka i gruppen står utanför ett samarbete som de andra delar?
// en: Which members of the group are outside a collaboration that the others share?
// param group (iri, default v6): the network or federation whose members are compared | nätverket eller förbundet vars medlemmar jämförs
// param date (date, default 2023-06-01): the day to look at | dagen att se på
// param outside (integer, default 2): at most this many members of the group stand outside | högst så många av gruppens medlemmar står utanför
// columns: collaboration, collaborationLabel, outsider, outsiderLabel, inside
// meaning: Bodies that hold on the date some municipalities of the group but not all, where no more than the given
//   number stand outside; one row for each that does, with the number that is inside. Outdated statements are left
//   out.
// meaning-sv: Organ som den dagen samlar några av gruppens kommuner men inte alla, där högst så många som
//   angivits står utanför; en rad för var och en som gör det, med antalet som är med. Inaktuella påståenden
//   räknas inte.

MATCH (m:Municipality)-[:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $group})
WITH collect(DISTINCT m) AS members
UNWIND members AS m
MATCH (m)-[tie:MEMBER_OF|PARTICIPATES_IN]->(collaboration)
WHERE coalesce(tie.from <= date($date), true) AND coalesce(tie.until >= date($date), true) AND tie.statementStatus <> 'outdated'
WITH members, collaboration, collect(DISTINCT m.uri) AS insiders
UNWIND [m IN members WHERE NOT m.uri IN insiders] AS outsider
WITH collaboration, insiders, outsider, size(members) - size(insiders) AS outside
WHERE outside <= $outside
RETURN collaboration.uri AS collaboration, collaboration.label AS collaborationLabel, outsider.uri AS outsider, outsider.label AS outsiderLabel,
       size(insiders) AS inside
ORDER BY inside DESC, collaborationLabel, outsiderLabel
