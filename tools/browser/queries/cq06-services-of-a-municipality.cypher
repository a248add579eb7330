// Which services does the municipality consume, from whom, under which agreement or decision?
// Vilka tjänster nyttjar kommunen, från vem, enligt vilket avtal eller beslut?
:param municipality => 'https://w3id.org/kgraph/study/skaraborg/vara';
MATCH (m:Resource {uri: $municipality})-[use:CONSUMES]->(service)
WHERE use.statementStatus <> 'outdated'
OPTIONAL MATCH (provider)-[provision:PROVIDES]->(service)
WHERE provision.statementStatus <> 'outdated'
OPTIONAL MATCH (m)<-[:HAS_PARTY]-(a:CollaborationAgreement)-[:GOVERNS]->(governed)
WHERE governed.uri = service.uri OR governed.uri = provider.uri
WITH m, service, provider, provision, use, collect(DISTINCT a.uri) AS governing
WITH m, service, provider, provision,
     governing + [x IN [use.underAgreement_uri, provision.underAgreement_uri] WHERE x IS NOT NULL AND NOT x IN governing] AS found
UNWIND CASE WHEN size(found) = 0 THEN [''] ELSE found END AS agreementUri
OPTIONAL MATCH (agreement:CollaborationAgreement {uri: agreementUri})
OPTIONAL MATCH (agreement)<-[:APPROVES]-(decision:Decision)-[:DECIDED_BY]->(body)
WHERE body.uri = m.uri OR (body)-[:UNIT_OF]->(m)
RETURN DISTINCT service.uri AS service, coalesce(service.label_sv, service.label_en, service.title_sv, service.title_en, '') AS serviceLabel,
       coalesce(provider.uri, '') AS provider, coalesce(provider.label_sv, provider.label_en, provider.title_sv, provider.title_en, '') AS providerLabel,
       coalesce(agreement.uri, '') AS agreement, coalesce(agreement.label_sv, agreement.label_en, agreement.title_sv, agreement.title_en, '') AS agreementLabel,
       coalesce(decision.uri, '') AS decision, coalesce(decision.label_sv, decision.label_en, decision.title_sv, decision.title_en, '') AS decisionLabel,
       CASE provision.fromPrecision WHEN 'year' THEN left(toString(provision.from), 4) WHEN 'month' THEN left(toString(provision.from), 7) ELSE coalesce(toString(provision.from), '') END AS from,
       CASE provision.untilPrecision WHEN 'year' THEN left(toString(provision.until), 4) WHEN 'month' THEN left(toString(provision.until), 7) ELSE coalesce(toString(provision.until), '') END AS until
ORDER BY serviceLabel, from, providerLabel, agreementLabel, decisionLabel;
