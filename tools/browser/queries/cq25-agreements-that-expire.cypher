// Which agreements expire before the date, and with what notice?
// Vilka avtal löper ut före dagen, med vilken uppsägningstid?
:param before => date('2030-12-31');
MATCH (a:CollaborationAgreement)
WHERE a.until <= date($before)
OPTIONAL MATCH (a)-[:HAS_PARTY]->(party)
RETURN a.uri AS agreement, a.label AS agreementLabel, a.untilText AS until, a.noticeMonths AS noticeMonths, a.renewalMonths AS renewalMonths,
       party.uri AS party, party.label AS partyLabel, a.statementStatus AS status
ORDER BY until, agreementLabel, partyLabel;
