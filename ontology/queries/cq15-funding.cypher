// name: cq15-funding
// sv: Vem finansierar vad, med hur mycket, under vilken tid, inom vilken utlysning?
// en: Who funds what, how much, over which period, under which call?
// columns: funder, funderLabel, funded, fundedLabel, amount, currency, from, until, fundingCall, fundingCallLabel, status
// meaning: One row for each grant. The period is the grant's own, or else that of what is funded. Two rows for the
//   same grant with the status disputed are two sources that give different figures: do not add them.
// meaning-sv: En rad för varje anslag. Perioden är anslagets egen, eller annars den för det som finansieras. Två
//   rader för samma anslag med statusen omstritt är två källor som ger olika belopp: lägg inte ihop dem.

MATCH (funder)-[r:FUNDS]->(funded)
OPTIONAL MATCH (scheme:FundingCall {uri: r.fundingCall_uri})
RETURN funder.uri AS funder, funder.label AS funderLabel, funded.uri AS funded, funded.label AS fundedLabel, r.amount AS amount, r.currency AS currency,
       coalesce(r.fromText, funded.fromText) AS from, coalesce(r.untilText, funded.untilText) AS until,
       scheme.uri AS fundingCall, scheme.label AS fundingCallLabel, r.statementStatus AS status
ORDER BY funderLabel, fundedLabel, amount
