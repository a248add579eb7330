// Who funds what, how much, over which period, under which call?
// Vem finansierar vad, med hur mycket, under vilken tid, inom vilken utlysning?
MATCH (funder)-[r:FUNDS]->(funded)
OPTIONAL MATCH (scheme:FundingCall {uri: r.fundingCall_uri})
RETURN DISTINCT funder.uri AS funder, coalesce(funder.label_sv, funder.label_en, funder.title_sv, funder.title_en, '') AS funderLabel, funded.uri AS funded, coalesce(funded.label_sv, funded.label_en, funded.title_sv, funded.title_en, '') AS fundedLabel,
       r.amount AS amount, coalesce(r.currency, '') AS currency,
       CASE WHEN r.from IS NULL THEN CASE funded.fromPrecision WHEN 'year' THEN left(toString(funded.from), 4) WHEN 'month' THEN left(toString(funded.from), 7) ELSE coalesce(toString(funded.from), '') END ELSE CASE r.fromPrecision WHEN 'year' THEN left(toString(r.from), 4) WHEN 'month' THEN left(toString(r.from), 7) ELSE coalesce(toString(r.from), '') END END AS from,
       CASE WHEN r.until IS NULL THEN CASE funded.untilPrecision WHEN 'year' THEN left(toString(funded.until), 4) WHEN 'month' THEN left(toString(funded.until), 7) ELSE coalesce(toString(funded.until), '') END ELSE CASE r.untilPrecision WHEN 'year' THEN left(toString(r.until), 4) WHEN 'month' THEN left(toString(r.until), 7) ELSE coalesce(toString(r.until), '') END END AS until,
       coalesce(scheme.uri, '') AS fundingCall, coalesce(scheme.label_sv, scheme.label_en, scheme.title_sv, scheme.title_en, '') AS fundingCallLabel, r.statementStatus AS status
ORDER BY funderLabel, fundedLabel, amount;
