// Which organisations provide services to more than k municipalities, and which are single points of dependency for the whole group?
// Vilka levererar tjänster till fler än k kommuner, och vilka är ensam punkt för hela gruppen?
:param group => 'https://w3id.org/kgraph/study/skaraborg/v6';
:param k => 4;
:param date => date('2023-06-01');
MATCH (member)-[membership:MEMBER_OF]->(group:Resource {uri: $group})
WHERE membership.uri IS NOT NULL
WITH collect(DISTINCT member.uri) AS members
MATCH (municipality:Municipality)-[use:CONSUMES]->(service)
WHERE (use.from IS NULL OR use.from <= date($date)) AND (use.until IS NULL OR use.until >= date($date))
  AND use.statementStatus <> 'outdated'
WITH members, service, collect(DISTINCT municipality.uri) AS consumers
WHERE size(consumers) > $k
MATCH (provider)-[provision:PROVIDES]->(service)
WHERE (provision.from IS NULL OR provision.from <= date($date)) AND (provision.until IS NULL OR provision.until >= date($date))
  AND provision.statementStatus <> 'outdated'
WITH members, service, consumers, collect(DISTINCT provider) AS providers
WITH service, providers, size(consumers) AS municipalities, size(providers) - 1 AS otherProviders,
     CASE WHEN all(m IN members WHERE m IN consumers) THEN 'yes' ELSE 'no' END AS wholeGroup
UNWIND providers AS provider
RETURN provider.uri AS provider, coalesce(provider.label_sv, provider.label_en, provider.title_sv, provider.title_en, '') AS providerLabel, service.uri AS service, coalesce(service.label_sv, service.label_en, service.title_sv, service.title_en, '') AS serviceLabel,
       municipalities, wholeGroup, otherProviders,
       CASE WHEN wholeGroup = 'yes' AND otherProviders = 0 THEN 'yes' ELSE 'no' END AS singlePoint
ORDER BY municipalities DESC, providerLabel, serviceLabel, service;
