// Which services does the municipality consume, from whom, under which agreement or decision?
// Vilka tjänster nyttjar kommunen, från vem, enligt vilket avtal eller beslut?
:param municipality => 'https://w3id.org/kgraph/study/skaraborg/vara';
MATCH (m:Resource {uri: $municipality})-[use:CONSUMES]->(service)
WHERE use.statementStatus <> 'outdated'
OPTIONAL MATCH (provider)-[provision:PROVIDES]->(service)
WHERE provision.statementStatus <> 'outdated'
OPTIONAL MATCH (m)<-[:HAS_PARTY]-(governing)-[:GOVERNS]->(governed)
WHERE governed.uri IN [service.uri, provider.uri]
WITH m, use, service, provider, provision, coalesce(provision.underAgreement_uri, use.underAgreement_uri, governing.uri) AS under
OPTIONAL MATCH (agreement:Resource {uri: under})
OPTIONAL MATCH (agreement)<-[:APPROVES]-(decision)-[:DECIDED_BY]->(body)
WHERE body.uri = m.uri OR (body)-[:UNIT_OF]->(m)
RETURN DISTINCT service.uri AS service, service.label AS serviceLabel, provider.uri AS provider, provider.label AS providerLabel,
       agreement.uri AS agreement, agreement.label AS agreementLabel, decision.uri AS decision, decision.label AS decisionLabel,
       provision.fromText AS from, provision.untilText AS until, use.statementStatus AS status
ORDER BY serviceLabel, providerLabel, from;
