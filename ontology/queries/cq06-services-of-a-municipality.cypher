// name: cq06-services-of-a-municipality
// sv: Vilka tjänster nyttjar kommunen, från vem, enligt vilket avtal eller beslut?
// en: Which services does the municipality consume, from whom, under which agreement or decision?
// param municipality (iri, default vara): the consumer | nyttjaren
// columns: service, serviceLabel, provider, providerLabel, agreement, agreementLabel, decision, decisionLabel, from, until, status
// meaning: One row for each service, provider, agreement and decision. The agreement is the one that the provision
//   names, or else the use; where neither does, one that governs the service or the provider and has the
//   municipality as a party. The decision is the municipality's own, or of a body of it, that approves the
//   agreement. The period is that of the provision, the status that of the use. Empty means that none is recorded.
// meaning-sv: En rad för varje tjänst, leverantör, avtal och beslut. Avtalet är det som leveransen namnger,
//   eller annars nyttjandet; där inget av dem gör det, ett som reglerar tjänsten eller leverantören och har
//   kommunen som part. Beslutet är kommunens eget, eller ett av dess organs, som godkänner avtalet. Perioden är
//   leveransens, statusen nyttjandets. Tomt betyder att inget är belagt.

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
ORDER BY serviceLabel, providerLabel, from
