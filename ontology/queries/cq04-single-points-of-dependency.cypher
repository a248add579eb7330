// name: cq04-single-points-of-dependency
// sv: Vilka levererar tjänster till fler än k kommuner, och vilka är ensam punkt för hela gruppen?
// en: Which organisations provide services to more than k municipalities, and which are single points of dependency for the whole group?
// param group (iri, default v6): the network or federation whose members are compared
// param k (integer, default 4): list services with more municipal consumers than this
// param date (date, default 2023-06-01): the day to look at
// columns: provider, providerLabel, service, serviceLabel, municipalities, wholeGroup, otherProviders, singlePoint
// meaning: A service in use on the date, its provider, the number of municipalities that consume it, whether all
//   members of the group do, and how many others provide it. It is a single point of dependency if the whole group
//   consumes it and nobody else provides it. A service without a known provider is not listed.

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
ORDER BY municipalities DESC, providerLabel, serviceLabel, service
