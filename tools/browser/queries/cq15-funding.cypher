// Who funds what, how much, over which period, under which call?
// Vem finansierar vad, med hur mycket, under vilken tid, inom vilken utlysning?
MATCH (funder)-[r:FUNDS]->(funded)
OPTIONAL MATCH (scheme:FundingCall {uri: r.fundingCall_uri})
RETURN funder.uri AS funder, funder.label AS funderLabel, funded.uri AS funded, funded.label AS fundedLabel, r.amount AS amount, r.currency AS currency,
       coalesce(r.fromText, funded.fromText) AS from, coalesce(r.untilText, funded.untilText) AS until,
       scheme.uri AS fundingCall, scheme.label AS fundingCallLabel, r.statementStatus AS status
ORDER BY funderLabel, fundedLabel, amount;
