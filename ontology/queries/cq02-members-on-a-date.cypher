// name: cq02-members-on-a-date
// sv: Vilka var medlemmar i förbundet på dagen?
// en: Which were members of the federation on the date?
// param federation (iri, default waste-federation): the federation, network or other body | förbundet, nätverket eller ett annat organ
// param date (date, default 2022-06-01): the day to look at | dagen att se på
// columns: member, memberLabel, from, until, status
// meaning: Members whose period covers the date; a membership without a start or an end counts as open at that
//   end. The status disputed warns that sources do not agree.
// meaning-sv: Medlemmar vars period omfattar dagen; ett medlemskap utan början eller slut räknas som öppet i den
//   änden. Statusen omstritt varnar för att källorna inte är överens.

MATCH (member)-[r:MEMBER_OF]->(:Resource {uri: $federation})
WHERE coalesce(r.from <= date($date), true) AND coalesce(r.until >= date($date), true)
  AND r.statementStatus <> 'outdated'
RETURN member.uri AS member, member.label AS memberLabel, r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY memberLabel, from
