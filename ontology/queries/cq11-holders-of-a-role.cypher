// name: cq11-holders-of-a-role
// sv: Vem har rollen i organisationen på dagen, och vem hade den tidigare?
// en: Who holds the role in the organisation on the date, and who held it before?
// param role (text, default host): notation of the role in the scheme role | rollens beteckning i listan role
// param organisation (iri, default procurement-collaboration): the organisation or collaboration | organisationen eller samarbetet
// param date (date, default 2023-06-19): the day to look at | dagen att se på
// columns: when, holding, holder, holderLabel, from, until, status
// meaning: Holders are members and participants with the role, and posts with the role in the organisation or a
//   unit of it (persons are not modelled unless the study opts in). When tells whether the holding covers the
//   date, lies before or after it, or is undated; a statement marked as outdated lies before.
// meaning-sv: De som har rollen är medlemmar och deltagare med den, och befattningar med den i organisationen
//   eller i en enhet av den (personer finns med bara om studien har valt det). När säger om tiden omfattar
//   dagen, ligger före eller efter den, eller är okänd; ett påstående som är märkt som inaktuellt ligger före.

MATCH (holder)-[r:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $organisation})
WHERE r.role = $role
RETURN CASE WHEN r.statementStatus = 'outdated' OR r.until < date($date) THEN 'earlier' WHEN r.from > date($date) THEN 'later'
            WHEN coalesce(r.from, r.until) IS NULL THEN 'undated' ELSE 'on the date' END AS when,
       CASE type(r) WHEN 'MEMBER_OF' THEN 'membership' ELSE 'participation' END AS holding, holder.uri AS holder, holder.label AS holderLabel,
       r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY when, holderLabel, from
UNION
MATCH (r:Post)-[:POST_IN]->()-[:UNIT_OF*0..1]->(:Resource {uri: $organisation})
MATCH (r)-[:HAS_ROLE]->(concept)
WHERE last(split(concept.uri, '/')) = $role
RETURN CASE WHEN r.statementStatus = 'outdated' OR r.until < date($date) THEN 'earlier' WHEN r.from > date($date) THEN 'later'
            WHEN coalesce(r.from, r.until) IS NULL THEN 'undated' ELSE 'on the date' END AS when,
       'post' AS holding, r.uri AS holder, r.label AS holderLabel, r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY when, holderLabel, from
