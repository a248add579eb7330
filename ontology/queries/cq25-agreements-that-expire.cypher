// name: cq25-agreements-that-expire
// sv: Vilka avtal löper ut före dagen, med vilken uppsägningstid?
// en: Which agreements expire before the date, and with what notice?
// param before (date, default 2030-12-31): the day | dagen
// columns: agreement, agreementLabel, until, noticeMonths, renewalMonths, party, partyLabel, status
// meaning: Agreements with an end on or before the day, one row for each party. An agreement is prolonged by the
//   months of renewal unless someone gives notice that many months ahead. Agreements without an end are not
//   listed.
// meaning-sv: Avtal som slutar senast den dagen, en rad för varje part. Ett avtal förlängs med så många månader
//   om ingen säger upp det så många månader i förväg. Avtal utan slut står inte med.

MATCH (a:CollaborationAgreement)
WHERE a.until <= date($before)
OPTIONAL MATCH (a)-[:HAS_PARTY]->(party)
RETURN a.uri AS agreement, a.label AS agreementLabel, a.untilText AS until, a.noticeMonths AS noticeMonths, a.renewalMonths AS renewalMonths,
       party.uri AS party, party.label AS partyLabel, a.statementStatus AS status
ORDER BY until, agreementLabel, partyLabel
